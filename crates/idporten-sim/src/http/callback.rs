//! The browser goes back to the client, rightly or wrongly.

use axum::response::Response;
use url::Url;

use super::{Shared, found};
use crate::{
    fault::Fault,
    page,
    request::Request,
    token::{Grant, Login},
};

/// With a code.
pub(super) fn success(shared: &Shared, request: Request, login: Login) -> Response {
    let code = shared.random();
    let now = shared.now();
    let (redirect_uri, state) = (request.redirect_uri.clone(), request.state.clone());
    let grant = Grant {
        client_id: request.client_id,
        redirect_uri: request.redirect_uri,
        challenge: request.challenge,
        login,
        nonce: request.nonce,
        scopes: request.scopes,
        resource: request.resource,
        language: request.language,
    };
    shared.state().give_code(code.clone(), grant, now);
    back(shared, &redirect_uri, Some(&state), ("code", &code))
}

/// With an error, to a request that was good.
pub(super) fn error_of(shared: &Shared, request: &Request, error: &str) -> Response {
    back(
        shared,
        &request.redirect_uri,
        Some(&request.state),
        ("error", error),
    )
}

/// With an error.
pub(super) fn error(
    shared: &Shared,
    redirect_uri: &str,
    state: Option<&str>,
    error: &str,
) -> Response {
    back(shared, redirect_uri, state, ("error", error))
}

fn back(
    shared: &Shared,
    redirect_uri: &str,
    state: Option<&str>,
    outcome: (&str, &str),
) -> Response {
    let faults = shared.state().faults.clone();
    let Ok(mut url) = Url::parse(redirect_uri) else {
        return page::error("invalid_request");
    };
    if faults.contains(&Fault::NeverRedirects) {
        return page::stranded();
    }
    let mut parameters = vec![outcome];
    if faults.contains(&Fault::WrongCallbackIssuer) {
        parameters.push(("iss", "https://someone-else.example"));
    } else if !faults.contains(&Fault::MissingCallbackIssuer) {
        parameters.push(("iss", &shared.issuer));
    }
    if faults.contains(&Fault::WrongCallbackState) {
        parameters.push(("state", "of-another-attempt"));
    } else if let Some(state) = state {
        parameters.push(("state", state));
    }
    if faults.contains(&Fault::DuplicateCallbackParameters) {
        parameters.extend_from_within(..);
    }
    url.query_pairs_mut().extend_pairs(parameters);
    found(url.as_str())
}
