//! Bufdir reads the audit log.

use axum::extract::State;
use domain::{
    report::Fault,
    wire::{BufdirAudit, BufdirAuditQuery, path},
};

use super::super::{
    Json,
    openapi::{BadBody, Failing, ForBufdir, example},
};
use crate::{App, access::PortalBufdir, error::Failure};

/// Read the audit log
///
/// Who did what, when and to what, the newest first. That it was read is written down too.
#[utoipa::path(
    post,
    path = path::PORTAL_BUFDIR_AUDIT,
    operation_id = "bufdirAudit",
    tag = "bufdir",
    security(("browser_session" = [])),
    request_body(content = BufdirAuditQuery, example = json!(example::audit_query())),
    responses(
        (status = 200, description = "The rows", body = BufdirAudit),
        ForBufdir,
        BadBody,
        Failing,
    )
)]
pub(super) async fn read(
    State(app): State<App>,
    scope: PortalBufdir,
    Json(asked): Json<BufdirAuditQuery>,
) -> Result<Json<BufdirAudit>, Failure> {
    if let Some(field) = asked.too_long() {
        return Err(Failure::invalid(vec![Fault {
            at: field.to_owned(),
            found: "more than 100 characters".to_owned(),
            expected: "an id, or a kind of act".to_owned(),
        }]));
    }
    Ok(Json(app.store().audit_at_bufdir(&scope, &asked).await?))
}
