//! The browser's way to ID-porten and back.

use axum::{
    extract::{RawQuery, Request, State},
    response::Response,
};
use domain::wire::path;

use super::{cookie, go_to, no_cookie};
use crate::{
    App, access,
    error::Failure,
    portal::{self, Arrival, LOGIN_COOKIE, LOGIN_LASTS, NoLogin, SESSION_COOKIE, Wish},
};

/// The page that tells why there is no session.
const NO_LOGIN: &str = "/portal/innlogging";

/// Log in
///
/// `to` is the page to come to, `language` that of ID-porten's pages; `step=1` wants the electronic ID shown
/// anew, `level=high` the high level of assurance.
#[utoipa::path(
    get,
    path = path::PORTAL_LOGIN,
    operation_id = "portalLogin",
    tag = "pages",
    responses((status = 303, description = "To ID-porten, or to the page that tells why not"))
)]
pub(super) async fn depart(
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let wish = Wish::of(query.as_deref().unwrap_or_default());
    match portal::depart(&app, wish).await? {
        Ok(departure) => {
            let kept = cookie(LOGIN_COOKIE, &departure.cookie, Some(LOGIN_LASTS));
            go_to(departure.browser_url.as_str(), &[kept])
        }
        Err(reason) => refuse(reason),
    }
}

/// Come back from ID-porten
#[utoipa::path(
    get,
    path = path::PORTAL_CALLBACK,
    operation_id = "portalCallback",
    tag = "pages",
    responses((status = 303, description = "To the page that was asked for, with a session; or to the page \
        that tells why not"))
)]
pub(super) async fn arrive(State(app): State<App>, request: Request) -> Result<Response, Failure> {
    let (parts, _) = request.into_parts();
    let begun = access::cookie(&parts, LOGIN_COOKIE);
    let query = parts.uri.query().unwrap_or_default();
    match portal::arrive(&app, begun, query).await? {
        Ok(Arrival::Session { token, to }) => {
            let session = cookie(SESSION_COOKIE, token.expose(), None);
            go_to(&to, &[session, no_cookie(LOGIN_COOKIE)])
        }
        Ok(Arrival::Again { to }) => go_to(&to, &[no_cookie(LOGIN_COOKIE)]),
        Err(reason) => refuse(reason),
    }
}

fn refuse(reason: NoLogin) -> Result<Response, Failure> {
    let page = format!("{NO_LOGIN}?feil={}", reason.told());
    go_to(&page, &[no_cookie(LOGIN_COOKIE)])
}
