//! What a window shows: plain data, made by the engine, drawn by the pages. Never a secret, never an
//! internal. Texts of the form come with it in all languages; all other texts belong to the pages.

use domain::{
    Period, Text,
    decision::{Draft, Receipt, Refusal, Verdict},
    figures::BreachTerms,
    ids::{DecisionId, PointId, ReportId, UnitNo},
    report::{Hash, Value},
    template::PointKind,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What every page shows around itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AppState {
    /// The product's version.
    pub version: String,
    /// Who is there.
    pub session: SessionView,
    /// The status line.
    pub line: StatusLine,
}

/// Who is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SessionView {
    /// Nobody has logged in on this machine, or whoever did has logged out.
    SignedOut {
        /// Why the last attempt failed, if one did.
        failure: Option<LoginFailure>,
    },
    /// The browser is open, and the login goes on there.
    Waiting {
        /// When the attempt ends.
        #[ts(type = "string")]
        ends_at: Timestamp,
    },
    /// The officer has logged in, and chooses a PIN for a store that is to be made.
    ChoosePin {
        /// The officer's name.
        name: String,
        /// The office's name.
        office_name: String,
        /// Why there is no store.
        because: NewPin,
    },
    /// The officer's store is here and closed.
    Locked {
        /// The officer's name, where the keychain knows it.
        name: Option<String>,
        /// The office's name, likewise.
        office_name: Option<String>,
        /// What opens it.
        lock: LockView,
        /// Why the last login failed, if one did.
        failure: Option<LoginFailure>,
    },
    /// The officer's store is open.
    SignedIn {
        /// The officer's name.
        name: String,
        /// The office's name.
        office_name: String,
        /// Whether the server's session has ended: reading and deciding go on, sending waits.
        expired: bool,
    },
}

/// Why a PIN is to be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NewPin {
    /// The officer is new on this machine.
    First,
    /// The old one is forgotten: what is here is given up, and fetched afresh.
    Forgotten,
    /// Nothing opens what is here any more: it is fetched afresh.
    Lost {
        /// Why not.
        loss: Loss,
    },
}

/// Why nothing opens a store any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// Ten wrong PINs destroyed its key.
    Shredded,
    /// The keychain does not have its secret. One that is locked can look like this too.
    Keychain,
    /// The file with its wrapped key is gone, or not the one that was written.
    File,
}

/// What opens a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LockView {
    /// The PIN.
    Pin {
        /// Whether the last one was wrong.
        wrong: bool,
        /// How many may be wrong before the key is destroyed.
        tries_left: u8,
        /// Before then none is tried.
        #[ts(type = "string | null")]
        wait_until: Option<Timestamp>,
    },
    /// The officer has said that the PIN is forgotten: a login, and then a new one.
    Forgotten,
    /// Nothing: a login, and then a new PIN.
    Lost {
        /// Why not.
        loss: Loss,
    },
    /// The keychain cannot be used now.
    NoKeychain,
}

/// Why a login failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LoginFailure {
    /// The person pressed cancel, here or in the browser.
    Cancelled,
    /// The attempt took too long.
    TimedOut,
    /// The server or ID-porten cannot be reached.
    Offline,
    /// The person is not registered as an officer.
    NoRole,
    /// ID-porten refused, or its answer did not pass the checks.
    Refused,
    /// The system's browser could not be opened.
    NoBrowser,
    /// The system's keychain cannot be used.
    NoKeychain,
    /// Something failed inside the program.
    Internal,
}

/// The one status line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StatusLine {
    /// The connection.
    pub link: Link,
    /// Decisions saved here that the server does not have yet.
    pub waiting: u32,
    /// Decisions that came back and need the officer.
    pub needs_you: u32,
    /// When the local copy was last brought up to date.
    #[ts(type = "string | null")]
    pub updated_at: Option<Timestamp>,
}

/// The connection to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Not tried yet.
    Unknown,
    /// The last exchange succeeded.
    Online,
    /// The last exchange failed for want of a connection.
    Offline,
    /// The server wants a new login.
    LoginNeeded,
    /// The server answers with errors.
    ServerTrouble,
}

/// «Oppgaver»: both tabs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TaskLists {
    /// «Åpne oppgaver».
    pub open: Vec<TaskRow>,
    /// «Løste oppgaver (arkiv)».
    pub archive: Vec<TaskRow>,
    /// «Kjent tapt hos serveren».
    pub lost: Vec<LostDecision>,
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
    /// The receipt that the server gave first.
    pub receipt: Receipt,
    /// What the server says of the decision now.
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
    /// Where the officer's work on it stands.
    pub state: TaskState,
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
    /// The headings with their points.
    pub sections: Vec<SectionView>,
    /// Extensions the municipality reports: the own figure's upper bound.
    #[ts(type = "number | null")]
    pub extended: Option<i64>,
    /// What the deadline breaches are worked out from, where reported.
    pub breaches: Option<BreachTerms>,
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
    /// This period's answer.
    pub value: Option<Value>,
    /// The answer of the half-year before.
    pub previous: Option<Value>,
    /// The answer of the same half-year a year before.
    pub year_before: Option<Value>,
    /// The municipality's comment.
    pub comment: Option<String>,
}

/// Where a report's decision stands: lagret her → sendt → mottatt → hos Bufdir.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Stage {
    /// Not decided.
    Undecided,
    /// Decided here; the server does not have it yet.
    SavedHere {
        /// The decision.
        decision_id: DecisionId,
        /// The answer.
        verdict: Verdict,
        /// When it was confirmed.
        #[ts(type = "string")]
        confirmed_at: Timestamp,
        /// When it is sent; until then it can be undone.
        #[ts(type = "string")]
        due_at: Timestamp,
        /// Whether it can be undone now.
        can_undo: bool,
    },
    /// It came back: the report is not what was seen, or cannot be decided.
    NeedsYou {
        /// The decision.
        decision_id: DecisionId,
        /// The answer, with the officer's text.
        verdict: Verdict,
        /// Why.
        reason: NeedsYouReason,
    },
    /// The server has it.
    Received {
        /// The answer.
        verdict: Verdict,
        /// Who decided; none until the report's new state is here too.
        decided_by: Option<String>,
        /// When it was confirmed.
        #[ts(type = "string")]
        confirmed_at: Timestamp,
        /// The server's receipt.
        receipt: Box<Receipt>,
        /// What the receipt proves, by the keys that are here.
        proof: Proof,
        /// When Bufdir acknowledged the approved report: from then on it is there.
        #[ts(type = "string | null")]
        acknowledged_at: Option<Timestamp>,
    },
}

/// What a receipt proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The server signed it, for this decision.
    Verified,
    /// Its key is not here yet.
    UnknownKey,
    /// The server did not sign this, or signed it for another decision.
    Refuted,
}

/// Why a decision needs the officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NeedsYouReason {
    /// The report has changed, or is already decided.
    Conflict,
    /// No access to the report.
    NoAccess,
    /// The server does not know the revision.
    UnknownRevision,
    /// The server cannot read the decision.
    Invalid,
}

/// Why a command did nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum CommandError {
    /// Nobody is logged in.
    SignedOut,
    /// The store is locked.
    Locked,
    /// A PIN needs eight characters.
    PinNotGood,
    /// The PIN was wrong.
    PinWrong,
    /// The keychain cannot be used.
    NoKeychain,
    /// No such report on this machine.
    NotFound,
    /// The draft is not a decision yet.
    Refused {
        /// What it lacks.
        refusal: Refusal,
    },
    /// Too late: it may have been sent.
    TooLate,
    /// Something failed inside the program.
    Internal {
        /// Finds the event in the log.
        reference: String,
    },
}
