//! Decisions: each settled once, in one transaction with all that follows from it.

use domain::{
    decision::{self, Decision, DecisionRecord, Receipt, Refusal, Verdict},
    feed::EntityKind,
    ids::DecisionId,
    report::{Hash, Report, ReportState, json_bytes},
    wire::{HeldReason, Outcome, PushResult, RejectedReason},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;

use super::{Store, StoreError, Tx, feed, query, reports, sql};
use crate::access::OfficerScope;

/// As much of an item as names it.
#[derive(Deserialize)]
struct Keyed {
    id: DecisionId,
}

/// One decision on its way.
struct Item<'a> {
    id: DecisionId,
    bytes: &'a [u8],
    scope: &'a OfficerScope,
    now: Timestamp,
}

impl Store {
    /// Settles one item, or answers what it was answered first.
    pub(crate) async fn decide(
        &self,
        scope: &OfficerScope,
        bytes: &[u8],
    ) -> Result<PushResult, StoreError> {
        let Some(Keyed { id }) = keyed(bytes) else {
            return Ok(PushResult {
                decision_id: None,
                outcome: rejected(RejectedReason::Invalid),
            });
        };
        let item = Item {
            id,
            bytes,
            scope,
            now: self.now(),
        };
        let mut tx = self.begin().await?;
        feed::lock(&mut tx, scope.office()).await?;
        let outcome = match first_outcome(&mut tx, &item).await? {
            Some(outcome) => outcome,
            None => settle(&mut tx, &item).await?,
        };
        tx.commit().await?;
        Ok(PushResult {
            decision_id: Some(id),
            outcome,
        })
    }
}

/// The id in an item. A list of fields, which serde takes for a struct too, has none.
fn keyed(bytes: &[u8]) -> Option<Keyed> {
    let object = Some(bytes).filter(|bytes| bytes.starts_with(b"{"))?;
    serde_json::from_slice(object).ok()
}

/// The answer to an id that is known. Ids are for ever, so there is no time after which it is new.
async fn first_outcome(tx: &mut Tx, item: &Item<'_>) -> Result<Option<Outcome>, StoreError> {
    let row: Option<(String, Vec<u8>, Vec<u8>)> = query(sql::DECISION)
        .bind(item.id.to_string())
        .optional(tx)
        .await?;
    let Some((person, bytes_hash, answer)) = row else {
        return Ok(None);
    };
    if person != item.scope.person().to_string() {
        return Ok(Some(held(HeldReason::NoAccess)));
    }
    if bytes_hash != Hash::of(item.bytes).0 {
        return Ok(Some(rejected(RejectedReason::KeyReuse)));
    }
    let first = serde_json::from_slice(&answer).map_err(|_| StoreError::Damaged("an outcome"))?;
    Ok(Some(match first {
        Outcome::Applied { receipt } => Outcome::Duplicate { receipt },
        Outcome::Duplicate { .. }
        | Outcome::Conflict { .. }
        | Outcome::Held { .. }
        | Outcome::Rejected { .. } => first,
    }))
}

async fn settle(tx: &mut Tx, item: &Item<'_>) -> Result<Outcome, StoreError> {
    let Ok(decision) = serde_json::from_slice::<Decision>(item.bytes) else {
        return keep(tx, item, rejected(RejectedReason::Invalid)).await;
    };
    let office = item.scope.office();
    let Some((report, rev)) = reports::report(tx, office, decision.report_id).await? else {
        return Ok(held(HeldReason::NoAccess));
    };
    let latest = report.latest().map_or(0, |revision| revision.number);
    if decision.revision > latest {
        return Ok(held(HeldReason::UnknownRevision));
    }
    match decision::apply(&report, &decision) {
        Ok(state) => apply(tx, item, decision, (report, rev), state).await,
        Err(reason) => keep(tx, item, refused(reason, report.state)).await,
    }
}

fn refused(reason: Refusal, current: ReportState) -> Outcome {
    match reason {
        Refusal::NoVerdict
        | Refusal::OwnFigureMissing
        | Refusal::OwnFigureTooHigh
        | Refusal::CommentMissing
        | Refusal::CommentTooLong => rejected(RejectedReason::Invalid),
        Refusal::OtherRevision | Refusal::OtherContent | Refusal::NotWaiting => {
            Outcome::Conflict { reason, current }
        }
    }
}

/// The decision, the new state, the feed entry and the work for other systems.
async fn apply(
    tx: &mut Tx,
    item: &Item<'_>,
    decision: Decision,
    (mut report, rev): (Report, u64),
    state: ReportState,
) -> Result<Outcome, StoreError> {
    let place = feed::take_place(tx, &report.office).await?;
    let receipt = Receipt {
        number: next_receipt_number(tx, item.now).await?,
        decision_id: decision.id,
        report_id: report.id,
        revision: decision.revision,
        content_hash: decision.content_hash,
        own_figure: own_figure(&decision.verdict),
        received_at: item.now,
        office: report.office.clone(),
        seq: place.seq,
    };
    let approved = matches!(state, ReportState::Approved { .. });
    report.state = state;
    let decided = report
        .revisions
        .iter_mut()
        .find(|revision| revision.number == decision.revision)
        .ok_or(StoreError::Damaged("a revision"))?;
    decided.decision = Some(DecisionRecord {
        id: decision.id,
        verdict: decision.verdict,
        decided_by: item.scope.person(),
        decided_by_name: item.scope.name().to_owned(),
        confirmed_at: decision.confirmed_at,
        receipt: receipt.clone(),
    });
    reports::set_report(tx, &report).await?;
    let entity = (EntityKind::Report, report.id.0, rev + 1);
    feed::append(tx, &place, entity, &json_bytes(&report), item.now).await?;
    let outcome = keep(tx, item, Outcome::Applied { receipt }).await?;
    let cause = decision.id.to_string();
    reports::add_job(tx, "mail", ("decision", &cause), item.now).await?;
    if approved {
        reports::add_job(tx, "delivery", ("decision", &cause), item.now).await?;
    }
    Ok(outcome)
}

/// Writes a final outcome under the decision's id, and gives it back.
async fn keep(tx: &mut Tx, item: &Item<'_>, outcome: Outcome) -> Result<Outcome, StoreError> {
    let (name, receipt) = match &outcome {
        Outcome::Applied { receipt } => ("applied", Some(receipt)),
        Outcome::Conflict { .. } => ("conflict", None),
        Outcome::Rejected { .. } => ("rejected", None),
        Outcome::Duplicate { .. } | Outcome::Held { .. } => return Ok(outcome),
    };
    query(sql::ADD_DECISION)
        .bind(item.id.to_string())
        .bind(item.scope.person().to_string())
        .bind(item.scope.session().to_string())
        .bind(item.bytes)
        .bind(Hash::of(item.bytes))
        .bind(name)
        .bind(json_bytes(&outcome))
        .bind(receipt.map(|receipt| receipt.report_id.to_string()))
        .bind(receipt.map(|receipt| i64::from(receipt.revision)))
        .bind(receipt.map(|receipt| receipt.number.as_str()))
        .bind(item.now.as_millisecond())
        .execute_one(tx)
        .await?;
    Ok(outcome)
}

/// Such as `26-010482`: the year, and a count within it.
async fn next_receipt_number(tx: &mut Tx, now: Timestamp) -> Result<String, StoreError> {
    let year = now.to_zoned(TimeZone::UTC).year();
    let count: i64 = query(sql::NEXT_RECEIPT)
        .bind(i64::from(year))
        .value(tx)
        .await?;
    Ok(format!("{:02}-{count:06}", year % 100))
}

fn own_figure(verdict: &Verdict) -> Option<u32> {
    match verdict {
        Verdict::Approve { own_figure, .. } => Some(*own_figure),
        Verdict::Return { own_figure, .. } => *own_figure,
    }
}

fn held(reason: HeldReason) -> Outcome {
    Outcome::Held { reason }
}

fn rejected(reason: RejectedReason) -> Outcome {
    Outcome::Rejected { reason }
}
