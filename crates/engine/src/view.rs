//! What a window shows: plain data, made by the engine, drawn by the pages. Never a secret, never an
//! internal. Texts of the form come with it in all languages; all other texts belong to the pages.

use domain::{application::ApplicationRefusal, decision::Refusal, ids::OfficeId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mod application;
mod county;
mod figures;
mod preferences;
mod profile;
mod reminders;
mod report;
mod stage;
mod tasks;

pub use application::{
    AnswerDraft, AnswerStage, AnsweredView, ApplicantKind, ApplicationLists, ApplicationRow,
    ApplicationRowState, ApplicationTask, ApplicationView, KeptAnswer,
};
pub use county::{
    CountyReport, CountyRow, CountyView, HeadingView, JoinView, Joined, LeftOut, NotTogether,
    TogetherView,
};
pub use figures::{FiguresFile, FiguresView};
pub use preferences::{Phrase, PhraseId, Preferences, QuietHours, Scheme};
pub use profile::{ContactView, DeviceView, ProfileView};
pub use reminders::RemindersToSend;
pub use report::{
    ChangedPoint, ChangesView, ContactCard, DecidedView, EarlierFigure, FindingView, PointView,
    ReportView, SectionView, VersionView,
};
pub use stage::{Instead, NeedsYouReason, Proof, Stage};
pub use tasks::{
    FindingCounts, KeptDecision, LostDecision, Overview, TaskKind, TaskLists, TaskRow, TaskState,
};

/// What every page shows around itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AppState {
    /// The product's version.
    pub version: String,
    /// Who is there.
    pub session: SessionView,
    /// The status line.
    pub line: StatusLine,
    /// What the officer has chosen; none while no store is open.
    pub preferences: Option<Preferences>,
    /// What is unusual about the open store; none while none is open.
    pub store: Option<StoreView>,
}

/// What is unusual about an open store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StoreView {
    /// Whether the officer has access to the office's reports.
    pub access: AccessView,
    /// Decisions that wait in a store that is an older copy, until the officer says whether they are sent.
    pub unsure: u32,
    /// Whether the open forms can be reviewed without a network; none where access has ended.
    pub travel: Option<TravelView>,
}

/// «Klar for reise»: ready where nothing lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TravelView {
    /// Forms that wait for the office's decision.
    pub open: u32,
    /// Until when the store opens without the server.
    #[ts(type = "string")]
    pub until: Timestamp,
    /// What a review without a network lacks.
    pub lacks: Vec<TravelLack>,
}

/// What a review without a network lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TravelLack {
    /// Nothing was fetched yet.
    Copy,
    /// Forms or earlier periods are still to come.
    RestOfCopy,
    /// This version of the program does not have the template of some forms.
    Template {
        /// How many.
        forms: u32,
    },
    /// The store soon opens no more without the server.
    Time,
}

/// Whether the officer has access, as far as the server has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AccessView {
    /// There is access.
    Granted,
    /// It has ended: the reports are gone from here, and what the officer wrote is left.
    Ended {
        /// Whether that was exported, so that it may go.
        exported: bool,
    },
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
    /// Another program uses what is stored on this machine. Nothing of it is touched, and nobody logs in.
    Elsewhere,
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
        /// The office.
        office: OfficeId,
        /// Every office the officer may work for, told at the login; none where the session has ended.
        offices: Vec<OfficeView>,
    },
}

/// An office that the officer may work for: a login for it begins with its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OfficeView {
    /// The office.
    pub office: OfficeId,
    /// Its name.
    pub name: String,
    /// When it is over, where the officer only stands in.
    #[ts(type = "string | null")]
    pub stands_in_until: Option<Timestamp>,
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
    /// A login: the time that the server allows without it is over.
    LeaseOver,
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
    /// The server or ID-porten cannot answer now; in a minute it may.
    Busy,
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
    /// Decisions saved here that the server does not have yet. Of a locked store no more is told.
    pub waiting: u32,
    /// Decisions that came back and need the officer.
    pub needs_you: u32,
    /// When the local copy was last brought up to date.
    #[ts(type = "string | null")]
    pub updated_at: Option<Timestamp>,
    /// Until when the store opens without the server; none while none is open.
    #[ts(type = "string | null")]
    pub offline_until: Option<Timestamp>,
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
    /// The application does not take the answer.
    AnswerRefused {
        /// Why not.
        refusal: ApplicationRefusal,
    },
    /// Ja, while findings of severity error have not been seen.
    Unseen {
        /// How many.
        errors: u32,
    },
    /// The file could not be written where it was to be.
    NotWritten,
    /// The disk has no room: nothing was saved, and what was saved before is.
    NoRoom,
    /// What was sent is not what the command takes.
    BadInput,
    /// The server was not reached, or wants a login: nothing was asked of it.
    NotReached,
    /// The report is not approved in this revision.
    NotApproved,
    /// The office has asked Bufdir to reopen the report before, with another reason: that one stands.
    AskedBefore,
    /// Too late: it may have been sent.
    TooLate,
    /// Something failed inside the program.
    Internal {
        /// Finds the event in the log.
        reference: String,
    },
}
