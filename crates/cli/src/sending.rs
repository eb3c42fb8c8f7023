//! From «Bekreft» to the server: what decisions on reports and on applications have in common.

use domain::ids::DecisionId;
use engine::view::AppState;

use crate::{
    args::How,
    ending::Ending,
    program::Desk,
    reply::Reply,
    screen::aside,
    seat::agrees,
    typed,
    words::{Say, Words},
};

/// A decision that was not sent yet, by what it is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undoable {
    Report(DecisionId),
    Application(DecisionId),
}

impl Undoable {
    /// Takes it back.
    pub(crate) async fn undo(self, desk: &Desk) -> Result<(), Ending> {
        match self {
            Self::Report(id) => desk.engine.undo(id).await.map(drop)?,
            Self::Application(id) => desk.engine.undo_answer(id).await.map(drop)?,
        }
        Ok(())
    }
}

/// Asks whether it is meant so.
pub(crate) async fn confirmed(question: String, how: How) -> Result<(), Ending> {
    if how.yes {
        return Ok(());
    }
    let answer = typed::answer(question).await;
    if answer.is_ok_and(|answer| agrees(&answer)) {
        return Ok(());
    }
    Err(Ending::NotConfirmed)
}

/// It is saved here, and goes with the next `sync`.
pub(crate) fn later(result: &serde_json::Value, words: &Words) -> Reply {
    let text = format!(
        "{} {}",
        words.say(Say::SavedHere),
        words.say(Say::SentLater)
    );
    Reply::done(text, result)
}

/// Waits out the time to undo, and sends. Whoever ends the program meanwhile takes the decision back.
pub(crate) async fn now(desk: &Desk, decision: Undoable) -> Result<AppState, Ending> {
    let words = desk.words();
    desk.can_undo(Some(decision));
    aside(words.say(Say::SavedHere));
    if desk.engine.take_up_session().await? {
        aside(words.say(Say::SendsSoon));
        desk.engine.catch_up().await;
    }
    desk.can_undo(None);
    Ok(desk.engine.app_state().await?)
}
