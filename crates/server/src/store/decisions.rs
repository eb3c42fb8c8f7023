//! Decisions: each settled once, in one transaction with all that follows from it.

use domain::{
    Ctx,
    decision::{self, AnyDecision, Decision, DecisionRecord, Receipt, Receipted, Refusal},
    feed::EntityKind,
    ids::{DecisionId, OfficeId, PersonId},
    norway,
    planted::Planted,
    report::{Hash, Report, ReportState, json_bytes},
    signing::{Signature, SigningKey},
    wire::{Delivery, HeldReason, Outcome, PushResult, RejectedReason},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Store, StoreError, Tx, applications,
    audit::{self, Action, Deed},
    deliveries, feed, figures, mail, query, reports,
    sessions::SessionId,
    sql,
};
use crate::{
    access::{OfficerScope, Scope},
    feed::Place,
};

/// As much of an item as names it.
#[derive(Deserialize)]
struct Keyed {
    id: DecisionId,
}

/// One decision on its way.
pub(super) struct Item<'a> {
    pub(super) id: DecisionId,
    pub(super) bytes: &'a [u8],
    pub(super) scope: &'a OfficerScope,
    pub(super) key: &'a SigningKey,
    pub(super) ctx: &'a Ctx,
    pub(super) now: Timestamp,
}

impl Store {
    /// Settles one item, with a receipt that the key signs, or answers what it was answered first.
    pub(crate) async fn decide(
        &self,
        scope: &OfficerScope,
        key: &SigningKey,
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
            key,
            ctx: &self.ctx,
            now: self.now(),
        };
        let mut tx = self.begin(scope).await?;
        feed::lock(&mut tx, scope.office()).await?;
        let settled = match first_outcome(&mut tx, &item).await? {
            Some(Outcome::Duplicate { receipt }) if item.is_forgotten() => Ok(Outcome::Conflict {
                reason: Refusal::NotWaiting,
                current: ReportState::Approved {
                    revision: receipt.report().map_or(0, |on| on.revision),
                },
            }),
            Some(outcome) => Ok(outcome),
            None => settle(&mut tx, &item).await,
        };
        let outcome = match settled {
            // Nothing of the transaction stays, and nothing of the other decision is told.
            Err(StoreError::Taken) => held(HeldReason::NoAccess),
            Ok(outcome) if self.ctx.plants_now(Planted::AcknowledgedBeforeCommit) => outcome,
            Ok(outcome) => {
                note(&mut tx, &item, &outcome).await?;
                tx.commit().await?;
                outcome
            }
            Err(error) => return Err(error),
        };
        Ok(PushResult {
            decision_id: Some(id),
            outcome,
        })
    }
}

/// Writes down what was settled now; what was settled before stands there.
async fn note(tx: &mut Tx, item: &Item<'_>, outcome: &Outcome) -> Result<(), StoreError> {
    let action = match outcome {
        Outcome::Applied { .. } => Action::DecisionApplied,
        Outcome::Conflict { .. } | Outcome::ApplicationConflict { .. } => Action::DecisionConflict,
        Outcome::Rejected { .. } => Action::DecisionRejected,
        Outcome::Duplicate { .. } | Outcome::Held { .. } => return Ok(()),
    };
    let deed = Deed::new(action).on(&item.id).at(item.scope.office());
    audit::note(tx, &item.scope.actor(), deed, item.now).await
}

/// The id in an item. A list of fields, which serde takes for a struct too, has none.
fn keyed(bytes: &[u8]) -> Option<Keyed> {
    let object = Some(bytes).filter(|bytes| bytes.starts_with(b"{"))?;
    serde_json::from_slice(object).ok()
}

/// The answer to an id that is known. Ids are for ever, so there is no time after which it is new.
async fn first_outcome(tx: &mut Tx, item: &Item<'_>) -> Result<Option<Outcome>, StoreError> {
    let row: Option<(Option<String>, Vec<u8>, Vec<u8>)> = query(sql::DECISION)
        .bind(item.id.to_string())
        .optional(tx)
        .await?;
    let Some((person, bytes_hash, answer)) = row else {
        return Ok(None);
    };
    if person != Some(item.scope.person().to_string()) {
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
        | Outcome::ApplicationConflict { .. }
        | Outcome::Held { .. }
        | Outcome::Rejected { .. } => first,
    }))
}

async fn settle(tx: &mut Tx, item: &Item<'_>) -> Result<Outcome, StoreError> {
    let decision = match serde_json::from_slice(item.bytes) {
        Ok(AnyDecision::Report(decision)) => decision,
        Ok(AnyDecision::Application(decision)) => {
            return applications::settle(tx, item, decision).await;
        }
        Err(_) => return keep(tx, &item.kept(), rejected(RejectedReason::Invalid)).await,
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
        Err(reason) => keep(tx, &item.kept(), refused(reason, report.state)).await,
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
    (report, rev): (Report, u64),
    state: ReportState,
) -> Result<Outcome, StoreError> {
    let place = feed::take_place(tx, &report.office).await?;
    let decider = Decider {
        person: item.scope.person(),
        name: item.scope.name().to_owned(),
    };
    // From here on the decisions of all offices wait: whoever has a number holds the country's row until the commit.
    let receipt = receipt(tx, &place, &decision, item.key, item.now).await?;
    let told = decision.clone();
    let decided_on = decision.revision;
    let report = decided(report, state, decision, decider, receipt.clone())?;
    let delivery = Delivery::of(&report, decided_on);
    reports::put(tx, &report, rev).await?;
    let entity = (EntityKind::Report, report.id.0, rev + 1);
    feed::append(tx, &place, entity, &json_bytes(&report), item.now).await?;
    let kept = Kept {
        reopenings: Some(report.reopenings.len()),
        ..item.kept()
    };
    // Whether the id is another office's shows here, and not before; nothing else may be written under it.
    let outcome = keep(tx, &kept, Outcome::Applied { receipt }).await?;
    if !item.ctx.plants_now(Planted::MailOutsideTransaction) {
        mail::report_decided(tx, &report, &told, item.now).await?;
    }
    if let Some(delivery) = delivery {
        deliveries::add(tx, &delivery, item.now).await?;
        figures::publish_reports(tx, item.scope, &[report]).await?;
    }
    Ok(outcome)
}

/// Who decided, as the report tells it.
pub(super) struct Decider {
    pub(super) person: PersonId,
    pub(super) name: String,
}

/// The receipt of a decision that stands at that place of its office's feed.
pub(super) async fn receipt(
    tx: &mut Tx,
    place: &Place,
    decision: &impl Receipted,
    key: &SigningKey,
    now: Timestamp,
) -> Result<Receipt, StoreError> {
    let receipt = Receipt {
        number: next_receipt_number(tx, now).await?,
        decision_id: decision.id(),
        subject: decision.subject(),
        content_hash: decision.content_hash(),
        received_at: now,
        office: place.office.clone(),
        seq: place.seq,
        chain: place.before,
        signature: Signature::MISSING,
    };
    Ok(receipt.signed(key))
}

/// The report with the decision on its revision.
pub(super) fn decided(
    mut report: Report,
    state: ReportState,
    decision: Decision,
    decider: Decider,
    receipt: Receipt,
) -> Result<Report, StoreError> {
    report.state = state;
    let revision = report
        .revisions
        .iter_mut()
        .find(|revision| revision.number == decision.revision)
        .ok_or(StoreError::Damaged("a revision"))?;
    revision.decision = Some(DecisionRecord {
        id: decision.id,
        verdict: decision.verdict,
        decided_by: decider.person,
        decided_by_name: decider.name,
        confirmed_at: decision.confirmed_at,
        receipt,
        acknowledged_at: None,
    });
    Ok(report)
}

/// A decision's row without its outcome.
pub(super) struct Kept<'a> {
    pub(super) id: DecisionId,
    /// In whose feed it is settled.
    pub(super) office: &'a OfficeId,
    /// The exact bytes that came.
    pub(super) bytes: &'a [u8],
    /// Whose it is, and in which session; none where it was imported.
    pub(super) by: Option<(PersonId, SessionId)>,
    /// How often the report had been reopened, of an applied one.
    pub(super) reopenings: Option<usize>,
    pub(super) at: Timestamp,
}

impl Item<'_> {
    /// Never, but where the simulation plants that.
    fn is_forgotten(&self) -> bool {
        let made = self.id.0.get_timestamp().map(|made| made.to_unix().0);
        let now = u64::try_from(self.now.as_second()).ok();
        let day = 24 * 60 * 60;
        self.ctx.plants(Planted::IdForgotten)
            && made.zip(now).is_some_and(|(made, now)| made + day < now)
    }

    fn kept(&self) -> Kept<'_> {
        Kept {
            id: self.id,
            office: self.scope.office(),
            bytes: self.bytes,
            by: Some((self.scope.person(), self.scope.session())),
            reopenings: None,
            at: self.now,
        }
    }
}

/// Writes a final outcome under the decision's id, and gives it back.
pub(super) async fn keep(
    tx: &mut Tx,
    kept: &Kept<'_>,
    outcome: Outcome,
) -> Result<Outcome, StoreError> {
    let (name, receipt) = match &outcome {
        Outcome::Applied { receipt } => ("applied", Some(receipt)),
        Outcome::Conflict { .. } | Outcome::ApplicationConflict { .. } => ("conflict", None),
        Outcome::Rejected { .. } => ("rejected", None),
        Outcome::Duplicate { .. } | Outcome::Held { .. } => return Ok(outcome),
    };
    let on = receipt.and_then(Receipt::report);
    let reopenings = kept.reopenings.map(i64::try_from).transpose();
    let added = query(sql::ADD_DECISION)
        .bind(kept.id.to_string())
        .bind(kept.by.map(|(person, _)| person.to_string()))
        .bind(kept.by.map(|(_, session)| session.to_string()))
        .bind(kept.bytes)
        .bind(Hash::of(kept.bytes))
        .bind(name)
        .bind(json_bytes(&outcome))
        .bind(on.map(|on| on.report_id.to_string()))
        .bind(on.map(|on| i64::from(on.revision)))
        .bind(reopenings.map_err(|_| StoreError::Damaged("a number"))?)
        .bind(receipt.map(|receipt| receipt.number.as_str()))
        .bind(kept.at.as_millisecond())
        .bind(kept.office.as_str())
        .execute(tx)
        .await?;
    if added == 0 {
        return Err(StoreError::Taken);
    }
    Ok(outcome)
}

/// Such as `26-010482`: the year in Norway, and a count within it.
async fn next_receipt_number(tx: &mut Tx, now: Timestamp) -> Result<String, StoreError> {
    let year = norway::date(now).year();
    let count: i64 = query(sql::NEXT_RECEIPT)
        .bind(i64::from(year))
        .value(tx)
        .await?;
    Ok(format!("{:02}-{count:06}", year % 100))
}

fn held(reason: HeldReason) -> Outcome {
    Outcome::Held { reason }
}

fn rejected(reason: RejectedReason) -> Outcome {
    Outcome::Rejected { reason }
}
