//! The office's units in one half-year, and which of their reports can be approved together.

use domain::{
    Period, Text,
    decision::Refusal,
    ids::{DecisionId, ReportId, UnitNo},
    report::Hash,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{EarlierFigure, FindingCounts, TaskState};

/// The office's units in one half-year: where each stands, and where the rules find something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CountyView {
    /// The half-year.
    pub period: Period,
    /// Every half-year with a report here, newest first.
    pub periods: Vec<Period>,
    /// The office's deadline to Bufdir.
    #[ts(type = "string")]
    pub deadline: Date,
    /// The headings of the form that municipalities answer.
    pub headings: Vec<HeadingView>,
    /// Every unit that reports to the office in that half-year, by number.
    pub units: Vec<CountyRow>,
}

/// A heading of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HeadingView {
    /// Number in the form.
    pub number: u8,
    /// The heading.
    pub title: Text,
}

/// A unit of the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CountyRow {
    /// The unit's number.
    pub unit_no: UnitNo,
    /// «Rapporteringsenhet».
    pub unit_name: String,
    /// Its report; none where none is received, or it was taken back.
    pub report: Option<CountyReport>,
}

/// A unit's report of the half-year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CountyReport {
    /// The report.
    pub id: ReportId,
    /// «Referanse».
    pub reference: String,
    /// The newest revision.
    pub revision: u32,
    /// When it was received.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// Where the officer's work on it stands.
    pub state: TaskState,
    /// All that the rules found in the newest revision.
    pub findings: FindingCounts,
    /// The same under each heading.
    pub by_heading: Vec<FindingCounts>,
    /// What an approval together with others needs; none where the report is to be read by itself.
    pub together: Option<JoinView>,
}

/// A report without findings that can be approved together with others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct JoinView {
    /// Its content; a decision names it.
    pub content_hash: Hash,
    /// The own figure, as far as it is filled in.
    pub own_figure: Option<u32>,
    /// An earlier version's own figure, where nothing is filled in.
    pub carried: Option<EarlierFigure>,
    /// Extensions the municipality reports: the own figure's upper bound.
    #[ts(type = "number | null")]
    pub extended: Option<i64>,
}

/// One report of several that are approved together, as the list of them showed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Joined {
    /// The report.
    pub id: ReportId,
    /// The revision.
    pub revision: u32,
    /// Its content.
    pub content_hash: Hash,
    /// The own figure.
    pub own_figure: u32,
}

/// What became of reports that were to be approved together: each is a decision of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct TogetherView {
    /// The decisions that are saved here.
    pub saved: Vec<DecisionId>,
    /// The reports that are not among them.
    pub left_out: Vec<LeftOut>,
}

/// A report that was not approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LeftOut {
    /// The report.
    pub id: ReportId,
    /// «Rapporteringsenhet».
    pub unit_name: String,
    /// Why.
    pub why: NotTogether,
}

/// Why a report is not approved together with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NotTogether {
    /// The rules find something, or this program does not know its form.
    Findings,
    /// The officer has answered Nei, commented or asked.
    OwnText,
    /// It is decided, or a decision on it waits or came back.
    Decided,
    /// The store failed before it was saved: nothing is decided on it.
    NotSaved,
    /// It is not what was seen, or its figure cannot be.
    Refused {
        /// What it lacks.
        refusal: Refusal,
    },
}
