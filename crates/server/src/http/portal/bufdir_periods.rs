//! Bufdir opens half-years, moves their deadlines, closes them, and sees who is missing.

use axum::extract::State;
use domain::{
    deadlines::PeriodSettings,
    wire::{BufdirMissing, BufdirPeriodClose, BufdirPeriodSet, BufdirPeriods, path},
};

use super::{
    super::{
        Json,
        openapi::{BadBody, Failing, ForBufdir, Missing, example},
    },
    InPeriod,
};
use crate::{App, access::PortalBufdir, error::Failure};

/// List the half-years
///
/// Those that were ever opened, and proposals for those that can be.
#[utoipa::path(
    get,
    path = path::PORTAL_BUFDIR_PERIODS,
    operation_id = "bufdirPeriods",
    tag = "bufdir",
    security(("browser_session" = [])),
    responses((status = 200, description = "The newest first", body = BufdirPeriods), ForBufdir, Failing)
)]
pub(super) async fn list(
    State(app): State<App>,
    scope: PortalBufdir,
) -> Result<Json<BufdirPeriods>, Failure> {
    Ok(Json(app.store().periods_at_bufdir(&scope).await?))
}

/// Open a half-year for all units, or move its deadlines
///
/// A closed one is open again. Reports that were sent before keep the deadline that they were sent with.
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_PERIODS,
    operation_id = "bufdirOpenPeriod",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = PeriodSettings, example = json!(example::period_settings())),
    responses(
        (status = 200, description = "What became of it", body = BufdirPeriodSet),
        ForBufdir,
        BadBody,
        Failing,
    )
)]
pub(super) async fn open(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(settings): Json<PeriodSettings>,
) -> Result<Json<BufdirPeriodSet>, Failure> {
    let store = app.store();
    Ok(Json(store.open_period_at_bufdir(&scope, &settings).await?))
}

/// Close a half-year
///
/// No unit sends for it any more. What waits at an office can still be decided.
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_CLOSE_PERIOD,
    operation_id = "bufdirClosePeriod",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = BufdirPeriodClose, example = json!(example::period_close())),
    responses(
        (status = 200, description = "All half-years", body = BufdirPeriods),
        ForBufdir,
        Missing,
        BadBody,
        Failing,
    )
)]
pub(super) async fn close(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(asked): Json<BufdirPeriodClose>,
) -> Result<Json<BufdirPeriods>, Failure> {
    if !app.store().close_period(&scope, asked.period).await? {
        return Err(Failure::not_found());
    }
    Ok(Json(app.store().periods_at_bufdir(&scope).await?))
}

/// List whose reports of a half-year are not approved
#[utoipa::path(
    get,
    path = path::PORTAL_BUFDIR_MISSING,
    operation_id = "bufdirMissing",
    tag = "bufdir",
    security(("browser_session" = [])),
    params(InPeriod),
    responses(
        (status = 200, description = "County by county", body = BufdirMissing),
        ForBufdir,
        Missing,
        Failing,
    )
)]
pub(super) async fn missing(
    State(app): State<App>,
    scope: PortalBufdir,
    InPeriod { period }: InPeriod,
) -> Result<Json<BufdirMissing>, Failure> {
    Ok(Json(app.store().missing_at_bufdir(&scope, period).await?))
}
