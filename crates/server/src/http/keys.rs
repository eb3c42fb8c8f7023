//! The keys that receipts are checked with, for anybody.

use axum::extract::State;
use domain::wire::{PublishedKeys, path};

use super::{Json, openapi::example};
use crate::App;

/// The keys that receipts are checked with
#[utoipa::path(
    get,
    path = path::KEYS,
    operation_id = "keys",
    tag = "session",
    responses(
        (status = 200, description = "The key it signs with, and then earlier ones", body = PublishedKeys, example = json!(example::keys())),
    )
)]
pub(super) async fn handle(State(app): State<App>) -> Json<PublishedKeys> {
    Json(PublishedKeys {
        keys: app.settings().signing.published(),
        sealing: app.settings().signing.sealing().public().clone(),
    })
}
