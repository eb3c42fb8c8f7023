//! The pages between arrival and return: electronic ID, person, cancel.

use axum::{
    extract::{Path, RawQuery, State as Extract},
    http::header,
    response::{IntoResponse, Redirect, Response},
};

use super::{App, Shared, callback};
use crate::{
    eid::Eid,
    page,
    request::{self, Request},
    token::Login,
};

pub(super) async fn choose_eid(
    Extract(shared): App,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    with_page(&shared, &id, query.as_deref(), page::eids)
}

pub(super) async fn choose_person(
    Extract(shared): App,
    Path((id, eid)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(eid) = Eid::parse(&eid) else {
        return page::error("invalid_request");
    };
    with_page(&shared, &id, query.as_deref(), |view| {
        if eid.level() < view.request.level {
            return Redirect::to(&format!("/login/{id}")).into_response();
        }
        page::persons(view, eid, &shared.config.persons)
    })
}

/// Logs a person in and sends the browser back with a code.
pub(super) async fn log_in(Extract(shared): App, Path(id): Path<String>, body: String) -> Response {
    let form = request::parameters(&body).unwrap_or_default();
    let eid = form.get("eid").and_then(|slug| Eid::parse(slug));
    let index = form
        .get("person")
        .and_then(|index| index.parse::<usize>().ok());
    let person = index.and_then(|index| shared.config.persons.get(index));
    let (Some(eid), Some(person)) = (eid, person) else {
        return page::error("invalid_request");
    };
    let now = shared.now();
    let Some(request) = shared.state().close_page(&id, now) else {
        return page::error("expired");
    };
    if eid.level() < request.level {
        return page::error("invalid_request");
    }
    let login = Login {
        pid: person.pid.clone(),
        // MinID tells ID-porten no names.
        name: (eid != Eid::Minid).then(|| person.name.clone()),
        level: eid.level(),
        amr: eid.amr(),
        at: now,
        sid: shared.random(),
    };
    let session = shared.random();
    shared
        .state()
        .begin_session(session.clone(), login.clone(), now);
    let cookie = format!(
        "{}={session}; Path=/; HttpOnly; SameSite=Lax",
        shared.cookie_name()
    );
    (
        [(header::SET_COOKIE, cookie)],
        callback::success(&shared, request, login),
    )
        .into_response()
}

pub(super) async fn cancel(Extract(shared): App, Path(id): Path<String>) -> Response {
    let closed = shared.state().close_page(&id, shared.now());
    closed.map_or_else(
        || page::error("expired"),
        |request| callback::error_of(&shared, &request, "access_denied"),
    )
}

/// Shows a page of a login that is under way, in the language that its user chose last.
fn with_page(
    shared: &Shared,
    id: &str,
    query: Option<&str>,
    show: impl FnOnce(&page::View<'_>) -> Response,
) -> Response {
    let chosen = query.and_then(request::parameters).and_then(|query| {
        query
            .get("lang")
            .and_then(|tag| request::parse_language(tag))
    });
    let request: Option<Request> = shared.state().page(id, shared.now()).map(|request| {
        request.language = chosen.unwrap_or(request.language);
        request.clone()
    });
    let Some(request) = request else {
        return page::error("expired");
    };
    let client = shared.config.client(&request.client_id);
    let service = client.map_or("", |client| client.name.as_str());
    show(&page::View {
        id,
        service,
        request: &request,
    })
}
