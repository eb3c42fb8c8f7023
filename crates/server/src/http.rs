//! The server's face: one endpoint a file, and the frame around all of them.

use std::sync::LazyLock;

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use domain::report::json_bytes;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate,
        predicate::{NotForContentType, SizeAbove},
    },
};
use tracing::Instrument;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{App, error::Failure, measures};

mod access;
mod acknowledgements;
mod arrivals;
mod body;
mod contact;
mod deliveries;
mod devices;
mod discovery;
mod events;
mod figures;
mod head;
mod headers;
mod healthz;
mod keys;
mod lease;
mod logout;
mod me;
mod metrics;
mod openapi;
mod own_mail;
mod person_devices;
mod portal;
mod pull;
mod push;
mod push_sealed;
mod query;
mod rates;
mod readyz;
mod refresh;
mod reminders;
mod reopening_requests;
mod reports;
mod session;

use body::{BODY_MAX, Json, body_of, object_of};
use headers::Door;

pub use openapi::documents;

/// Smaller answers travel as they are.
const COMPRESS_FROM: u16 = 1024;
/// The quickest level that still counts which bytes are frequent; the one below saves no more than half of a report.
const QUICK: i32 = 2;

/// What the server answers to everybody.
pub fn router(app: App) -> Router {
    // To describe the operations takes longer than to answer many.
    static ROUTES: LazyLock<Router<App>> =
        LazyLock::new(|| Router::from(public().merge(portal::routes())));
    framed(ROUTES.clone(), app, Door::Public)
}

/// What the server answers to whoever operates it.
pub fn operation_router(app: App) -> Router {
    framed(Router::from(operation()), app, Door::Operation)
}

/// Every route for everybody. `routes!` takes documented handlers alone.
fn public() -> OpenApiRouter<App> {
    let routes = OpenApiRouter::with_openapi(openapi::public())
        .routes(routes!(discovery::handle))
        .routes(routes!(keys::handle))
        .routes(routes!(session::handle))
        .routes(routes!(refresh::handle))
        .routes(routes!(logout::handle))
        .routes(routes!(lease::handle))
        .routes(routes!(me::handle))
        .routes(routes!(contact::handle))
        .routes(routes!(own_mail::ask, own_mail::set))
        .routes(routes!(own_mail::code))
        .routes(routes!(own_mail::confirm))
        .routes(routes!(devices::list))
        .routes(routes!(devices::end))
        .routes(routes!(arrivals::give))
        .routes(routes!(arrivals::ask))
        .routes(routes!(reports::handle))
        .routes(routes!(pull::handle))
        .routes(routes!(push::handle))
        .routes(routes!(push_sealed::handle))
        .routes(routes!(reopening_requests::handle))
        .routes(routes!(reminders::list, reminders::send))
        .routes(routes!(reminders::preview))
        .routes(routes!(access::list))
        .routes(routes!(access::end))
        .routes(routes!(head::handle))
        .routes(routes!(events::handle))
        .routes(routes!(figures::handle))
        .routes(routes!(deliveries::handle))
        .routes(routes!(acknowledgements::handle))
        .routes(routes!(person_devices::list))
        .routes(routes!(person_devices::end))
        .routes(routes!(healthz::handle))
        .routes(routes!(readyz::handle))
        .routes(routes!(openapi::handle));
    openapi::limited(routes)
}

/// Every route for whoever operates the server.
fn operation() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::operation())
        .routes(routes!(healthz::handle))
        .routes(routes!(readyz::handle))
        .routes(routes!(metrics::handle))
        .routes(routes!(openapi::handle_operation))
}

/// The routes with everything that all answers have in common.
fn framed(routes: Router<App>, app: App, door: Door) -> Router {
    let headers = headers::of(door, &app.settings().idporten.resource);
    let around = Around {
        app: app.clone(),
        headers,
    };
    let mut routes = routes
        .fallback(async || Failure::not_found())
        .method_not_allowed_fallback(async || Failure::method_not_allowed())
        .layer(DefaultBodyLimit::max(BODY_MAX));
    // Whoever operates the server is not kept from it.
    if door == Door::Public {
        let app = app.clone();
        routes = routes.layer(middleware::from_fn_with_state(app, rates::by_address));
    }
    routes
        .layer(CatchPanicLayer::custom(|_| {
            Failure::internal().into_response()
        }))
        .layer(middleware::from_fn_with_state(around, frame))
        .layer(packing())
        .with_state(app)
}

/// Packs large answers for whoever unpacks them, the quick way: reports say much the same, and whoever waits for a
/// first copy of an office waits for this. A packed stream of events would come in lumps.
fn packing() -> CompressionLayer<impl Predicate> {
    let large = SizeAbove::new(COMPRESS_FROM);
    CompressionLayer::new()
        .quality(CompressionLevel::Precise(QUICK))
        .compress_when(large.and(NotForContentType::SSE))
}

/// What the frame needs.
#[derive(Clone)]
struct Around {
    app: App,
    headers: HeaderMap,
}

/// What a page for a browser to show says in the place of the headers that all other answers have.
#[derive(Debug, Clone)]
struct OwnHeaders(HeaderMap);

/// Names the request, writes the problem where there is one, sets the headers, logs one line, counts.
async fn frame(State(around): State<Around>, request: Request, next: Next) -> Response {
    let Around { app, headers } = around;
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
        let problem = HeaderValue::from_static(openapi::PROBLEM);
        response.headers_mut().insert(header::CONTENT_TYPE, problem);
    }
    response.headers_mut().extend(headers);
    if let Some(OwnHeaders(own)) = response.extensions_mut().remove() {
        response.headers_mut().extend(own);
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
