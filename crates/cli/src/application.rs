//! An application for access, in words: who applies and why, what was answered, and where that stands.

use domain::application::{Answer, AnswerKind};
use engine::view::{
    AnswerStage, AnsweredView, ApplicantKind, ApplicationRowState, ApplicationView,
};
use serde_json::{Value, json};

use crate::{
    ending::{About, Ending},
    outbox,
    words::{Say, Words},
};

/// All of it, for `show`.
pub(crate) fn text(view: &ApplicationView, words: &Words) -> String {
    let mut parts = vec![head(view, words)];
    parts.extend(stage(&view.stage, words));
    parts.extend(draft(view, words));
    parts.push(wish(view, words));
    parts.extend(answers(view, words));
    parts.join("\n\n")
}

fn head(view: &ApplicationView, words: &Words) -> String {
    let received = words.time(view.received_at);
    [
        format!(
            "{} · {}",
            view.contact.name,
            words.say(Say::KindApplication)
        ),
        format!("{} {}", words.say(Say::Reference), view.reference),
        words.fill(Say::ReceivedAt, &[("time", &received)]),
    ]
    .join("\n")
}

/// Who applies and why, and what the officer has to judge.
fn wish(view: &ApplicationView, words: &Words) -> String {
    let applicant = words.say(match view.applicant {
        ApplicantKind::Unit => Say::ApplicantUnit,
        ApplicantKind::CountyGovernor => Say::ApplicantCountyGovernor,
        ApplicantKind::External => Say::ApplicantExternal,
    });
    let contact = &view.contact;
    let facts = [
        (Say::AppliesAs, Some(applicant)),
        (Say::Organisation, view.organisation.as_deref()),
        (Say::Unit, view.unit_name.as_deref()),
        (Say::Email, Some(&*contact.email)),
        (Say::Phone, contact.phone.as_deref()),
        (Say::Reason, Some(&*view.reason)),
    ];
    let mut lines: Vec<String> = facts
        .into_iter()
        .filter_map(|(say, fact)| Some(format!("{}: {}", words.say(say), fact?)))
        .collect();
    let judge = if view.is_own {
        Say::OwnApplication
    } else if matches!(view.stage, AnswerStage::Closed) {
        Say::ApplicationClosed
    } else if view.applicant == ApplicantKind::External {
        Say::JudgeExternal
    } else {
        Say::Judge
    };
    lines.push(words.say(judge).to_owned());
    lines.join("\n")
}

fn draft(view: &ApplicationView, words: &Words) -> Option<String> {
    let is_open = matches!(
        view.stage,
        AnswerStage::Undecided | AnswerStage::NeedsYou { .. }
    );
    view.draft_saved_at.filter(|_| is_open)?;
    let draft = &view.draft;
    let mut lines = vec![words.say(Say::YourDraft).to_owned()];
    let mut line = |say, text: &str| lines.push(format!("  {}: {text}", words.say(say)));
    if let Some(answer) = draft.answer {
        line(Say::Approves, kind(answer, words));
    }
    if let Some(until) = draft.until {
        line(Say::Until, &words.date(until));
    }
    if !draft.reason.is_empty() {
        line(Say::WhyNo, &draft.reason);
    }
    Some(lines.join("\n"))
}

/// Every answer that the server has: a forwarding, and then Bufdir's.
fn answers(view: &ApplicationView, words: &Words) -> Option<String> {
    if view.answers.is_empty() {
        return None;
    }
    let mut lines = vec![words.say(Say::Answers).to_owned()];
    for of in &view.answers {
        lines.push(format!("  {}", one_answer(of, words)));
        lines.extend(details(&of.answer, words).map(|text| format!("    {text}")));
    }
    Some(lines.join("\n"))
}

fn one_answer(of: &AnsweredView, words: &Words) -> String {
    let by = if of.at_bufdir {
        words.fill(Say::ByBufdir, &[("name", &of.answered_by)])
    } else {
        of.answered_by.clone()
    };
    let receipt = of.receipt.as_ref();
    let receipt = receipt.map(|number| words.fill(Say::ReceiptNumber, &[("receipt", number)]));
    let at = words.time(of.answered_at);
    let parts = [Some(by), Some(at), receipt];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{}: {}", kind(of.answer.kind(), words), parts.join(", "))
}

/// Ja, Nei, or to Bufdir.
pub(crate) fn kind(of: AnswerKind, words: &Words) -> &str {
    words.say(match of {
        AnswerKind::Approve => Say::Yes,
        AnswerKind::Reject => Say::No,
        AnswerKind::Forward => Say::ToBufdir,
    })
}

/// What belongs to an answer: the last day, or why not.
fn details(of: &Answer, words: &Words) -> Option<String> {
    match of {
        Answer::Approve { until } => {
            Some(format!("{}: {}", words.say(Say::Until), words.date(*until)))
        }
        Answer::Reject { reason } => Some(format!("{}: {reason}", words.say(Say::WhyNo))),
        Answer::Forward {} => None,
    }
}

/// Where the work on one stands, in a list.
pub(crate) fn state(of: &ApplicationRowState, words: &Words) -> String {
    let with = |say, answer| words.fill(say, &[("answer", &kind(answer, words))]);
    match of {
        ApplicationRowState::New => words.say(Say::StateNew).to_owned(),
        ApplicationRowState::Draft { answer: None } => words.say(Say::StateDraft).to_owned(),
        ApplicationRowState::Draft {
            answer: Some(answer),
        } => with(Say::StateDraftAnswer, *answer),
        ApplicationRowState::SavedHere { answer } => with(Say::StateSavedAnswer, *answer),
        ApplicationRowState::NeedsYou => words.say(Say::StateNeedsYou).to_owned(),
        ApplicationRowState::Received { answer, receipt } => {
            let state = words.say(match answer {
                AnswerKind::Approve => Say::StateGiven,
                AnswerKind::Reject => Say::StateRejected,
                AnswerKind::Forward => Say::StateForwarded,
            });
            match receipt {
                Some(receipt) => words.fill(
                    Say::StateWithReceipt,
                    &[("state", &state), ("receipt", receipt)],
                ),
                None => state.to_owned(),
            }
        }
    }
}

/// The answer at a stage.
pub(crate) fn answer(stage: &AnswerStage) -> Option<&Answer> {
    match stage {
        AnswerStage::Undecided | AnswerStage::Closed => None,
        AnswerStage::SavedHere { answer, .. }
        | AnswerStage::NeedsYou { answer, .. }
        | AnswerStage::Received { answer, .. } => Some(answer),
    }
}

/// A stage in a few words.
pub(crate) fn short(stage: &AnswerStage, words: &Words) -> String {
    let plain = |say| words.say(say).to_owned();
    match stage {
        AnswerStage::Undecided => plain(Say::StateNew),
        AnswerStage::Closed => plain(Say::ApplicationClosed),
        AnswerStage::SavedHere { can_undo: true, .. } => plain(Say::StageSavedHere),
        AnswerStage::SavedHere { .. } => plain(Say::StageSent),
        AnswerStage::NeedsYou { .. } => plain(Say::StageCameBack),
        AnswerStage::Received {
            receipt: Some(receipt),
            ..
        } => words.fill(Say::StageReceived, &[("receipt", &receipt.number)]),
        AnswerStage::Received { receipt: None, .. } => plain(Say::StageReceivedPlain),
    }
}

/// A stage in full; nothing where nothing is answered.
pub(crate) fn stage(of: &AnswerStage, words: &Words) -> Option<String> {
    let answer = answer(of)?;
    let kind = kind(answer.kind(), words);
    let mut lines = vec![
        short(of, words),
        words.fill(Say::Decision, &[("answer", &kind)]),
    ];
    lines.extend(details(answer, words).map(|text| format!("  {text}")));
    if let AnswerStage::NeedsYou { reason, .. } = of {
        let why = Ending::came_back(*reason, About::Application).text(words);
        lines.push(format!("  {why}"));
    }
    Some(lines.join("\n"))
}

/// The server's receipt for the office's answer; none where it has given none yet.
pub(crate) fn receipt(view: &ApplicationView, words: &Words) -> Option<String> {
    let AnswerStage::Received {
        answer,
        answered_by,
        receipt: Some(receipt),
        proof,
        ..
    } = &view.stage
    else {
        return None;
    };
    let kind = kind(answer.kind(), words);
    let received = words.time(receipt.received_at);
    let mut lines = vec![
        words.fill(Say::ReceiptNumber, &[("receipt", &receipt.number)]),
        format!("{} · {}", view.reference, works_for(view)),
        words.fill(Say::Decision, &[("answer", &kind)]),
    ];
    lines.extend(details(answer, words));
    let by = answered_by.as_ref();
    lines.extend(by.map(|name| words.fill(Say::ReceiptBy, &[("name", name)])));
    lines.push(words.fill(Say::ReceiptAt, &[("time", &received)]));
    lines.extend(proof.map(|proof| outbox::proof(proof, words).to_owned()));
    Some(lines.join("\n"))
}

/// Whom the applicant works for.
pub(crate) fn works_for(view: &ApplicationView) -> &str {
    let named = view.organisation.as_deref().or(view.unit_name.as_deref());
    named.unwrap_or_default()
}

/// What a script is told of an answer.
pub(crate) fn result(view: &ApplicationView) -> Value {
    json!({
        "reference": view.reference,
        "unit_name": works_for(view),
        "stage": view.stage,
    })
}
