//! What a client must know before anyone is logged in.

use axum::extract::State;
use domain::wire::Discovery;

use super::Json;
use crate::App;

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
