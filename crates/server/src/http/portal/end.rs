//! Ends a session. Ending one that has ended is no fault.

use axum::{
    extract::State,
    http::{HeaderName, header},
};
use domain::wire::{PortalEnded, path};

use super::{
    super::{
        Json,
        openapi::{Asked, Failing},
    },
    no_cookie,
};
use crate::{
    App,
    access::PortalToken,
    error::Failure,
    portal::{self, SESSION_COOKIE},
};

/// Log out
///
/// The browser then goes to ID-porten, which logs out all its services.
#[utoipa::path(
    post,
    path = path::PORTAL_END,
    operation_id = "endPortalSession",
    tag = "portal",
    security(("browser_session" = [])),
    responses((status = 200, description = "It has ended", body = PortalEnded), Asked, Failing)
)]
pub(super) async fn handle(
    State(app): State<App>,
    token: PortalToken,
) -> Result<([(HeaderName, String); 1], Json<PortalEnded>), Failure> {
    if let Some(scope) = token.to_end(&app).await? {
        app.store().end_session(scope).await?;
    }
    let go_to = portal::way_out(&app).await;
    let cookie = no_cookie(SESSION_COOKIE);
    Ok(([(header::SET_COOKIE, cookie)], Json(PortalEnded { go_to })))
}
