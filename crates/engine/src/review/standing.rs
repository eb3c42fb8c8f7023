//! Where the decision on a report's newest revision stands.

use std::borrow::Cow;

use domain::{
    decision::{Decision, DecisionRecord, Receipt, ReceiptFault, Receipted},
    ids::ReportId,
    report::{Report, ReportState, Revision},
    signing::{PublishedKey, SignatureFault},
    wire::{HeldReason, Outcome},
};
use jiff::Timestamp;

use super::Stored;
use crate::{
    store::Queued,
    view::{DecidedView, Instead, NeedsYouReason, Proof, Stage},
};

/// Where a decision stands, before anything is verified or shown.
pub(super) enum Standing<'a> {
    Undecided,
    SavedHere(&'a Queued),
    NeedsYou(&'a Decision, NeedsYouReason),
    Received {
        decision: Cow<'a, Decision>,
        decided_by: Option<&'a str>,
        receipt: &'a Receipt,
        acknowledged_at: Option<Timestamp>,
    },
}

/// Why an outcome needs the officer, where it does.
pub(super) fn needs_you_reason(outcome: &Outcome) -> Option<NeedsYouReason> {
    match outcome {
        Outcome::Conflict { .. } | Outcome::ApplicationConflict { .. } => {
            Some(NeedsYouReason::Conflict)
        }
        Outcome::Held {
            reason: HeldReason::NoAccess,
        } => Some(NeedsYouReason::NoAccess),
        Outcome::Held {
            reason: HeldReason::UnknownRevision,
        } => Some(NeedsYouReason::UnknownRevision),
        Outcome::Rejected { .. } => Some(NeedsYouReason::Invalid),
        Outcome::Applied { .. } | Outcome::Duplicate { .. } => None,
    }
}

/// What of this machine's newest decision on a report stands before what the mirror shows.
pub(super) enum Own<'a> {
    SavedHere(&'a Queued),
    NeedsYou(&'a Decision, NeedsYouReason),
    /// The receipt can come before the pull that brings the report's new state.
    Ahead(&'a Queued, &'a Receipt),
}

/// None where the mirror tells it all. A decision that came back stays in sight until the officer has laid it aside
/// or a new one follows it, also beside a colleague's that was first.
pub(super) fn own(queued: Option<&Queued>, revision: u32, is_decided: bool) -> Option<Own<'_>> {
    let queued = queued?;
    let decision = &queued.decision;
    let Some(outcome) = &queued.outcome else {
        return Some(Own::SavedHere(queued));
    };
    if let Some(reason) = needs_you_reason(outcome)
        && !queued.laid_aside
    {
        return Some(Own::NeedsYou(decision, reason));
    }
    if let Outcome::Applied { receipt } | Outcome::Duplicate { receipt } = outcome
        && decision.revision == revision
        && !is_decided
    {
        return Some(Own::Ahead(queued, receipt));
    }
    None
}

/// Where the decision on the newest revision stands.
pub(super) fn standing<'a>(stored: &'a Stored, revision: &'a Revision) -> Standing<'a> {
    let record = revision.decision.as_ref();
    match own(stored.queued.as_ref(), revision.number, record.is_some()) {
        Some(Own::SavedHere(queued)) => return Standing::SavedHere(queued),
        Some(Own::NeedsYou(decision, reason)) => return Standing::NeedsYou(decision, reason),
        Some(Own::Ahead(queued, receipt)) => {
            return Standing::Received {
                decision: Cow::Borrowed(&queued.decision),
                decided_by: None,
                receipt,
                acknowledged_at: None,
            };
        }
        None => {}
    }
    match record {
        Some(record) => Standing::Received {
            decision: Cow::Owned(as_sent(record, stored.report.id, revision)),
            decided_by: Some(&record.decided_by_name),
            receipt: &record.receipt,
            acknowledged_at: record.acknowledged_at,
        },
        None => Standing::Undecided,
    }
}

/// What the officer sent, from what the server keeps of it.
fn as_sent(record: &DecisionRecord, report_id: ReportId, on: &Revision) -> Decision {
    Decision {
        id: record.id,
        report_id,
        revision: on.number,
        content_hash: on.content_hash,
        verdict: record.verdict.clone(),
        confirmed_at: record.confirmed_at,
    }
}

pub(super) fn stage(stored: &Stored, revision: &Revision, keys: &[PublishedKey]) -> Stage {
    match standing(stored, revision) {
        Standing::Undecided => Stage::Undecided,
        Standing::SavedHere(queued) => Stage::SavedHere {
            decision_id: queued.decision.id,
            verdict: queued.decision.verdict.clone(),
            confirmed_at: queued.decision.confirmed_at,
            due_at: queued.due_at,
            can_undo: !queued.attempted,
        },
        Standing::NeedsYou(decision, reason) => Stage::NeedsYou {
            decision_id: decision.id,
            verdict: decision.verdict.clone(),
            reason,
            revision: decision.revision,
            confirmed_at: decision.confirmed_at,
            instead: instead(&stored.report, decision, keys),
        },
        Standing::Received {
            decision,
            decided_by,
            receipt,
            acknowledged_at,
        } => Stage::Received {
            verdict: decision.verdict.clone(),
            decided_by: decided_by.map(str::to_owned),
            confirmed_at: decision.confirmed_at,
            receipt: Box::new(receipt.clone()),
            proof: proof(receipt, &*decision, keys),
            acknowledged_at,
        },
    }
}

/// What the mirror shows where a decision was to stand. The outcome says what it was when the server
/// answered; the mirror may be older than that, or newer.
fn instead(report: &Report, decision: &Decision, keys: &[PublishedKey]) -> Instead {
    let other = report
        .revision(decision.revision)
        .and_then(|on| Some((on, on.decision.as_ref()?)))
        .filter(|(_, record)| record.id != decision.id);
    if let Some((on, record)) = other {
        return Instead::Decided {
            decision: Box::new(decided(record, report.id, on, keys)),
        };
    }
    match report.state {
        ReportState::Withdrawn { .. } => Instead::Withdrawn,
        _ if report.state.revision() > decision.revision => Instead::Corrected,
        ReportState::Draft
        | ReportState::Submitted { .. }
        | ReportState::Approved { .. }
        | ReportState::Returned { .. }
        | ReportState::Reopened { .. } => Instead::Unknown,
    }
}

/// A decision that the server has, with what its receipt proves.
pub(super) fn decided(
    record: &DecisionRecord,
    report_id: ReportId,
    on: &Revision,
    keys: &[PublishedKey],
) -> DecidedView {
    DecidedView {
        decision_id: record.id,
        verdict: record.verdict.clone(),
        decided_by: record.decided_by_name.clone(),
        confirmed_at: record.confirmed_at,
        receipt: record.receipt.clone(),
        proof: proof(&record.receipt, &as_sent(record, report_id, on), keys),
        acknowledged_at: record.acknowledged_at,
    }
}

/// A colleague's receipt is verified when it is looked at; the officer's own was before it was kept.
pub(super) fn proof(receipt: &Receipt, decision: &impl Receipted, keys: &[PublishedKey]) -> Proof {
    match receipt.verify_for(decision, keys) {
        Ok(()) => Proof::Verified,
        Err(ReceiptFault::Signature(SignatureFault::UnknownKey(_))) => Proof::UnknownKey,
        Err(ReceiptFault::Signature(_) | ReceiptFault::OtherDecision) => Proof::Refuted,
    }
}
