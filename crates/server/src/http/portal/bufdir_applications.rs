//! Bufdir answers external applicants, and sees who has access.

use axum::extract::State;
use domain::{
    application::ApplicationDecision,
    wire::{
        AccessAnswer, BufdirAnswered, BufdirApplications, EndAccessAnswer, EndAccessRequest, path,
    },
};

use super::super::{
    Json,
    openapi::{BadBody, Failing, ForBufdir, Missing, example},
};
use crate::{App, access::PortalBufdir, error::Failure};

/// List the applications that wait for Bufdir
///
/// And those that came to Bufdir and are answered, the newest first.
#[utoipa::path(
    get,
    path = path::PORTAL_BUFDIR_APPLICATIONS,
    operation_id = "bufdirApplications",
    tag = "bufdir",
    security(("browser_session" = [])),
    responses(
        (status = 200, description = "All that came to Bufdir", body = BufdirApplications),
        ForBufdir,
        Failing,
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    scope: PortalBufdir,
) -> Result<Json<BufdirApplications>, Failure> {
    Ok(Json(app.store().applications_at_bufdir(&scope).await?))
}

/// Answer an application
///
/// The same answer under the same id again changes nothing.
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_ANSWER,
    operation_id = "bufdirAnswer",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = ApplicationDecision, example = json!(example::bufdir_answer())),
    responses(
        (status = 200, description = "What became of it", body = BufdirAnswered),
        ForBufdir,
        Missing,
        BadBody,
        Failing,
    )
)]
pub(super) async fn answer(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(sent): Json<ApplicationDecision>,
) -> Result<Json<BufdirAnswered>, Failure> {
    let answered = app.store().answer_at_bufdir(&scope, sent).await?;
    app.hints().look();
    answered.map(Json).ok_or_else(Failure::not_found)
}

/// List everybody's access
#[utoipa::path(
    get,
    path = path::PORTAL_BUFDIR_ACCESS,
    operation_id = "bufdirAccess",
    tag = "bufdir",
    security(("browser_session" = [])),
    responses((status = 200, description = "By name", body = AccessAnswer), ForBufdir, Failing)
)]
pub(super) async fn access(
    State(app): State<App>,
    scope: PortalBufdir,
) -> Result<Json<AccessAnswer>, Failure> {
    Ok(Json(app.store().access_of_all(&scope).await?))
}

/// End access, whoever gave it
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_END_ACCESS,
    operation_id = "bufdirEndAccess",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = EndAccessRequest, example = json!(example::end_access_request())),
    responses(
        (status = 200, description = "What became of it", body = EndAccessAnswer),
        ForBufdir,
        BadBody,
        Failing,
    )
)]
pub(super) async fn end_access(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(asked): Json<EndAccessRequest>,
) -> Result<Json<EndAccessAnswer>, Failure> {
    let store = app.store();
    let outcome = store
        .end_access_of_any(&scope, asked.application_id)
        .await?;
    app.hints().look();
    Ok(Json(EndAccessAnswer {
        outcome,
        server_time: app.now(),
    }))
}
