//! What stays when the officer's access has ended: the officer's own words.

use domain::ids::ReportId;
use jiff::Timestamp;

use super::{Store, StoreError, Subject, Tx, millis, mirror, parse};

/// That the officer's access has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ended {
    /// Whether the officer has exported what is left.
    pub(crate) exported: bool,
}

impl Store {
    /// Whether the officer's access has ended, as far as the server has said.
    pub(crate) async fn ended(&self) -> Result<Option<Ended>, StoreError> {
        let row = sqlx::query!("SELECT exported_at FROM access_ended WHERE one = 1")
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| Ended {
            exported: row.exported_at.is_some(),
        }))
    }

    /// Removes all that came from the server, and what was seen of it. Drafts, decisions and phrases stay.
    pub(crate) async fn purge(&self, now: Timestamp) -> Result<(), StoreError> {
        let now = millis(now);
        let mut tx = self.begin().await?;
        mirror::clear(&mut tx).await?;
        sqlx::query!("DELETE FROM seen").execute(&mut *tx).await?;
        sqlx::query!(
            "INSERT INTO access_ended (one, told_at) VALUES (1, ?1) ON CONFLICT (one) DO NOTHING",
            now
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        self.scrub().await
    }

    /// Rewrites the file without what was removed, unless that is done: what a crash has left is taken up at
    /// the next opening.
    pub(crate) async fn scrub(&self) -> Result<(), StoreError> {
        let waits = sqlx::query_scalar!("SELECT 1 FROM access_ended WHERE scrubbed = 0")
            .fetch_optional(&self.pool)
            .await?;
        if waits.is_none() {
            return Ok(());
        }
        for statement in ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"] {
            sqlx::query(statement).execute(self.pool.writing()).await?;
        }
        sqlx::query!("UPDATE access_ended SET scrubbed = 1")
            .execute(self.pool.writing())
            .await?;
        Ok(())
    }

    /// Keeps that the officer has exported what is left.
    pub(crate) async fn exported(&self, now: Timestamp) -> Result<(), StoreError> {
        let now = millis(now);
        sqlx::query!("UPDATE access_ended SET exported_at = ?1", now)
            .execute(self.pool.writing())
            .await?;
        Ok(())
    }

    /// What a report was called, whether or not it is here.
    pub(crate) async fn subject(&self, id: ReportId) -> Result<Option<Subject>, StoreError> {
        let id = id.to_string();
        let body = sqlx::query_scalar!(
            r#"SELECT json_object('reference', json_extract(body, '$.reference'),
                 'unit_name', json_extract(body, '$.unit_name')) AS "body!: String"
             FROM report WHERE id = ?1
             UNION ALL SELECT body FROM draft_subject WHERE report_id = ?1"#,
            id
        )
        .fetch_optional(&self.pool)
        .await?;
        body.map(|body| parse(&body, "a report's name")).transpose()
    }
}

/// Keeps what the reports are called that drafts are written on: the drafts outlive them.
pub(super) async fn keep_subjects(tx: &mut Tx) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO draft_subject (report_id, body)
         SELECT id, json_object('reference', json_extract(body, '$.reference'),
             'unit_name', json_extract(body, '$.unit_name'))
         FROM report WHERE id IN (SELECT report_id FROM draft)
         ON CONFLICT (report_id) DO UPDATE SET body = excluded.body"
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
