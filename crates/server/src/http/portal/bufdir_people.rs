//! Bufdir finds persons, and gives and ends roles.

use axum::extract::State;
use domain::{
    norway,
    report::Fault,
    wire::{
        BufdirEndRole, BufdirGiveRole, BufdirPeople, BufdirPeopleQuery, BufdirPost,
        BufdirRoleEnded, BufdirRoleGiven, BufdirRoleRefusal as No, BufdirWho, path,
    },
};
use jiff::{Timestamp, civil::Date};

use super::super::{
    Json,
    openapi::{BadBody, Failing, ForBufdir, example},
};
use crate::{
    App,
    access::PortalBufdir,
    admin::{self, AdminError},
    error::Failure,
    store::{Post, Subject, Validity},
};

/// As long as a name may be.
const NAME_MAX: usize = 200;

/// Find persons by name, office or unit
///
/// Those who are officer, reporter or at Bufdir. Changes nothing; a name is personal, so it travels in a body.
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_PEOPLE,
    operation_id = "bufdirPeople",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = BufdirPeopleQuery, example = json!(example::people_query())),
    responses(
        (status = 200, description = "By name", body = BufdirPeople),
        ForBufdir,
        BadBody,
        Failing,
    )
)]
pub(super) async fn find(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(asked): Json<BufdirPeopleQuery>,
) -> Result<Json<BufdirPeople>, Failure> {
    if asked.is_too_long() {
        return Err(Failure::invalid(vec![Fault {
            at: "text".to_owned(),
            found: "more than 200 characters".to_owned(),
            expected: "part of a name".to_owned(),
        }]));
    }
    Ok(Json(app.store().people_at_bufdir(&scope, &asked).await?))
}

/// Give a person a role
///
/// Nobody gives one to oneself.
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_GIVE_ROLE,
    operation_id = "bufdirGiveRole",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = BufdirGiveRole, example = json!(example::give_role())),
    responses(
        (status = 200, description = "What became of it", body = BufdirRoleGiven),
        ForBufdir,
        BadBody,
        Failing,
    )
)]
pub(super) async fn give(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(asked): Json<BufdirGiveRole>,
) -> Result<Json<BufdirRoleGiven>, Failure> {
    let refused = |reason| Ok(Json(BufdirRoleGiven::Refused { reason }));
    let post = match asked.post {
        BufdirPost::Officer { office } => Post::Officer(office),
        BufdirPost::Reporter { unit_no } => Post::Reporter(unit_no),
        BufdirPost::Bufdir {} => Post::Bufdir,
    };
    let Some(validity) = validity(asked.from, asked.last_day, app.now()) else {
        return refused(No::Days);
    };
    let subject = match subject(&app, asked.person)? {
        Ok(subject) => subject,
        Err(reason) => return refused(reason),
    };
    let store = app.store();
    Ok(Json(
        store.give_role(&scope, &subject, (&post, validity)).await?,
    ))
}

/// End a role
///
/// At once, or at the end of a day. Nobody ends an own one.
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_END_ROLE,
    operation_id = "bufdirEndRole",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = BufdirEndRole, example = json!(example::end_role())),
    responses(
        (status = 200, description = "What became of it", body = BufdirRoleEnded),
        ForBufdir,
        BadBody,
        Failing,
    )
)]
pub(super) async fn end(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(asked): Json<BufdirEndRole>,
) -> Result<Json<BufdirRoleEnded>, Failure> {
    let now = app.now();
    let until = match asked.last_day {
        None => Some(now),
        Some(day) if day < norway::date(now) => None,
        Some(day) => after(day),
    };
    let Some(until) = until else {
        let reason = No::Days;
        return Ok(Json(BufdirRoleEnded::Refused { reason }));
    };
    let ended = app.store().end_role(&scope, asked.role_id, until).await?;
    app.hints().look();
    Ok(Json(ended))
}

/// From the beginning of the first day, or from this moment on where it is today, to the end of the last day.
fn validity(from: Date, last_day: Option<Date>, now: Timestamp) -> Option<Validity> {
    let today = norway::date(now);
    if from < today || last_day.is_some_and(|last| last < from) {
        return None;
    }
    let first = if from == today {
        now
    } else {
        norway::beginning(from)?
    };
    let until = match last_day {
        None => None,
        Some(last) => Some(after(last)?),
    };
    Some(Validity { from: first, until })
}

/// The first instant after a day.
fn after(day: Date) -> Option<Timestamp> {
    day.tomorrow().ok().and_then(norway::beginning)
}

fn subject(app: &App, who: BufdirWho) -> Result<Result<Subject, No>, Failure> {
    let (national_id, name) = match who {
        BufdirWho::Known { person_id } => return Ok(Ok(Subject::Known(person_id))),
        BufdirWho::New { national_id, name } => (national_id, name),
    };
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return Ok(Err(No::Name));
    }
    match admin::identity(app.settings(), &national_id) {
        Ok(identity) => Ok(Ok(Subject::New(identity, name.to_owned()))),
        Err(AdminError::NationalId(_)) => Ok(Err(No::NationalId)),
        Err(AdminError::RealPerson | AdminError::SyntheticPerson) => Ok(Err(No::Environment)),
        Err(
            AdminError::UnknownOffice
            | AdminError::UnknownUnit
            | AdminError::NoTime
            | AdminError::NoOfficer
            | AdminError::NoColleague
            | AdminError::Period(_)
            | AdminError::FormInUse
            | AdminError::NoDemoHere
            | AdminError::NoForm
            | AdminError::NotImported(_)
            | AdminError::Store(_),
        ) => Err(Failure::internal()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_begins_today_or_later_and_lasts_to_the_end_of_its_last_day() {
        let now: Timestamp = "2026-07-01T08:00:00Z".parse().unwrap();
        let day = |text: &str| text.parse::<Date>().unwrap();
        let of = |from, last: Option<&str>| validity(day(from), last.map(day), now);
        assert!(of("2026-06-30", None).is_none());
        assert!(of("2026-07-02", Some("2026-07-01")).is_none());
        let today = of("2026-07-01", None).unwrap();
        assert_eq!((today.from, today.until), (now, None));
        let later = of("2026-08-01", Some("2026-08-01")).unwrap();
        assert_eq!(later.from.to_string(), "2026-07-31T22:00:00Z");
        assert_eq!(later.until.unwrap().to_string(), "2026-08-01T22:00:00Z");
    }
}
