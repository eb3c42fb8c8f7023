//! The server's face: one endpoint a file, and the frame around all of them.

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{report::json_bytes, wire::path};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate,
        predicate::{NotForContentType, SizeAbove},
    },
};
use tracing::Instrument;

use crate::{App, error::Failure, measures};

mod body;
mod discovery;
mod healthz;
mod logout;
mod metrics;
mod pull;
mod push;
mod readyz;
mod refresh;
mod reports;
mod session;

use body::{BODY_MAX, Json, body_of, object_of};

/// Smaller answers travel as they are.
const COMPRESS_FROM: u16 = 1024;

/// What the server answers to everybody.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .route(path::DISCOVERY, get(discovery::handle))
        .route(path::SESSION, post(session::handle))
        .route(path::REFRESH, post(refresh::handle))
        .route(path::LOGOUT, post(logout::handle))
        .route(path::REPORTS, post(reports::handle))
        .route(path::PULL, post(pull::handle))
        .route(path::PUSH, post(push::handle))
        .route("/healthz", get(healthz::handle))
        .route("/readyz", get(readyz::handle));
    framed(routes, app)
}

/// What the server answers to whoever operates it.
pub fn operation_router(app: App) -> Router {
    let routes = Router::new()
        .route("/healthz", get(healthz::handle))
        .route("/readyz", get(readyz::handle))
        .route("/metrics", get(metrics::handle));
    framed(routes, app)
}

/// The routes with everything that all answers have in common.
fn framed(routes: Router<App>, app: App) -> Router {
    routes
        .fallback(async || Failure::not_found())
        .method_not_allowed_fallback(async || Failure::method_not_allowed())
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(CatchPanicLayer::custom(|_| {
            Failure::internal().into_response()
        }))
        .layer(middleware::from_fn_with_state(app.clone(), frame))
        .layer(packing())
        .with_state(app)
}

/// Packs large answers for whoever unpacks them. A packed stream of events would come in lumps.
fn packing() -> CompressionLayer<impl Predicate> {
    let large = SizeAbove::new(COMPRESS_FROM);
    CompressionLayer::new().compress_when(large.and(NotForContentType::SSE))
}

/// Names the request, writes the problem where there is one, sets the headers, logs one line, counts.
async fn frame(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = app.ctx().now();
    let reference = data_encoding::BASE32_NOPAD.encode(&app.ctx().random::<10>());
    let method = measures::name_of(request.method());
    // The template of the path, never the path: that may hold anything.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let span = tracing::info_span!("request", %reference);
    let mut response = next.run(request).instrument(span).await;
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
    let status = response.status();
    let took = app.ctx().now().duration_since(begun);
    app.measures().answered(route, method, status, took);
    tracing::info!(%reference, method, route, status = status.as_u16(), "answered");
    response
}

fn log_failure(reference: &str, failure: &Failure) {
    if let Some(cause) = failure.cause() {
        let cause: &dyn std::error::Error = cause;
        tracing::error!(%reference, cause, "{}", failure.title());
    } else if failure.status() == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!(%reference, "{}", failure.title());
    } else {
        tracing::info!(%reference, "{}", failure.title());
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use tower::{Layer, ServiceExt, service_fn};

    use super::*;

    #[tokio::test]
    async fn a_stream_of_events_is_never_packed() {
        for (kind, packed) in [("application/json", true), ("text/event-stream", false)] {
            let answer = move |_: Request| async move {
                let large = "x".repeat(10_000);
                Ok::<_, Infallible>(([(header::CONTENT_TYPE, kind)], large).into_response())
            };
            let asked = Request::builder().header(header::ACCEPT_ENCODING, "gzip");
            let asked = asked.body(Body::empty()).unwrap();
            let answered = packing().layer(service_fn(answer)).oneshot(asked).await;
            let headers = answered.unwrap().into_parts().0.headers;
            assert_eq!(
                headers.contains_key(header::CONTENT_ENCODING),
                packed,
                "{kind}"
            );
        }
    }
}
