//! What does not change: the discovery document, the keys, the style.

use axum::{
    Json,
    extract::State as Extract,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::App;
use crate::{
    claims::{Claims, object, set},
    fault::Fault,
};

pub(super) async fn discovery(Extract(shared): App) -> Json<Claims> {
    let base = &shared.issuer;
    let mut document = object(json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/jwks.json"),
        "userinfo_endpoint": format!("{base}/userinfo"),
        "end_session_endpoint": format!("{base}/logout"),
        "pushed_authorization_request_endpoint": format!("{base}/par"),
        "revocation_endpoint": format!("{base}/token/revoke"),
        "scopes_supported": ["openid", "profile"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "none", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "acr_values_supported":
            ["idporten-loa-low", "idporten-loa-substantial", "idporten-loa-high"],
        "ui_locales_supported": ["en", "nb", "nn"],
        "prompt_values_supported": ["consent", "login", "none"],
        "subject_types_supported": ["pairwise"],
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    }));
    if shared.has(Fault::WrongDiscoveryIssuer) {
        set(&mut document, "issuer", "https://someone-else.example");
    }
    if shared.has(Fault::NoPar) {
        document.remove("pushed_authorization_request_endpoint");
    }
    Json(document)
}

pub(super) async fn keys(Extract(shared): App) -> Response {
    if shared.has(Fault::KeysFail) {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let keys: Vec<Value> = shared.state().keys.iter().map(|key| key.public()).collect();
    Json(json!({ "keys": keys })).into_response()
}

pub(super) async fn style() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("../style.css"),
    )
}
