//! A person applies for access to the published figures, sees what becomes of it, and can take it back.

use axum::extract::State;
use domain::{
    application::{Contact, Wish},
    report::Fault,
    wire::{
        self, PortalApplicationWithdraw, PortalApplicationWithdrawn, PortalApplications,
        PortalApplied, PortalApply, path,
    },
};

use super::super::{
    Json, contact,
    openapi::{Asked, BadBody, Failing, Missing, example},
};
use crate::{App, access::PortalPerson, error::Failure};

/// List the own applications
#[utoipa::path(
    get,
    path = path::PORTAL_APPLICATIONS,
    operation_id = "portalApplications",
    tag = "portal",
    security(("browser_session" = [])),
    responses((status = 200, description = "The newest first", body = PortalApplications), Asked, Failing)
)]
pub(super) async fn list(
    State(app): State<App>,
    person: PortalPerson,
) -> Result<Json<PortalApplications>, Failure> {
    let applications = app.store().own_applications(person.scope()).await?;
    Ok(Json(PortalApplications {
        applications,
        server_time: app.now(),
    }))
}

/// Apply for access
///
/// The same id again is answered with the application that it is. A person waits for one answer at a time. An address
/// that is not confirmed gets a code, unless one that is good was sent there.
#[utoipa::path(
    post,
    path = path::PORTAL_APPLICATIONS,
    operation_id = "portalApply",
    tag = "portal",
    security(("browser_session" = [])),
    request_body(content = PortalApply, example = json!(example::portal_apply())),
    responses(
        (status = 200, description = "What became of it", body = PortalApplied),
        Asked,
        Missing,
        BadBody,
        Failing,
    )
)]
pub(super) async fn apply(
    State(app): State<App>,
    person: PortalPerson,
    Json(asked): Json<PortalApply>,
) -> Result<Json<PortalApplied>, Failure> {
    let scope = person.applicant()?;
    let wish = checked(asked.wish).map_err(Failure::invalid)?;
    let store = app.store();
    // Without mail there is nobody to bring a code.
    let language = app.settings().mail.as_ref().map(|_| asked.language);
    let applied = store.apply_for_access(scope, (asked.id, wish), language);
    let applied = applied.await?;
    app.hints().look();
    applied.map(Json).ok_or_else(Failure::not_found)
}

/// The wish with its contact as it is kept, or every fault in that.
fn checked(wish: Wish) -> Result<Wish, Vec<Fault>> {
    let told = wire::Contact {
        email: wish.contact.email,
        phone: wish.contact.phone,
    };
    let kept = contact::checked(&told).map_err(|faults| {
        let at = |fault: Fault| Fault {
            at: format!("wish.contact.{}", fault.at),
            ..fault
        };
        faults.into_iter().map(at).collect::<Vec<_>>()
    })?;
    Ok(Wish {
        contact: Contact {
            name: wish.contact.name.trim().to_owned(),
            email: kept.email,
            phone: kept.phone,
        },
        reason: wish.reason.trim().to_owned(),
        ..wish
    })
}

/// Take the own application back
#[utoipa::path(
    post,
    path = path::PORTAL_APPLICATION_WITHDRAW,
    operation_id = "portalWithdrawApplication",
    tag = "portal",
    security(("browser_session" = [])),
    request_body(content = PortalApplicationWithdraw, example = json!(example::portal_application_withdraw())),
    responses(
        (status = 200, description = "What became of it", body = PortalApplicationWithdrawn),
        Asked,
        Missing,
        BadBody,
        Failing,
    )
)]
pub(super) async fn withdraw(
    State(app): State<App>,
    person: PortalPerson,
    Json(asked): Json<PortalApplicationWithdraw>,
) -> Result<Json<PortalApplicationWithdrawn>, Failure> {
    let store = app.store();
    let withdrawn = store.withdraw_application(person.scope(), asked.id).await?;
    app.hints().look();
    withdrawn.map(Json).ok_or_else(Failure::not_found)
}
