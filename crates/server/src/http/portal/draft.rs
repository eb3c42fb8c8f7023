//! Saves a draft: never in the place of what the page has not seen.

use axum::extract::State;
use domain::{
    report::Fault,
    wire::{PortalSave, PortalSaved, path},
};

use super::{
    super::{
        Json,
        openapi::{AskedOfAUnit, BadBody, Failing, example},
    },
    AtPeriod,
};
use crate::{App, access::PortalReporter, error::Failure, store::Saving};

/// Save a draft
///
/// Where somebody else has saved meanwhile, nothing is written, and theirs is the answer.
#[utoipa::path(
    post,
    path = path::PORTAL_DRAFT,
    operation_id = "saveDraft",
    tag = "portal",
    security(("browser_session" = [])),
    params(AtPeriod),
    request_body(
        content = PortalSave,
        example = json!(example::portal_save()),
    ),
    responses(
        (status = 200, description = "What became of it", body = PortalSaved),
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
    Json(asked): Json<PortalSave>,
) -> Result<Json<PortalSaved>, Failure> {
    scope.require(&unit)?;
    let saving = app.store().save_draft(&scope, (&unit, period), &asked);
    match saving.await? {
        Saving::Done(saved) => Ok(Json(saved)),
        Saving::Faulty(faults) => {
            let faults = faults.into_iter().map(Fault::from);
            Err(Failure::invalid(faults.collect()))
        }
    }
}
