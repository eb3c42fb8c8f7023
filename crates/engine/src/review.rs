//! What the pages show of reports: pure functions from stored data to views.

use std::borrow::Cow;

use domain::{
    decision::{self, Decision, DecisionRecord, Receipt, ReceiptFault, Verdict},
    figures::BreachTerms,
    ids::ReportId,
    report::{Earlier, Report, Revision},
    signing::{PublishedKey, SignatureFault},
    template::{Point, Template},
    wire::{HeldReason, Outcome},
};
use jiff::Timestamp;

use crate::{
    store::{Queued, SavedDraft},
    view::{
        LostDecision, NeedsYouReason, PointView, Proof, ReportView, SectionView, Stage, TaskKind,
        TaskLists, TaskRow, TaskState,
    },
};

/// All that is stored about one report.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) report: Report,
    /// The draft on the newest revision.
    pub(crate) draft: Option<SavedDraft>,
    /// The newest decision made on this machine.
    pub(crate) queued: Option<Queued>,
}

/// The two tabs of «Oppgaver»: open tasks by deadline, archive newest first. Beside them stands what the
/// server has lost, also where it has lost the report.
pub(crate) fn task_lists(all: &[Stored], lost: &[Queued]) -> TaskLists {
    let (mut open, mut archive) = (vec![], vec![]);
    for stored in all {
        let Some(row) = task_row(stored) else {
            continue;
        };
        if is_open(&row.state, stored.report.state.waiting().is_some()) {
            open.push(row);
        } else if matches!(row.state, TaskState::Received { .. }) {
            archive.push(row);
        }
    }
    open.sort_by(|a, b| (a.deadline, &a.reference).cmp(&(b.deadline, &b.reference)));
    archive.sort_by(|a, b| (b.received_at, &a.reference).cmp(&(a.received_at, &b.reference)));
    TaskLists {
        open,
        archive,
        lost: lost.iter().filter_map(lost_decision).collect(),
    }
}

/// A decision that the server had a receipt for and refuses now.
fn lost_decision(queued: &Queued) -> Option<LostDecision> {
    let reason = needs_you_reason(queued.outcome.as_ref()?)?;
    let subject = queued.subject.as_ref();
    Some(LostDecision {
        decision_id: queued.decision.id,
        report_id: queued.decision.report_id,
        reference: subject.map(|subject| subject.reference.clone()),
        unit_name: subject.map(|subject| subject.unit_name.clone()),
        verdict: queued.decision.verdict.clone(),
        receipt: queued.first_receipt.clone()?,
        reason,
    })
}

/// Why an outcome needs the officer, where it does.
fn needs_you_reason(outcome: &Outcome) -> Option<NeedsYouReason> {
    match outcome {
        Outcome::Conflict { .. } => Some(NeedsYouReason::Conflict),
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

/// A task stays open until the server has the decision on it. What the municipality took back before
/// anyone here decided on it is no task.
fn is_open(state: &TaskState, waits: bool) -> bool {
    match state {
        TaskState::New | TaskState::Draft { .. } => waits,
        TaskState::SavedHere { .. } | TaskState::NeedsYou => true,
        TaskState::Received { .. } => false,
    }
}

/// A first revision is a report; a later one is a corrected report.
pub(crate) fn task_kind(revision: u32) -> TaskKind {
    if revision > 1 {
        TaskKind::Corrected
    } else {
        TaskKind::Report
    }
}

fn task_row(stored: &Stored) -> Option<TaskRow> {
    let report = &stored.report;
    let revision = report.latest()?;
    Some(TaskRow {
        id: report.id,
        reference: report.reference.clone(),
        unit_no: report.unit_no.clone(),
        unit_name: report.unit_name.clone(),
        kind: task_kind(revision.number),
        revision: revision.number,
        period: report.period,
        received_at: revision.received_at,
        deadline: report.office_deadline,
        state: task_state(stored, revision),
    })
}

fn task_state(stored: &Stored, revision: &Revision) -> TaskState {
    match standing(stored, revision) {
        Standing::SavedHere(queued) => TaskState::SavedHere {
            approve: approves(&queued.decision.verdict),
        },
        Standing::NeedsYou(..) => TaskState::NeedsYou,
        Standing::Received {
            decision,
            receipt,
            acknowledged_at,
            ..
        } => TaskState::Received {
            approve: approves(&decision.verdict),
            receipt: receipt.number.clone(),
            at_bufdir: acknowledged_at.is_some(),
        },
        Standing::Undecided => match &stored.draft {
            Some(saved) => TaskState::Draft {
                approve: saved.draft.approve,
            },
            None => TaskState::New,
        },
    }
}

fn approves(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Approve { .. })
}

/// Where a decision stands, before anything is verified or shown.
enum Standing<'a> {
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

/// Where the decision on the newest revision stands. A decision made here that came back stays in
/// sight until a new one follows it, also beside a colleague's that was first.
fn standing<'a>(stored: &'a Stored, revision: &'a Revision) -> Standing<'a> {
    if let Some(queued) = &stored.queued {
        let decision = &queued.decision;
        let Some(outcome) = &queued.outcome else {
            return Standing::SavedHere(queued);
        };
        if let Some(reason) = needs_you_reason(outcome) {
            return Standing::NeedsYou(decision, reason);
        }
        // The receipt can come before the pull that brings the report's new state.
        if let Outcome::Applied { receipt } | Outcome::Duplicate { receipt } = outcome
            && decision.revision == revision.number
            && revision.decision.is_none()
        {
            return Standing::Received {
                decision: Cow::Borrowed(decision),
                decided_by: None,
                receipt,
                acknowledged_at: None,
            };
        }
    }
    match &revision.decision {
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

fn stage(stored: &Stored, revision: &Revision, keys: &[PublishedKey]) -> Stage {
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
            proof: proof(receipt, &decision, keys),
            acknowledged_at,
        },
    }
}

/// A colleague's receipt is verified when it is looked at; the officer's own was before it was kept.
fn proof(receipt: &Receipt, decision: &Decision, keys: &[PublishedKey]) -> Proof {
    match receipt.verify_for(decision, keys) {
        Ok(()) => Proof::Verified,
        Err(ReceiptFault::Signature(SignatureFault::UnknownKey(_))) => Proof::UnknownKey,
        Err(ReceiptFault::Signature(_) | ReceiptFault::OtherDecision) => Proof::Refuted,
    }
}

/// One report, as the review shows it; none where it has no revision or an unknown form.
pub(crate) fn report_view(
    stored: &Stored,
    earlier: &Earlier,
    keys: &[PublishedKey],
    lost: &[Queued],
) -> Option<ReportView> {
    let report = &stored.report;
    let revision = report.latest()?;
    let template = Template::by_id(&report.template)?;
    let sections = template
        .sections
        .iter()
        .map(|section| SectionView {
            id: section.id.clone(),
            number: section.number,
            title: section.title.clone(),
            points: section
                .points
                .iter()
                .filter(|point| point.is_municipal())
                .map(|point| point_view(point, revision, earlier))
                .collect(),
        })
        // The officer's own heading stands beside the form, not in it.
        .filter(|section| !section.points.is_empty())
        .collect();
    Some(ReportView {
        id: report.id,
        reference: report.reference.clone(),
        unit_no: report.unit_no.clone(),
        unit_name: report.unit_name.clone(),
        period: report.period,
        previous_period: report.period.previous(),
        year_before_period: report.period.year_before(),
        revision: revision.number,
        content_hash: revision.content_hash,
        received_at: revision.received_at,
        submitted_by: revision.submitted_by.clone(),
        deadline: report.office_deadline,
        sections,
        extended: decision::own_figure_bound(template, revision),
        breaches: BreachTerms::of(template, &revision.values),
        draft: stored
            .draft
            .as_ref()
            .map(|saved| saved.draft.clone())
            .unwrap_or_default(),
        draft_saved_at: stored.draft.as_ref().map(|saved| saved.saved_at),
        stage: stage(stored, revision, keys),
        lost: lost
            .iter()
            .filter(|queued| queued.decision.report_id == report.id)
            .filter_map(lost_decision)
            .collect(),
    })
}

fn point_view(point: &Point, revision: &Revision, earlier: &Earlier) -> PointView {
    let of = |report: &Option<Report>| point.answer_in(&report.as_ref()?.latest()?.values).cloned();
    PointView {
        id: point.id.clone(),
        kind: point.kind,
        label: point.label.clone(),
        value: revision.values.get(&point.id).cloned(),
        previous: of(&earlier.previous),
        year_before: of(&earlier.year_before),
        comment: revision.comments.get(&point.id).cloned(),
    }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
