//! The keys that receipts are verified with, as the server last published them.

use domain::signing::PublishedKey;

use super::{Store, StoreError, parse, to_json};

impl Store {
    /// The server's keys; none before they were first asked for.
    pub(crate) async fn keys(&self) -> Result<Vec<PublishedKey>, StoreError> {
        let body = sqlx::query_scalar!("SELECT body FROM signing_keys WHERE one = 1")
            .fetch_optional(&self.pool)
            .await?;
        body.map_or(Ok(vec![]), |body| parse(&body, "the server's keys"))
    }

    /// Keeps exactly what the server publishes now: a key that it takes back counts no longer.
    pub(crate) async fn set_keys(&self, keys: &[PublishedKey]) -> Result<(), StoreError> {
        let body = to_json(&keys);
        sqlx::query!(
            "INSERT INTO signing_keys (one, body) VALUES (1, ?1)
             ON CONFLICT (one) DO UPDATE SET body = excluded.body",
            body
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
