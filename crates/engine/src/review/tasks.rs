//! «Oppgaver»: rows, their order, and the office's half-year at a glance.

use std::collections::BTreeSet;

use domain::{
    decision::Verdict,
    ids::{OfficeId, ReportId},
    report::{Earlier, Report, ReportState, Revision},
    template::Template,
    units::Register,
};

use super::{
    Stored, found,
    standing::{Own, needs_you_reason, own},
};
use crate::{
    store::{Counted, Lists, Queued, SavedDraft, Task},
    view::{
        ApplicationLists, FindingCounts, KeptDecision, LostDecision, Overview, TaskKind, TaskLists,
        TaskRow, TaskState,
    },
};

/// All that «Oppgaver» is made from.
#[derive(Debug, Clone)]
pub(crate) struct Desk<'a> {
    pub(crate) office: &'a OfficeId,
    pub(crate) lists: &'a Lists,
    /// What the server has lost, also where it has lost the report.
    pub(crate) lost: &'a [Queued],
    /// Applications.
    pub(crate) applications: ApplicationLists,
}

/// The two tabs of «Oppgaver»: open tasks by deadline, archive newest first.
pub(crate) fn task_lists(desk: Desk<'_>) -> TaskLists {
    let (mut open, mut archive) = (vec![], vec![]);
    let mut archived = desk.lists.decided;
    for task in &desk.lists.tasks {
        let row = task_row(task);
        let is_decided = task.listed.decision.is_some();
        if is_open(task) {
            archived = archived.saturating_sub(u32::from(is_decided));
            open.push(row);
        } else if matches!(row.state, TaskState::Received { .. }) {
            archived = archived.saturating_add(u32::from(!is_decided));
            archive.push(row);
        }
    }
    open.sort_by(|a, b| (a.deadline, &a.reference).cmp(&(b.deadline, &b.reference)));
    archive.sort_by(|a, b| (b.received_at, &a.reference).cmp(&(a.received_at, &b.reference)));
    TaskLists {
        open,
        archive,
        archived,
        applications: desk.applications,
        lost: desk.lost.iter().filter_map(lost_decision).collect(),
        kept: kept(&desk.lists.homeless),
        overview: overview(desk.office, &desk.lists.tasks),
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
        confirmed_at: queued.decision.confirmed_at,
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
        confirmed_at: queued.decision.confirmed_at,
        reason: needs_you_reason(queued.outcome.as_ref()?)?,
    })
}

/// A task stays open until the server has the decision on it. What the municipality took back before
/// anyone here decided on it is no task.
pub(crate) fn is_open(task: &Task) -> bool {
    match state_of_task(task) {
        TaskState::New | TaskState::Draft { .. } => task.listed.state.waiting().is_some(),
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

pub(super) fn task_row(task: &Task) -> TaskRow {
    let listed = &task.listed;
    let state = state_of_task(task);
    TaskRow {
        id: listed.id,
        reference: listed.reference.clone(),
        unit_no: listed.unit_no.clone(),
        unit_name: listed.unit_name.clone(),
        kind: task_kind(listed.revision),
        revision: listed.revision,
        period: listed.period,
        received_at: listed.received_at,
        deadline: listed.deadline,
        findings: match (&state, task.counted) {
            (TaskState::Received { .. }, _) | (_, Counted::After(_)) => None,
            (_, Counted::Found(found)) => Some(found),
        },
        state,
    }
}

fn state_of_task(task: &Task) -> TaskState {
    let decision = task.listed.decision.as_ref();
    let at_server = decision.map(|decision| TaskState::Received {
        approve: decision.approve,
        receipt: decision.receipt.clone(),
        at_bufdir: decision.at_bufdir,
    });
    let own = own(
        task.queued.as_ref(),
        task.listed.revision,
        at_server.is_some(),
    );
    state(own, at_server, task.draft.as_ref())
}

pub(super) fn task_state(stored: &Stored, revision: &Revision) -> TaskState {
    let record = revision.decision.as_ref();
    let at_server = record.map(|record| TaskState::Received {
        approve: approves(&record.verdict),
        receipt: record.receipt.number.clone(),
        at_bufdir: record.acknowledged_at.is_some(),
    });
    let own = own(stored.queued.as_ref(), revision.number, at_server.is_some());
    state(own, at_server, stored.draft.as_ref())
}

fn state(
    own: Option<Own<'_>>,
    at_server: Option<TaskState>,
    draft: Option<&SavedDraft>,
) -> TaskState {
    match (own, at_server, draft) {
        (Some(Own::SavedHere(queued)), ..) => TaskState::SavedHere {
            approve: approves(&queued.decision.verdict),
        },
        (Some(Own::NeedsYou(..)), ..) => TaskState::NeedsYou,
        (Some(Own::Ahead(queued, receipt)), ..) => TaskState::Received {
            approve: approves(&queued.decision.verdict),
            receipt: receipt.number.clone(),
            at_bufdir: false,
        },
        (None, Some(received), _) => received,
        (None, None, Some(saved)) => TaskState::Draft {
            approve: saved.draft.approve,
        },
        (None, None, None) => TaskState::New,
    }
}

fn approves(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Approve { .. })
}

/// What the rules find in a report's newest revision; none where its form is unknown.
pub(crate) fn counted(report: &Report, earlier: &[Report]) -> Option<FindingCounts> {
    let template = Template::by_id(&report.template)?;
    let revision = report.latest()?;
    let earlier = Earlier::of(report, earlier);
    let answers = earlier.answers(revision, None);
    let found = found::findings(template, revision, answers.previous, answers.year_before);
    Some(found::counts(&found))
}

/// The newest half-year of the office: each of its units stands in one place.
fn overview(office: &OfficeId, tasks: &[Task]) -> Option<Overview> {
    let newest = tasks.iter().max_by_key(|task| task.listed.period)?;
    let period = newest.listed.period;
    let mut overview = Overview {
        period,
        deadline: newest.listed.deadline,
        at_bufdir: 0,
        approved: 0,
        waiting: 0,
        returned: 0,
        missing: 0,
    };
    let mut here = 0;
    for Task { listed, .. } in tasks.iter().filter(|of| of.listed.period == period) {
        here += 1;
        let at_bufdir = listed.decision.as_ref().is_some_and(|of| of.at_bufdir);
        match listed.state {
            ReportState::Approved { .. } if at_bufdir => overview.at_bufdir += 1,
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
