//! Bufdir sees what is approved, acknowledges it, and reopens it or refuses to.

use axum::extract::State;
use domain::wire::{
    AcknowledgementAnswer, AcknowledgementRequest, BufdirRefused, BufdirReopen, BufdirReopened,
    BufdirReport, BufdirReports, path,
};

use super::{
    super::{
        Json, acknowledgements,
        openapi::{BadBody, Failing, ForBufdir, Missing, example},
    },
    InPeriod, OfReport,
};
use crate::{App, access::PortalBufdir, error::Failure};

/// List the approved reports of a half-year
///
/// And every request to reopen and every approval that waits, of any half-year.
#[utoipa::path(
    get,
    path = path::PORTAL_BUFDIR_REPORTS,
    operation_id = "bufdirReports",
    tag = "bufdir",
    security(("browser_session" = [])),
    params(InPeriod),
    responses(
        (status = 200, description = "By unit", body = BufdirReports),
        ForBufdir,
        Missing,
        Failing,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    scope: PortalBufdir,
    InPeriod { period }: InPeriod,
) -> Result<Json<BufdirReports>, Failure> {
    Ok(Json(app.store().reports_at_bufdir(&scope, period).await?))
}

/// See an approved report with its history
#[utoipa::path(
    get,
    path = path::PORTAL_BUFDIR_REPORT,
    operation_id = "bufdirReport",
    tag = "bufdir",
    security(("browser_session" = [])),
    params(OfReport),
    responses(
        (status = 200, description = "The report", body = BufdirReport),
        ForBufdir,
        Missing,
        Failing,
    )
)]
pub(super) async fn one(
    State(app): State<App>,
    scope: PortalBufdir,
    OfReport { report_id }: OfReport,
) -> Result<Json<BufdirReport>, Failure> {
    let found = app.store().report_at_bufdir(&scope, report_id).await?;
    found.map(Json).ok_or_else(Failure::not_found)
}

/// Reopen an approved report
///
/// With a reason, which the office reads. It also answers the office that has asked for it.
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_REOPEN,
    operation_id = "bufdirReopen",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = BufdirReopen, example = json!(example::reopening_request())),
    responses(
        (status = 200, description = "What became of it", body = BufdirReopened),
        ForBufdir,
        Missing,
        BadBody,
        Failing,
    )
)]
pub(super) async fn reopen(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(asked): Json<BufdirReopen>,
) -> Result<Json<BufdirReopened>, Failure> {
    let reopened = app.store().reopen(&scope, &asked).await?;
    app.hints().look();
    reopened.map(Json).ok_or_else(Failure::not_found)
}

/// Refuse to reopen an approved report
///
/// With a reason, which the office that has asked for it reads.
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_REFUSE,
    operation_id = "bufdirRefuseReopening",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = BufdirReopen, example = json!(example::reopening_request())),
    responses(
        (status = 200, description = "What became of it", body = BufdirRefused),
        ForBufdir,
        Missing,
        BadBody,
        Failing,
    )
)]
pub(super) async fn refuse(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(asked): Json<BufdirReopen>,
) -> Result<Json<BufdirRefused>, Failure> {
    let refused = app.store().refuse_reopening(&scope, &asked).await?;
    app.hints().look();
    refused.map(Json).ok_or_else(Failure::not_found)
}

/// Acknowledge approvals
///
/// Each is settled for itself. Acknowledging again answers with the first time.
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_ACKNOWLEDGE,
    operation_id = "bufdirAcknowledge",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = AcknowledgementRequest, example = json!(example::acknowledgement_request())),
    responses(
        (status = 200, description = "What became of each", body = AcknowledgementAnswer),
        ForBufdir,
        BadBody,
        Failing,
    )
)]
pub(super) async fn acknowledge(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(sent): Json<AcknowledgementRequest>,
) -> Result<Json<AcknowledgementAnswer>, Failure> {
    acknowledgements::each(&app, &scope, sent).await
}
