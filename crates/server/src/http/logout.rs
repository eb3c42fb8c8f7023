//! Ends a session. Ending it again is no fault.

use axum::{extract::State, http::StatusCode};

use crate::{App, access::EndScope, error::Failure};

pub(super) async fn handle(State(app): State<App>, scope: EndScope) -> Result<StatusCode, Failure> {
    app.store().end_session(scope).await?;
    Ok(StatusCode::NO_CONTENT)
}
