//! `POST /token` and `POST /token/revoke`.

use axum::{
    Json,
    extract::State as Extract,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{App, Shared, oauth_error};
use crate::{
    claims::{Claims, object, set},
    client_auth,
    config::Client,
    fault::Fault,
    request::{self, Parameters},
    token::{self, Grant, LIFETIME},
};

pub(super) async fn token(Extract(shared): App, headers: HeaderMap, body: String) -> Response {
    wait_while_hanging(&shared).await;
    if shared.has(Fault::TokenFails) {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    if shared.has(Fault::TokenGarbled) {
        return Json("a text where tokens should be").into_response();
    }
    let Some(parameters) = request::parameters(&body) else {
        return oauth_error(StatusCode::BAD_REQUEST, "invalid_request");
    };
    let Some(client) = client_auth::check(&shared, &headers, &parameters) else {
        return oauth_error(StatusCode::UNAUTHORIZED, "invalid_client");
    };
    let granted = match parameters.get("grant_type").map(String::as_str) {
        Some("authorization_code") => by_code(&shared, client, &parameters),
        Some("refresh_token") => by_refresh_token(&shared, client, &parameters),
        Some(_) | None => Err("unsupported_grant_type"),
    };
    match granted.and_then(|(id, grant)| tokens(&shared, client, id, &grant)) {
        Ok(tokens) => Json(tokens).into_response(),
        Err(error) => oauth_error(StatusCode::BAD_REQUEST, error),
    }
}

async fn wait_while_hanging(shared: &Shared) {
    let mut faults = shared.faults.subscribe();
    if faults
        .wait_for(|faults| !faults.contains(&Fault::TokenHangs))
        .await
        .is_err()
    {
        tracing::debug!("the stand-in ends while a client waits");
    }
}

fn by_code(
    shared: &Shared,
    client: &Client,
    parameters: &Parameters,
) -> Result<(u64, Grant), &'static str> {
    let get = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
    let taken = shared.state().take_code(get("code"), shared.now());
    let (id, grant) = taken.ok_or("invalid_grant")?;
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(get("code_verifier")));
    let good = grant.client_id == client.client_id
        && grant.redirect_uri == get("redirect_uri")
        && grant.challenge == challenge;
    good.then_some((id, grant)).ok_or("invalid_grant")
}

fn by_refresh_token(
    shared: &Shared,
    client: &Client,
    parameters: &Parameters,
) -> Result<(u64, Grant), &'static str> {
    if client.is_native() {
        return Err("unauthorized_client");
    }
    let presented = parameters.get("refresh_token").ok_or("invalid_request")?;
    let taken = shared.state().take_refresh(presented, shared.now());
    let good = taken.filter(|(_, grant)| grant.client_id == client.client_id);
    good.ok_or("invalid_grant")
}

fn tokens(
    shared: &Shared,
    client: &Client,
    id: u64,
    grant: &Grant,
) -> Result<Claims, &'static str> {
    let now = shared.now();
    let (faults, key) = {
        let state = shared.state();
        (state.faults.clone(), state.keys.last().cloned())
    };
    let key = key.ok_or("server_error")?;
    let wrong = token::of_access_token(&faults);
    let mut claims = token::access_claims(grant, client, &shared.issuer, now, &shared.random());
    token::spoil(&mut claims, &wrong);
    let access = key.sign(&claims, &wrong).ok_or("server_error")?;
    let mut answer = object(json!({
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": LIFETIME,
        "scope": grant.scopes.join(" "),
    }));
    if !faults.contains(&Fault::MissingIdToken) {
        let wrong = token::of_id_token(&faults);
        let mut claims = token::id_claims(grant, client, &shared.issuer, now, &shared.random());
        token::spoil(&mut claims, &wrong);
        set(
            &mut answer,
            "id_token",
            key.sign(&claims, &wrong).ok_or("server_error")?,
        );
    }
    let mut state = shared.state();
    state.give_access(digest(&access), id, grant.clone(), end(now));
    if !client.is_native() {
        let refresh = shared.random();
        set(&mut answer, "refresh_token", refresh.clone());
        set(&mut answer, "refresh_token_expires_in", 600);
        state.give_refresh(refresh, id, grant.clone(), now);
    }
    Ok(answer)
}

fn end(now: Timestamp) -> Timestamp {
    now.checked_add(SignedDuration::from_secs(LIFETIME))
        .unwrap_or(now)
}

/// How an access token is remembered.
pub(super) fn digest(token: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(token))
}

/// Ends the grant behind a token; says the same where there is none (RFC 7009).
pub(super) async fn revoke(Extract(shared): App, headers: HeaderMap, body: String) -> Response {
    let parameters = request::parameters(&body).unwrap_or_default();
    let Some(client) = client_auth::check(&shared, &headers, &parameters) else {
        return oauth_error(StatusCode::UNAUTHORIZED, "invalid_client");
    };
    let Some(token) = parameters.get("token") else {
        return oauth_error(StatusCode::BAD_REQUEST, "invalid_request");
    };
    shared
        .state()
        .revoke(&digest(token), token, &client.client_id);
    StatusCode::OK.into_response()
}
