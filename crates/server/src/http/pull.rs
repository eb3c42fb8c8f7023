//! The office's feed after a cursor.

use axum::extract::State;
use domain::wire::{PullPage, PullRequest};

use super::Json;
use crate::{App, access::OfficerScope, error::Failure};

pub(super) async fn handle(
    State(app): State<App>,
    scope: OfficerScope,
    Json(asked): Json<PullRequest>,
) -> Result<Json<PullPage>, Failure> {
    let page = app.store().feed_after(&scope, &asked).await?;
    app.measures().sent(&page);
    Ok(Json(page))
}
