//! What the server must do, said once more in the fewest words: no tables, no transactions, and none
//! of the product's own rules.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    decision::{Decision, Verdict},
    ids::{DecisionId, ReportId, SubmissionId},
    report::{Hash, Submission},
    wire::{HeldReason, Outcome},
};

/// What becomes of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Applied,
    Duplicate,
    Conflict,
    NoAccess,
    UnknownRevision,
    Rejected,
}

impl Kind {
    pub(crate) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Applied { .. } => Self::Applied,
            Outcome::Duplicate { .. } => Self::Duplicate,
            Outcome::Conflict { .. } | Outcome::ApplicationConflict { .. } => Self::Conflict,
            Outcome::Held {
                reason: HeldReason::NoAccess,
            } => Self::NoAccess,
            Outcome::Held {
                reason: HeldReason::UnknownRevision,
            } => Self::UnknownRevision,
            Outcome::Rejected { .. } => Self::Rejected,
        }
    }
}

/// What becomes of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reception {
    Revision(u32),
    Duplicate,
    Refused,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Approved,
    Returned,
}

#[derive(Clone)]
struct Known {
    office: &'static str,
    /// The content of each revision.
    contents: Vec<Hash>,
    state: State,
}

/// The server without a server.
#[derive(Clone, Default)]
pub(crate) struct Model {
    reports: BTreeMap<(String, String), Known>,
    ids: BTreeMap<ReportId, (String, String)>,
    submissions: BTreeSet<SubmissionId>,
    /// Final outcomes, as first given.
    pub(crate) outcomes: BTreeMap<DecisionId, Kind>,
    /// What goes to Bufdir, in its order.
    pub(crate) approvals: Vec<DecisionId>,
}

impl Model {
    pub(crate) fn submit(&mut self, office: &'static str, sent: &Submission) -> Reception {
        if self.submissions.contains(&sent.submission_id) {
            return Reception::Duplicate;
        }
        let key = (sent.unit_no.to_string(), sent.period.to_string());
        let report = self.reports.entry(key).or_insert(Known {
            office,
            contents: vec![],
            state: State::Waiting,
        });
        if report.state == State::Approved {
            return Reception::Refused;
        }
        self.submissions.insert(sent.submission_id);
        report.state = State::Waiting;
        report.contents.push(sent.content_hash());
        Reception::Revision(u32::try_from(report.contents.len()).unwrap())
    }

    /// The server has said which id a unit's report has.
    pub(crate) fn name(&mut self, id: ReportId, sent: &Submission) {
        let key = (sent.unit_no.to_string(), sent.period.to_string());
        let known = self.ids.entry(id).or_insert_with(|| key.clone());
        assert_eq!(*known, key, "one id for two reports");
    }

    pub(crate) fn decide(&mut self, office: &str, decision: &Decision) -> Kind {
        if let Some(first) = self.outcomes.get(&decision.id) {
            return match first {
                Kind::Applied => Kind::Duplicate,
                Kind::Duplicate
                | Kind::Conflict
                | Kind::NoAccess
                | Kind::UnknownRevision
                | Kind::Rejected => *first,
            };
        }
        let found = self.ids.get(&decision.report_id);
        let found = found.and_then(|key| self.reports.get_mut(key));
        let Some(report) = found.filter(|report| report.office == office) else {
            return Kind::NoAccess;
        };
        let revision = usize::try_from(decision.revision).unwrap();
        if revision > report.contents.len() {
            return Kind::UnknownRevision;
        }
        let is_current = report.state == State::Waiting
            && revision == report.contents.len()
            && report.contents.last() == Some(&decision.content_hash);
        let kind = if is_current {
            report.state = match decision.verdict {
                Verdict::Approve { .. } => {
                    self.approvals.push(decision.id);
                    State::Approved
                }
                Verdict::Return { .. } => State::Returned,
            };
            Kind::Applied
        } else {
            Kind::Conflict
        };
        self.outcomes.insert(decision.id, kind);
        kind
    }
}
