//! `POST /par`: a request left in advance (RFC 9126).

use axum::{
    Json,
    extract::State as Extract,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{App, oauth_error};
use crate::{
    client_auth,
    fault::Fault,
    request::{self, Refusal},
};

pub(super) async fn push(Extract(shared): App, headers: HeaderMap, body: String) -> Response {
    if shared.has(Fault::ParFails) {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let Some(parameters) = request::parameters(&body) else {
        return oauth_error(StatusCode::BAD_REQUEST, "invalid_request");
    };
    if client_auth::check(&shared, &headers, &parameters).is_none() {
        return oauth_error(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    if parameters.contains_key("request_uri") {
        return oauth_error(StatusCode::BAD_REQUEST, "invalid_request");
    }
    match request::judge(&parameters, &shared.config) {
        Ok(request) => {
            let uri = format!("urn:idporten:{}", shared.random());
            shared.state().push(uri.clone(), request, shared.now());
            let answer = json!({ "request_uri": uri, "expires_in": 120 });
            (StatusCode::CREATED, Json(answer)).into_response()
        }
        Err(Refusal::Page(error) | Refusal::Redirect { error, .. }) => {
            oauth_error(StatusCode::BAD_REQUEST, error)
        }
    }
}
