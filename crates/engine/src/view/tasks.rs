//! «Oppgaver»: both tabs, and what stands beside them.

use domain::{
    Period,
    decision::{Receipt, Verdict},
    ids::{DecisionId, ReportId, UnitNo},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ApplicationLists, NeedsYouReason};

/// «Oppgaver»: both tabs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TaskLists {
    /// «Åpne oppgaver».
    pub open: Vec<TaskRow>,
    /// «Løste oppgaver (arkiv)»; where it was not asked for, only what is at hand.
    pub archive: Vec<TaskRow>,
    /// How many reports the archive has.
    pub archived: u32,
    /// Applications for access, in both.
    pub applications: ApplicationLists,
    /// «Kjent tapt hos serveren».
    pub lost: Vec<LostDecision>,
    /// Decisions that came back and whose report is not here any more.
    pub kept: Vec<KeptDecision>,
    /// The newest half-year at a glance; none where nothing is fetched.
    pub overview: Option<Overview>,
}

/// A half-year of the office at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Overview {
    /// The half-year.
    pub period: Period,
    /// The office's deadline to Bufdir.
    #[ts(type = "string")]
    pub deadline: Date,
    /// Approved, and acknowledged by Bufdir.
    pub at_bufdir: u32,
    /// Approved, and not acknowledged yet.
    pub approved: u32,
    /// Waiting for the office.
    pub waiting: u32,
    /// Back at the municipality.
    pub returned: u32,
    /// Not received, or taken back.
    pub missing: u32,
}

/// A decision that the server received, has lost since, and did not take again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LostDecision {
    /// The decision.
    pub decision_id: DecisionId,
    /// The report, which the server may have lost too.
    pub report_id: ReportId,
    /// «Referanse», where it is known.
    pub reference: Option<String>,
    /// «Rapporteringsenhet», likewise.
    pub unit_name: Option<String>,
    /// The answer, with the officer's text.
    pub verdict: Verdict,
    /// When it was confirmed, by this officer's clock: what it is told by where no name is known.
    #[ts(type = "string")]
    pub confirmed_at: Timestamp,
    /// The receipt that the server gave first.
    pub receipt: Receipt,
    /// What the server says of the decision now.
    pub reason: NeedsYouReason,
}

/// A decision that came back, on a report that is not on this machine: the officer's text is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KeptDecision {
    /// The decision.
    pub decision_id: DecisionId,
    /// «Referanse», where it is known.
    pub reference: Option<String>,
    /// «Rapporteringsenhet», likewise.
    pub unit_name: Option<String>,
    /// The answer, with the officer's text.
    pub verdict: Verdict,
    /// When it was confirmed, by this officer's clock: what it is told by where no name is known.
    #[ts(type = "string")]
    pub confirmed_at: Timestamp,
    /// Why it came back.
    pub reason: NeedsYouReason,
}

/// One row of «Oppgaver».
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TaskRow {
    /// The report.
    pub id: ReportId,
    /// «Referanse».
    pub reference: String,
    /// The reporting unit's number.
    pub unit_no: UnitNo,
    /// «Rapporteringsenhet».
    pub unit_name: String,
    /// A first report, or a corrected one.
    pub kind: TaskKind,
    /// The newest revision.
    pub revision: u32,
    /// The half-year.
    pub period: Period,
    /// When the newest revision was received.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// The office's deadline to Bufdir.
    #[ts(type = "string")]
    pub deadline: Date,
    /// What the rules found in the newest revision; none in the archive.
    pub findings: Option<FindingCounts>,
    /// Where the officer's work on it stands.
    pub state: TaskState,
}

/// How many findings of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingCounts {
    /// «Feil».
    pub errors: u32,
    /// «Må forklares».
    pub warnings: u32,
    /// «Til orientering».
    pub information: u32,
}

/// What a task is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// A report's first revision.
    Report,
    /// A later revision.
    Corrected,
}

/// Where the officer's work on a task stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TaskState {
    /// Nothing done yet.
    New,
    /// A draft is saved on this machine.
    Draft {
        /// «Godkjenner» in the draft.
        approve: Option<bool>,
    },
    /// Decided here; the server does not have it yet.
    SavedHere {
        /// Ja or Nei.
        approve: bool,
    },
    /// The decision came back and needs the officer.
    NeedsYou,
    /// The server has the decision.
    Received {
        /// Ja or Nei.
        approve: bool,
        /// The receipt's number.
        receipt: String,
        /// Whether Bufdir has acknowledged the approved report.
        at_bufdir: bool,
    },
}
