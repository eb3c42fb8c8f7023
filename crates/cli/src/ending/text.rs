//! What the officer is told of an ending.

use domain::{application::ApplicationRefusal, decision::Refusal};
use engine::view::{LoginFailure, Loss};

use super::{About, AnswerFault, Ending};
use crate::words::{Say, Words};

impl Ending {
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
            Self::NothingCameBack => plain(Say::NothingCameBack),
            Self::Conflict { about } => plain(of(*about, Say::Conflict, Say::AnswerConflict)),
            Self::HeldNoAccess { about } => {
                plain(of(*about, Say::HeldNoAccess, Say::AnswerNoAccess))
            }
            Self::HeldUnknownRevision { about } => {
                plain(of(*about, Say::HeldUnknownRevision, Say::AnswerUnknown))
            }
            Self::Rejected { about } => plain(of(*about, Say::Rejected, Say::AnswerRejected)),
            Self::OtherKind { about } => plain(of(*about, Say::IsReport, Say::IsApplication)),
            Self::AnswerRefused { refusal } => plain(of_answer(*refusal)),
        }
    }
}

fn of(about: About, report: Say, application: Say) -> Say {
    match about {
        About::Report => report,
        About::Application => application,
    }
}

fn of_answer(fault: AnswerFault) -> Say {
    let AnswerFault::Rule(refusal) = fault else {
        return Say::AnswerUntilMissing;
    };
    match refusal {
        ApplicationRefusal::OwnApplication => Say::OwnApplication,
        ApplicationRefusal::NotYours => Say::AnswerNotYours,
        ApplicationRefusal::NotWaiting => Say::AnswerNotWaiting,
        ApplicationRefusal::External => Say::AnswerExternal,
        ApplicationRefusal::NotExternal => Say::AnswerNotExternal,
        ApplicationRefusal::ReasonMissing => Say::AnswerReasonMissing,
        ApplicationRefusal::ReasonTooLong => Say::AnswerReasonTooLong,
        ApplicationRefusal::UntilPassed => Say::AnswerUntilPassed,
        ApplicationRefusal::UntilTooFar => Say::AnswerUntilTooFar,
        // The others are said of what an applicant writes, and of access that was given: not of an answer.
        ApplicationRefusal::OtherContent
        | ApplicationRefusal::NameMissing
        | ApplicationRefusal::NameTooLong
        | ApplicationRefusal::UnknownUnit
        | ApplicationRefusal::NoAccess => Say::AnswerOtherContent,
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
