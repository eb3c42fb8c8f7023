//! What is too often is refused before anything is looked up for it.

use axum::{
    extract::{MatchedPath, Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::wire::path;

use crate::{
    App,
    error::Failure,
    rates::{Address, Peer},
};

/// What a session comes of.
const LOGINS: [&str; 3] = [path::SESSION, path::REFRESH, path::PORTAL_LOGIN];

/// Counts requests by where they come from. One that came by no connection comes from nowhere.
pub(super) async fn by_address(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(peer) = request.extensions().get::<Peer>().copied() else {
        return next.run(request).await;
    };
    let origin = peer.origin(request.headers(), &app.rates().limits().proxies);
    if let Err(failure) = before(&app, origin, &request) {
        return failure.into_response();
    }
    let answer = next.run(request).await;
    if answer.status() != StatusCode::UNAUTHORIZED {
        return answer;
    }
    match app.rates().refusal(origin) {
        Ok(()) => answer,
        Err(failure) => failure.into_response(),
    }
}

fn before(app: &App, origin: Address, request: &Request) -> Result<(), Failure> {
    app.rates().request(origin)?;
    let route = request.extensions().get::<MatchedPath>();
    if route.is_some_and(|route| LOGINS.contains(&route.as_str())) {
        app.rates().login(origin)?;
    }
    Ok(())
}
