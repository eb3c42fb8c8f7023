//! What belongs to the officer alone: what was seen, own phrases, and what was chosen.

use std::collections::BTreeSet;

use domain::{
    ids::{PointId, ReportId},
    report::Report,
};
use jiff::Timestamp;

use super::{Store, StoreError, millis, parse, time, to_json};
use crate::view::{Phrase, PhraseId, Preferences};

impl Store {
    /// Keeps that these points of a revision were seen; durable when this returns.
    pub(crate) async fn see(
        &self,
        report_id: ReportId,
        revision: u32,
        points: &[PointId],
    ) -> Result<(), StoreError> {
        let report_id = report_id.to_string();
        let points = to_json(&points);
        sqlx::query!(
            "INSERT INTO seen (report_id, revision, point)
             SELECT ?1, ?2, value FROM json_each(?3) WHERE true
             ON CONFLICT DO NOTHING",
            report_id,
            revision,
            points
        )
        .execute(self.pool.writing())
        .await?;
        Ok(())
    }

    /// The points of a revision that were seen.
    pub(crate) async fn seen(
        &self,
        report_id: ReportId,
        revision: u32,
    ) -> Result<BTreeSet<PointId>, StoreError> {
        let report_id = report_id.to_string();
        // In one row: each row takes its own way from SQLite's thread, and a form has many points.
        let points = sqlx::query_scalar!(
            r#"SELECT json_group_array(point) AS "points!: String" FROM seen
             WHERE report_id = ?1 AND revision = ?2"#,
            report_id,
            revision
        )
        .fetch_one(&self.pool)
        .await?;
        parse(&points, "what was seen")
    }

    /// The officer's phrases, oldest first.
    pub(crate) async fn phrases(&self) -> Result<Vec<Phrase>, StoreError> {
        let rows = sqlx::query!("SELECT id, text FROM phrase ORDER BY rowid")
            .fetch_all(&self.pool)
            .await?;
        let unreadable = |_| StoreError::Unreadable { what: "a phrase" };
        rows.into_iter()
            .map(|row| {
                Ok(Phrase {
                    id: PhraseId(row.id.parse().map_err(unreadable)?),
                    text: row.text,
                })
            })
            .collect()
    }

    /// Keeps a phrase.
    pub(crate) async fn add_phrase(&self, phrase: &Phrase) -> Result<(), StoreError> {
        let id = phrase.id.0.to_string();
        sqlx::query!(
            "INSERT INTO phrase (id, text) VALUES (?1, ?2)",
            id,
            phrase.text
        )
        .execute(self.pool.writing())
        .await?;
        Ok(())
    }

    /// Forgets a phrase. False where there is none.
    pub(crate) async fn remove_phrase(&self, id: PhraseId) -> Result<bool, StoreError> {
        let id = id.0.to_string();
        let done = sqlx::query!("DELETE FROM phrase WHERE id = ?1", id)
            .execute(self.pool.writing())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// What the officer has chosen; none until then.
    pub(crate) async fn preferences(&self) -> Result<Option<Preferences>, StoreError> {
        sqlx::query_scalar!("SELECT body FROM preferences WHERE one = 1")
            .fetch_optional(&self.pool)
            .await?
            .map(|body| parse(&body, "what the officer has chosen"))
            .transpose()
    }

    /// Keeps what the officer chooses.
    pub(crate) async fn set_preferences(&self, chosen: &Preferences) -> Result<(), StoreError> {
        let body = to_json(chosen);
        sqlx::query!(
            "INSERT INTO preferences (one, body) VALUES (1, ?1)
             ON CONFLICT (one) DO UPDATE SET body = excluded.body",
            body
        )
        .execute(self.pool.writing())
        .await?;
        Ok(())
    }

    /// Keeps that the officer has asked Bufdir to reopen a report.
    pub(crate) async fn keep_reopening_request(
        &self,
        report: &Report,
        revision: u32,
        asked_at: Timestamp,
    ) -> Result<(), StoreError> {
        let (id, reopenings) = (report.id.to_string(), answers(report));
        let asked_at = millis(asked_at);
        sqlx::query!(
            "INSERT INTO reopening_request (report_id, revision, reopenings, asked_at)
             VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            id,
            revision,
            reopenings,
            asked_at
        )
        .execute(self.pool.writing())
        .await?;
        Ok(())
    }

    /// When the officer asked Bufdir to reopen a report and has no answer since.
    pub(crate) async fn reopening_asked_at(
        &self,
        report: &Report,
        revision: u32,
    ) -> Result<Option<Timestamp>, StoreError> {
        let (id, reopenings) = (report.id.to_string(), answers(report));
        sqlx::query_scalar!(
            "SELECT asked_at FROM reopening_request
             WHERE report_id = ?1 AND revision = ?2 AND reopenings = ?3",
            id,
            revision,
            reopenings
        )
        .fetch_optional(&self.pool)
        .await?
        .map(time)
        .transpose()
    }
}

/// How often Bufdir has answered, with a reopening or a refusal: a request is of the time after the last answer.
fn answers(report: &Report) -> i64 {
    i64::try_from(report.reopenings.len() + report.refusals.len()).unwrap_or(i64::MAX)
}
