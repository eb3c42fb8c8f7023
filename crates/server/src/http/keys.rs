//! The keys that receipts are checked with, for anybody.

use axum::extract::State;
use domain::wire::PublishedKeys;

use super::Json;
use crate::App;

pub(super) async fn handle(State(app): State<App>) -> Json<PublishedKeys> {
    Json(PublishedKeys {
        keys: app.settings().signing.published(),
    })
}
