//! How long the store may be open without the server.

use jiff::SignedDuration;

use super::{Store, StoreError, millis, time};
use crate::lease::Term;

impl Store {
    /// What the last lease granted, and what of it is spent; none before the first.
    pub(crate) async fn term(&self) -> Result<Option<Term>, StoreError> {
        let row = sqlx::query!("SELECT granted, spent, looked_at FROM lease WHERE one = 1")
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            Ok(Term {
                granted: SignedDuration::from_millis(row.granted),
                spent: SignedDuration::from_millis(row.spent),
                looked_at: time(row.looked_at)?,
            })
        })
        .transpose()
    }

    /// Keeps it.
    pub(crate) async fn keep_term(&self, term: &Term) -> Result<(), StoreError> {
        let granted = length(term.granted);
        let spent = length(term.spent);
        let looked_at = millis(term.looked_at);
        sqlx::query!(
            "INSERT INTO lease (one, granted, spent, looked_at) VALUES (1, ?1, ?2, ?3)
             ON CONFLICT (one) DO UPDATE SET granted = excluded.granted, spent = excluded.spent,
                 looked_at = excluded.looked_at",
            granted,
            spent,
            looked_at
        )
        .execute(self.pool.writing())
        .await?;
        Ok(())
    }
}

fn length(of: SignedDuration) -> i64 {
    i64::try_from(of.as_millis()).unwrap_or(i64::MAX)
}
