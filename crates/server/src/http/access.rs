//! Who sees the published figures through an office.

use axum::extract::State;
use domain::wire::{AccessAnswer, EndAccessAnswer, EndAccessRequest, path};

use super::{
    Json,
    openapi::{BadBody, Failing, NoPerson, example},
};
use crate::{App, access::OfficerScope, error::Failure};

/// List the office's access
///
/// The access that the office gave, and what Bufdir gave to those whom the office forwarded. What was ended
/// or is over is not among it.
#[utoipa::path(
    get,
    path = path::ACCESS,
    operation_id = "access",
    tag = "sync",
    security(("officer_session" = [])),
    responses(
        (status = 200, description = "By name", body = AccessAnswer, example = json!(example::access_answer())),
        NoPerson,
        Failing,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    scope: OfficerScope,
) -> Result<Json<AccessAnswer>, Failure> {
    Ok(Json(app.store().access_of_office(&scope).await?))
}

/// End access
///
/// Only what the office itself gave. The person's session as a reader ends with it.
#[utoipa::path(
    post,
    path = path::END_ACCESS,
    operation_id = "endAccess",
    tag = "sync",
    security(("officer_session" = [])),
    request_body(content = EndAccessRequest, example = json!(example::end_access_request())),
    responses(
        (status = 200, description = "What became of it", body = EndAccessAnswer, example = json!(example::end_access_answer())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn end(
    State(app): State<App>,
    scope: OfficerScope,
    Json(asked): Json<EndAccessRequest>,
) -> Result<Json<EndAccessAnswer>, Failure> {
    let store = app.store();
    let outcome = store
        .end_access_of_office(&scope, asked.application_id)
        .await?;
    app.hints().look();
    Ok(Json(EndAccessAnswer {
        outcome,
        server_time: app.now(),
    }))
}
