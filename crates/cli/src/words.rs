//! The texts of the program. Their owner is `text`, a file a language.

use std::{collections::BTreeMap, fmt::Display, sync::LazyLock};

use domain::{Language, norway};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;

/// Every text, and its name in the files.
macro_rules! says {
    ($($name:ident),* $(,)?) => {
        /// A text of the program.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum Say { $($name),* }

        #[cfg(test)]
        impl Say {
            const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

says! {
    // the command line
    HelpUsage, HelpCommands, HelpArguments, HelpOptions, HelpOptionsUsage, HelpCommand, ValueReference, ValueNumber,
    ValueText, ValueDay, ValueAsk, ValueLanguage, ValueOffice, Usage, UsageWhat, NoTerminal,
    // the store
    Elsewhere, NoStore, NoKeychain, NoRoom, LeaseOver, PinForgotten, LostShredded, LostKeychain, LostFile,
    // the PIN
    PinAsk, PinAskNamed, PinChoose, PinNew, PinAgain, PinShort, PinDiffers, PinWrongOne, PinWrongMany, PinWait,
    ForgotPinAsk, WaitingOne, WaitingMany,
    // the login
    LoginOpened, LoginAddress, LoginDone, LoginCancelled, LoginTimedOut, LoginOffline, LoginBusy, LoginNoRole,
    LoginRefused, LoginNoBrowser, LoginInternal, LoggedOut,
    PageDoneTitle, PageDoneText, PageCancelledTitle, PageCancelledText, PageFailedTitle, PageFailedText,
    // the server
    SessionEnded, SessionEndedOne, SessionEndedMany, NotReached, NotReachedOne, NotReachedMany,
    ServerTrouble, ServerTroubleOne, ServerTroubleMany, AccessEnded, OlderCopyOne, OlderCopyMany,
    OlderCopySent, OlderCopyDropped, Synced,
    // tasks
    TasksOpen, TasksArchive, TasksNone, Reference, Unit, Period, Received, Deadline, Findings, State,
    StateNew, StateDraft, StateNeedsYou,
    StateApproved, StateReturned, StateAtBufdir, FindingsCount, FindingsNone,
    // one report
    Version, ReceivedFrom, DeadlineAt, Contact, NotReported, Yes, No, MunicipalityComment, Explanation, Answer,
    AnswerCorrected, AnswerExplained,
    SeverityError, SeverityWarning, SeverityInformation, Previous, YearBefore, Changes, AskedChanged, AskedUnchanged,
    ChangedUnasked, Unchanged, YourDraft, OwnFigure, OwnFigureAtMost, Approves, Comment, Asked, YouSaid,
    // a decision
    FigureAsk, CommentAsk, ConfirmApprove, ConfirmReturn, ConfirmPoints, SavedHere, SentLater, SendsSoon, Undid,
    NotFound, NotConfirmed, TooLate, UnseenOne, UnseenMany,
    RefusedNoVerdict, RefusedFigureMissing, RefusedFigureTooHigh, RefusedCommentMissing, RefusedCommentTooLong,
    RefusedOther, RefusedNotWaiting, Conflict, HeldNoAccess, HeldUnknownRevision, Rejected, Interrupted, Undone,
    // applications
    Kind, KindReport, KindCorrected, KindApplication, StateDraftAnswer, StateSavedAnswer, StateGiven, StateRejected,
    StateForwarded, StateWithReceipt, ReceivedAt, AppliesAs, ApplicantUnit, ApplicantCountyGovernor,
    ApplicantExternal, Organisation, Email, Phone, Reason, Judge, JudgeExternal, OwnApplication, ApplicationClosed,
    Answers, ByBufdir, ToBufdir, Until, WhyNo, UntilAsk, ReasonAsk, ConfirmGive, ConfirmReject, ConfirmForward,
    AnswerUntilMissing, AnswerNotYours, AnswerNotWaiting, AnswerOtherContent, AnswerExternal, AnswerNotExternal,
    AnswerReasonMissing, AnswerReasonTooLong, AnswerUntilPassed, AnswerUntilTooFar, IsReport, IsApplication,
    AnswerConflict, AnswerNoAccess, AnswerUnknown, AnswerRejected, UnnamedReport, UnnamedApplication, LaidAside,
    NothingCameBack, StageReceivedPlain,
    // the outbox and receipts
    OutboxNone, StageSavedHere, StageSent, StageReceived, StageAtBufdir, StageCameBack, StageLost, Decision,
    Stage, NoReceipt, ReceiptNumber, ReceiptAt, ReceiptBy, ReceiptAcknowledged, ProofVerified, ProofUnknownKey,
    ProofRefuted, Internal,
}

/// All that the program says in one language.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) language: Language,
    texts: Texts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    /// Of commands and their arguments, by their path.
    help: BTreeMap<String, String>,
    say: BTreeMap<Say, String>,
}

static ALL: LazyLock<[Words; 3]> = LazyLock::new(|| {
    Language::ALL.map(|language| {
        let text = language.pick(
            include_str!("../text/nb.json"),
            include_str!("../text/nn.json"),
            include_str!("../text/en.json"),
        );
        read(language, text)
    })
});

#[expect(
    clippy::expect_used,
    reason = "the data is part of the build, and a test reads it"
)]
fn read(language: Language, text: &str) -> Words {
    Words {
        language,
        texts: serde_json::from_str(text).expect("the texts are valid"),
    }
}

impl Words {
    pub(crate) fn of(language: Language) -> &'static Self {
        let [nb, nn, en] = &*ALL;
        language.pick(nb, nn, en)
    }

    /// A text as it stands.
    pub(crate) fn say(&self, say: Say) -> &str {
        self.texts.say.get(&say).map_or("", String::as_str)
    }

    /// A text with values in its places.
    pub(crate) fn fill(&self, say: Say, values: &[(&str, &dyn Display)]) -> String {
        let mut text = self.say(say).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), &value.to_string());
        }
        text
    }

    /// A text of one or of many.
    pub(crate) fn count(&self, one: Say, many: Say, count: u32) -> String {
        let say = if count == 1 { one } else { many };
        self.fill(say, &[("n", &count)])
    }

    pub(crate) fn help(&self, name: &str) -> &str {
        self.texts.help.get(name).map_or("", String::as_str)
    }

    #[cfg(test)]
    pub(crate) fn help_names(&self) -> impl Iterator<Item = &str> {
        self.texts.help.keys().map(String::as_str)
    }

    /// Whether help names a value or a command so.
    #[cfg(test)]
    pub(crate) fn has_value(&self, name: &str) -> bool {
        let names = [
            Say::HelpCommand,
            Say::ValueReference,
            Say::ValueNumber,
            Say::ValueText,
            Say::ValueDay,
            Say::ValueAsk,
            Say::ValueLanguage,
            Say::ValueOffice,
        ];
        names.iter().any(|say| self.say(*say) == name)
    }

    pub(crate) fn yes(&self, yes: bool) -> &str {
        self.say(if yes { Say::Yes } else { Say::No })
    }

    /// A day, such as 29.11.2026.
    pub(crate) fn date(&self, day: Date) -> String {
        let (year, month, date) = (day.year(), day.month(), day.day());
        match self.language {
            Language::Nb | Language::Nn => format!("{date:02}.{month:02}.{year}"),
            Language::En => day.to_string(),
        }
    }

    /// A day and a time in Norway.
    pub(crate) fn time(&self, at: Timestamp) -> String {
        let minute = norway::minute(at);
        let day = self.date(norway::date(at));
        format!("{day} {:02}:{:02}", minute / 60, minute % 60)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The places in a text.
    fn places(text: &str) -> BTreeSet<&str> {
        let after = text.split('{').skip(1);
        after
            .filter_map(|rest| Some(rest.split_once('}')?.0))
            .collect()
    }

    #[test]
    fn every_language_has_every_text_with_the_same_places() {
        for say in Say::ALL {
            let [nb, nn, en] = Language::ALL.map(|language| Words::of(language).say(*say));
            for text in [nb, nn, en] {
                assert!(!text.trim().is_empty(), "{say:?}");
                assert_eq!(places(text), places(nb), "{say:?}");
            }
        }
        for words in &*ALL {
            assert_eq!(words.texts.say.len(), Say::ALL.len());
            assert!(
                words
                    .texts
                    .help
                    .values()
                    .all(|text| !text.trim().is_empty())
            );
        }
    }

    #[test]
    fn a_time_is_norways() {
        let at: Timestamp = "2026-08-04T22:05:00Z".parse().unwrap();
        assert_eq!(Words::of(Language::Nb).time(at), "05.08.2026 00:05");
        assert_eq!(Words::of(Language::En).time(at), "2026-08-05 00:05");
    }
}
