//! What a client must know before anyone is logged in.

use axum::extract::State;
use domain::wire::{Discovery, path};

use super::{Json, openapi::example};
use crate::App;

/// What a client must know before anyone is logged in
#[utoipa::path(
    get,
    path = path::DISCOVERY,
    operation_id = "discovery",
    tag = "session",
    responses(
        (status = 200, description = "The server", body = Discovery, example = json!(example::discovery())),
    )
)]
pub(super) async fn handle(State(app): State<App>) -> Json<Discovery> {
    let settings = app.settings();
    Json(Discovery {
        environment: settings.environment,
        issuer: settings.idporten.issuer.clone(),
        client_id: settings.idporten.client_id.clone(),
        scope: settings.idporten.scope.clone(),
        resource: settings.idporten.resource.clone(),
        acr: settings.idporten.acr.clone(),
        server_time: app.now(),
    })
}
