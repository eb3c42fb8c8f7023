//! Trades ID-porten's access token for a session of the server's own.

use axum::extract::State;
use domain::wire::{Session, SessionRequest};

use super::Json;
use crate::{App, error::Failure};

pub(super) async fn handle(
    State(app): State<App>,
    Json(asked): Json<SessionRequest>,
) -> Result<Json<Session>, Failure> {
    crate::login::trade(&app, &asked.access_token)
        .await
        .map(Json)
}
