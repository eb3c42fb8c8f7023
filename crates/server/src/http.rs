//! The server's face: one endpoint a file, and the frame around all of them.

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bytes::Bytes;
use domain::{report::Fault, report::json_bytes, wire::path};
use serde::de::DeserializeOwned;

use crate::{App, error::Failure};

mod acknowledgements;
mod deliveries;
mod discovery;
mod healthz;
mod keys;
mod logout;
mod pull;
mod push;
mod refresh;
mod reports;
mod session;

/// The largest body taken.
const BODY_MAX: usize = 1024 * 1024;
/// What a body is expected to be.
const OBJECT: &str = "the JSON object of this operation";

/// Every route of the server.
pub fn router(app: App) -> Router {
    Router::new()
        .route(path::DISCOVERY, get(discovery::handle))
        .route(path::KEYS, get(keys::handle))
        .route(path::SESSION, post(session::handle))
        .route(path::REFRESH, post(refresh::handle))
        .route(path::LOGOUT, post(logout::handle))
        .route(path::REPORTS, post(reports::handle))
        .route(path::PULL, post(pull::handle))
        .route(path::PUSH, post(push::handle))
        .route(path::DELIVERIES, get(deliveries::handle))
        .route(path::ACKNOWLEDGEMENTS, post(acknowledgements::handle))
        .route("/healthz", get(healthz::handle))
        .fallback(async || Failure::not_found())
        .method_not_allowed_fallback(async || Failure::method_not_allowed())
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn_with_state(app.clone(), frame))
        .with_state(app)
}

/// Names the request, writes the problem where there is one, sets the headers, logs one line.
async fn frame(State(app): State<App>, request: Request, next: Next) -> Response {
    let reference = data_encoding::BASE32_NOPAD.encode(&app.ctx().random::<10>());
    let method = request.method().clone();
    // The template of the path, never the path: that may hold anything.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        log_failure(&reference, &failure);
        *response.body_mut() = Body::from(json_bytes(&failure.problem(&reference)));
        let problem = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, problem);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        let headers = response.headers_mut();
        headers.insert(name, HeaderValue::from_static(value));
    }
    tracing::info!(
        %reference,
        %method,
        route = route.as_ref().map_or("none", |route| route.as_str()),
        status = response.status().as_u16(),
        "answered"
    );
    response
}

fn log_failure(reference: &str, failure: &Failure) {
    if let Some(cause) = failure.cause() {
        let cause: &dyn std::error::Error = cause;
        tracing::error!(%reference, cause, "{}", failure.title());
    } else {
        tracing::info!(%reference, "{}", failure.title());
    }
}

/// A JSON body.
struct Json<T>(T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        object_of(&body_of(request, app).await?).map(Self)
    }
}

impl<T: serde::Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The whole body, within [`BODY_MAX`].
async fn body_of(request: Request, app: &App) -> Result<Bytes, Failure> {
    Bytes::from_request(request, app).await.map_err(|rejected| {
        if rejected.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Failure::too_large("the body is larger than 1 MiB")
        } else {
            Failure::invalid(vec![body_fault(
                "an end before the body's end",
                "a whole body",
            )])
        }
    })
}

/// The JSON object in a body. A list of its fields, which serde takes for a struct too, is none.
fn object_of<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    let fault = match serde_json::from_slice(body) {
        Ok(value) if body.trim_ascii_start().starts_with(b"{") => return Ok(value),
        Ok(_) => body_fault("no JSON object", OBJECT),
        Err(error) => json_fault(&error),
    };
    Err(Failure::invalid(vec![fault]))
}

/// The fault in a JSON text. Not the parser's own message: that may quote the sender.
fn json_fault(error: &serde_json::Error) -> Fault {
    use serde_json::error::Category;
    let what = match error.classify() {
        Category::Data => "a missing, unknown or mistyped field",
        Category::Eof => "the end of the text",
        Category::Syntax | Category::Io => "no JSON",
    };
    let found = format!("{what} at line {}, column {}", error.line(), error.column());
    body_fault(&found, OBJECT)
}

fn body_fault(found: &str, expected: &str) -> Fault {
    Fault {
        at: "body".to_owned(),
        found: found.to_owned(),
        expected: expected.to_owned(),
    }
}
