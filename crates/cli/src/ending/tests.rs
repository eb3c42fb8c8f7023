//! Each ending has its words, its number and its row in the documentation.

use std::collections::{BTreeMap, BTreeSet};

use domain::Language;

use super::*;
use crate::words::Words;

const REASONS: [NeedsYouReason; 4] = [
    NeedsYouReason::Conflict,
    NeedsYouReason::NoAccess,
    NeedsYouReason::UnknownRevision,
    NeedsYouReason::Invalid,
];

/// But for the one that a keychain is the reason of: it is said as it always is.
const LOGINS: [LoginFailure; 8] = [
    LoginFailure::Cancelled,
    LoginFailure::TimedOut,
    LoginFailure::Offline,
    LoginFailure::Busy,
    LoginFailure::NoRole,
    LoginFailure::Refused,
    LoginFailure::NoBrowser,
    LoginFailure::Internal,
];

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
        Ending::NothingCameBack,
    ];
    all.extend(refusals.map(|refusal| Ending::Refused { refusal }));
    let refusals = [
        ApplicationRefusal::OwnApplication,
        ApplicationRefusal::NotYours,
        ApplicationRefusal::NotWaiting,
        ApplicationRefusal::OtherContent,
        ApplicationRefusal::External,
        ApplicationRefusal::NotExternal,
        ApplicationRefusal::ReasonMissing,
        ApplicationRefusal::ReasonTooLong,
        ApplicationRefusal::UntilPassed,
        ApplicationRefusal::UntilTooFar,
    ];
    all.extend(refusals.map(Ending::from));
    all.push(Ending::AnswerRefused {
        refusal: AnswerFault::UntilMissing,
    });
    for about in [About::Report, About::Application] {
        all.push(Ending::OtherKind { about });
        all.extend(REASONS.map(|reason| Ending::came_back(reason, about)));
    }
    all.extend(LOGINS.map(|failure| Ending::LoginFailed { failure }));
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

/// The rows of the table in `docs/CLI.md`: number and code.
fn documented() -> BTreeSet<(u8, String)> {
    let docs = include_str!("../../../../docs/CLI.md");
    let rows = docs.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| ")?.split(" | ");
        let exit = cells.next()?.trim().parse().ok()?;
        Some((exit, cells.next()?.trim_matches('`').to_owned()))
    });
    rows.collect()
}

#[test]
fn each_ending_has_its_own_number_and_its_row_and_no_row_is_without_one() {
    let code = |ending: &Ending| {
        let read = serde_json::to_value(ending).unwrap();
        read["code"].as_str().unwrap().to_owned()
    };
    let mut of_number: BTreeMap<u8, BTreeSet<String>> = BTreeMap::new();
    let mut wanted = BTreeSet::from([(0, code(&Ending::Done))]);
    for ending in all() {
        wanted.insert((ending.exit(), code(&ending)));
        of_number
            .entry(ending.exit())
            .or_default()
            .insert(code(&ending));
    }
    assert!(!of_number.contains_key(&0));
    // Both of the second say that the command was not given as it must be.
    assert_eq!(of_number.remove(&2).map(|codes| codes.len()), Some(2));
    for (exit, codes) in of_number {
        assert_eq!(codes.len(), 1, "{exit} is {codes:?}");
    }
    assert_eq!(documented(), wanted);
}

#[test]
fn a_script_reads_why_an_application_does_not_take_an_answer() {
    for (ending, refusal) in [
        (ApplicationRefusal::External.into(), "external"),
        (
            Ending::AnswerRefused {
                refusal: AnswerFault::UntilMissing,
            },
            "until_missing",
        ),
    ] {
        let read = serde_json::to_value(ending).unwrap();
        assert_eq!(read["code"], "answer_refused");
        assert_eq!(read["refusal"], refusal);
    }
}
