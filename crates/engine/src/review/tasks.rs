//! «Oppgaver»: rows, their order, and the office's half-year at a glance.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Period,
    decision::Verdict,
    ids::{OfficeId, ReportId, UnitNo},
    report::{Report, ReportState, Revision, Values},
    template::Template,
    units::Register,
};

use super::{
    Stored, found,
    standing::{Standing, needs_you_reason, standing},
};
use crate::{
    store::Queued,
    view::{
        ApplicationLists, FindingCounts, KeptDecision, LostDecision, Overview, TaskKind, TaskLists,
        TaskRow, TaskState,
    },
};

/// All that «Oppgaver» is made from.
#[derive(Debug, Clone)]
pub(crate) struct Desk<'a> {
    pub(crate) office: &'a OfficeId,
    pub(crate) stored: &'a [Stored],
    /// What the server has lost, also where it has lost the report.
    pub(crate) lost: &'a [Queued],
    /// Decisions on reports that are not here, oldest first.
    pub(crate) homeless: &'a [Queued],
    /// Applications.
    pub(crate) applications: ApplicationLists,
}

/// The two tabs of «Oppgaver»: open tasks by deadline, archive newest first.
pub(crate) fn task_lists(desk: Desk<'_>) -> TaskLists {
    let (mut open, mut archive) = (vec![], vec![]);
    let answers = newest_answers(desk.stored);
    for stored in desk.stored {
        let Some(mut row) = task_row(stored) else {
            continue;
        };
        if is_open(&row.state, stored.report.state.waiting().is_some()) {
            row.findings = counted(&stored.report, &answers);
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
        applications: desk.applications,
        lost: desk.lost.iter().filter_map(lost_decision).collect(),
        kept: kept(desk.homeless),
        overview: overview(desk.office, desk.stored),
    }
}

/// A decision that the server had a receipt for and refuses now.
pub(super) fn lost_decision(queued: &Queued) -> Option<LostDecision> {
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

/// The newest decision on each report, where it came back and is not told of as lost.
fn kept(homeless: &[Queued]) -> Vec<KeptDecision> {
    let mut reports: BTreeSet<ReportId> = BTreeSet::new();
    let newest = homeless
        .iter()
        .rev()
        .filter(|queued| reports.insert(queued.decision.report_id));
    let mut kept: Vec<KeptDecision> = newest.filter_map(kept_decision).collect();
    kept.reverse();
    kept
}

fn kept_decision(queued: &Queued) -> Option<KeptDecision> {
    if queued.laid_aside || queued.first_receipt.is_some() {
        return None;
    }
    let subject = queued.subject.as_ref();
    Some(KeptDecision {
        decision_id: queued.decision.id,
        reference: subject.map(|subject| subject.reference.clone()),
        unit_name: subject.map(|subject| subject.unit_name.clone()),
        verdict: queued.decision.verdict.clone(),
        reason: needs_you_reason(queued.outcome.as_ref()?)?,
    })
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

pub(super) fn task_row(stored: &Stored) -> Option<TaskRow> {
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
        findings: None,
        state: task_state(stored, revision),
    })
}

pub(super) fn task_state(stored: &Stored, revision: &Revision) -> TaskState {
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

type Newest<'a> = BTreeMap<(&'a UnitNo, Period), &'a Values>;

fn newest_answers(stored: &[Stored]) -> Newest<'_> {
    let newest = stored.iter().filter_map(|Stored { report, .. }| {
        let values = &report.latest()?.values;
        Some(((&report.unit_no, report.period), values))
    });
    newest.collect()
}

fn counted(report: &Report, answers: &Newest<'_>) -> Option<FindingCounts> {
    let template = Template::by_id(&report.template)?;
    let of = |period| answers.get(&(&report.unit_no, period)).copied();
    let (previous, year_before) = (report.period.previous(), report.period.year_before());
    let found = found::findings(template, report.latest()?, of(previous), of(year_before));
    Some(found::counts(&found))
}

/// The newest half-year of the office: each of its units stands in one place.
fn overview(office: &OfficeId, stored: &[Stored]) -> Option<Overview> {
    let newest = stored.iter().max_by_key(|stored| stored.report.period)?;
    let period = newest.report.period;
    let mut overview = Overview {
        period,
        deadline: newest.report.office_deadline,
        at_bufdir: 0,
        approved: 0,
        waiting: 0,
        returned: 0,
        missing: 0,
    };
    let mut here = 0;
    for Stored { report, .. } in stored.iter().filter(|of| of.report.period == period) {
        here += 1;
        match report.state {
            ReportState::Approved { .. } if is_acknowledged(report) => overview.at_bufdir += 1,
            ReportState::Approved { .. } => overview.approved += 1,
            ReportState::Submitted { .. } | ReportState::Reopened { .. } => overview.waiting += 1,
            ReportState::Returned { .. } => overview.returned += 1,
            ReportState::Draft | ReportState::Withdrawn { .. } => overview.missing += 1,
        }
    }
    let units = Register::current().of_office(office, period.last_day());
    let others = units.count().saturating_sub(here);
    overview.missing += u32::try_from(others).unwrap_or(u32::MAX);
    Some(overview)
}

fn is_acknowledged(report: &Report) -> bool {
    let decision = report.latest().and_then(|newest| newest.decision.as_ref());
    decision.is_some_and(|record| record.acknowledged_at.is_some())
}
