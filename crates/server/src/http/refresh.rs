//! The next pair of tokens for a session.

use axum::extract::State;
use domain::wire::{RefreshRequest, Session, path};
use jiff::SignedDuration;

use super::{
    Json,
    openapi::{BadBody, Failing, NoPerson, example},
};
use crate::{App, error::Failure, secret::Token, store::Renewal};

/// Trade a refresh token for the next pair of tokens
///
/// The refresh token before stays good until the new one is first used; anything older ends the session.
/// The end of an idle session is 30 minutes after the person's last input.
#[utoipa::path(
    post,
    path = path::REFRESH,
    operation_id = "renewSession",
    tag = "session",
    request_body(content = RefreshRequest, example = json!(example::refresh_request())),
    responses(
        (status = 200, description = "The session", body = Session, example = json!(example::session())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    Json(asked): Json<RefreshRequest>,
) -> Result<Json<Session>, Failure> {
    let hash = Token::hash_of(&asked.refresh_token);
    let idle = SignedDuration::from_secs(asked.idle_seconds.into());
    match app.store().renew_session(hash, idle).await? {
        Renewal::Renewed(granted) => {
            let session = granted.into_wire(app.now());
            session.map(Json).ok_or_else(Failure::no_role)
        }
        Renewal::Ended => Err(Failure::signed_out("the session has ended")),
        Renewal::NoRole => Err(Failure::no_role()),
    }
}
