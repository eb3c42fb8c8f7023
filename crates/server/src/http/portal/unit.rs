//! A unit's periods.

use axum::extract::State;
use domain::{
    ids::UnitNo,
    wire::{PortalUnitView, path},
};

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
    params(("unit_no" = UnitNo, Path, description = "The unit")),
    responses(
        (status = 200, description = "The unit", body = PortalUnitView),
        AskedOfAUnit,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: PortalReporter,
    AtUnit(unit): AtUnit,
) -> Result<Json<PortalUnitView>, Failure> {
    if !scope.may_report_for(&unit) {
        return Err(Failure::not_found());
    }
    let view = app.store().portal_unit(&scope, &unit).await?;
    view.map(Json).ok_or_else(Failure::not_found)
}
