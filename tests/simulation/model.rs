//! What the server must do, said once more in the fewest words: no tables, no transactions, and none
//! of the product's own rules.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    application::{Answer, ApplicationDecision, Wish},
    decision::{AnyDecision, Decision, Verdict},
    ids::{ApplicationId, DecisionId, RemindingId, ReportId, SubmissionId, UnitNo},
    report::{Hash, Submission},
    wire::{HeldReason, Outcome, RemindRequest, WhyNotReminded as Why},
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

/// Who has to answer an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WaitsFor {
    Office,
    Bufdir,
    Nobody,
}

#[derive(Clone)]
struct Wanted {
    office: &'static str,
    applicant: usize,
    content: Hash,
    waits_for: WaitsFor,
    is_approved: bool,
}

/// What becomes of an application that is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applied {
    Received,
    Again,
    /// Another of the applicant's waits.
    OneWaits,
    /// Who has access does not apply for it.
    HasAccess,
}

/// To how many a unit's reminder went, or why to nobody.
pub(crate) type Reminding = Result<u32, Why>;

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
    wanted: BTreeMap<ApplicationId, Wanted>,
    reminded: BTreeMap<(&'static str, RemindingId), BTreeMap<UnitNo, Reminding>>,
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

    pub(crate) fn settle(&mut self, office: &str, decision: &AnyDecision) -> Kind {
        match decision {
            AnyDecision::Report(decision) => self.decide(office, decision),
            AnyDecision::Application(decision) => self.answer(office, decision),
        }
    }

    /// What a decision is answered that has its outcome.
    fn known(&self, id: DecisionId) -> Option<Kind> {
        Some(match self.outcomes.get(&id)? {
            Kind::Applied => Kind::Duplicate,
            kind @ (Kind::Duplicate
            | Kind::Conflict
            | Kind::NoAccess
            | Kind::UnknownRevision
            | Kind::Rejected) => *kind,
        })
    }

    pub(crate) fn decide(&mut self, office: &str, decision: &Decision) -> Kind {
        if let Some(known) = self.known(decision.id) {
            return known;
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

    fn answer(&mut self, office: &str, decision: &ApplicationDecision) -> Kind {
        if let Some(known) = self.known(decision.id) {
            return known;
        }
        let found = self.wanted.get_mut(&decision.application_id);
        let Some(wanted) = found.filter(|wanted| wanted.office == office) else {
            return Kind::NoAccess;
        };
        let is_current =
            wanted.waits_for == WaitsFor::Office && wanted.content == decision.content_hash;
        let kind = if is_current {
            wanted.is_approved = matches!(decision.answer, Answer::Approve { .. });
            wanted.waits_for = match decision.answer {
                Answer::Forward {} => WaitsFor::Bufdir,
                Answer::Approve { .. } | Answer::Reject { .. } => WaitsFor::Nobody,
            };
            Kind::Applied
        } else {
            Kind::Conflict
        };
        self.outcomes.insert(decision.id, kind);
        kind
    }

    pub(crate) fn apply(
        &mut self,
        (applicant, office): (usize, &'static str),
        id: ApplicationId,
        wish: &Wish,
    ) -> Applied {
        let all = self.wanted.values();
        let own: Vec<_> = all.filter(|of| of.applicant == applicant).collect();
        if own.iter().any(|of| of.is_approved) {
            return Applied::HasAccess;
        }
        if self.wanted.contains_key(&id) {
            return Applied::Again;
        }
        if own.iter().any(|of| of.waits_for != WaitsFor::Nobody) {
            return Applied::OneWaits;
        }
        let wanted = Wanted {
            office,
            applicant,
            content: wish.content_hash(),
            waits_for: WaitsFor::Office,
            is_approved: false,
        };
        self.wanted.insert(id, wanted);
        Applied::Received
    }

    /// Whether an application is taken back by this; none where there is none.
    pub(crate) fn withdraw(&mut self, id: ApplicationId) -> Option<bool> {
        let wanted = self.wanted.get_mut(&id)?;
        let before = std::mem::replace(&mut wanted.waits_for, WaitsFor::Nobody);
        Some(before != WaitsFor::Nobody)
    }

    /// Who has to answer which application.
    pub(crate) fn applications(&self) -> BTreeMap<ApplicationId, WaitsFor> {
        let all = self.wanted.iter();
        all.map(|(id, wanted)| (*id, wanted.waits_for)).collect()
    }

    /// Checks what the server says of a reminding, and keeps it where it is a new one. Whether it was known.
    pub(crate) fn remind(
        &mut self,
        office: &'static str,
        asked: &RemindRequest,
        said: BTreeMap<UnitNo, Reminding>,
    ) -> bool {
        let is_kept = |said: &Reminding| !matches!(said, Err(Why::NotFound | Why::NotOpen));
        if let Some(first) = self.reminded.get(&(office, asked.id)) {
            for (unit, said) in said.into_iter().filter(|(_, said)| is_kept(said)) {
                let expected = first.get(&unit).copied().unwrap_or(Err(Why::OtherUnits));
                assert_eq!(said, expected, "{unit} is reminded again");
            }
            return true;
        }
        let kept: BTreeMap<_, _> = said.into_iter().filter(|(_, said)| is_kept(said)).collect();
        for (unit, said) in &kept {
            let report = (unit.to_string(), asked.period.to_string());
            let has_reported = self.reports.contains_key(&report);
            assert_eq!(
                *said == Err(Why::Reported),
                has_reported,
                "{unit}: {said:?}"
            );
        }
        if !kept.is_empty() {
            self.reminded.insert((office, asked.id), kept);
        }
        false
    }

    /// What became of each unit in each reminding.
    pub(crate) fn remindings(&self) -> BTreeMap<(String, RemindingId, UnitNo), Reminding> {
        let all = self.reminded.iter().flat_map(|((office, id), units)| {
            let key = |unit: &UnitNo| ((*office).to_owned(), *id, unit.clone());
            units.iter().map(move |(unit, said)| (key(unit), *said))
        });
        all.collect()
    }
}
