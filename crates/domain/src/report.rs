//! Reports, their revisions, and the content hash that a decision is bound to.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    decision::{Ask, DecisionRecord, Verdict},
    ids::{DecisionId, OfficeId, PointId, ReportId, RuleId, UnitNo},
    period::Period,
    workflow::{Reopening, ReopeningRefusal},
};

mod asks;
mod content;
mod earlier;
mod fault;
mod hash;
mod reopening;
mod submission;
#[cfg(test)]
pub(crate) mod testing;
mod value;
mod words;

pub use crate::workflow::ReportState;
pub use content::Content;
pub use earlier::Earlier;
pub use fault::{Fault, InputFault};
pub use hash::{Hash, HashError};
pub use submission::{NUMBER_MAX, Submission, TEXT_MAX};
pub use value::Value;

pub(crate) use submission::{answer_fault, safe_name, stranger, unknown_names};

/// The name of [`Value`] in descriptions of the wire, where the other one stands for anything.
type Answer = Value;

/// Answers by point. A point without an entry was not answered; 0 is an answer.
pub type Values = BTreeMap<PointId, Value>;

/// The municipality's answer to a point that was asked back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AskAnswer {
    /// «Rettet»: the answer to the point is another one.
    // With braces: beside a variant without, serde lets unknown fields pass.
    Corrected {},
    /// «Forklart»: the answer stands, and this is why.
    Explained {
        /// The explanation.
        text: String,
    },
}

/// One revision of a report, as received, with the decision on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Revision {
    /// 1, 2, …
    pub number: u32,
    /// When the server received it.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// Name of the person who sent it.
    pub submitted_by: String,
    /// Hash of what was sent.
    pub content_hash: Hash,
    /// The answers.
    #[schema(value_type = BTreeMap<PointId, Answer>)]
    pub values: Values,
    /// The municipality's comments by point.
    pub comments: BTreeMap<PointId, String>,
    /// The municipality's explanations of findings, by rule.
    #[serde(default)]
    pub explanations: BTreeMap<RuleId, String>,
    /// The municipality's answers to what was asked back before this revision.
    #[serde(default)]
    pub answers: BTreeMap<PointId, AskAnswer>,
    /// The decision on this revision, once the server has one; after a reopening the newest.
    pub decision: Option<DecisionRecord>,
    /// Decisions on this revision that a reopening set aside, oldest first.
    #[serde(default)]
    pub earlier_decisions: Vec<DecisionRecord>,
}

/// A unit's report of a period, with every revision: the body that travels in the feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Report {
    /// Identifier.
    pub id: ReportId,
    /// What officers call it, such as `HR-2026-1-3411`.
    pub reference: String,
    /// The office that reviews it.
    pub office: OfficeId,
    /// The reporting unit.
    pub unit_no: UnitNo,
    /// The unit's name.
    pub unit_name: String,
    /// The half-year.
    pub period: Period,
    /// The version of the form.
    pub template: String,
    /// The office's deadline to Bufdir.
    #[ts(type = "string")]
    pub office_deadline: Date,
    /// Where the report stands.
    pub state: ReportState,
    /// Every revision, oldest first; never empty.
    pub revisions: Vec<Revision>,
    /// Every reopening by Bufdir, oldest first.
    #[serde(default)]
    pub reopenings: Vec<Reopening>,
    /// Every refusal by Bufdir to reopen it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<ReopeningRefusal>>", optional)]
    pub refusals: Vec<ReopeningRefusal>,
}

impl Revision {
    /// A revision without a decision, as a submission becomes it.
    pub fn received(
        number: u32,
        received_at: Timestamp,
        submitted_by: String,
        submission: Submission,
    ) -> Self {
        Self {
            number,
            received_at,
            submitted_by,
            content_hash: submission.content_hash(),
            values: submission.values,
            comments: submission.comments,
            explanations: submission.explanations,
            answers: submission.answers,
            decision: None,
            earlier_decisions: Vec::new(),
        }
    }

    /// Whether the decision on it is Nei.
    pub fn is_returned(&self) -> bool {
        self.decision
            .as_ref()
            .is_some_and(|record| matches!(record.verdict, Verdict::Return { .. }))
    }

    /// Whether it was ever decided on, also where a reopening set the decision aside.
    fn was_decided(&self) -> bool {
        self.decision.is_some() || !self.earlier_decisions.is_empty()
    }

    /// The points that the decision on it asks back.
    pub fn asks(&self) -> &[Ask] {
        match self.decision.as_ref().map(|record| &record.verdict) {
            Some(Verdict::Return { asks, .. }) => asks,
            Some(Verdict::Approve { .. }) | None => &[],
        }
    }

    /// The own figure of the decision on it.
    pub fn own_figure(&self) -> Option<u32> {
        self.decision.as_ref()?.verdict.own_figure()
    }
}

impl Report {
    /// The newest revision.
    pub fn latest(&self) -> Option<&Revision> {
        self.revisions.last()
    }

    /// The revision of that number.
    pub fn revision(&self, number: u32) -> Option<&Revision> {
        self.revisions
            .iter()
            .find(|revision| revision.number == number)
    }

    /// The record of a decision, also of one that a reopening set aside.
    pub fn record_mut(&mut self, id: DecisionId) -> Option<&mut DecisionRecord> {
        self.revisions
            .iter_mut()
            .flat_map(|revision| {
                revision
                    .earlier_decisions
                    .iter_mut()
                    .chain(&mut revision.decision)
            })
            .find(|record| record.id == id)
    }

    /// The newest revision that was returned with nothing decided after it: its asks are open, and a
    /// new revision is read against it.
    pub fn last_returned(&self) -> Option<&Revision> {
        self.revisions
            .iter()
            .rev()
            .find(|revision| revision.was_decided())
            .filter(|revision| revision.is_returned())
    }

    /// What the newest return asks back; the next revision answers each of these.
    pub fn open_asks(&self) -> &[Ask] {
        self.last_returned().map_or(&[], Revision::asks)
    }

    /// The content a revision's hash covers.
    pub fn content_of(&self, revision: &Revision) -> Content {
        Content {
            unit_no: self.unit_no.clone(),
            period: self.period,
            template: self.template.clone(),
            values: revision.values.clone(),
            comments: revision.comments.clone(),
            explanations: revision.explanations.clone(),
            answers: revision.answers.clone(),
        }
    }

    /// The reference of a unit's report: `HR-<period>-<unit>`.
    pub fn reference_of(period: Period, unit_no: &UnitNo) -> String {
        format!("HR-{period}-{unit_no}")
    }
}

/// The compact JSON bytes of a value whose map keys are text.
///
/// # Panics
///
/// Where the value's own `Serialize` fails; no type of this crate's does.
#[expect(
    clippy::expect_used,
    reason = "no type of this crate can fail to serialise"
)]
pub fn json_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("only string keys, no failing Serialize")
}

#[cfg(test)]
mod tests {
    use super::{
        testing::{approved, ask, report, revision, submission},
        *,
    };

    const WAITING: ReportState = ReportState::Submitted { revision: 1 };

    #[test]
    fn a_hash_is_of_what_the_revision_holds() {
        let report = report(WAITING, vec![revision(1, None)]);
        let revision = report.latest().unwrap();
        assert_eq!(report.content_of(revision).hash(), revision.content_hash);
        assert_eq!(report.content_of(revision), submission(1).content());
    }

    #[test]
    fn asks_stay_open_until_the_next_decision() {
        let asks = vec![ask("inv_closed")];
        let returned = Verdict::Return {
            own_figure: None,
            comment: "Rett.".to_owned(),
            asks: asks.clone(),
        };
        let first = revision(1, Some(returned));
        let open = |revisions| report(WAITING, revisions).open_asks().to_vec();
        assert_eq!(open(vec![first.clone()]), asks);
        assert_eq!(
            open(vec![first.clone(), revision(2, None), revision(3, None)]),
            asks
        );
        assert_eq!(
            open(vec![first.clone(), revision(2, Some(approved(3)))]),
            vec![]
        );
        assert_eq!(open(vec![revision(1, None)]), vec![]);
        assert_eq!(first.own_figure(), None);
        assert_eq!(revision(2, Some(approved(3))).own_figure(), Some(3));
    }

    #[test]
    fn a_record_is_found_wherever_it_stands() {
        let id = |n| DecisionId(uuid::Uuid::from_u128(n));
        let decided = |n| {
            let record = revision(1, Some(approved(3))).decision.unwrap();
            Some(DecisionRecord {
                id: id(n),
                ..record
            })
        };
        let first = Revision {
            decision: decided(1),
            ..revision(1, None)
        };
        let report = report(ReportState::Approved { revision: 1 }, vec![first]);
        let reopened = report.reopened("Feil tall.", "Bo Prøve", Timestamp::UNIX_EPOCH);
        let mut report = reopened.unwrap();
        report.revisions[0].decision = decided(2);
        for n in [1, 2] {
            let found = report.record_mut(id(n));
            assert_eq!(found.map(|record| record.id), Some(id(n)));
        }
        assert_eq!(report.record_mut(id(3)), None);
    }

    #[test]
    fn reads_a_record_written_without_an_acknowledgement() {
        let record = revision(1, Some(approved(3))).decision.unwrap();
        let mut old = serde_json::to_value(&record).unwrap();
        old.as_object_mut().unwrap().remove("acknowledged_at");
        let read: DecisionRecord = serde_json::from_value(old).unwrap();
        assert_eq!(read, record);
    }

    #[test]
    fn reads_a_revision_written_without_the_later_fields() {
        let old = r#"{"number":1,"received_at":"2026-07-01T00:00:00Z","submitted_by":"Kari",
            "content_hash":"0000000000000000000000000000000000000000000000000000000000000000",
            "values":{},"comments":{},"decision":null}"#;
        let revision: Revision = serde_json::from_str(old).unwrap();
        assert!(revision.answers.is_empty() && revision.earlier_decisions.is_empty());
    }
}
