//! The units that an applicant picks from.

use axum::extract::State;
use domain::{
    norway,
    units::Register,
    wire::{PortalPlaces, PortalUnit, path},
};

use super::super::{
    Json,
    openapi::{Asked, Failing},
};
use crate::{App, access::PortalPerson, error::Failure};

/// List the reporting units
#[utoipa::path(
    get,
    path = path::PORTAL_PLACES,
    operation_id = "portalPlaces",
    tag = "portal",
    security(("browser_session" = [])),
    responses((status = 200, description = "By name", body = PortalPlaces), Asked, Failing)
)]
pub(super) async fn handle(
    State(app): State<App>,
    _: PortalPerson,
) -> Result<Json<PortalPlaces>, Failure> {
    let register = Register::current();
    let units = register.reporting_on(norway::date(app.now())).map(|unit| {
        let office = register.office(&unit.office);
        PortalUnit {
            unit_no: unit.no.clone(),
            name: register.shown_name(unit),
            office: unit.office.clone(),
            office_name: office.map_or_else(String::new, |office| office.official_name.clone()),
        }
    });
    Ok(Json(PortalPlaces {
        units: units.collect(),
    }))
}
