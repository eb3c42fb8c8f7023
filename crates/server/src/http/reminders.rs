//! Reminders to units that have not reported.

use std::collections::BTreeSet;

use axum::extract::State;
use domain::{
    ids::UnitNo,
    wire::{
        NotReminded, RemindRequest, RemindedAnswer, ReminderLetter, ReminderPreview,
        ReminderPreviewRequest, RemindersAnswer, WhyNotReminded, choice_faults, path,
    },
};
use lettre::Address;
use uuid::Uuid;

use super::{
    Json,
    openapi::{BadBody, Failing, Missing, NoPerson, OtherUnits, example},
};
use crate::{
    App,
    access::OfficerScope,
    error::Failure,
    mail::{
        Piece,
        message::{self, Letter, Site},
        post,
    },
    store::{Reminding, Weighed},
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
        Missing,
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
    let weighed = weighed.await?.ok_or_else(Failure::not_found)?;
    let site = post::site(app.settings());
    let mut preview = ReminderPreview {
        letters: Vec::new(),
        left_out: Vec::new(),
        server_time: app.now(),
    };
    for unit in weighed {
        match (&site, &unit.outcome) {
            (None, _) => preview
                .left_out
                .push(left_out(unit, WhyNotReminded::NoMail)),
            (Some(_), Err(why)) => {
                let why = *why;
                preview.left_out.push(left_out(unit, why));
            }
            (Some(site), Ok(_)) => preview.letters.extend(letters(&app, site, unit)?),
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
        Missing,
        OtherUnits,
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
    match app.store().remind(&scope, &asked, sends_mail).await? {
        Reminding::Done { reminded, left_out } => Ok(Json(RemindedAnswer {
            reminded,
            left_out,
            server_time: app.now(),
        })),
        Reminding::OtherUnits => Err(other_units()),
        Reminding::NotFound => Err(Failure::not_found()),
    }
}

/// Other units were reminded under the same id.
pub(super) fn other_units() -> Failure {
    Failure::conflict("other units were reminded under this id")
}

fn check(units: &[UnitNo]) -> Result<(), Failure> {
    let faults = choice_faults(units);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::invalid(faults))
    }
}

fn left_out(unit: Weighed, why: WhyNotReminded) -> NotReminded {
    NotReminded {
        unit_no: unit.unit_no,
        unit_name: unit.unit_name,
        why,
    }
}

/// One unit's letters, made as the postman makes them.
fn letters(app: &App, site: &Site, unit: Weighed) -> Result<Vec<ReminderLetter>, Failure> {
    let Ok((news, by_language)) = unit.outcome else {
        return Ok(Vec::new());
    };
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
            unit_no: unit.unit_no.clone(),
            unit_name: unit.unit_name.clone(),
            language,
            receivers,
            subject: words.subject,
            text: words.text,
        });
    }
    Ok(letters)
}
