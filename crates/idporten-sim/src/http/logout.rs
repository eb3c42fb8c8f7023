//! `/logout`: ends the session that other logins may use.

use axum::{
    extract::{RawQuery, State as Extract},
    http::HeaderMap,
    response::Response,
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;
use url::Url;

use super::{App, Shared, found};
use crate::{
    page,
    request::{self, Parameters},
};

pub(super) async fn with_query(
    Extract(shared): App,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    log_out(&shared, &headers, query.as_deref().unwrap_or_default())
}

pub(super) async fn with_form(Extract(shared): App, headers: HeaderMap, body: String) -> Response {
    log_out(&shared, &headers, &body)
}

fn log_out(shared: &Shared, headers: &HeaderMap, text: &str) -> Response {
    let Some(parameters) = request::parameters(text) else {
        return page::error("invalid_request");
    };
    if let Some(id) = shared.session_id(headers) {
        shared.state().end_session(&id);
    }
    match destination(shared, &parameters) {
        Ok(Some(url)) => found(url.as_str()),
        Ok(None) => page::logged_out(),
        Err(error) => page::error(error),
    }
}

/// Where the browser goes then: only where a client that names itself has registered it.
fn destination(shared: &Shared, parameters: &Parameters) -> Result<Option<Url>, &'static str> {
    let Some(uri) = parameters.get("post_logout_redirect_uri") else {
        return Ok(None);
    };
    let hinted = parameters
        .get("id_token_hint")
        .and_then(|token| audience(token));
    let client = parameters.get("client_id").cloned().or(hinted);
    let client = client
        .and_then(|id| shared.config.client(&id))
        .ok_or("invalid_client")?;
    if !client.post_logout_redirect_uris.contains(uri) {
        return Err("invalid_request");
    }
    let mut url = Url::parse(uri).map_err(|_| "invalid_request")?;
    if let Some(state) = parameters.get("state") {
        if !state.chars().all(|c| (' '..='~').contains(&c)) {
            return Err("invalid_request");
        }
        url.query_pairs_mut().append_pair("state", state);
    }
    Ok(Some(url))
}

/// Whose token this is. Nothing hangs on the answer but where a registered redirect leads.
fn audience(token: &str) -> Option<String> {
    let claims = token.split('.').nth(1)?;
    let claims = BASE64URL_NOPAD.decode(claims.as_bytes()).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims.get("aud")?.as_str().map(str::to_owned)
}
