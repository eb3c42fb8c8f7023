//! Bufdir says which units report, and when.

use axum::extract::State;
use domain::wire::{BufdirAddUnit, BufdirUnitSet, BufdirUnitSpan, BufdirUnits, path};

use super::super::{
    Json,
    openapi::{BadBody, Failing, ForBufdir, example},
};
use crate::{App, access::PortalBufdir, error::Failure};

/// List all units
///
/// With those that have ended.
#[utoipa::path(
    get,
    path = path::PORTAL_BUFDIR_UNITS,
    operation_id = "bufdirUnits",
    tag = "bufdir",
    security(("browser_session" = [])),
    responses((status = 200, description = "By county", body = BufdirUnits), ForBufdir, Failing)
)]
pub(super) async fn list(
    State(app): State<App>,
    scope: PortalBufdir,
) -> Result<Json<BufdirUnits>, Failure> {
    Ok(Json(app.store().units_at_bufdir(&scope).await?))
}

/// Add a unit
///
/// It belongs to the office of its county.
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_UNITS,
    operation_id = "bufdirAddUnit",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = BufdirAddUnit, example = json!(example::add_unit())),
    responses(
        (status = 200, description = "What became of it", body = BufdirUnitSet),
        ForBufdir,
        BadBody,
        Failing,
    )
)]
pub(super) async fn add(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(new): Json<BufdirAddUnit>,
) -> Result<Json<BufdirUnitSet>, Failure> {
    Ok(Json(app.store().add_unit(&scope, &new).await?))
}

/// Say from when until when a unit reports
///
/// A unit that ends stays, with all that it has sent.
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_UNIT_SPAN,
    operation_id = "bufdirUnitSpan",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = BufdirUnitSpan, example = json!(example::unit_span())),
    responses(
        (status = 200, description = "What became of it", body = BufdirUnitSet),
        ForBufdir,
        BadBody,
        Failing,
    )
)]
pub(super) async fn span(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(span): Json<BufdirUnitSpan>,
) -> Result<Json<BufdirUnitSet>, Failure> {
    Ok(Json(app.store().set_unit_span(&scope, &span).await?))
}
