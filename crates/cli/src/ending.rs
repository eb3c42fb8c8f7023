//! How a command ends: with a code for scripts, a number for the shell, and words for the officer.

use domain::{application::ApplicationRefusal, decision::Refusal};
use engine::{
    EngineError,
    view::{CommandError, LoginFailure, Loss, NeedsYouReason},
};
use jiff::Timestamp;
use serde::Serialize;

#[cfg(test)]
mod tests;
mod text;

/// What a decision is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum About {
    Report,
    Application,
}

/// Why an application does not take an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnswerFault {
    /// Ja, without the last day of access.
    UntilMissing,
    /// The rule that the server applies too.
    #[serde(untagged)]
    Rule(ApplicationRefusal),
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum Ending {
    /// As it was asked for.
    Done,
    /// Something failed inside the program.
    Internal { reference: String },
    /// The command line is not understood, or says what cannot be.
    Usage {
        what: Option<String>,
        #[serde(skip)]
        usage: Option<String>,
    },
    /// A question could not be put: there is no terminal.
    NoTerminal,
    /// No report, no application and no decision of this reference is here.
    NotFound,
    /// Nobody has logged in on this machine.
    NoStore,
    /// The PIN was wrong.
    PinWrong { tries_left: u8 },
    /// No PIN is tried yet.
    PinWait { until: Timestamp, tries_left: u8 },
    /// The PIN that was chosen is too short, or was not the same twice.
    PinNotGood { differs: bool },
    /// The PIN was given up: after a login there is another.
    PinForgotten,
    /// Nothing opens the store any more.
    StoreLost { loss: Loss },
    /// The time without the server is over.
    LeaseOver,
    /// The keychain cannot be used.
    NoKeychain,
    /// Another program has the stores.
    Elsewhere,
    /// The disk has no room.
    NoRoom,
    /// The login did not succeed.
    LoginFailed { failure: LoginFailure },
    /// The server's session has ended.
    SessionEnded { waiting: u32 },
    /// The server was not reached.
    NotReached { waiting: u32 },
    /// The server answers with errors.
    ServerTrouble { waiting: u32 },
    /// The officer's access has ended.
    AccessEnded,
    /// The stores are an older copy, and what waits in it waits for a word.
    OlderCopy { unsure: u32 },
    /// No decision on it came back, so nothing is laid aside.
    NothingCameBack,
    /// The draft is not a decision.
    Refused { refusal: Refusal },
    /// The application does not take the answer.
    AnswerRefused { refusal: AnswerFault },
    /// The command is not one for this kind of task.
    OtherKind { about: About },
    /// Ja, while errors have not been shown.
    Unseen { errors: u32 },
    /// The officer did not confirm.
    NotConfirmed,
    /// The decision may have been sent.
    TooLate,
    /// The server has given no receipt yet.
    NoReceipt,
    /// The officer ended the program.
    Interrupted,
    /// The officer ended the program in the time to undo, and nothing is sent.
    Undone,
    /// A decision came back: what it is on has changed, or was decided meanwhile.
    Conflict { about: About },
    /// A decision is held: no access.
    HeldNoAccess { about: About },
    /// A decision is held: the server does not have the revision, or the application.
    HeldUnknownRevision { about: About },
    /// The server cannot read a decision.
    Rejected { about: About },
}

impl Ending {
    /// What came back.
    pub(crate) fn came_back(reason: NeedsYouReason, about: About) -> Self {
        match reason {
            NeedsYouReason::Conflict => Self::Conflict { about },
            NeedsYouReason::NoAccess => Self::HeldNoAccess { about },
            NeedsYouReason::UnknownRevision => Self::HeldUnknownRevision { about },
            NeedsYouReason::Invalid => Self::Rejected { about },
        }
    }

    /// The number that the shell is told. `docs/CLI.md` lists them.
    pub(crate) fn exit(&self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Internal { .. } => 1,
            Self::Usage { .. } | Self::NoTerminal => 2,
            Self::NotFound => 3,
            Self::NoStore => 10,
            Self::PinWrong { .. } => 11,
            Self::PinWait { .. } => 12,
            Self::PinNotGood { .. } => 13,
            Self::PinForgotten => 14,
            Self::StoreLost { .. } => 15,
            Self::LeaseOver => 16,
            Self::NoKeychain => 17,
            Self::Elsewhere => 18,
            Self::NoRoom => 19,
            Self::LoginFailed { .. } => 20,
            Self::SessionEnded { .. } => 21,
            Self::NotReached { .. } => 22,
            Self::ServerTrouble { .. } => 23,
            Self::AccessEnded => 24,
            Self::OlderCopy { .. } => 25,
            Self::Refused { .. } => 30,
            Self::Unseen { .. } => 31,
            Self::NotConfirmed => 32,
            Self::TooLate => 33,
            Self::NoReceipt => 34,
            Self::Undone => 35,
            Self::AnswerRefused { .. } => 36,
            Self::OtherKind { .. } => 37,
            Self::NothingCameBack => 38,
            Self::Conflict { .. } => 40,
            Self::HeldNoAccess { .. } => 41,
            Self::HeldUnknownRevision { .. } => 42,
            Self::Rejected { .. } => 43,
            Self::Interrupted => 130,
        }
    }
}

impl From<ApplicationRefusal> for Ending {
    fn from(refusal: ApplicationRefusal) -> Self {
        Self::AnswerRefused {
            refusal: AnswerFault::Rule(refusal),
        }
    }
}

impl From<EngineError> for Ending {
    fn from(error: EngineError) -> Self {
        let told = error.to_view(|| {
            let reference = edge::system_ctx().new_id().simple().to_string();
            tracing::error!(%error, %reference, "a command failed");
            reference
        });
        match told {
            CommandError::SignedOut => Self::NoStore,
            CommandError::Locked => Self::LeaseOver,
            CommandError::PinNotGood => Self::PinNotGood { differs: false },
            CommandError::PinWrong => Self::PinWrong { tries_left: 0 },
            CommandError::NoKeychain => Self::NoKeychain,
            CommandError::NoRoom => Self::NoRoom,
            CommandError::NotFound => Self::NotFound,
            CommandError::Refused { refusal } => Self::Refused { refusal },
            CommandError::Unseen { errors } => Self::Unseen { errors },
            CommandError::BadInput | CommandError::NotWritten => Self::Usage {
                what: None,
                usage: None,
            },
            CommandError::NotReached => Self::NotReached { waiting: 0 },
            CommandError::NotApproved | CommandError::AskedBefore => Self::Refused {
                refusal: Refusal::NotWaiting,
            },
            CommandError::AnswerRefused { refusal } => refusal.into(),
            CommandError::TooLate => Self::TooLate,
            CommandError::Internal { reference } => Self::Internal { reference },
        }
    }
}
