//! Mail to a person in the portal: when it is wanted, and whose an address is.

use axum::extract::State;
use domain::wire::{
    AskEmailCode, ConfirmEmail, EmailCodeAsked, EmailConfirmed, MailWishes, OwnMail, path,
};

use super::super::{
    Json,
    openapi::{Asked, BadBody, Failing, example},
    own_mail,
};
use crate::{App, access::PortalPerson, error::Failure};

/// Ask whether mail reaches the person
#[utoipa::path(
    get,
    path = path::PORTAL_MAIL,
    operation_id = "portalMail",
    tag = "portal",
    security(("browser_session" = [])),
    responses((status = 200, description = "As it is", body = OwnMail), Asked, Failing)
)]
pub(super) async fn ask(
    State(app): State<App>,
    person: PortalPerson,
) -> Result<Json<OwnMail>, Failure> {
    Ok(Json(own_mail::of(&app, person.scope()).await?))
}

/// Tell when which mail is wanted
#[utoipa::path(
    post,
    path = path::PORTAL_MAIL,
    operation_id = "setPortalMailWishes",
    tag = "portal",
    security(("browser_session" = [])),
    request_body(content = MailWishes, example = json!(MailWishes::default())),
    responses((status = 200, description = "As it is kept", body = OwnMail), Asked, BadBody, Failing)
)]
pub(super) async fn set(
    State(app): State<App>,
    person: PortalPerson,
    Json(wishes): Json<MailWishes>,
) -> Result<Json<OwnMail>, Failure> {
    Ok(Json(own_mail::keep(&app, person.scope(), wishes).await?))
}

/// Ask for a code to the own address
#[utoipa::path(
    post,
    path = path::PORTAL_EMAIL_CODE,
    operation_id = "askPortalEmailCode",
    tag = "portal",
    security(("browser_session" = [])),
    request_body(content = AskEmailCode, example = json!(example::ask_email_code())),
    responses((status = 200, description = "What became of it", body = EmailCodeAsked), Asked, BadBody, Failing)
)]
pub(super) async fn code(
    State(app): State<App>,
    person: PortalPerson,
    Json(asked): Json<AskEmailCode>,
) -> Result<Json<EmailCodeAsked>, Failure> {
    Ok(Json(own_mail::give(&app, person.scope(), asked).await?))
}

/// Confirm the own address
#[utoipa::path(
    post,
    path = path::PORTAL_CONFIRM_EMAIL,
    operation_id = "confirmPortalEmail",
    tag = "portal",
    security(("browser_session" = [])),
    request_body(content = ConfirmEmail, example = json!(example::confirm_email())),
    responses((status = 200, description = "What the code did", body = EmailConfirmed), Asked, BadBody, Failing)
)]
pub(super) async fn confirm(
    State(app): State<App>,
    person: PortalPerson,
    Json(typed): Json<ConfirmEmail>,
) -> Result<Json<EmailConfirmed>, Failure> {
    Ok(Json(own_mail::take(&app, person.scope(), &typed).await?))
}
