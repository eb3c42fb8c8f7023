//! The next pair of tokens for a session.

use axum::extract::State;
use domain::wire::{RefreshRequest, Session, path};

use super::{
    Json,
    openapi::{BadBody, Failing, NoOfficer, example},
};
use crate::{App, error::Failure, secret::Token, store::Renewal};

/// Trade a refresh token for the next pair of tokens
///
/// The refresh token before stays good until the new one is first used; anything older ends the session.
#[utoipa::path(
    post,
    path = path::REFRESH,
    operation_id = "renewSession",
    tag = "session",
    request_body(content = RefreshRequest, example = json!(example::refresh_request())),
    responses(
        (status = 200, description = "The session", body = Session, example = json!(example::session())),
        NoOfficer,
        BadBody,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    Json(asked): Json<RefreshRequest>,
) -> Result<Json<Session>, Failure> {
    let hash = Token::hash_of(&asked.refresh_token);
    match app.store().renew_session(hash).await? {
        Renewal::Renewed(granted) => {
            let session = granted.into_wire(app.now());
            session.map(Json).ok_or_else(Failure::no_role)
        }
        Renewal::Ended => Err(Failure::signed_out("the session has ended")),
        Renewal::NoRole => Err(Failure::no_role()),
    }
}
