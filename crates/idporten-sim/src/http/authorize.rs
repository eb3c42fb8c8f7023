//! `GET /authorize`: the browser arrives.

use axum::{
    extract::{RawQuery, State as Extract},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};

use super::{App, Shared, callback};
use crate::{
    page,
    request::{self, Hint, Parameters, Prompt, Refusal, Request},
    token::Login,
};

pub(super) async fn authorize(
    Extract(shared): App,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(parameters) = request::parameters(query.as_deref().unwrap_or_default()) else {
        return page::error("invalid_request");
    };
    match read(&shared, &parameters) {
        Ok(request) => answer(&shared, request, &headers),
        Err(Refusal::Page(error)) => page::error(error),
        Err(Refusal::Redirect {
            redirect_uri,
            state,
            error,
        }) => callback::error(&shared, &redirect_uri, state.as_deref(), error),
    }
}

/// A pushed request is taken by its name; nothing else of the query counts then.
fn read(shared: &Shared, parameters: &Parameters) -> Result<Request, Refusal> {
    let Some(uri) = parameters.get("request_uri") else {
        return request::judge(parameters, &shared.config);
    };
    let client_id = parameters
        .get("client_id")
        .map(String::as_str)
        .unwrap_or_default();
    let pushed = shared.state().take_pushed(uri, client_id, shared.now());
    pushed.ok_or(Refusal::Page("invalid_request_uri"))
}

fn answer(shared: &Shared, request: Request, headers: &HeaderMap) -> Response {
    if let Some(hint) = &request.hint {
        return if hint.level >= request.level {
            let login = hinted(shared, hint);
            callback::success(shared, request, login)
        } else {
            callback::error_of(shared, &request, "invalid_request")
        };
    }
    let now = shared.now();
    let session = shared
        .session_id(headers)
        .and_then(|id| shared.state().use_session(&id, now));
    match (session, request.prompt) {
        (Some(login), Prompt::IfNeeded | Prompt::Never) if login.level >= request.level => {
            callback::success(shared, request, login)
        }
        (_, Prompt::Never) => callback::error_of(shared, &request, "login_required"),
        (_, Prompt::IfNeeded | Prompt::Always) => {
            let id = shared.random();
            let to = format!("/login/{id}");
            shared.state().open_page(id, request, now);
            Redirect::to(&to).into_response()
        }
    }
}

fn hinted(shared: &Shared, hint: &Hint) -> Login {
    let known = shared
        .config
        .persons
        .iter()
        .find(|person| person.pid == hint.pid);
    Login {
        pid: hint.pid.clone(),
        name: known.map(|person| person.name.clone()),
        level: hint.level,
        amr: "TestID",
        at: shared.now(),
        sid: shared.random(),
    }
}
