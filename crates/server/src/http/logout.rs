//! Ends a session. Ending it again is no fault.

use axum::{extract::State, http::StatusCode};
use domain::wire::path;

use super::openapi::{Failing, SignedOut};
use crate::{App, access::EndScope, error::Failure};

/// End the session whose token is sent
///
/// Ending it again is no fault.
#[utoipa::path(
    post,
    path = path::LOGOUT,
    operation_id = "endSession",
    tag = "session",
    security(("officer_session" = [])),
    responses((status = 204, description = "It has ended"), SignedOut, Failing)
)]
pub(super) async fn handle(State(app): State<App>, scope: EndScope) -> Result<StatusCode, Failure> {
    app.store().end_session(scope).await?;
    app.hints().look();
    Ok(StatusCode::NO_CONTENT)
}
