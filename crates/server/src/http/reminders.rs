//! Reminders to units that have not reported.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use domain::{
    ids::UnitNo,
    text::Language,
    wire::{
        NotReminded, RemindRequest, Reminded, RemindedAnswer, ReminderLetter, ReminderPreview,
        ReminderPreviewRequest, RemindersAnswer, WhyNotReminded, choice_faults, path,
    },
};
use lettre::Address;
use uuid::Uuid;

use super::{
    Json,
    openapi::{BadBody, Failing, NoPerson, example},
};
use crate::{
    App,
    access::OfficerScope,
    error::Failure,
    mail::{
        News, Piece,
        message::{self, Letter, Site},
        post,
    },
};

/// List who has not reported
///
/// Of each open half-year, and who was reminded, when and by whom.
#[utoipa::path(
    get,
    path = path::REMINDERS,
    operation_id = "reminders",
    tag = "sync",
    security(("officer_session" = [])),
    responses(
        (status = 200, description = "The newest half-year first", body = RemindersAnswer, example = json!(example::reminders_answer())),
        NoPerson,
        Failing,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    scope: OfficerScope,
) -> Result<Json<RemindersAnswer>, Failure> {
    Ok(Json(RemindersAnswer {
        periods: app.store().reminders(&scope).await?,
        sends_mail: app.settings().mail.is_some(),
        server_time: app.now(),
    }))
}

/// See reminders before they are sent
///
/// Each unit's own text in the languages of those who get it, as it would go out now.
#[utoipa::path(
    post,
    path = path::REMINDER_PREVIEW,
    operation_id = "previewReminders",
    tag = "sync",
    security(("officer_session" = [])),
    request_body(content = ReminderPreviewRequest, example = json!(example::reminder_preview_request())),
    responses(
        (status = 200, description = "The letters", body = ReminderPreview, example = json!(example::reminder_preview())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn preview(
    State(app): State<App>,
    scope: OfficerScope,
    Json(asked): Json<ReminderPreviewRequest>,
) -> Result<Json<ReminderPreview>, Failure> {
    check(&asked.units)?;
    let units: BTreeSet<UnitNo> = asked.units.into_iter().collect();
    let weighed = app.store().weigh_reminders(&scope, (asked.period, &units));
    let weighed = weighed.await?;
    let site = post::site(app.settings());
    let mut preview = ReminderPreview {
        letters: Vec::new(),
        left_out: Vec::new(),
        server_time: app.now(),
    };
    for unit in weighed {
        match (&site, unit.outcome) {
            (Some(site), Ok(outcome)) => {
                let name = (unit.unit_no, unit.unit_name);
                preview.letters.extend(letters(&app, site, name, outcome)?);
            }
            (None, Ok(_)) => preview.left_out.push(NotReminded {
                unit_no: unit.unit_no,
                unit_name: unit.unit_name,
                why: WhyNotReminded::NoMail,
            }),
            (_, Err(why)) => preview.left_out.push(NotReminded {
                unit_no: unit.unit_no,
                unit_name: unit.unit_name,
                why,
            }),
        }
    }
    Ok(Json(preview))
}

/// Remind units
///
/// The same id again is answered as it was first, and reminds nobody once more.
#[utoipa::path(
    post,
    path = path::REMINDERS,
    operation_id = "remind",
    tag = "sync",
    security(("officer_session" = [])),
    request_body(content = RemindRequest, example = json!(example::remind_request())),
    responses(
        (status = 200, description = "Who is reminded, and who is not", body = RemindedAnswer, example = json!(example::reminded_answer())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn send(
    State(app): State<App>,
    scope: OfficerScope,
    Json(asked): Json<RemindRequest>,
) -> Result<Json<RemindedAnswer>, Failure> {
    check(&asked.units)?;
    let sends_mail = app.settings().mail.is_some();
    let mut answer = RemindedAnswer {
        reminded: Vec::new(),
        left_out: Vec::new(),
        server_time: app.now(),
    };
    for (unit_no, unit_name, outcome) in app.store().remind(&scope, &asked, sends_mail).await? {
        match outcome {
            Ok(receivers) => answer.reminded.push(Reminded {
                unit_no,
                unit_name,
                receivers,
            }),
            Err(why) => answer.left_out.push(NotReminded {
                unit_no,
                unit_name,
                why,
            }),
        }
    }
    Ok(Json(answer))
}

fn check(units: &[UnitNo]) -> Result<(), Failure> {
    let faults = choice_faults(units);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::invalid(faults))
    }
}

/// One unit's letters, made as the postman makes them.
fn letters(
    app: &App,
    site: &Site,
    (unit_no, unit_name): (UnitNo, String),
    (news, by_language): (News, BTreeMap<Language, u32>),
) -> Result<Vec<ReminderLetter>, Failure> {
    let pieces = [Piece {
        news,
        units: vec![],
    }];
    // The words name neither the mail nor whom it goes to.
    let to = Address::new("noreply", "localhost").map_err(|_| Failure::internal())?;
    let mut letters = Vec::with_capacity(by_language.len());
    for (language, receivers) in by_language {
        let letter = Letter {
            id: Uuid::nil(),
            to: &to,
            language,
            at: app.now(),
            pieces: &pieces,
            code: "",
        };
        let words = message::words(site, &letter).map_err(|_| Failure::internal())?;
        letters.push(ReminderLetter {
            unit_no: unit_no.clone(),
            unit_name: unit_name.clone(),
            language,
            receivers,
            subject: words.subject,
            text: words.text,
        });
    }
    Ok(letters)
}
