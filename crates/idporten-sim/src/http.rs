//! The stand-in's endpoints.

mod authorize;
mod callback;
pub(crate) mod control;
mod documents;
mod login;
mod logout;
mod par;
mod token;
mod userinfo;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State as Extract},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use data_encoding::BASE64URL_NOPAD;
use domain::Ctx;
use jiff::Timestamp;
use serde_json::json;
use tokio::sync::watch;

use crate::{
    config::SimConfig,
    fault::{Fault, Faults},
    state::State,
};

/// What every endpoint works with.
pub(crate) struct Shared {
    pub(crate) ctx: Ctx,
    pub(crate) config: SimConfig,
    pub(crate) issuer: String,
    /// Host and port, as a browser names them.
    pub(crate) authority: String,
    pub(crate) state: Mutex<State>,
    /// The faults, for those who wait for one to end.
    pub(crate) faults: watch::Sender<Faults>,
}

type App = Extract<Arc<Shared>>;

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.ctx.now()
    }

    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.state().faults.contains(&fault)
    }

    pub(crate) fn set_faults(&self, faults: Faults) {
        self.state().faults.clone_from(&faults);
        self.faults.send_replace(faults);
    }

    /// A text nobody can guess.
    pub(crate) fn random(&self) -> String {
        BASE64URL_NOPAD.encode(&self.ctx.random::<32>())
    }

    /// Cookies on 127.0.0.1 are shared by all ports, so each stand-in has its own name.
    pub(crate) fn cookie_name(&self) -> String {
        self.authority.replace(['.', ':'], "-")
    }

    fn session_id(&self, headers: &HeaderMap) -> Option<String> {
        let prefix = format!("{}=", self.cookie_name());
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split("; "))
            .find_map(|pair| pair.strip_prefix(&prefix).map(str::to_owned))
    }
}

/// All endpoints.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route(
            "/.well-known/openid-configuration",
            get(documents::discovery),
        )
        .route("/jwks.json", get(documents::keys))
        .route("/style.css", get(documents::style))
        .route("/authorize", get(authorize::authorize))
        .route("/par", post(par::push))
        .route("/login/{id}", get(login::choose_eid).post(login::log_in))
        .route("/login/{id}/cancel", post(login::cancel))
        .route("/login/{id}/{eid}", get(login::choose_person))
        .route("/token", post(token::token))
        .route("/token/revoke", post(token::revoke))
        .route(
            "/userinfo",
            get(userinfo::user_info).post(userinfo::user_info),
        )
        .route("/logout", get(logout::with_query).post(logout::with_form))
        .route(
            "/_sim/fault",
            get(control::faults).post(control::set_faults),
        )
        .route("/_sim/rotate-key", post(control::rotate_key))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), guard))
        .layer(DefaultBodyLimit::max(64 * 1024))
        .with_state(shared)
}

/// Answers only to its own name (another name is a web page's attempt through its own DNS), tells the
/// stand-in's time rather than the system's, and leaves nothing in a cache.
async fn guard(Extract(shared): App, request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let is_down = shared.has(Fault::Down) && !request.uri().path().starts_with("/_sim/");
    let mut response = if host != Some(shared.authority.as_str()) {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    } else if is_down {
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    let date =
        jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&shared.now());
    if let Some(date) = date.ok().and_then(|date| HeaderValue::from_str(&date).ok()) {
        headers.insert(header::DATE, date);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// An error of OAuth 2.0.
fn oauth_error(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

/// Sends the browser elsewhere.
fn found(url: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, url)]).into_response()
}
