//! Everything about one period of a unit.

use axum::extract::State;
use domain::wire::{PortalForm, path};

use super::{
    super::{
        Json,
        openapi::{AskedOfAUnit, Failing},
    },
    AtPeriod,
};
use crate::{App, access::PortalReporter, error::Failure};

/// Open a form
///
/// The form, the draft, what was sent and decided, and what the rules find.
#[utoipa::path(
    get,
    path = path::PORTAL_FORM,
    operation_id = "portalForm",
    tag = "portal",
    security(("browser_session" = [])),
    params(AtPeriod),
    responses(
        (status = 200, description = "The form", body = PortalForm),
        AskedOfAUnit,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: PortalReporter,
    AtPeriod {
        unit_no: unit,
        period,
    }: AtPeriod,
) -> Result<Json<PortalForm>, Failure> {
    scope.require(&unit)?;
    let form = app.store().portal_form(&scope, (&unit, period)).await?;
    form.map(Json).ok_or_else(Failure::not_found)
}
