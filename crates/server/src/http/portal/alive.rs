//! Moves the end of a session by the person's input.

use axum::extract::State;
use domain::wire::{PortalAlive, PortalSession, path};
use jiff::SignedDuration;

use super::super::{
    Json,
    openapi::{Asked, BadBody, Failing},
};
use crate::{
    App,
    access::{PortalPerson, PortalToken},
    error::Failure,
};

/// Tell that the person is there
///
/// Only input moves the end of an idle session.
#[utoipa::path(
    post,
    path = path::PORTAL_ALIVE,
    operation_id = "portalAlive",
    tag = "portal",
    security(("browser_session" = [])),
    request_body(content = PortalAlive, example = json!({ "idle_seconds": 12 })),
    responses((status = 200, description = "Its ends", body = PortalSession), Asked, BadBody, Failing)
)]
pub(super) async fn handle(
    State(app): State<App>,
    _: PortalPerson,
    token: PortalToken,
    Json(told): Json<PortalAlive>,
) -> Result<Json<PortalSession>, Failure> {
    let idle = SignedDuration::from_secs(told.idle_seconds.into());
    let kept = app.store().keep_browser_session(token.hash(), idle).await?;
    kept.map(Json)
        .ok_or_else(|| Failure::signed_out("the session has ended"))
}
