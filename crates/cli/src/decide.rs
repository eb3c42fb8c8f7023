//! `approve` and `return`: the draft, the question, and «Bekreft».

use domain::{
    decision::{Draft, Refusal},
    rules::Severity,
};
use engine::view::{ReportView, Stage};

use crate::{
    answer,
    args::{Approve, How, Return},
    ending::{About, Ending},
    online, outbox,
    program::Desk,
    read::{self, Thing},
    reply::Reply,
    screen::aside,
    seat,
    sending::{self, Undoable},
    show, typed,
    words::{Say, Words},
};

/// Ja, to a report or to an application.
pub(crate) async fn approve(desk: &Desk, asked: Approve) -> Result<Reply, Ending> {
    seat::open(desk).await?;
    match read::thing(desk, &asked.reference).await? {
        Thing::Report(view) => {
            not_of_this([("--until", asked.until.is_some())])?;
            approve_report(desk, &view, asked).await
        }
        Thing::Application(view) => {
            let others = [
                ("--figure", asked.figure.is_some()),
                ("--comment", asked.comment.is_some()),
            ];
            not_of_this(others)?;
            answer::give(desk, &view, asked.until, asked.how).await
        }
    }
}

/// An option that belongs to the other kind of task is not passed over in silence.
fn not_of_this<const N: usize>(options: [(&str, bool); N]) -> Result<(), Ending> {
    let given = options.into_iter().find(|(_, is_given)| *is_given);
    match given {
        None => Ok(()),
        Some((name, _)) => Err(Ending::Usage {
            what: Some(name.to_owned()),
            usage: None,
        }),
    }
}

async fn approve_report(desk: &Desk, view: &ReportView, asked: Approve) -> Result<Reply, Ending> {
    is_waiting(view)?;
    let own_figure = match asked.figure.or(view.draft.own_figure) {
        Some(figure) => figure,
        None => ask_figure(desk, view).await?,
    };
    let draft = Draft {
        own_figure: Some(own_figure),
        approve: Some(true),
        comment: asked.comment.unwrap_or_else(|| view.draft.comment.clone()),
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
    decide(desk, view, question, asked.how).await
}

/// Nei to a report.
pub(crate) async fn send_back(desk: &Desk, asked: Return) -> Result<Reply, Ending> {
    seat::open(desk).await?;
    let view = read::report(desk, &asked.reference).await?;
    is_waiting(&view)?;
    let words = desk.words();
    let draft = &view.draft;
    let comment = match asked.comment.clone() {
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
    decide(desk, &view, question, asked.how).await
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
    let mut points = view.points();
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

/// Whether the report can be decided now.
fn is_waiting(view: &ReportView) -> Result<(), Ending> {
    match view.stage {
        Stage::Undecided | Stage::NeedsYou { .. } => Ok(()),
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
    how: How,
) -> Result<Reply, Ending> {
    sending::confirmed(question, how).await?;
    let decided = desk
        .engine
        .decide(view.id, view.revision, view.content_hash)
        .await?;
    if how.send {
        return send(desk, decided).await;
    }
    Ok(sending::later(&outbox::result(&decided), desk.words()))
}

async fn send(desk: &Desk, decided: ReportView) -> Result<Reply, Ending> {
    let Stage::SavedHere { decision_id, .. } = decided.stage else {
        return Err(lacks(Refusal::NotWaiting));
    };
    let app = sending::now(desk, Undoable::Report(decision_id)).await?;
    let Ok(view) = desk.engine.report(decided.id).await else {
        return Err(online::standing(desk, &app).await?);
    };
    let ending = match &view.stage {
        Stage::Received { .. } => Ending::Done,
        Stage::NeedsYou { reason, .. } => Ending::came_back(*reason, About::Report),
        Stage::SavedHere { .. } | Stage::Undecided => online::standing(desk, &app).await?,
    };
    let text = outbox::stage(&view.stage, desk.words()).unwrap_or_default();
    Ok(Reply::done(text, &outbox::result(&view)).and(ending))
}
