//! `approve`, `reject` and `forward` of an application for access: the draft, the question, and «Bekreft».

use domain::application::{AnswerKind, ApplicationRefusal};
use engine::view::{AnswerDraft, AnswerStage, ApplicantKind, ApplicationView, NeedsYouReason};
use jiff::civil::Date;

use crate::{
    application,
    args::{self, Forward, How, Reject},
    ending::{About, AnswerFault, Ending},
    online,
    program::Desk,
    read::{self, Thing},
    reply::Reply,
    seat,
    sending::{self, Undoable},
    typed,
    words::Say,
};

/// Ja, with the last day of access.
pub(crate) async fn give(
    desk: &Desk,
    view: &ApplicationView,
    until: Option<Date>,
    how: How,
) -> Result<Reply, Ending> {
    may_answer(view, AnswerKind::Approve)?;
    let until = match until.or(view.draft.until) {
        Some(until) => until,
        None => ask_day(desk, view).await?,
    };
    let draft = AnswerDraft {
        answer: Some(AnswerKind::Approve),
        until: Some(until),
        reason: view.draft.reason.clone(),
    };
    if until < view.until_from {
        return Err(ApplicationRefusal::UntilPassed.into());
    }
    if until > view.until_to {
        return Err(ApplicationRefusal::UntilTooFar.into());
    }
    let words = desk.words();
    let question = words.fill(
        Say::ConfirmGive,
        &[
            ("reference", &view.reference),
            ("name", &view.contact.name),
            ("unit", &application::works_for(view)),
            ("date", &words.date(until)),
        ],
    );
    answer(desk, view, draft, question, how).await
}

/// Nei, with the reason.
pub(crate) async fn reject(desk: &Desk, asked: Reject) -> Result<Reply, Ending> {
    let view = waiting(desk, &asked.reference).await?;
    may_answer(&view, AnswerKind::Reject)?;
    let words = desk.words();
    let reason = match asked.reason {
        Some(reason) => reason,
        None if !view.draft.reason.is_empty() => view.draft.reason.clone(),
        None => typed::answer(words.say(Say::ReasonAsk).to_owned())
            .await
            .map_err(|_| Ending::from(ApplicationRefusal::ReasonMissing))?,
    };
    if reason.trim().is_empty() {
        return Err(ApplicationRefusal::ReasonMissing.into());
    }
    let question = words.fill(
        Say::ConfirmReject,
        &[
            ("reference", &view.reference),
            ("name", &view.contact.name),
            ("unit", &application::works_for(&view)),
            ("reason", &reason.trim()),
        ],
    );
    let draft = AnswerDraft {
        answer: Some(AnswerKind::Reject),
        until: view.draft.until,
        reason,
    };
    answer(desk, &view, draft, question, asked.how).await
}

/// To Bufdir, with the contact details.
pub(crate) async fn forward(desk: &Desk, asked: Forward) -> Result<Reply, Ending> {
    let view = waiting(desk, &asked.reference).await?;
    may_answer(&view, AnswerKind::Forward)?;
    let question = desk.words().fill(
        Say::ConfirmForward,
        &[
            ("reference", &view.reference),
            ("name", &view.contact.name),
            ("unit", &application::works_for(&view)),
        ],
    );
    let draft = AnswerDraft {
        answer: Some(AnswerKind::Forward),
        until: None,
        reason: view.draft.reason.clone(),
    };
    answer(desk, &view, draft, question, asked.how).await
}

/// The application of a reference; a report is returned, not rejected, and never forwarded.
async fn waiting(desk: &Desk, reference: &str) -> Result<ApplicationView, Ending> {
    seat::open(desk).await?;
    match read::thing(desk, reference).await? {
        Thing::Application(view) => Ok(*view),
        Thing::Report(_) => Err(Ending::OtherKind {
            about: About::Report,
        }),
    }
}

/// Whether this can be answered now: said before anything is asked. The engine judges the same again.
fn may_answer(view: &ApplicationView, answer: AnswerKind) -> Result<(), Ending> {
    if view.is_own {
        return Err(ApplicationRefusal::OwnApplication.into());
    }
    match view.stage {
        AnswerStage::NeedsYou {
            reason: reason @ NeedsYouReason::NoAccess,
            ..
        } => return Err(Ending::came_back(reason, About::Application)),
        AnswerStage::Undecided | AnswerStage::NeedsYou { .. } => {}
        AnswerStage::SavedHere { .. } | AnswerStage::Received { .. } | AnswerStage::Closed => {
            return Err(ApplicationRefusal::NotWaiting.into());
        }
    }
    match (view.applicant == ApplicantKind::External, answer) {
        (true, AnswerKind::Approve | AnswerKind::Reject) => {
            Err(ApplicationRefusal::External.into())
        }
        (false, AnswerKind::Forward) => Err(ApplicationRefusal::NotExternal.into()),
        (true, AnswerKind::Forward) | (false, AnswerKind::Approve | AnswerKind::Reject) => Ok(()),
    }
}

async fn ask_day(desk: &Desk, view: &ApplicationView) -> Result<Date, Ending> {
    let words = desk.words();
    let latest = words.date(view.until_to);
    let question = words.fill(Say::UntilAsk, &[("date", &latest)]);
    let missing = Ending::AnswerRefused {
        refusal: AnswerFault::UntilMissing,
    };
    let Ok(typed) = typed::answer(question).await else {
        return Err(missing);
    };
    args::day(&typed).map_err(|_| missing)
}

/// Saves the draft, asks, confirms, and sends where that was asked for.
async fn answer(
    desk: &Desk,
    view: &ApplicationView,
    draft: AnswerDraft,
    question: String,
    how: How,
) -> Result<Reply, Ending> {
    desk.engine.save_answer(view.id, draft).await?;
    sending::confirmed(question, how).await?;
    let answered = desk.engine.answer(view.id, view.content_hash).await?;
    if !how.send {
        return Ok(sending::later(
            &application::result(&answered),
            desk.words(),
        ));
    }
    let AnswerStage::SavedHere { decision_id, .. } = answered.stage else {
        return Err(ApplicationRefusal::NotWaiting.into());
    };
    let app = sending::now(desk, Undoable::Application(decision_id)).await?;
    let Ok(view) = desk.engine.application(view.id).await else {
        return Err(online::standing(desk, &app).await?);
    };
    let ending = match &view.stage {
        AnswerStage::Received { .. } => Ending::Done,
        AnswerStage::NeedsYou { reason, .. } => Ending::came_back(*reason, About::Application),
        AnswerStage::SavedHere { .. } | AnswerStage::Undecided | AnswerStage::Closed => {
            online::standing(desk, &app).await?
        }
    };
    let text = application::stage(&view.stage, desk.words()).unwrap_or_default();
    Ok(Reply::done(text, &application::result(&view)).and(ending))
}
