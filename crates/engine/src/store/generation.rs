//! Whether this store is the newest one: it and the keychain count along.
//!
//! The store counts first. A crash between the two leaves the store ahead by one, which says nothing; a store
//! behind the keychain is an older copy, and of what waits in it nobody knows what became.

use domain::ids::DecisionId;

use super::{Store, StoreError};

impl Store {
    /// How often it was put beyond going back.
    pub(crate) async fn generation(&self) -> Result<u64, StoreError> {
        let value = sqlx::query_scalar!("SELECT value FROM generation WHERE one = 1")
            .fetch_one(&self.pool)
            .await?;
        u64::try_from(value).map_err(|_| StoreError::Unreadable { what: "a number" })
    }

    /// Counts, from where the keychain stands at least. Where the keychain is ahead this is an older copy, and all
    /// that waits in it is kept back. Durable when this returns.
    pub(crate) async fn count_generation(&self, kept: u64) -> Result<u64, StoreError> {
        let ahead = self.generation().await?;
        let next = super::mirror::to_i64(ahead.max(kept).saturating_add(1))?;
        let is_older = ahead < kept;
        let mut tx = self.begin().await?;
        if is_older {
            sqlx::query!(
                "UPDATE outbox SET unsure = 1
                 WHERE outcome IS NULL OR json_extract(outcome, '$.kind') = 'held'"
            )
            .execute(&mut *tx)
            .await?;
        }
        sqlx::query!("UPDATE generation SET value = ?1", next)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        self.generation().await
    }

    /// How many decisions are kept back.
    pub(crate) async fn unsure(&self) -> Result<u32, StoreError> {
        let count =
            sqlx::query_scalar!("SELECT count(*) FROM outbox WHERE unsure = 1 AND outcome IS NULL")
                .fetch_one(&self.pool)
                .await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Those of them that no attempt was made to send, as far as this copy knows.
    pub(crate) async fn unsure_unsent(&self) -> Result<Vec<DecisionId>, StoreError> {
        let ids = sqlx::query_scalar!(
            "SELECT decision_id FROM outbox
             WHERE unsure = 1 AND outcome IS NULL AND attempted_at IS NULL"
        )
        .fetch_all(&self.pool)
        .await?;
        ids.iter()
            .map(|id| id.parse())
            .collect::<Result<_, _>>()
            .map_err(|_| StoreError::Unreadable { what: "an id" })
    }

    /// The officer has said so: they are sent.
    pub(crate) async fn make_sure(&self) -> Result<(), StoreError> {
        sqlx::query!("UPDATE outbox SET unsure = 0 WHERE unsure = 1")
            .execute(self.pool.writing())
            .await?;
        Ok(())
    }
}
