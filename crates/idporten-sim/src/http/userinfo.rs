//! `GET` and `POST /userinfo`.

use axum::{
    Json,
    extract::State as Extract,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{App, token::digest};
use crate::token;

pub(super) async fn user_info(Extract(shared): App, headers: HeaderMap) -> Response {
    let presented = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let claims = presented.and_then(|presented| {
        shared
            .state()
            .access(&digest(presented), shared.now())
            .map(token::user_info)
    });
    claims.map_or_else(
        || {
            let challenge = [(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
            (StatusCode::UNAUTHORIZED, challenge).into_response()
        },
        |claims| Json(claims).into_response(),
    )
}
