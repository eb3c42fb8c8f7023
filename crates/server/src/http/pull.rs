//! The office's feed after a cursor.

use axum::extract::State;
use domain::wire::{PullPage, PullRequest, path};

use super::{
    Json,
    openapi::{BadBody, Failing, NoPerson, example},
};
use crate::{App, access::OfficerScope, error::Failure};

/// Fetch the office's feed after a cursor
///
/// The entries come in order and without a gap; each report's newest body comes with its last entry.
#[utoipa::path(
    post,
    path = path::PULL,
    operation_id = "pull",
    tag = "sync",
    security(("officer_session" = [])),
    request_body(content = PullRequest, example = json!(example::pull_request())),
    responses(
        (status = 200, description = "A page", body = PullPage, example = json!(example::pull_page())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: OfficerScope,
    Json(asked): Json<PullRequest>,
) -> Result<Json<PullPage>, Failure> {
    let page = app.store().feed_after(&scope, &asked).await?;
    app.measures().sent(&page);
    Ok(Json(page))
}
