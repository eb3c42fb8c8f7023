//! Where the office's feed ends, for a client that the events do not reach.

use axum::extract::State;
use domain::wire::{Head, HeadAnswer, path};

use super::{
    Json,
    openapi::{Failing, NoPerson, example},
};
use crate::{App, access::OfficerScope, error::Failure};

/// Ask where the office's feed ends
///
/// For a client that the events do not reach.
#[utoipa::path(
    get,
    path = path::HEAD,
    operation_id = "head",
    tag = "sync",
    security(("officer_session" = [])),
    responses(
        (status = 200, description = "The feed's end", body = HeadAnswer, example = json!(example::head())),
        NoPerson,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: OfficerScope,
) -> Result<Json<HeadAnswer>, Failure> {
    let Head { office, head } = app.store().head_of(&scope).await?;
    Ok(Json(HeadAnswer {
        office,
        head,
        server_time: app.now(),
    }))
}
