//! The next pair of tokens for a session.

use axum::extract::State;
use domain::wire::{RefreshRequest, Session};

use super::Json;
use crate::{App, error::Failure, secret::Token, store::Renewal};

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
