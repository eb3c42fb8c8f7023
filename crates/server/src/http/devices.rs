//! The machines that a person has logged in from.

use axum::extract::State;
use domain::wire::{DevicesAnswer, EndDevicesAnswer, EndDevicesRequest, path};

use super::{
    Json,
    openapi::{BadBody, Failing, NoPerson, example},
};
use crate::{App, access::PersonScope, error::Failure};

/// List the own machines
///
/// Those that the person has logged in from and that have not been ended.
#[utoipa::path(
    get,
    path = path::DEVICES,
    operation_id = "devices",
    tag = "me",
    security(("session" = [])),
    responses(
        (status = 200, description = "The newest first", body = DevicesAnswer, example = json!(example::devices())),
        NoPerson,
        Failing,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    scope: PersonScope,
) -> Result<Json<DevicesAnswer>, Failure> {
    let devices = app.store().devices_of(&scope).await?;
    Ok(Json(DevicesAnswer { devices }))
}

/// Log own machines out
///
/// Their sessions end, and they may no longer ask whether anything is new. Ending one that is not the
/// person's, or again, ends nothing.
#[utoipa::path(
    post,
    path = path::END_DEVICES,
    operation_id = "endDevices",
    tag = "me",
    security(("session" = [])),
    request_body(content = EndDevicesRequest, example = json!(example::end_devices())),
    responses(
        (status = 200, description = "What ended", body = EndDevicesAnswer, example = json!(example::ended())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn end(
    State(app): State<App>,
    scope: PersonScope,
    Json(asked): Json<EndDevicesRequest>,
) -> Result<Json<EndDevicesAnswer>, Failure> {
    let store = app.store();
    let ended = store
        .end_devices(&scope, scope.person(), asked.device_id)
        .await?;
    app.hints().look();
    Ok(Json(ended))
}
