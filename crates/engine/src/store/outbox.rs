//! Confirmed decisions, from «Bekreft» to the server's outcome and after.
//!
//! Their order is that of their rows: an id begins with the time, and this machine's clock may go back.

use std::collections::BTreeMap;

use domain::{
    Period,
    decision::{AnyDecision, Decision, Receipt, Receipted},
    ids::{DecisionId, ReportId},
    wire::Outcome,
};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{Store, StoreError, Subject, Tx, millis, naming, parse, time};

/// A confirmed decision: on a report, where nothing else is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Queued<Of = Decision> {
    /// What is sent, verbatim.
    pub(crate) request: String,
    /// The same, read.
    pub(crate) decision: Of,
    /// When the first attempt may be made.
    pub(crate) due_at: Timestamp,
    /// Whether an attempt was made: the server may have it.
    pub(crate) attempted: bool,
    /// What the server answered; none while the decision waits.
    pub(crate) outcome: Option<Outcome>,
    /// The receipt it had before it was offered again; none where it never was.
    pub(crate) first_receipt: Option<Receipt>,
    /// What its report or application was called.
    pub(crate) subject: Option<Subject>,
    /// Whether the officer has laid it aside after it came back.
    pub(crate) laid_aside: bool,
}

/// What the status line counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Decisions the server does not have yet.
    pub(crate) waiting: u32,
    /// Decisions that came back, and that no newer decision on the report follows.
    pub(crate) needs_you: u32,
}

pub(super) struct Row {
    pub(super) request: String,
    pub(super) due_at: i64,
    pub(super) attempted_at: Option<i64>,
    pub(super) outcome: Option<String>,
    pub(super) first_receipt: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) laid_aside_at: Option<i64>,
}

impl<Of: DeserializeOwned> TryFrom<Row> for Queued<Of> {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            decision: parse(&row.request, "a decision")?,
            request: row.request,
            due_at: time(row.due_at)?,
            attempted: row.attempted_at.is_some(),
            outcome: read(row.outcome, "an outcome")?,
            first_receipt: read(row.first_receipt, "a receipt")?,
            subject: read(row.subject, "a name")?,
            laid_aside: row.laid_aside_at.is_some(),
        })
    }
}

fn read<T: DeserializeOwned>(
    text: Option<String>,
    what: &'static str,
) -> Result<Option<T>, StoreError> {
    text.map(|text| parse(&text, what)).transpose()
}

impl Store {
    /// Queues a decision's exact bytes; durable when this returns. False where another decision on the
    /// report waits already.
    pub(crate) async fn enqueue(
        &self,
        decision: &Decision,
        due_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let id = decision.id.to_string();
        let thing_id = decision.report_id.to_string();
        let request = super::to_json(decision);
        let confirmed_at = millis(decision.confirmed_at);
        let due_at = millis(due_at);
        let done = sqlx::query!(
            "INSERT INTO outbox (decision_id, thing_id, request, confirmed_at, due_at, subject)
             SELECT ?1, ?2, ?3, ?4, ?5, (
                 SELECT json_object('reference', json_extract(report.body, '$.reference'),
                     'unit_name', json_extract(report.body, '$.unit_name'))
                 FROM report WHERE report.id = ?2
             ) WHERE NOT EXISTS (
                 SELECT 1 FROM outbox WHERE thing_id = ?2 AND outcome IS NULL
             )",
            id,
            thing_id,
            request,
            confirmed_at,
            due_at
        )
        .execute(self.pool.writing())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes back a decision that no attempt was made to send. False where it is too late.
    pub(crate) async fn undo(&self, id: DecisionId) -> Result<bool, StoreError> {
        let id = id.to_string();
        let done = sqlx::query!(
            "DELETE FROM outbox WHERE decision_id = ?1 AND attempted_at IS NULL AND outcome IS NULL",
            id
        )
        .execute(self.pool.writing())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Lays aside a decision that came back. False where none with this id came back.
    pub(crate) async fn lay_aside(
        &self,
        id: DecisionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let id = id.to_string();
        let now = millis(now);
        let done = sqlx::query!(
            "UPDATE outbox SET laid_aside_at = coalesce(laid_aside_at, ?2) WHERE decision_id = ?1
             AND json_extract(outcome, '$.kind') IN ('conflict', 'application_conflict', 'held', 'rejected')",
            id,
            now
        )
        .execute(self.pool.writing())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// One decision, on whatever.
    pub(crate) async fn queued(
        &self,
        id: DecisionId,
    ) -> Result<Option<Queued<AnyDecision>>, StoreError> {
        let id = id.to_string();
        sqlx::query_as!(
            Row,
            "SELECT request, due_at, attempted_at, outcome, first_receipt, subject, laid_aside_at
             FROM outbox WHERE decision_id = ?1",
            id
        )
        .fetch_optional(&self.pool)
        .await?
        .map(Queued::try_from)
        .transpose()
    }

    /// The newest decision on a report.
    pub(crate) async fn newest_on(&self, report: ReportId) -> Result<Option<Queued>, StoreError> {
        let report = report.to_string();
        sqlx::query_as!(
            Row,
            "SELECT request, due_at, attempted_at, outcome, first_receipt, subject, laid_aside_at FROM outbox
             WHERE thing_id = ?1 ORDER BY rowid DESC LIMIT 1",
            report
        )
        .fetch_optional(&self.pool)
        .await?
        .map(Queued::try_from)
        .transpose()
    }

    /// Every decision on a half-year's reports, settled ones included, oldest first.
    pub(crate) async fn outbox_in(&self, period: Period) -> Result<Vec<Queued>, StoreError> {
        let period = period.to_string();
        sqlx::query_as!(
            Row,
            "SELECT request, due_at, attempted_at, outcome, first_receipt, subject, laid_aside_at
             FROM outbox WHERE kind = 'report'
                 AND thing_id IN (SELECT id FROM report WHERE period = ?1) ORDER BY +rowid",
            period
        )
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(Queued::try_from)
        .collect()
    }

    /// Every decision on a report in the outbox, settled ones included, oldest first.
    pub(crate) async fn outbox(&self) -> Result<Vec<Queued>, StoreError> {
        sqlx::query_as!(
            Row,
            "SELECT request, due_at, attempted_at, outcome, first_receipt, subject, laid_aside_at
             FROM outbox WHERE kind = 'report' ORDER BY rowid"
        )
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(Queued::try_from)
        .collect()
    }

    /// What the status line counts.
    pub(crate) async fn counts(&self) -> Result<Counts, StoreError> {
        let row = sqlx::query!(
            r#"SELECT
                 coalesce(sum(outcome IS NULL), 0) AS "waiting!: i64",
                 coalesce(sum(
                     json_extract(outcome, '$.kind') IN ('conflict', 'application_conflict', 'held', 'rejected')
                     AND laid_aside_at IS NULL
                     AND NOT EXISTS (
                         SELECT 1 FROM outbox AS newer WHERE newer.thing_id = outbox.thing_id
                             AND newer.rowid > outbox.rowid
                     )
                 ), 0) AS "needs_you!: i64"
             FROM outbox
             WHERE outcome IS NULL OR json_extract(outcome, '$.kind') IN ('conflict', 'application_conflict', 'held', 'rejected')"#
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(Counts {
            waiting: u32::try_from(row.waiting).unwrap_or(u32::MAX),
            needs_you: u32::try_from(row.needs_you).unwrap_or(u32::MAX),
        })
    }

    /// When the next waiting decision is due; none where none waits.
    pub(crate) async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let due = sqlx::query_scalar!(
            "SELECT min(due_at) FROM outbox WHERE outcome IS NULL AND unsure = 0"
        )
        .fetch_one(&self.pool)
        .await?;
        due.map(time).transpose()
    }

    /// Makes no waiting decision due later than this.
    pub(crate) async fn hurry(&self, latest: Timestamp) -> Result<(), StoreError> {
        let latest = millis(latest);
        sqlx::query!(
            "UPDATE outbox SET due_at = ?1 WHERE outcome IS NULL AND due_at > ?1",
            latest
        )
        .execute(self.pool.writing())
        .await?;
        Ok(())
    }

    /// The waiting decisions that are due, marked as attempted: the mark is durable before the first
    /// byte leaves, so that no decision is undone that the server may have.
    pub(crate) async fn take_due(
        &self,
        now: Timestamp,
        most: usize,
    ) -> Result<Vec<Queued<AnyDecision>>, StoreError> {
        let now = millis(now);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut tx = self.begin().await?;
        sqlx::query!(
            "UPDATE outbox SET attempted_at = ?1 WHERE decision_id IN (
                 SELECT decision_id FROM outbox WHERE outcome IS NULL AND unsure = 0 AND due_at <= ?1
                 ORDER BY +rowid LIMIT ?2
             ) AND attempted_at IS NULL",
            now,
            most
        )
        .execute(&mut *tx)
        .await?;
        let rows = sqlx::query_as!(
            Row,
            "SELECT request, due_at, attempted_at, outcome, first_receipt, subject, laid_aside_at FROM outbox
             WHERE outcome IS NULL AND unsure = 0 AND due_at <= ?1 ORDER BY +rowid LIMIT ?2",
            now,
            most
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        rows.into_iter().map(Queued::try_from).collect()
    }

    /// Keeps the server's outcomes.
    pub(crate) async fn settle(
        &self,
        outcomes: &[(DecisionId, Outcome)],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let now = millis(now);
        let mut tx = self.begin().await?;
        for (id, outcome) in outcomes {
            let id = id.to_string();
            let outcome = super::to_json(outcome);
            sqlx::query!(
                "UPDATE outbox SET outcome = ?2, settled_at = ?3
                 WHERE decision_id = ?1 AND outcome IS NULL",
                id,
                outcome,
                now
            )
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Writes down a decision that was read again by the server, and what became of it.
    pub(crate) async fn restore(
        &self,
        decision: &AnyDecision,
        request: &str,
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (kind, thing) = match decision {
            AnyDecision::Report(of) => ("report", of.report_id.0),
            AnyDecision::Application(of) => ("application", of.application_id.0),
        };
        let thing_id = thing.to_string();
        let id = decision.id().to_string();
        let confirmed_at = millis(decision.confirmed_at());
        let outcome = super::to_json(outcome);
        let now = millis(now);
        let mut tx = self.begin().await?;
        sqlx::query!(
            "INSERT INTO outbox (decision_id, thing_id, kind, request, confirmed_at, due_at,
                 attempted_at, outcome, settled_at)
             VALUES (?1, ?2, ?7, ?3, ?4, ?5, ?5, ?6, ?5) ON CONFLICT DO NOTHING",
            id,
            thing_id,
            request,
            confirmed_at,
            now,
            outcome,
            kind
        )
        .execute(&mut *tx)
        .await?;
        look_for_decisions(&mut tx, &[thing]).await?;
        match decision {
            AnyDecision::Report(_) => naming::decisions_on_reports(&mut tx, &[thing]).await?,
            AnyDecision::Application(_) => {
                naming::answers_to_applications(&mut tx, &[thing]).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Each decision that waits or came back, and each of these that is here at all; and whether it waits.
    pub(crate) async fn waiting(
        &self,
        and: &[DecisionId],
    ) -> Result<BTreeMap<DecisionId, bool>, StoreError> {
        let and = super::to_json(&and);
        let rows = sqlx::query!(
            r#"SELECT decision_id, outcome IS NULL OR json_extract(outcome, '$.kind') = 'held'
                 AS "waits!: bool" FROM outbox WHERE decision_id IN (
                     SELECT decision_id FROM outbox WHERE outcome IS NULL
                         OR json_extract(outcome, '$.kind') IN ('conflict', 'application_conflict', 'held', 'rejected')
                     UNION SELECT value FROM json_each(?1)
                 )"#,
            and
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                let id = row.decision_id.parse();
                let id = id.map_err(|_| StoreError::Unreadable { what: "an id" })?;
                Ok((id, row.waits))
            })
            .collect()
    }

    /// Offers held decisions again: access or the missing revision may be back. What the officer has
    /// laid aside, or followed by a newer decision, or what stands beside one that waits, stays, unless it was
    /// acknowledged once.
    pub(crate) async fn offer_held_again(&self) -> Result<(), StoreError> {
        sqlx::query!(
            "UPDATE outbox SET outcome = NULL, settled_at = NULL
             WHERE json_extract(outcome, '$.kind') = 'held' AND (
                 first_receipt IS NOT NULL OR (laid_aside_at IS NULL AND NOT EXISTS (
                     SELECT 1 FROM outbox AS other WHERE other.thing_id = outbox.thing_id
                         AND (other.rowid > outbox.rowid
                             OR (other.outcome IS NULL AND other.first_receipt IS NULL))
                 ))
             )"
        )
        .execute(self.pool.writing())
        .await?;
        Ok(())
    }
}

/// Writes down which decisions the mirror shows on these things: of those it is known without looking that the server
/// has them.
pub(super) async fn look_for_decisions(tx: &mut Tx, on: &[Uuid]) -> Result<(), StoreError> {
    let on: Vec<String> = on.iter().map(Uuid::to_string).collect();
    let on = super::to_json(&on);
    sqlx::query!(
        "UPDATE outbox SET mirrored = EXISTS (
             SELECT 1 FROM report WHERE report.id = outbox.thing_id
                 AND instr(report.body, outbox.decision_id) > 0
         ) OR EXISTS (
             SELECT 1 FROM application WHERE application.id = outbox.thing_id
                 AND instr(application.body, outbox.decision_id) > 0
         ) WHERE thing_id IN (SELECT value FROM json_each(?1))",
        on
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
