//! How a command ends: with a code for scripts, a number for the shell, and words for the officer.

use domain::decision::Refusal;
use engine::{
    EngineError,
    view::{CommandError, LoginFailure, Loss, NeedsYouReason},
};
use jiff::Timestamp;
use serde::Serialize;

use crate::words::{Say, Words};

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
    /// No report, and no decision, of this reference is here.
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
    /// The draft is not a decision.
    Refused { refusal: Refusal },
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
    /// A decision came back: the report has changed, or was decided meanwhile.
    Conflict,
    /// A decision is held: no access.
    HeldNoAccess,
    /// A decision is held: the server does not have the revision.
    HeldUnknownRevision,
    /// The server cannot read a decision.
    Rejected,
}

impl Ending {
    /// What came back.
    pub(crate) fn came_back(reason: NeedsYouReason) -> Self {
        match reason {
            NeedsYouReason::Conflict => Self::Conflict,
            NeedsYouReason::NoAccess => Self::HeldNoAccess,
            NeedsYouReason::UnknownRevision => Self::HeldUnknownRevision,
            NeedsYouReason::Invalid => Self::Rejected,
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
            Self::Conflict => 40,
            Self::HeldNoAccess => 41,
            Self::HeldUnknownRevision => 42,
            Self::Rejected => 43,
            Self::Interrupted => 130,
        }
    }

    /// What the officer is told; nothing where all is as asked.
    pub(crate) fn text(&self, words: &Words) -> String {
        let plain = |say| words.say(say).to_owned();
        let counted = |one, many, count: u32| words.count(one, many, count);
        match self {
            Self::Done => String::new(),
            Self::Internal { reference } => words.fill(Say::Internal, &[("reference", reference)]),
            Self::Usage { what, usage } => usage_text(words, what.as_deref(), usage.as_deref()),
            Self::PinWrong { tries_left } => {
                counted(Say::PinWrongOne, Say::PinWrongMany, u32::from(*tries_left))
            }
            Self::PinWait { until, tries_left } => words.fill(
                Say::PinWait,
                &[("time", &words.time(*until)), ("n", tries_left)],
            ),
            Self::SessionEnded { waiting: 0 } => plain(Say::SessionEnded),
            Self::SessionEnded { waiting } => {
                counted(Say::SessionEndedOne, Say::SessionEndedMany, *waiting)
            }
            Self::NotReached { waiting: 0 } => plain(Say::NotReached),
            Self::NotReached { waiting } => {
                counted(Say::NotReachedOne, Say::NotReachedMany, *waiting)
            }
            Self::ServerTrouble { waiting: 0 } => plain(Say::ServerTrouble),
            Self::ServerTrouble { waiting } => {
                counted(Say::ServerTroubleOne, Say::ServerTroubleMany, *waiting)
            }
            Self::OlderCopy { unsure } => counted(Say::OlderCopyOne, Say::OlderCopyMany, *unsure),
            Self::Unseen { errors } => counted(Say::UnseenOne, Say::UnseenMany, *errors),
            Self::LoginFailed { failure } => plain(of_login(*failure)),
            Self::StoreLost { loss } => plain(of_loss(*loss)),
            Self::Refused { refusal } => plain(of_refusal(*refusal)),
            Self::NoTerminal => plain(Say::NoTerminal),
            Self::NotFound => plain(Say::NotFound),
            Self::NoStore => plain(Say::NoStore),
            Self::PinNotGood { differs: true } => plain(Say::PinDiffers),
            Self::PinNotGood { differs: false } => plain(Say::PinShort),
            Self::PinForgotten => plain(Say::PinForgotten),
            Self::LeaseOver => plain(Say::LeaseOver),
            Self::NoKeychain => plain(Say::NoKeychain),
            Self::Elsewhere => plain(Say::Elsewhere),
            Self::NoRoom => plain(Say::NoRoom),
            Self::AccessEnded => plain(Say::AccessEnded),
            Self::NotConfirmed => plain(Say::NotConfirmed),
            Self::TooLate => plain(Say::TooLate),
            Self::NoReceipt => plain(Say::NoReceipt),
            Self::Interrupted => plain(Say::Interrupted),
            Self::Undone => plain(Say::Undone),
            Self::Conflict => plain(Say::Conflict),
            Self::HeldNoAccess => plain(Say::HeldNoAccess),
            Self::HeldUnknownRevision => plain(Say::HeldUnknownRevision),
            Self::Rejected => plain(Say::Rejected),
        }
    }
}

fn usage_text(words: &Words, what: Option<&str>, usage: Option<&str>) -> String {
    let first = match what {
        Some(what) => words.fill(Say::UsageWhat, &[("what", &what)]),
        None => words.say(Say::Usage).to_owned(),
    };
    match usage {
        Some(usage) => format!("{first}\n{usage}"),
        None => first,
    }
}

fn of_login(failure: LoginFailure) -> Say {
    match failure {
        LoginFailure::Cancelled => Say::LoginCancelled,
        LoginFailure::TimedOut => Say::LoginTimedOut,
        LoginFailure::Offline => Say::LoginOffline,
        LoginFailure::Busy => Say::LoginBusy,
        LoginFailure::NoRole => Say::LoginNoRole,
        LoginFailure::Refused => Say::LoginRefused,
        LoginFailure::NoBrowser => Say::LoginNoBrowser,
        LoginFailure::NoKeychain => Say::NoKeychain,
        LoginFailure::Internal => Say::LoginInternal,
    }
}

fn of_loss(loss: Loss) -> Say {
    match loss {
        Loss::Shredded => Say::LostShredded,
        Loss::Keychain => Say::LostKeychain,
        Loss::File => Say::LostFile,
    }
}

fn of_refusal(refusal: Refusal) -> Say {
    match refusal {
        Refusal::NoVerdict => Say::RefusedNoVerdict,
        Refusal::OwnFigureMissing => Say::RefusedFigureMissing,
        Refusal::OwnFigureTooHigh => Say::RefusedFigureTooHigh,
        Refusal::CommentMissing => Say::RefusedCommentMissing,
        Refusal::CommentTooLong => Say::RefusedCommentTooLong,
        Refusal::OtherRevision | Refusal::OtherContent => Say::RefusedOther,
        Refusal::NotWaiting => Say::RefusedNotWaiting,
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
            CommandError::NotApproved | CommandError::AnswerRefused { .. } => Self::Refused {
                refusal: Refusal::NotWaiting,
            },
            CommandError::TooLate => Self::TooLate,
            CommandError::Internal { reference } => Self::Internal { reference },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::Language;

    use super::*;

    /// One of each.
    fn all() -> Vec<Ending> {
        let refusals = [
            Refusal::NoVerdict,
            Refusal::OwnFigureMissing,
            Refusal::OwnFigureTooHigh,
            Refusal::CommentMissing,
            Refusal::CommentTooLong,
            Refusal::OtherRevision,
            Refusal::NotWaiting,
        ];
        let until = Timestamp::UNIX_EPOCH;
        let mut all = vec![
            Ending::Internal {
                reference: "1".to_owned(),
            },
            Ending::Usage {
                what: Some("--x".to_owned()),
                usage: Some("x".to_owned()),
            },
            Ending::Usage {
                what: None,
                usage: None,
            },
            Ending::NoTerminal,
            Ending::NotFound,
            Ending::NoStore,
            Ending::PinWrong { tries_left: 1 },
            Ending::PinWrong { tries_left: 9 },
            Ending::PinWait {
                until,
                tries_left: 3,
            },
            Ending::PinNotGood { differs: true },
            Ending::PinNotGood { differs: false },
            Ending::PinForgotten,
            Ending::LeaseOver,
            Ending::NoKeychain,
            Ending::Elsewhere,
            Ending::NoRoom,
            Ending::AccessEnded,
            Ending::OlderCopy { unsure: 1 },
            Ending::OlderCopy { unsure: 2 },
            Ending::Unseen { errors: 1 },
            Ending::Unseen { errors: 2 },
            Ending::NotConfirmed,
            Ending::TooLate,
            Ending::NoReceipt,
            Ending::Interrupted,
            Ending::Undone,
            Ending::Conflict,
            Ending::HeldNoAccess,
            Ending::HeldUnknownRevision,
            Ending::Rejected,
        ];
        all.extend(refusals.map(|refusal| Ending::Refused { refusal }));
        let losses = [Loss::Shredded, Loss::Keychain, Loss::File];
        all.extend(losses.map(|loss| Ending::StoreLost { loss }));
        for waiting in 0..3 {
            all.push(Ending::SessionEnded { waiting });
            all.push(Ending::NotReached { waiting });
            all.push(Ending::ServerTrouble { waiting });
        }
        all
    }

    #[test]
    fn each_ending_has_its_words_in_every_language() {
        for language in Language::ALL {
            let words = Words::of(language);
            let mut said: BTreeMap<String, Ending> = BTreeMap::new();
            for ending in all() {
                let text = ending.text(words);
                assert!(
                    !text.is_empty() && !text.contains('{'),
                    "{ending:?}: {text}"
                );
                if let Some(other) = said.insert(text, ending.clone()) {
                    panic!("{ending:?} and {other:?} say the same");
                }
            }
        }
    }

    #[test]
    fn each_ending_has_its_own_number() {
        let mut of_code: BTreeMap<u8, String> = BTreeMap::new();
        for ending in all() {
            let code = serde_json::to_value(&ending).unwrap()["code"].to_string();
            // Both say that the command was not given as it must be.
            if ending == Ending::NoTerminal {
                assert_eq!(ending.exit(), 2);
                continue;
            }
            let before = of_code.insert(ending.exit(), code.clone());
            assert!(before.is_none_or(|before| before == code), "{code}");
        }
        assert!(!of_code.contains_key(&0));
        let docs = include_str!("../../../docs/CLI.md");
        for (exit, code) in of_code {
            let row = format!("| {exit} | `{}` |", code.trim_matches('"'));
            assert!(docs.contains(&row), "docs/CLI.md has no row {row}");
        }
    }
}
