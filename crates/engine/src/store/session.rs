//! The server's session between two programs.

use super::{Store, StoreError, parse, to_json};
use crate::session::KeptSession;

impl Store {
    /// Leaves a session to the next program that opens the store, or none.
    pub(crate) async fn keep_session(&self, kept: Option<&KeptSession>) -> Result<(), StoreError> {
        let Some(kept) = kept else {
            sqlx::query!("DELETE FROM kept_session")
                .execute(self.pool.writing())
                .await?;
            return Ok(());
        };
        let body = to_json(kept);
        sqlx::query!(
            "INSERT INTO kept_session (one, body) VALUES (1, ?1)
             ON CONFLICT (one) DO UPDATE SET body = excluded.body",
            body
        )
        .execute(self.pool.writing())
        .await?;
        Ok(())
    }

    /// Takes what the program before has left: it is nobody else's from then on, and a crash leaves none behind
    /// whose token was used.
    pub(crate) async fn take_session(&self) -> Result<Option<KeptSession>, StoreError> {
        let body = sqlx::query_scalar!("DELETE FROM kept_session RETURNING body")
            .fetch_optional(self.pool.writing())
            .await?;
        body.map(|body| parse(&body, "a session")).transpose()
    }
}
