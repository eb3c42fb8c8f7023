//! An officer asks Bufdir to reopen an approved report.

use axum::extract::State;
use domain::wire::{ReopeningRequest, ReopeningRequestAnswer, path};

use super::{
    Json,
    openapi::{BadBody, Failing, NoPerson, example},
};
use crate::{App, access::OfficerScope, error::Failure};

/// Ask Bufdir to reopen a report
///
/// For an approved report of the own office, with a reason. An office asks once until Bufdir has decided;
/// asking again changes nothing.
#[utoipa::path(
    post,
    path = path::REOPENING_REQUESTS,
    operation_id = "askReopening",
    tag = "sync",
    security(("officer_session" = [])),
    request_body(content = ReopeningRequest, example = json!(example::reopening_request())),
    responses(
        (status = 200, description = "Whether it was taken", body = ReopeningRequestAnswer, example = json!(example::reopening_request_answer())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: OfficerScope,
    Json(asked): Json<ReopeningRequest>,
) -> Result<Json<ReopeningRequestAnswer>, Failure> {
    let outcome = app.store().ask_reopening(&scope, &asked).await?;
    Ok(Json(ReopeningRequestAnswer {
        server_time: app.now(),
        outcome,
    }))
}
