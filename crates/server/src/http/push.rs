//! Decisions, each settled for itself: one item's fate never touches another's.

use axum::extract::State;
use domain::wire::{PUSH_MAX, PushAnswer, PushRequest, path};

use super::{
    Json,
    openapi::{BadBody, Failing, NoPerson, example},
};
use crate::{App, access::OfficerScope, error::Failure};

/// Send decisions
///
/// Each is settled for itself, and an item that is no decision is answered as one that is rejected. A
/// decision's id is its key for ever: the same bytes get the first outcome again.
#[utoipa::path(
    post,
    path = path::PUSH,
    operation_id = "push",
    tag = "sync",
    security(("officer_session" = [])),
    request_body(content = PushRequest, example = json!(example::push_request())),
    responses(
        (status = 200, description = "An outcome for each", body = PushAnswer, example = json!(example::push_answer())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: OfficerScope,
    Json(sent): Json<PushRequest>,
) -> Result<Json<PushAnswer>, Failure> {
    if sent.items.len() > PUSH_MAX {
        return Err(Failure::too_large("more than 50 decisions at once"));
    }
    let key = app.settings().signing.key();
    let mut results = Vec::with_capacity(sent.items.len());
    for item in &sent.items {
        let bytes = item.get().as_bytes();
        let result = app.store().decide(&scope, key, bytes).await?;
        app.measures().settled(&result.outcome);
        results.push(result);
        app.hints().look();
    }
    Ok(Json(PushAnswer {
        server_time: app.now(),
        results,
    }))
}
