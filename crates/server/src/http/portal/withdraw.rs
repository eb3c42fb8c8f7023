//! Takes a report back that the office has not decided.

use axum::extract::State;
use domain::wire::{PortalWithdraw, PortalWithdrawn, path};

use super::{
    super::{
        Json,
        openapi::{AskedOfAUnit, BadBody, Failing},
    },
    AtPeriod,
};
use crate::{App, access::PortalReporter, error::Failure};

/// Take a report back
///
/// What was sent is the draft again, unless a newer one lies there.
#[utoipa::path(
    post,
    path = path::PORTAL_WITHDRAW,
    operation_id = "withdraw",
    tag = "portal",
    security(("browser_session" = [])),
    params(AtPeriod),
    request_body(content = PortalWithdraw, example = json!({ "revision": 1 })),
    responses(
        (status = 200, description = "What became of it", body = PortalWithdrawn),
        AskedOfAUnit,
        BadBody,
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
    Json(asked): Json<PortalWithdraw>,
) -> Result<Json<PortalWithdrawn>, Failure> {
    scope.require(&unit)?;
    let withdrawn = app.store().withdraw(&scope, (&unit, period), asked).await?;
    app.hints().look();
    withdrawn.map(Json).ok_or_else(Failure::not_found)
}
