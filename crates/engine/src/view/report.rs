//! One report: its headings and points, what the rules found, what changed, and its versions.

use domain::{
    Period, Text,
    decision::{Draft, Receipt, Verdict},
    diff::{CommentChange, ExplanationChange, PointChange},
    figures::BreachTerms,
    findings::Finding,
    ids::{DecisionId, PointId, ReportId, UnitNo},
    report::{AskAnswer, Hash, Value},
    template::PointKind,
    workflow::{Reopening, ReopeningRefusal},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use ts_rs::TS;

use super::{LostDecision, Proof, Stage};

/// One report, as the review shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReportView {
    /// The report.
    pub id: ReportId,
    /// «Referanse».
    pub reference: String,
    /// The reporting unit's number.
    pub unit_no: UnitNo,
    /// «Rapporteringsenhet».
    pub unit_name: String,
    /// The half-year.
    pub period: Period,
    /// The half-year before, as a column.
    pub previous_period: Period,
    /// The same half-year a year before, as a column.
    pub year_before_period: Period,
    /// The half-years of each point's line, oldest first; the last is this report's.
    pub line_periods: Vec<Period>,
    /// The revision shown.
    pub revision: u32,
    /// Its content; a decision names it.
    pub content_hash: Hash,
    /// When it was received.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// Who sent it.
    pub submitted_by: String,
    /// The office's deadline to Bufdir.
    #[ts(type = "string")]
    pub deadline: Date,
    /// Whom to call.
    pub contact: ContactCard,
    /// The headings with their points.
    pub sections: Vec<SectionView>,
    /// What the rules found, in the order of the rules.
    pub findings: Vec<FindingView>,
    /// Extensions the municipality reports: the own figure's upper bound.
    #[ts(type = "number | null")]
    pub extended: Option<i64>,
    /// The own figure of the newest decision on an earlier version.
    pub figure_before: Option<EarlierFigure>,
    /// The same, where it stands in its field from the start: nothing is filled in yet, and it does not exceed
    /// the bound now.
    pub carried: Option<EarlierFigure>,
    /// What the deadline breaches are worked out from, where reported.
    pub breaches: Option<BreachTerms>,
    /// The share of deadline breaches of the half-year before, where it is known.
    pub breaches_before: Option<domain::figures::Share>,
    /// What changed since the revision that the officer knows; none where this is the first.
    pub changes: Option<ChangesView>,
    /// Every revision with its decisions, newest first.
    pub versions: Vec<VersionView>,
    /// Every reopening by Bufdir, oldest first.
    pub reopenings: Vec<Reopening>,
    /// Bufdir's refusals to reopen it, oldest first.
    pub refusals: Vec<ReopeningRefusal>,
    /// When the officer asked Bufdir to reopen it, and Bufdir has not answered.
    #[ts(type = "string | null")]
    pub reopening_asked_at: Option<Timestamp>,
    /// What the officer has filled in.
    pub draft: Draft,
    /// When the draft was last saved on this machine.
    #[ts(type = "string | null")]
    pub draft_saved_at: Option<Timestamp>,
    /// Where the report's decision stands.
    pub stage: Stage,
    /// Decisions on it that the server has lost.
    pub lost: Vec<LostDecision>,
}

impl ReportView {
    /// Its points, section by section.
    pub fn points(&self) -> impl Iterator<Item = &PointView> + Clone {
        self.sections.iter().flat_map(|section| &section.points)
    }
}

/// An own figure, and the version whose decision it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct EarlierFigure {
    /// The figure.
    pub figure: u32,
    /// The version.
    pub version: u32,
}

/// Whom to call about a report, as far as it says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct ContactCard {
    /// Name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
}

/// A heading and its points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SectionView {
    /// Identifier.
    pub id: String,
    /// Number in the form.
    pub number: u8,
    /// The heading.
    pub title: Text,
    /// The points.
    pub points: Vec<PointView>,
}

/// A point with its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PointView {
    /// Identifier.
    pub id: PointId,
    /// What an answer looks like.
    pub kind: PointKind,
    /// The wording.
    pub label: Text,
    /// A short name.
    pub short: Text,
    /// This period's answer.
    pub value: Option<Value>,
    /// The answer of the half-year before.
    pub previous: Option<Value>,
    /// The answer of the same half-year a year before.
    pub year_before: Option<Value>,
    /// The number in each half-year of the line; none where there is none.
    #[ts(type = "Array<number | null>")]
    pub line: Vec<Option<i64>>,
    /// The municipality's comment.
    pub comment: Option<String>,
    /// The municipality's answer to what was asked about it.
    pub answer: Option<AskAnswer>,
    /// Whether the officer has seen it in this revision.
    pub seen: bool,
}

/// A finding, where it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FindingView {
    /// The finding, with its numbers.
    pub finding: Finding,
    /// What it means, in a few words.
    pub title: Text,
    /// The point under which it stands; none where the form shows none of its points.
    pub at: Option<PointId>,
    /// The municipality's explanation.
    pub explanation: Option<String>,
    /// Whether the officer has seen it.
    pub seen: bool,
}

/// What changed since a revision that the officer knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ChangesView {
    /// The older revision.
    pub from: u32,
    /// When it was received.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// What was answered to it, where it was decided on.
    pub verdict: Option<Verdict>,
    /// Points asked about or changed, in the order of the form.
    pub points: Vec<ChangedPoint>,
    /// Comments that are another text.
    pub comments: Vec<CommentChange>,
    /// Explanations of findings that are another text.
    pub explanations: Vec<ExplanationChange>,
    /// Points that are the same and were not asked about.
    pub unchanged: u32,
}

/// A point that was asked about or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ChangedPoint {
    /// The change.
    pub change: PointChange,
    /// What an answer looks like.
    pub kind: PointKind,
    /// The wording.
    pub label: Text,
    /// The answer of the half-year before.
    pub previous: Option<Value>,
}

/// A revision, with the decisions on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VersionView {
    /// 1, 2, …
    pub number: u32,
    /// When it was received.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// Who sent it.
    pub submitted_by: String,
    /// Decisions on it, oldest first: more than one where Bufdir reopened the report.
    pub decisions: Vec<DecidedView>,
}

/// A decision that the server has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DecidedView {
    /// The decision.
    pub decision_id: DecisionId,
    /// The answer.
    pub verdict: Verdict,
    /// Who decided.
    pub decided_by: String,
    /// When it was confirmed.
    #[ts(type = "string")]
    pub confirmed_at: Timestamp,
    /// The server's receipt.
    pub receipt: Receipt,
    /// What the receipt proves.
    pub proof: Proof,
    /// When Bufdir acknowledged it.
    #[ts(type = "string | null")]
    pub acknowledged_at: Option<Timestamp>,
}
