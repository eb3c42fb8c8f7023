//! The server: what it gets and gives in one command, and how that ended.

use engine::view::{
    AccessView, AnswerStage, AppState, ApplicationLists, ApplicationRowState, Link, SessionView,
    Stage, TaskState,
};
use serde_json::json;

use crate::{
    ending::{About, Ending},
    program::Desk,
    reply::Reply,
    words::Say,
};

/// Fetches everything that is new, sends everything that waits, and says how things stand.
pub(crate) async fn catch_up(desk: &Desk) -> Result<Reply, Ending> {
    desk.engine.catch_up().await;
    let app = desk.engine.app_state().await?;
    let ending = standing(desk, &app).await?;
    let Ok(lists) = desk.engine.tasks().await else {
        return Err(ending);
    };
    let applications = &lists.applications;
    let open = lists.open.len() + applications.open.len();
    let archive = lists.archive.len() + applications.archive.len();
    let line = &app.line;
    let text = desk.words().fill(
        Say::Synced,
        &[
            ("open", &open),
            ("waiting", &line.waiting),
            ("needs_you", &line.needs_you),
        ],
    );
    let result = json!({
        "open": open,
        "archive": archive,
        "line": line,
    });
    Ok(Reply::done(text, &result).and(ending))
}

/// How things stand with the server. The gravest first.
pub(crate) async fn standing(desk: &Desk, app: &AppState) -> Result<Ending, Ending> {
    let waiting = app.line.waiting;
    let expired = match app.session {
        SessionView::SignedIn { expired, .. } => expired,
        SessionView::Locked { .. } => return Err(Ending::LeaseOver),
        SessionView::SignedOut { .. }
        | SessionView::Elsewhere
        | SessionView::Waiting { .. }
        | SessionView::ChoosePin { .. } => return Err(Ending::NoStore),
    };
    if let Some(store) = &app.store {
        if let AccessView::Ended { .. } = store.access {
            return Ok(Ending::AccessEnded);
        }
        if store.unsure > 0 {
            return Ok(Ending::OlderCopy {
                unsure: store.unsure,
            });
        }
    }
    if expired {
        return Ok(Ending::SessionEnded { waiting });
    }
    match app.line.link {
        Link::Offline | Link::Unknown => return Ok(Ending::NotReached { waiting }),
        Link::LoginNeeded => return Ok(Ending::SessionEnded { waiting }),
        Link::ServerTrouble => return Ok(Ending::ServerTrouble { waiting }),
        Link::Online if waiting > 0 => return Ok(Ending::ServerTrouble { waiting }),
        Link::Online => {}
    }
    came_back(desk).await
}

/// The first decision that came back and that the officer has not answered.
async fn came_back(desk: &Desk) -> Result<Ending, Ending> {
    let lists = desk.engine.tasks().await?;
    if let Some(kept) = lists.kept.first() {
        return Ok(Ending::came_back(kept.reason, About::Report));
    }
    let needs_you = lists.open.iter().chain(&lists.archive);
    for row in needs_you.filter(|row| row.state == TaskState::NeedsYou) {
        if let Stage::NeedsYou { reason, .. } = desk.engine.report(row.id).await?.stage {
            return Ok(Ending::came_back(reason, About::Report));
        }
    }
    answer_came_back(desk, &lists.applications).await
}

async fn answer_came_back(desk: &Desk, lists: &ApplicationLists) -> Result<Ending, Ending> {
    // What the server has lost stays listed after it was laid aside.
    let mut kept = lists.kept.iter();
    if let Some(kept) = kept.find(|of| of.lost_receipt.is_none()) {
        return Ok(Ending::came_back(kept.reason, About::Application));
    }
    let needs_you = lists.open.iter().chain(&lists.archive);
    for row in needs_you.filter(|row| row.state == ApplicationRowState::NeedsYou) {
        let view = desk.engine.application(row.id).await?;
        if let AnswerStage::NeedsYou { reason, .. } = view.stage {
            return Ok(Ending::came_back(reason, About::Application));
        }
    }
    Ok(Ending::Done)
}
