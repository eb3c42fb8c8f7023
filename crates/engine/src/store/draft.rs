//! What the officer has typed.

use domain::{decision::Draft, ids::ReportId};
use jiff::Timestamp;

use super::{Store, StoreError, millis, parse, parse_id, time, to_json};

/// A draft on one revision of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SavedDraft {
    pub(crate) report_id: ReportId,
    pub(crate) revision: u32,
    pub(crate) draft: Draft,
    pub(crate) saved_at: Timestamp,
}

impl Store {
    /// Saves the draft on a revision; durable when this returns.
    pub(crate) async fn save_draft(&self, saved: &SavedDraft) -> Result<(), StoreError> {
        let report_id = saved.report_id.to_string();
        let body = to_json(&saved.draft);
        let saved_at = millis(saved.saved_at);
        sqlx::query!(
            "INSERT INTO draft (report_id, revision, body, saved_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (report_id, revision)
             DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
            report_id,
            saved.revision,
            body,
            saved_at
        )
        .execute(self.pool.writing())
        .await?;
        Ok(())
    }

    /// The draft on a revision.
    pub(crate) async fn draft(
        &self,
        report_id: ReportId,
        revision: u32,
    ) -> Result<Option<SavedDraft>, StoreError> {
        let id = report_id.to_string();
        let row = sqlx::query!(
            "SELECT body, saved_at FROM draft WHERE report_id = ?1 AND revision = ?2",
            id,
            revision
        )
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            Ok(SavedDraft {
                report_id,
                revision,
                draft: parse(&row.body, "a draft")?,
                saved_at: time(row.saved_at)?,
            })
        })
        .transpose()
    }

    /// Every draft.
    pub(crate) async fn drafts(&self) -> Result<Vec<SavedDraft>, StoreError> {
        sqlx::query!("SELECT report_id, revision, body, saved_at FROM draft ORDER BY report_id")
            .fetch_all(&self.pool)
            .await?
            .into_iter()
            .map(|row| {
                Ok(SavedDraft {
                    report_id: parse_id(&row.report_id)?,
                    revision: u32::try_from(row.revision)
                        .map_err(|_| StoreError::Unreadable { what: "a revision" })?,
                    draft: parse(&row.body, "a draft")?,
                    saved_at: time(row.saved_at)?,
                })
            })
            .collect()
    }
}
