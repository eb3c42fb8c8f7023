//! A unit's periods.

use axum::extract::State;
use domain::wire::{PortalUnitView, path};

use super::{
    super::{
        Json,
        openapi::{AskedOfAUnit, Failing},
    },
    AtUnit,
};
use crate::{App, access::PortalReporter, error::Failure};

/// See a unit's periods
#[utoipa::path(
    get,
    path = path::PORTAL_UNIT,
    operation_id = "portalUnit",
    tag = "portal",
    security(("browser_session" = [])),
    params(AtUnit),
    responses(
        (status = 200, description = "The unit", body = PortalUnitView),
        AskedOfAUnit,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: PortalReporter,
    AtUnit { unit_no: unit }: AtUnit,
) -> Result<Json<PortalUnitView>, Failure> {
    scope.require(&unit)?;
    let view = app.store().portal_unit(&scope, &unit).await?;
    view.map(Json).ok_or_else(Failure::not_found)
}
