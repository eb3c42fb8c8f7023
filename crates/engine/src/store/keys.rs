//! The keys that receipts are verified with and decisions are sealed to, as the server last published them.

use domain::{sealing::PublicSealingKey, signing::PublishedKey, wire::PublishedKeys};

use super::{Store, StoreError, parse, to_json};

impl Store {
    /// The server's keys; none before they were first asked for.
    pub(crate) async fn keys(&self) -> Result<Vec<PublishedKey>, StoreError> {
        let body = sqlx::query_scalar!("SELECT body FROM signing_keys WHERE one = 1")
            .fetch_optional(&self.pool)
            .await?;
        body.map_or(Ok(vec![]), |body| parse(&body, "the server's keys"))
    }

    /// The key that decisions are sealed to; none before it was first asked for.
    pub(crate) async fn sealing_key(&self) -> Result<Option<PublicSealingKey>, StoreError> {
        let body = sqlx::query_scalar!("SELECT body FROM sealing_key WHERE one = 1")
            .fetch_optional(&self.pool)
            .await?;
        body.map(|body| parse(&body, "the sealing key")).transpose()
    }

    /// Keeps exactly what the server publishes now: a key that it takes back counts no longer.
    pub(crate) async fn set_keys(&self, published: &PublishedKeys) -> Result<(), StoreError> {
        let keys = to_json(&published.keys);
        let sealing = to_json(&published.sealing);
        let mut tx = self.begin().await?;
        sqlx::query!(
            "INSERT INTO signing_keys (one, body) VALUES (1, ?1)
             ON CONFLICT (one) DO UPDATE SET body = excluded.body",
            keys
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "INSERT INTO sealing_key (one, body) VALUES (1, ?1)
             ON CONFLICT (one) DO UPDATE SET body = excluded.body",
            sealing
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }
}
