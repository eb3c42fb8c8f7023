//! Whether anything is new, for a machine at which nobody is logged in.

use axum::{extract::State, http::Uri};
use domain::wire::{ArrivalAnswer, ArrivalQuery, ArrivalToken, path};

use super::{
    Json,
    openapi::{BadArrivalQuery, Failing, NoPerson, NotAMachine, example},
    query::query_of,
};
use crate::{
    App,
    access::{ArrivalScope, PersonScope},
    error::Failure,
    store::RoleKind,
};

/// What an address asks for.
pub(super) const QUERY: &str = "after, a whole number from 0 on";

/// Let the session's machine ask whether anything is new
///
/// Its token outlives the session, and answers with a number alone. The one before ends.
#[utoipa::path(
    post,
    path = path::ARRIVAL_TOKEN,
    operation_id = "giveArrivalToken",
    tag = "me",
    security(("session" = [])),
    responses(
        (status = 200, description = "The token", body = ArrivalToken, example = json!(example::arrival_token())),
        NoPerson,
        Failing,
    )
)]
pub(super) async fn give(
    State(app): State<App>,
    scope: PersonScope,
) -> Result<Json<ArrivalToken>, Failure> {
    // A session in a browser has no machine, and only officers have arrivals.
    if scope.role() != RoleKind::Officer {
        return Err(Failure::no_role());
    }
    let given = app.store().give_arrival(&scope).await?;
    let (token, expires_at) = given.ok_or_else(Failure::no_role)?;
    Ok(Json(ArrivalToken {
        arrival_token: token.expose().to_owned(),
        expires_at,
        server_time: app.now(),
    }))
}

/// Ask whether anything is new
///
/// Nothing is told but a number.
#[utoipa::path(
    get,
    path = path::ARRIVALS,
    operation_id = "arrivals",
    tag = "sync",
    security(("arrival_token" = [])),
    params(ArrivalQuery),
    responses(
        (status = 200, description = "How much", body = ArrivalAnswer, example = json!(example::arrivals())),
        NotAMachine,
        BadArrivalQuery,
        Failing,
    )
)]
pub(super) async fn ask(
    State(app): State<App>,
    scope: ArrivalScope,
    uri: Uri,
) -> Result<Json<ArrivalAnswer>, Failure> {
    let asked: ArrivalQuery = query_of(&uri, QUERY)?;
    let (head, waiting) = app.store().arrivals_after(&scope, asked.after).await?;
    Ok(Json(ArrivalAnswer {
        office: scope.office().clone(),
        head,
        waiting,
        server_time: app.now(),
    }))
}
