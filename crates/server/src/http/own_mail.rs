//! Mail to a person: when it is wanted, and whose an address is.

use axum::extract::State;
use domain::{
    report::Fault,
    wire::{
        AskEmailCode, CODE_MAX, ConfirmEmail, EmailCodeAsked, EmailConfirmed, EmailState,
        MailWishes, OwnMail, path,
    },
};

use super::{
    Json,
    openapi::{BadBody, Failing, NoPerson, example},
};
use crate::{App, access::PersonScope, error::Failure};

/// Ask whether mail reaches the person
///
/// And when the person wants which mail.
#[utoipa::path(
    get,
    path = path::OWN_MAIL,
    operation_id = "ownMail",
    tag = "me",
    security(("session" = [])),
    responses(
        (status = 200, description = "As it is", body = OwnMail, example = json!(example::own_mail())),
        NoPerson,
        Failing,
    )
)]
pub(super) async fn ask(
    State(app): State<App>,
    scope: PersonScope,
) -> Result<Json<OwnMail>, Failure> {
    Ok(Json(of(&app, &scope).await?))
}

/// Tell when which mail is wanted
///
/// Mail about duties can be gathered, but not switched off.
#[utoipa::path(
    put,
    path = path::OWN_MAIL,
    operation_id = "setMailWishes",
    tag = "me",
    security(("session" = [])),
    request_body(content = MailWishes, example = json!(MailWishes::default())),
    responses(
        (status = 200, description = "As it is kept", body = OwnMail, example = json!(example::own_mail())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn set(
    State(app): State<App>,
    scope: PersonScope,
    Json(wishes): Json<MailWishes>,
) -> Result<Json<OwnMail>, Failure> {
    Ok(Json(keep(&app, &scope, wishes).await?))
}

/// Ask for a code to the own address
///
/// The code is mailed there, and is good for an hour. Mail goes to an address that was confirmed with one.
#[utoipa::path(
    post,
    path = path::EMAIL_CODE,
    operation_id = "askEmailCode",
    tag = "me",
    security(("session" = [])),
    request_body(content = AskEmailCode, example = json!(example::ask_email_code())),
    responses(
        (status = 200, description = "What became of it", body = EmailCodeAsked,
            example = json!(EmailCodeAsked::Sent {})),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn code(
    State(app): State<App>,
    scope: PersonScope,
    Json(asked): Json<AskEmailCode>,
) -> Result<Json<EmailCodeAsked>, Failure> {
    Ok(Json(give(&app, &scope, asked).await?))
}

/// Confirm the own address
///
/// With the code that was mailed there. After five wrong ones another has to be asked for.
#[utoipa::path(
    post,
    path = path::CONFIRM_EMAIL,
    operation_id = "confirmEmail",
    tag = "me",
    security(("session" = [])),
    request_body(content = ConfirmEmail, example = json!(example::confirm_email())),
    responses(
        (status = 200, description = "What the code did", body = EmailConfirmed,
            example = json!(EmailConfirmed::Confirmed {})),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn confirm(
    State(app): State<App>,
    scope: PersonScope,
    Json(typed): Json<ConfirmEmail>,
) -> Result<Json<EmailConfirmed>, Failure> {
    Ok(Json(take(&app, &scope, &typed).await?))
}

pub(super) async fn of(app: &App, scope: &PersonScope) -> Result<OwnMail, Failure> {
    let state = if app.settings().mail.is_some() {
        app.store().email_state(scope).await?
    } else {
        EmailState::NoMail
    };
    let wishes = app.store().mail_wishes(scope).await?;
    Ok(OwnMail { state, wishes })
}

pub(super) async fn keep(
    app: &App,
    scope: &PersonScope,
    wishes: MailWishes,
) -> Result<OwnMail, Failure> {
    let faults = wishes.faults();
    if !faults.is_empty() {
        return Err(Failure::invalid(faults));
    }
    app.store().set_mail_wishes(scope, wishes).await?;
    of(app, scope).await
}

pub(super) async fn give(
    app: &App,
    scope: &PersonScope,
    AskEmailCode { language }: AskEmailCode,
) -> Result<EmailCodeAsked, Failure> {
    if app.settings().mail.is_none() {
        return Ok(EmailCodeAsked::Nothing {});
    }
    Ok(app.store().ask_email_code(scope, language).await?)
}

pub(super) async fn take(
    app: &App,
    scope: &PersonScope,
    ConfirmEmail { code }: &ConfirmEmail,
) -> Result<EmailConfirmed, Failure> {
    if code.chars().count() > CODE_MAX {
        return Err(Failure::invalid(vec![Fault {
            at: "code".to_owned(),
            found: "a longer text".to_owned(),
            expected: format!("at most {CODE_MAX} characters"),
        }]));
    }
    let key = &app.settings().identity_key;
    Ok(app.store().confirm_email(scope, key, code).await?)
}
