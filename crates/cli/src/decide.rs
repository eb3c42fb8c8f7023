//! `approve` and `return`: the draft, the question, and «Bekreft».

use domain::{
    decision::{Draft, Refusal},
    rules::Severity,
};
use engine::view::{ReportView, Stage};

use crate::{
    args::{Approve, Confirm, Return},
    ending::Ending,
    online, outbox,
    program::Desk,
    read,
    reply::Reply,
    screen::aside,
    seat::{self, agrees},
    show, typed,
    words::{Say, Words},
};

pub(crate) async fn approve(desk: &Desk, asked: Approve) -> Result<Reply, Ending> {
    seat::open(desk).await?;
    let view = waiting(desk, &asked.reference).await?;
    let own_figure = match asked.figure.or(view.draft.own_figure) {
        Some(figure) => figure,
        None => ask_figure(desk, &view).await?,
    };
    let comment = asked.confirm.comment.clone();
    let draft = Draft {
        own_figure: Some(own_figure),
        approve: Some(true),
        comment: comment.unwrap_or_else(|| view.draft.comment.clone()),
        asks: view.draft.asks.clone(),
    };
    desk.engine
        .save_draft(view.id, view.revision, draft)
        .await?;
    let unseen: Vec<_> = view
        .findings
        .iter()
        .filter(|of| of.finding.severity == Severity::Error && !of.seen)
        .collect();
    if !unseen.is_empty() {
        for finding in unseen.iter().filter(|_| !desk.is_for_script()) {
            aside(&show::finding(finding, desk.words()));
        }
        let errors = u32::try_from(unseen.len()).unwrap_or(u32::MAX);
        return Ok(Reply::done(String::new(), &unseen).and(Ending::Unseen { errors }));
    }
    let question = desk.words().fill(
        Say::ConfirmApprove,
        &[
            ("reference", &view.reference),
            ("unit", &view.unit_name),
            ("version", &view.revision),
            ("figure", &own_figure),
        ],
    );
    decide(desk, &view, question, &asked.confirm).await
}

pub(crate) async fn send_back(desk: &Desk, asked: Return) -> Result<Reply, Ending> {
    seat::open(desk).await?;
    let view = waiting(desk, &asked.reference).await?;
    let words = desk.words();
    let draft = &view.draft;
    let comment = match asked.confirm.comment.clone() {
        Some(comment) => comment,
        None if !draft.comment.is_empty() => draft.comment.clone(),
        None => typed::answer(words.say(Say::CommentAsk).to_owned())
            .await
            .map_err(|_| lacks(Refusal::CommentMissing))?,
    };
    if comment.trim().is_empty() {
        return Err(lacks(Refusal::CommentMissing));
    }
    let asks = if asked.ask.is_empty() {
        draft.asks.clone()
    } else {
        asked.ask.clone()
    };
    check_points(&view, &asked)?;
    let draft = Draft {
        own_figure: asked.figure.or(draft.own_figure),
        approve: Some(false),
        comment,
        asks,
    };
    let question = return_question(&view, &draft, words);
    desk.engine
        .save_draft(view.id, view.revision, draft)
        .await?;
    decide(desk, &view, question, &asked.confirm).await
}

fn return_question(view: &ReportView, draft: &Draft, words: &Words) -> String {
    let mut question = words.fill(
        Say::ConfirmReturn,
        &[
            ("reference", &view.reference),
            ("unit", &view.unit_name),
            ("version", &view.revision),
            ("comment", &draft.comment),
        ],
    );
    if !draft.asks.is_empty() {
        let asks: Vec<String> = draft.asks.iter().map(outbox::ask).collect();
        let asks = words.fill(Say::ConfirmPoints, &[("points", &asks.join("; "))]);
        question = format!("{asks}\n{question}");
    }
    question
}

/// A point that the form does not have is no point to ask about.
fn check_points(view: &ReportView, asked: &Return) -> Result<(), Ending> {
    let mut points = view.sections.iter().flat_map(|section| &section.points);
    let is_there = asked
        .ask
        .iter()
        .all(|ask| points.clone().any(|point| point.id == ask.point));
    if is_there && points.next().is_some() {
        return Ok(());
    }
    Err(Ending::Usage {
        what: Some("--ask".to_owned()),
        usage: None,
    })
}

/// A report that can be decided now.
async fn waiting(desk: &Desk, reference: &str) -> Result<ReportView, Ending> {
    let view = read::report(desk, reference).await?;
    match view.stage {
        Stage::Undecided | Stage::NeedsYou { .. } => Ok(view),
        Stage::SavedHere { .. } | Stage::Received { .. } => Err(lacks(Refusal::NotWaiting)),
    }
}

fn lacks(refusal: Refusal) -> Ending {
    Ending::Refused { refusal }
}

async fn ask_figure(desk: &Desk, view: &ReportView) -> Result<u32, Ending> {
    let words = desk.words();
    let mut question = words.say(Say::FigureAsk).to_owned();
    if let Some(most) = view.extended {
        let bound = words.fill(Say::OwnFigureAtMost, &[("n", &most)]);
        question = format!("{question} ({bound})");
    }
    let missing = lacks(Refusal::OwnFigureMissing);
    let Ok(typed) = typed::answer(format!("{question}:")).await else {
        return Err(missing);
    };
    typed.trim().parse().map_err(|_| missing)
}

/// Asks, confirms, and sends where that was asked for.
async fn decide(
    desk: &Desk,
    view: &ReportView,
    question: String,
    confirm: &Confirm,
) -> Result<Reply, Ending> {
    if !confirm.yes {
        let answer = typed::answer(question).await;
        if !answer.is_ok_and(|answer| agrees(&answer)) {
            return Err(Ending::NotConfirmed);
        }
    }
    let decided = desk
        .engine
        .decide(view.id, view.revision, view.content_hash)
        .await?;
    let words = desk.words();
    if !confirm.send {
        let text = format!(
            "{} {}",
            words.say(Say::SavedHere),
            words.say(Say::SentLater)
        );
        return Ok(Reply::done(text, &outbox::result(&decided)));
    }
    send(desk, decided).await
}

/// Waits out the time to undo, and sends. Whoever ends the program meanwhile takes the decision back.
async fn send(desk: &Desk, decided: ReportView) -> Result<Reply, Ending> {
    let words = desk.words();
    let Stage::SavedHere { decision_id, .. } = decided.stage else {
        return Err(lacks(Refusal::NotWaiting));
    };
    desk.can_undo(Some(decision_id));
    aside(words.say(Say::SavedHere));
    if desk.engine.take_up_session().await? {
        aside(words.say(Say::SendsSoon));
        desk.engine.catch_up().await;
    }
    desk.can_undo(None);
    let app = desk.engine.app_state().await?;
    let Ok(view) = desk.engine.report(decided.id).await else {
        return Err(online::standing(desk, &app).await?);
    };
    let ending = match &view.stage {
        Stage::Received { .. } => Ending::Done,
        Stage::NeedsYou { reason, .. } => Ending::came_back(*reason),
        Stage::SavedHere { .. } | Stage::Undecided => online::standing(desk, &app).await?,
    };
    let text = outbox::stage(&view.stage, words).unwrap_or_default();
    Ok(Reply::done(text, &outbox::result(&view)).and(ending))
}
