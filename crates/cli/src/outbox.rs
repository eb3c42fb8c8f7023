//! `outbox` and `receipt`: where each decision stands, from *lagret her* to *hos Bufdir*.

use domain::decision::{Ask, Verdict};
use engine::view::{DecidedView, Proof, ReportView, Stage, TaskLists, TaskRow, TaskState};
use serde_json::{Value, json};

use crate::{
    args::Waiting,
    ending::Ending,
    layout::table,
    program::Desk,
    read,
    reply::Reply,
    seat,
    words::{Say, Words},
};

pub(crate) async fn outbox(desk: &Desk, what: Option<Waiting>) -> Result<Reply, Ending> {
    seat::open(desk).await?;
    match what {
        None => list(desk).await,
        Some(Waiting::Undo { reference }) => undo(desk, &reference).await,
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

/// One decision in the list.
struct Line {
    reference: String,
    unit_name: String,
    verdict: Option<Verdict>,
    stage: String,
}

async fn list(desk: &Desk) -> Result<Reply, Ending> {
    let words = desk.words();
    let lists = desk.engine.tasks().await?;
    let mut lines = Vec::new();
    let mut results = Vec::new();
    for row in decided(&lists) {
        let view = desk.engine.report(row.id).await?;
        results.push(result(&view));
        lines.push(Line {
            verdict: verdict(&view.stage).cloned(),
            stage: short(&view.stage, words),
            reference: view.reference,
            unit_name: view.unit_name,
        });
    }
    for kept in &lists.kept {
        results.push(
            json!({ "reference": kept.reference, "stage": { "kind": "needs_you",
            "decision_id": kept.decision_id, "verdict": kept.verdict, "reason": kept.reason } }),
        );
        lines.push(Line {
            reference: kept.reference.clone().unwrap_or_default(),
            unit_name: kept.unit_name.clone().unwrap_or_default(),
            verdict: Some(kept.verdict.clone()),
            stage: words.say(Say::StageCameBack).to_owned(),
        });
    }
    for lost in &lists.lost {
        results.push(
            json!({ "reference": lost.reference, "stage": { "kind": "lost",
            "decision_id": lost.decision_id, "verdict": lost.verdict, "receipt": lost.receipt } }),
        );
        lines.push(Line {
            reference: lost.reference.clone().unwrap_or_default(),
            unit_name: lost.unit_name.clone().unwrap_or_default(),
            verdict: Some(lost.verdict.clone()),
            stage: words.fill(Say::StageLost, &[("receipt", &lost.receipt.number)]),
        });
    }
    let text = if lines.is_empty() {
        words.say(Say::OutboxNone).to_owned()
    } else {
        listed(&lines, words)
    };
    Ok(Reply::done(text, &results))
}

/// What was decided in the half-year that is open, and whatever waits or came back of any other.
fn decided(lists: &TaskLists) -> impl Iterator<Item = &TaskRow> {
    let open = lists.overview.as_ref().map(|of| of.period);
    let all = lists.open.iter().chain(&lists.archive);
    all.filter(move |row| match row.state {
        TaskState::SavedHere { .. } | TaskState::NeedsYou => true,
        TaskState::Received { .. } => Some(row.period) == open,
        TaskState::New | TaskState::Draft { .. } => false,
    })
}

fn listed(lines: &[Line], words: &Words) -> String {
    let head = [Say::Reference, Say::Unit, Say::Approves, Say::Stage].map(|say| words.say(say));
    let rows: Vec<[String; 4]> = lines
        .iter()
        .map(|line| {
            let approve = line.verdict.as_ref().map(is_yes);
            [
                line.reference.clone(),
                line.unit_name.clone(),
                approve.map_or_else(String::new, |yes| words.yes(yes).to_owned()),
                line.stage.clone(),
            ]
        })
        .collect();
    table(head, &rows)
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
        lines.push(format!("  {}", Ending::came_back(*reason).text(words)));
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
    let view = read::report(desk, reference).await?;
    let Stage::SavedHere { decision_id, .. } = view.stage else {
        return Err(match view.stage {
            Stage::Undecided => Ending::NotFound,
            Stage::SavedHere { .. } | Stage::NeedsYou { .. } | Stage::Received { .. } => {
                Ending::TooLate
            }
        });
    };
    let view = desk.engine.undo(decision_id).await?;
    let text = desk
        .words()
        .fill(Say::Undid, &[("reference", &view.reference)]);
    Ok(Reply::done(text, &result(&view)))
}

/// `receipt`: what the server has signed, and what that proves.
pub(crate) async fn receipt(desk: &Desk, reference: &str) -> Result<Reply, Ending> {
    seat::open(desk).await?;
    let view = read::report(desk, reference).await?;
    let decided = view.versions.iter().flat_map(|version| &version.decisions);
    let Some(newest) = decided.max_by_key(|of| of.receipt.seq) else {
        return Err(Ending::NoReceipt);
    };
    let text = receipt_text(&view, newest, desk.words());
    Ok(Reply::done(text, newest))
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
    let proof = match of.proof {
        Proof::Verified => Say::ProofVerified,
        Proof::UnknownKey => Say::ProofUnknownKey,
        Proof::Refuted => Say::ProofRefuted,
    };
    lines.push(words.say(proof).to_owned());
    lines.join("\n")
}
