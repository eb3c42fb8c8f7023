//! The server's word that an officer may go on without it for a while.

use axum::extract::State;
use domain::{lease::Lease, signing::Signature, wire::path};

use super::{
    Json,
    openapi::{Failing, NoPerson, example},
};
use crate::{App, access::OfficerScope, error::Failure};

/// Ask how long the desktop may go on without the server
///
/// A new lease takes the place of the one before. Nothing is kept of it here.
#[utoipa::path(
    get,
    path = path::LEASE,
    operation_id = "lease",
    tag = "session",
    security(("officer_session" = [])),
    responses(
        (status = 200, description = "A lease, signed", body = Lease, example = json!(example::lease())),
        NoPerson,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: OfficerScope,
) -> Result<Json<Lease>, Failure> {
    let issued_at = app.now();
    let ends_at = issued_at.saturating_add(app.settings().limits.lease);
    let lease = Lease {
        person: scope.person(),
        office: scope.office().clone(),
        issued_at,
        ends_at: ends_at.unwrap_or(issued_at),
        signature: Signature::MISSING,
    };
    Ok(Json(lease.signed(app.settings().signing.key())))
}
