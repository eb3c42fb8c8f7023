//! Applications for access as the server last sent them, and what the officer answers to them.

use domain::{
    application::{Application, ApplicationDecision},
    ids::ApplicationId,
};
use jiff::Timestamp;

use super::{
    Queued, Store, StoreError, Subject, Tx, millis, mirror::to_i64, outbox::Row, parse, time,
    to_json,
};
use crate::{sync::plan::PutApplication, view::AnswerDraft};

/// What the officer has typed on an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SavedAnswer {
    pub(crate) application_id: ApplicationId,
    pub(crate) draft: AnswerDraft,
    /// What the application is called.
    pub(crate) subject: Subject,
    pub(crate) saved_at: Timestamp,
}

struct DraftRow {
    application_id: String,
    body: String,
    subject: String,
    saved_at: i64,
}

impl TryFrom<DraftRow> for SavedAnswer {
    type Error = StoreError;
    fn try_from(row: DraftRow) -> Result<Self, StoreError> {
        let unreadable = StoreError::Unreadable { what: "an id" };
        Ok(Self {
            application_id: row.application_id.parse().map_err(|_| unreadable)?,
            draft: parse(&row.body, "a draft")?,
            subject: parse(&row.subject, "an application's name")?,
            saved_at: time(row.saved_at)?,
        })
    }
}

impl Store {
    /// One application.
    pub(crate) async fn application(
        &self,
        id: ApplicationId,
    ) -> Result<Option<Application>, StoreError> {
        let id = id.to_string();
        sqlx::query_scalar!("SELECT body FROM application WHERE id = ?1", id)
            .fetch_optional(&self.pool)
            .await?
            .map(|body| parse(&body, "an application"))
            .transpose()
    }

    /// Every application.
    pub(crate) async fn applications(&self) -> Result<Vec<Application>, StoreError> {
        sqlx::query_scalar!("SELECT body FROM application ORDER BY id")
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(|body| parse(body, "an application"))
            .collect()
    }

    /// Saves the draft on an application; durable when this returns.
    pub(crate) async fn save_answer(&self, saved: &SavedAnswer) -> Result<(), StoreError> {
        let id = saved.application_id.to_string();
        let body = to_json(&saved.draft);
        let subject = to_json(&saved.subject);
        let saved_at = millis(saved.saved_at);
        sqlx::query!(
            "INSERT INTO answer_draft (application_id, body, subject, saved_at)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (application_id) DO UPDATE SET body = excluded.body,
                 subject = excluded.subject, saved_at = excluded.saved_at",
            id,
            body,
            subject,
            saved_at
        )
        .execute(self.pool.writing())
        .await?;
        Ok(())
    }

    /// The draft on an application.
    pub(crate) async fn saved_answer(
        &self,
        id: ApplicationId,
    ) -> Result<Option<SavedAnswer>, StoreError> {
        let id = id.to_string();
        sqlx::query_as!(
            DraftRow,
            "SELECT application_id, body, subject, saved_at FROM answer_draft
             WHERE application_id = ?1",
            id
        )
        .fetch_optional(&self.pool)
        .await?
        .map(SavedAnswer::try_from)
        .transpose()
    }

    /// Every draft on an application.
    pub(crate) async fn saved_answers(&self) -> Result<Vec<SavedAnswer>, StoreError> {
        sqlx::query_as!(
            DraftRow,
            "SELECT application_id, body, subject, saved_at FROM answer_draft
             ORDER BY application_id"
        )
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(SavedAnswer::try_from)
        .collect()
    }

    /// Queues a decision on an application in its exact bytes; durable when this returns. False where another
    /// decision on it waits already.
    pub(crate) async fn enqueue_answer(
        &self,
        decision: &ApplicationDecision,
        subject: &Subject,
        due_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let id = decision.id.to_string();
        let application_id = decision.application_id.to_string();
        let request = to_json(decision);
        let confirmed_at = millis(decision.confirmed_at);
        let due_at = millis(due_at);
        let subject = to_json(subject);
        let done = sqlx::query!(
            "INSERT INTO outbox (decision_id, thing_id, kind, request, confirmed_at, due_at, subject)
             SELECT ?1, ?2, 'application', ?3, ?4, ?5, ?6 WHERE NOT EXISTS (
                 SELECT 1 FROM outbox WHERE thing_id = ?2 AND outcome IS NULL
             )",
            id,
            application_id,
            request,
            confirmed_at,
            due_at,
            subject
        )
        .execute(self.pool.writing())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Every decision on an application, settled ones included, oldest first.
    pub(crate) async fn answers(&self) -> Result<Vec<Queued<ApplicationDecision>>, StoreError> {
        sqlx::query_as!(
            Row,
            "SELECT request, due_at, attempted_at, outcome, first_receipt, subject, laid_aside_at
             FROM outbox WHERE kind = 'application' ORDER BY +rowid"
        )
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(Queued::try_from)
        .collect()
    }
}

pub(super) async fn write(tx: &mut Tx, puts: &[PutApplication]) -> Result<(), StoreError> {
    for put in puts {
        let id = put.application.id.to_string();
        let rev = to_i64(put.rev)?;
        sqlx::query!(
            "INSERT INTO application (id, rev, body) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, body = excluded.body",
            id,
            rev,
            put.body
        )
        .execute(&mut **tx)
        .await?;
        sqlx::query!(
            "DELETE FROM awaited WHERE kind = 'application' AND id = ?1",
            id
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
