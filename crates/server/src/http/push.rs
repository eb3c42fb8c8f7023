//! Decisions, each settled for itself: one item's fate never touches another's.

use axum::extract::State;
use domain::wire::{PUSH_MAX, PushAnswer, PushRequest};

use super::Json;
use crate::{App, access::OfficerScope, error::Failure};

pub(super) async fn handle(
    State(app): State<App>,
    scope: OfficerScope,
    Json(sent): Json<PushRequest>,
) -> Result<Json<PushAnswer>, Failure> {
    if sent.items.len() > PUSH_MAX {
        return Err(Failure::too_large("more than 50 decisions at once"));
    }
    let mut results = Vec::with_capacity(sent.items.len());
    for item in &sent.items {
        results.push(app.store().decide(&scope, item.get().as_bytes()).await?);
        app.hints().look();
    }
    Ok(Json(PushAnswer {
        server_time: app.now(),
        results,
    }))
}
