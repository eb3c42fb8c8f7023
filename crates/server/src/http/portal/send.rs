//! Sends a draft to the office.

use axum::extract::State;
use domain::wire::{PortalSend, PortalSent, path};

use super::{
    super::{
        Json,
        openapi::{AskedOfAUnit, BadBody, Failing},
    },
    AtPeriod,
};
use crate::{App, access::PortalReporter, error::Failure, store::Sending};

/// Send the draft
///
/// Every fault is told at once, and nothing is sent where there is one. The same `submission_id` is received
/// once and answered as the first time.
#[utoipa::path(
    post,
    path = path::PORTAL_SEND,
    operation_id = "sendDraft",
    tag = "portal",
    security(("browser_session" = [])),
    params(AtPeriod),
    request_body(
        content = PortalSend,
        example = json!({ "submission_id": "0197c1f0-0000-7000-8000-000000000009", "draft_version": 3 }),
    ),
    responses(
        (status = 200, description = "What became of it", body = PortalSent),
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
    Json(asked): Json<PortalSend>,
) -> Result<Json<PortalSent>, Failure> {
    scope.require(&unit)?;
    let sending = app.store().send_draft(&scope, (&unit, period), &asked);
    match sending.await? {
        Sending::Done(sent) => {
            if matches!(sent, PortalSent::Received { .. }) {
                app.hints().look();
            }
            Ok(Json(sent))
        }
        Sending::OtherContent => Err(Failure::conflict(
            "another report was received under this submission id",
        )),
        Sending::NoUnit => Err(Failure::not_found()),
    }
}
