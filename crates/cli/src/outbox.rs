//! `outbox` and `receipt`: where each decision stands, from *lagret her* to *hos Bufdir*.

use domain::decision::{Ask, Verdict};
use engine::view::{AnswerStage, DecidedView, Proof, ReportView, Stage};
use serde_json::{Value, json};

use crate::{
    application,
    args::Waiting,
    ending::{About, Ending},
    program::Desk,
    read::{self, Thing},
    reply::Reply,
    seat,
    sending::Undoable,
    words::{Say, Words},
};

mod list;

pub(crate) async fn outbox(desk: &Desk, what: Option<Waiting>) -> Result<Reply, Ending> {
    seat::open(desk).await?;
    match what {
        None => list::list(desk).await,
        Some(Waiting::Undo { reference }) => undo(desk, &reference).await,
        Some(Waiting::LayAside { reference }) => list::lay_aside(desk, &reference).await,
        Some(Waiting::OlderCopy(answer)) => {
            desk.engine.settle_older_copy(answer.send).await?;
            let say = if answer.send {
                Say::OlderCopySent
            } else {
                Say::OlderCopyDropped
            };
            Ok(Reply::done(desk.words().say(say).to_owned(), &()))
        }
    }
}

fn is_yes(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Approve { .. })
}

fn verdict(stage: &Stage) -> Option<&Verdict> {
    match stage {
        Stage::Undecided => None,
        Stage::SavedHere { verdict, .. }
        | Stage::NeedsYou { verdict, .. }
        | Stage::Received { verdict, .. } => Some(verdict),
    }
}

fn short(stage: &Stage, words: &Words) -> String {
    match stage {
        Stage::Undecided => words.say(Say::StateNew).to_owned(),
        Stage::SavedHere { can_undo: true, .. } => words.say(Say::StageSavedHere).to_owned(),
        Stage::SavedHere { .. } => words.say(Say::StageSent).to_owned(),
        Stage::NeedsYou { .. } => words.say(Say::StageCameBack).to_owned(),
        Stage::Received {
            receipt,
            acknowledged_at: Some(_),
            ..
        } => words.fill(Say::StageAtBufdir, &[("receipt", &receipt.number)]),
        Stage::Received { receipt, .. } => {
            words.fill(Say::StageReceived, &[("receipt", &receipt.number)])
        }
    }
}

/// A stage in full; nothing where nothing is decided.
pub(crate) fn stage(stage: &Stage, words: &Words) -> Option<String> {
    let verdict = verdict(stage)?;
    let mut lines = vec![
        short(stage, words),
        words.fill(Say::Decision, &[("answer", &words.yes(is_yes(verdict)))]),
    ];
    if let Some(figure) = verdict.own_figure() {
        lines.push(format!("  {}: {figure}", words.say(Say::OwnFigure)));
    }
    let (comment, asks) = match verdict {
        Verdict::Approve { comment, .. } => (comment.as_deref(), &[][..]),
        Verdict::Return { comment, asks, .. } => (Some(&**comment), &**asks),
    };
    if let Some(comment) = comment {
        lines.push(format!("  {}: {comment}", words.say(Say::Comment)));
    }
    lines.extend(
        asks.iter()
            .map(|of| format!("  {}: {}", words.say(Say::Asked), ask(of))),
    );
    if let Stage::NeedsYou { reason, .. } = stage {
        lines.push(format!(
            "  {}",
            Ending::came_back(*reason, About::Report).text(words)
        ));
    }
    Some(lines.join("\n"))
}

/// What is asked about a point.
pub(crate) fn ask(of: &Ask) -> String {
    let rule = of.rule.as_ref().map(|rule| format!(":{}", rule.as_str()));
    let comment = of.comment.as_ref().map(|text| format!("={text}"));
    let parts = [Some(of.point.as_str().to_owned()), rule, comment];
    parts.into_iter().flatten().collect()
}

/// What a script is told of a decision.
pub(crate) fn result(view: &ReportView) -> Value {
    json!({
        "reference": view.reference,
        "unit_name": view.unit_name,
        "revision": view.revision,
        "stage": view.stage,
    })
}

async fn undo(desk: &Desk, reference: &str) -> Result<Reply, Ending> {
    let decision = match read::thing(desk, reference).await? {
        Thing::Report(view) => match view.stage {
            Stage::SavedHere { decision_id, .. } => Undoable::Report(decision_id),
            Stage::Undecided => return Err(Ending::NotFound),
            Stage::NeedsYou { .. } | Stage::Received { .. } => return Err(Ending::TooLate),
        },
        Thing::Application(view) => match view.stage {
            AnswerStage::SavedHere { decision_id, .. } => Undoable::Application(decision_id),
            AnswerStage::Undecided | AnswerStage::Closed => return Err(Ending::NotFound),
            AnswerStage::NeedsYou { .. } | AnswerStage::Received { .. } => {
                return Err(Ending::TooLate);
            }
        },
    };
    decision.undo(desk).await?;
    let (reference, found) = match read::thing(desk, reference).await? {
        Thing::Report(view) => (view.reference.clone(), result(&view)),
        Thing::Application(view) => (view.reference.clone(), application::result(&view)),
    };
    let text = desk.words().fill(Say::Undid, &[("reference", &reference)]);
    Ok(Reply::done(text, &found))
}

/// `receipt`: what the server has signed, and what that proves.
pub(crate) async fn receipt(desk: &Desk, reference: &str) -> Result<Reply, Ending> {
    seat::open(desk).await?;
    match read::thing(desk, reference).await? {
        Thing::Report(view) => {
            let decided = view.versions.iter().flat_map(|version| &version.decisions);
            let newest = decided.max_by_key(|of| of.receipt.seq);
            let newest = newest.ok_or(Ending::NoReceipt)?;
            let text = receipt_text(&view, newest, desk.words());
            Ok(Reply::done(text, newest))
        }
        Thing::Application(view) => {
            let text = application::receipt(&view, desk.words()).ok_or(Ending::NoReceipt)?;
            Ok(Reply::done(text, &view.stage))
        }
    }
}

fn receipt_text(view: &ReportView, of: &DecidedView, words: &Words) -> String {
    let receipt = &of.receipt;
    let on = receipt.report();
    let mut lines = vec![
        words.fill(Say::ReceiptNumber, &[("receipt", &receipt.number)]),
        format!(
            "{} · {} · {} {}",
            view.reference,
            view.unit_name,
            words.say(Say::Version),
            on.map_or(view.revision, |on| on.revision)
        ),
        words.fill(
            Say::Decision,
            &[("answer", &words.yes(is_yes(&of.verdict)))],
        ),
    ];
    if let Some(figure) = on.and_then(|on| on.own_figure) {
        lines.push(format!("{}: {figure}", words.say(Say::OwnFigure)));
    }
    lines.push(words.fill(Say::ReceiptBy, &[("name", &of.decided_by)]));
    let received = words.time(receipt.received_at);
    lines.push(words.fill(Say::ReceiptAt, &[("time", &received)]));
    if let Some(at) = of.acknowledged_at {
        lines.push(words.fill(Say::ReceiptAcknowledged, &[("time", &words.time(at))]));
    }
    lines.push(proof(of.proof, words).to_owned());
    lines.join("\n")
}

/// What a receipt's signature proves.
pub(crate) fn proof(of: Proof, words: &Words) -> &str {
    words.say(match of {
        Proof::Verified => Say::ProofVerified,
        Proof::UnknownKey => Say::ProofUnknownKey,
        Proof::Refuted => Say::ProofRefuted,
    })
}
