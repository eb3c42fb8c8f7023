//! Whose session it is.

use axum::extract::State;
use domain::wire::{PortalMe, path};

use super::super::{
    Json,
    openapi::{Asked, Failing},
};
use crate::{App, access::PortalPerson, error::Failure};

/// Ask whose session it is
#[utoipa::path(
    get,
    path = path::PORTAL_ME,
    operation_id = "portalMe",
    tag = "portal",
    security(("browser_session" = [])),
    responses((status = 200, description = "The person", body = PortalMe), Asked, Failing)
)]
pub(super) async fn handle(
    State(app): State<App>,
    person: PortalPerson,
) -> Result<Json<PortalMe>, Failure> {
    let session = person.session(app.now());
    let me = app.store().portal_me(person.scope(), session).await?;
    Ok(Json(me))
}
