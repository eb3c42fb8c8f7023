//! Why a command failed.

use domain::{application::ApplicationRefusal, decision::Refusal};

use crate::{store::StoreError, view::CommandError};

/// Why a command of the officer did nothing.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// No store is open.
    #[error("nobody is logged in")]
    SignedOut,
    /// The store is locked.
    #[error("the store is locked")]
    Locked,
    /// A PIN needs eight characters.
    #[error("the PIN is too short or too long")]
    PinNotGood,
    /// The PIN was not right: nothing was changed.
    #[error("the PIN is wrong")]
    PinWrong,
    /// The keychain, or the folder of the stores, cannot be used.
    #[error("the keychain cannot be used")]
    NoKeychain,
    /// The report or decision is not in the store.
    #[error("no such report or decision here")]
    NotFound,
    /// The draft is not a decision.
    #[error("the draft is not a decision: {0}")]
    Refused(#[from] Refusal),
    /// The application does not take the answer.
    #[error("the application does not take the answer: {0}")]
    Answer(#[from] ApplicationRefusal),
    /// Ja, while findings of severity error have not been seen.
    #[error("{errors} errors have not been seen")]
    Unseen {
        /// How many.
        errors: u32,
    },
    /// The file could not be written.
    #[error("the file could not be written")]
    NotWritten,
    /// What was sent is not what the command takes.
    #[error("not what the command takes")]
    BadInput,
    /// The server was not reached, or wants a login: nothing was asked of it.
    #[error("the server was not reached")]
    NotReached,
    /// The report is not approved in this revision.
    #[error("the report is not approved")]
    NotApproved,
    /// The office has asked Bufdir to reopen the report before, with another reason.
    #[error("the office has asked before, with another reason")]
    AskedBefore,
    /// The decision may have been sent.
    #[error("the decision may have been sent")]
    TooLate,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl EngineError {
    /// What a window is told. `reference` finds the event in the log.
    pub fn to_view(&self, reference: impl FnOnce() -> String) -> CommandError {
        match self {
            Self::SignedOut => CommandError::SignedOut,
            Self::Locked => CommandError::Locked,
            Self::PinNotGood => CommandError::PinNotGood,
            Self::PinWrong => CommandError::PinWrong,
            Self::NoKeychain => CommandError::NoKeychain,
            Self::NotFound => CommandError::NotFound,
            Self::Refused(refusal) => CommandError::Refused { refusal: *refusal },
            Self::Answer(refusal) => CommandError::AnswerRefused { refusal: *refusal },
            Self::Unseen { errors } => CommandError::Unseen { errors: *errors },
            Self::NotWritten => CommandError::NotWritten,
            Self::BadInput => CommandError::BadInput,
            Self::NotReached => CommandError::NotReached,
            Self::NotApproved => CommandError::NotApproved,
            Self::AskedBefore => CommandError::AskedBefore,
            Self::TooLate => CommandError::TooLate,
            Self::Store(store) if store.is_full() => CommandError::NoRoom,
            Self::Store(_) => CommandError::Internal {
                reference: reference(),
            },
        }
    }
}
