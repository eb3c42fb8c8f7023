//! The machines of everybody, for Bufdir.

use axum::extract::State;
use domain::wire::{EndDevicesAnswer, EndPersonDevicesRequest, PersonDevicesAnswer, path};

use super::{
    Json,
    openapi::{BadBody, Failing, NoPerson, example},
};
use crate::{App, access::BufdirPersonScope, error::Failure};

/// List everybody's machines
///
/// Those that somebody has logged in from and that have not been ended.
#[utoipa::path(
    get,
    path = path::PERSON_DEVICES,
    operation_id = "personDevices",
    tag = "bufdir",
    security(("bufdir_session" = [])),
    responses(
        (status = 200, description = "By person", body = PersonDevicesAnswer, example = json!(example::person_devices())),
        NoPerson,
        Failing,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    scope: BufdirPersonScope,
) -> Result<Json<PersonDevicesAnswer>, Failure> {
    let devices = app.store().devices(&scope, None).await?;
    Ok(Json(PersonDevicesAnswer { devices }))
}

/// Log a person's machines out
///
/// As when one was stolen. Ending one that is not that person's, or again, ends nothing.
#[utoipa::path(
    post,
    path = path::END_PERSON_DEVICES,
    operation_id = "endPersonDevices",
    tag = "bufdir",
    security(("bufdir_session" = [])),
    request_body(content = EndPersonDevicesRequest, example = json!(example::end_person_devices())),
    responses(
        (status = 200, description = "What ended", body = EndDevicesAnswer, example = json!(example::ended())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn end(
    State(app): State<App>,
    scope: BufdirPersonScope,
    Json(asked): Json<EndPersonDevicesRequest>,
) -> Result<Json<EndDevicesAnswer>, Failure> {
    let store = app.store();
    let ended = store
        .end_devices(&scope, asked.person_id, asked.device_id)
        .await?;
    app.hints().look();
    Ok(Json(ended))
}
