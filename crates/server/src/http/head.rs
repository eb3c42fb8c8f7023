//! Where the office's feed ends, for a client that the events do not reach.

use axum::extract::State;
use domain::wire::{Head, HeadAnswer};

use super::Json;
use crate::{App, access::OfficerScope, error::Failure};

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
