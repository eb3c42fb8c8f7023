//! Trades ID-porten's access token for a session of the server's own.

use axum::extract::State;
use domain::wire::{Session, SessionRequest, path};

use super::{
    Json,
    openapi::{BadBody, Failing, NoPerson, example},
};
use crate::{App, error::Failure};

/// Trade ID-porten's access token for a session
///
/// An access token is taken once.
#[utoipa::path(
    post,
    path = path::SESSION,
    operation_id = "openSession",
    tag = "session",
    request_body(content = SessionRequest, example = json!(example::session_request())),
    responses(
        (status = 200, description = "A session", body = Session, example = json!(example::session())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    Json(asked): Json<SessionRequest>,
) -> Result<Json<Session>, Failure> {
    crate::login::trade(&app, asked).await.map(Json)
}
