//! Decisions that the server had and may have lost: it was restored from a backup older than they.
//!
//! What was acknowledged once is offered again; what was never acknowledged is not, because the server
//! might then apply a decision that its officer was told does not stand.

use domain::{feed::Cursor, ids::OfficeId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Queued, Store, StoreError, millis, mirror, outbox::Row};

/// What a report or an application was called when it was decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subject {
    /// «Referanse».
    pub(crate) reference: String,
    /// «Rapporteringsenhet»; of an application whom the applicant works for.
    pub(crate) unit_name: String,
}

impl Store {
    /// The server's feed is not the one the mirror came from: empties the mirror, and offers again
    /// every decision that was ever acknowledged.
    pub(crate) async fn start_over(&self, now: Timestamp) -> Result<(), StoreError> {
        let now = millis(now);
        let mut tx = self.begin().await?;
        sqlx::query!(
            "UPDATE outbox SET
                 first_receipt = coalesce(json_extract(outcome, '$.receipt'), first_receipt),
                 missed_at = NULL, outcome = NULL, settled_at = NULL, due_at = min(due_at, ?1)
             WHERE outcome IS NOT NULL
                 AND (json_extract(outcome, '$.receipt') IS NOT NULL OR first_receipt IS NOT NULL)",
            now
        )
        .execute(&mut *tx)
        .await?;
        mirror::clear(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Where the feed ends: offers again what was said of a decision and the feed contradicts. Returns whether there
    /// was anything.
    pub(crate) async fn offer_contradicted(
        &self,
        end: &Cursor,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let missing = self.offer_missing(end, now).await?;
        Ok(self.offer_shown(end, now).await? || missing)
    }

    /// Offers again what the server has given a receipt for and the feed lacks. A feed that went back behind a decision
    /// and was not yet read so far shows it in no other way. Each receipt is missed once at a place in the feed.
    async fn offer_missing(&self, end: &Cursor, now: Timestamp) -> Result<bool, StoreError> {
        let office = end.office.as_str();
        let chain = end.chain.to_string();
        let now = millis(now);
        let missed = sqlx::query!(
            "UPDATE outbox SET
                 first_receipt = json_extract(outcome, '$.receipt'),
                 missed_at = ?2 || ' ' || json_extract(outcome, '$.receipt.number'),
                 outcome = NULL, settled_at = NULL, due_at = min(due_at, ?3)
             WHERE mirrored = 0 AND json_extract(outcome, '$.receipt.office') = ?1
                 AND missed_at IS NOT ?2 || ' ' || json_extract(outcome, '$.receipt.number')",
            office,
            chain,
            now
        )
        .execute(self.pool.writing())
        .await?;
        Ok(missed.rows_affected() > 0)
    }

    /// Offers again what the server has refused and the feed shows: it was refused by a server that had gone back
    /// behind the decision, and another backup has brought it back since. What was never acknowledged, and is followed
    /// by a newer decision or stands beside one that waits, stays. Each is asked about once at a place in the feed.
    async fn offer_shown(&self, end: &Cursor, now: Timestamp) -> Result<bool, StoreError> {
        let chain = end.chain.to_string();
        let now = millis(now);
        let shown = sqlx::query!(
            "UPDATE outbox SET
                 missed_at = ?1, outcome = NULL, settled_at = NULL, due_at = min(due_at, ?2)
             WHERE mirrored = 1 AND missed_at IS NOT ?1
                 AND json_extract(outcome, '$.kind') IN ('conflict', 'application_conflict', 'held', 'rejected')
                 AND (first_receipt IS NOT NULL OR NOT EXISTS (
                     SELECT 1 FROM outbox AS other WHERE other.thing_id = outbox.thing_id
                     AND (other.rowid > outbox.rowid
                         OR (other.outcome IS NULL AND other.first_receipt IS NULL))
                 ))",
            chain,
            now
        )
        .execute(self.pool.writing())
        .await?;
        Ok(shown.rows_affected() > 0)
    }

    /// Offers again what was acknowledged in other offices than the officer's own: no feed that the officer
    /// reads shows whether the server still has it.
    pub(crate) async fn offer_unseen(
        &self,
        office: &OfficeId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let office = office.as_str();
        let now = millis(now);
        sqlx::query!(
            "UPDATE outbox SET
                 first_receipt = json_extract(outcome, '$.receipt'),
                 missed_at = NULL, outcome = NULL, settled_at = NULL, due_at = min(due_at, ?2)
             WHERE json_extract(outcome, '$.receipt.office') <> ?1",
            office,
            now
        )
        .execute(self.pool.writing())
        .await?;
        Ok(())
    }

    /// What on reports was acknowledged once and has been refused since, oldest first.
    pub(crate) async fn lost(&self) -> Result<Vec<Queued>, StoreError> {
        sqlx::query_as!(
            Row,
            "SELECT request, due_at, attempted_at, outcome, first_receipt, subject, laid_aside_at
             FROM outbox
             WHERE kind = 'report' AND first_receipt IS NOT NULL AND outcome IS NOT NULL
                 AND json_extract(outcome, '$.receipt') IS NULL
             ORDER BY +rowid"
        )
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(Queued::try_from)
        .collect()
    }
}
