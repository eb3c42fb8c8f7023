//! The description of what is answered, made from the handlers and the types on the wire (`OpenAPI` 3.1).
//!
//! Each router describes itself. The copies in `docs` are written by `cargo xtask codegen`, so that a
//! change of the wire is seen in review.

use std::{collections::BTreeMap, sync::LazyLock, time::Duration};

use axum::http::{HeaderName, header};
use bytes::Bytes;
use domain::{
    report::{Fault, json_bytes},
    wire::Problem,
};
use serde_json::Value;
use utoipa::{
    IntoResponses, PartialSchema, ToSchema,
    openapi::{
        ComponentsBuilder, ContentBuilder, HeaderBuilder, Info, InfoBuilder, LicenseBuilder,
        OpenApi, OpenApiBuilder, Ref, RefOr, Response, ResponseBuilder, Tag,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
        tag::TagBuilder,
    },
};
use utoipa_axum::router::OpenApiRouter;

use super::{arrivals, body, deliveries, query};
use crate::{App, error::Failure};

mod exact;
pub(super) mod example;
mod portal;

pub(super) use portal::{Asked, AskedOfAUnit, ForBufdir, Missing, portal};

/// What a problem's body is.
pub(super) const PROBLEM: &str = "application/problem+json";
const JSON: &str = "application/json";

static PUBLIC: LazyLock<Value> = LazyLock::new(|| document(super::public()));
static OPERATION: LazyLock<Value> = LazyLock::new(|| document(super::operation()));
static PORTAL: LazyLock<Value> = LazyLock::new(|| document(super::portal::routes()));

/// The documents: the name of each copy in `docs`, and its text.
pub fn documents() -> [(&'static str, String); 3] {
    [
        ("openapi.json", format!("{:#}\n", *PUBLIC)),
        ("openapi-operation.json", format!("{:#}\n", *OPERATION)),
        ("openapi-portal.json", format!("{:#}\n", *PORTAL)),
    ]
}

/// This description
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "openapi",
    tag = "operation",
    responses((status = 200, description = "An OpenAPI 3.1 document", body = Object))
)]
pub(super) async fn handle() -> ([(HeaderName, &'static str); 1], Bytes) {
    static TEXT: LazyLock<Bytes> = LazyLock::new(|| json_bytes(&*PUBLIC).into());
    ([(header::CONTENT_TYPE, JSON)], TEXT.clone())
}

/// This description
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "openapi",
    tag = "operation",
    responses((status = 200, description = "An OpenAPI 3.1 document", body = Object))
)]
pub(super) async fn handle_operation() -> ([(HeaderName, &'static str); 1], Bytes) {
    static TEXT: LazyLock<Bytes> = LazyLock::new(|| json_bytes(&*OPERATION).into());
    ([(header::CONTENT_TYPE, JSON)], TEXT.clone())
}

fn document(routes: OpenApiRouter<App>) -> Value {
    let (_, described) = routes.split_for_parts();
    exact::document(&described)
}

/// Routes, each of which may answer that it was asked too often.
pub(super) fn limited(mut routes: OpenApiRouter<App>) -> OpenApiRouter<App> {
    for item in routes.get_openapi_mut().paths.paths.values_mut() {
        let methods = [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
        ];
        for operation in methods.into_iter().flatten() {
            let refused = responses([Failure::too_many(Duration::from_secs(5))]);
            operation.responses.responses.extend(refused);
        }
    }
    routes
}

/// The document for everybody, still without routes.
pub(super) fn public() -> OpenApi {
    let description = "The central server for the municipalities' half-yearly child welfare reports: \
        case systems send reports, and the County Governors' offices fetch and decide them. Bodies may \
        come in and go out with gzip; one that comes in is at most 1 MiB, packed and unpacked.";
    OpenApiBuilder::new()
        .info(info("Halvårsrapport", description))
        .components(Some(
            components()
                .security_scheme("officer_session", bearer("`access_token` of a session"))
                .security_scheme("session", bearer("`access_token` of anybody's session"))
                .security_scheme(
                    "bufdir_session",
                    bearer("A session of a person who works at Bufdir"),
                )
                .security_scheme("arrival_token", bearer("`arrival_token` of a machine"))
                .security_scheme("case_system", bearer("A case system's credential"))
                .security_scheme("bufdir_system", bearer("The credential of Bufdir's system"))
                .security_scheme(
                    "reporter_session",
                    bearer("A session of a person who reports"),
                )
                .build(),
        ))
        .tags(Some([
            tag("session", "From ID-porten's login to a session"),
            tag("me", "What is a person's own"),
            tag("reports", "Municipalities send reports"),
            tag("sync", "Offices fetch reports and send decisions"),
            tag("bufdir", "Bufdir's system fetches what is approved"),
            tag("operation", "For whoever operates the server"),
        ]))
        .build()
}

/// The document for whoever operates the server, still without routes.
pub(super) fn operation() -> OpenApi {
    let description = "What the server tells whoever operates it, on a port of its own.";
    OpenApiBuilder::new()
        .info(info("Halvårsrapport: operation", description))
        .components(Some(components().build()))
        .tags(Some([tag("operation", "For whoever operates the server")]))
        .build()
}

fn info(title: &str, description: &str) -> Info {
    let license = LicenseBuilder::new()
        .name("EUPL-1.2")
        .identifier(Some("EUPL-1.2"));
    InfoBuilder::new()
        .title(title)
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(description))
        .license(Some(license.build()))
        .build()
}

/// What the answers below refer to.
fn components() -> ComponentsBuilder {
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    ComponentsBuilder::new().schemas_from_iter(schemas)
}

fn bearer(description: &str) -> SecurityScheme {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(description));
    SecurityScheme::Http(bearer.build())
}

fn tag(name: &str, description: &str) -> Tag {
    TagBuilder::new()
        .name(name)
        .description(Some(description))
        .build()
}

/// What any operation that needs the store may answer instead.
pub(super) struct Failing;
/// What any operation with a body may answer instead.
pub(super) struct BadBody;
/// What any operation of a person with some role may answer instead.
pub(super) struct NoPerson;
/// What the question of a machine may answer instead.
pub(super) struct NotAMachine;
/// The same, for an address that asks for something.
pub(super) struct BadArrivalQuery;
/// What any operation of Bufdir's system may answer instead.
pub(super) struct NotBufdir;
/// What an operation whose address asks for something may answer instead.
pub(super) struct BadQuery;
/// What the end of a session may answer instead.
pub(super) struct SignedOut;
/// What the reception of a report may answer instead.
pub(super) struct NotReceived;
/// What a server that is not ready answers.
pub(super) struct Unready;

impl IntoResponses for Failing {
    fn responses() -> Responses {
        responses([
            Failure::internal(),
            Failure::unavailable("the database does not answer"),
        ])
    }
}

impl IntoResponses for BadBody {
    fn responses() -> Responses {
        responses([
            Failure::too_slow(),
            body::too_large(),
            Failure::unsupported_type(),
            Failure::invalid(vec![Fault {
                at: "body".to_owned(),
                found: "a missing, unknown or mistyped field at line 1, column 20".to_owned(),
                expected: "the JSON object of this operation".to_owned(),
            }]),
        ])
    }
}

impl IntoResponses for NoPerson {
    fn responses() -> Responses {
        responses([
            Failure::signed_out("the session has ended"),
            Failure::no_role(),
        ])
    }
}

impl IntoResponses for NotAMachine {
    fn responses() -> Responses {
        responses([Failure::signed_out("no machine has this token")])
    }
}

impl IntoResponses for BadArrivalQuery {
    fn responses() -> Responses {
        responses([query::bad_query(arrivals::QUERY)])
    }
}

impl IntoResponses for NotBufdir {
    fn responses() -> Responses {
        responses([Failure::signed_out("nobody has this credential")])
    }
}

impl IntoResponses for BadQuery {
    fn responses() -> Responses {
        responses([query::bad_query(deliveries::QUERY)])
    }
}

impl IntoResponses for SignedOut {
    fn responses() -> Responses {
        responses([Failure::signed_out("no session has this token")])
    }
}

impl IntoResponses for NotReceived {
    fn responses() -> Responses {
        responses([
            Failure::signed_out("nobody has this credential"),
            Failure::no_role(),
            Failure::not_found(),
            Failure::conflict("the report is approved"),
        ])
    }
}

impl IntoResponses for Unready {
    fn responses() -> Responses {
        responses([Failure::unavailable("the database does not answer")])
    }
}

type Responses = BTreeMap<String, RefOr<Response>>;

/// Failures as they are documented: by their status, with their problem as the example.
pub(super) fn responses(failures: impl IntoIterator<Item = Failure>) -> Responses {
    let failures = failures.into_iter();
    let documented = failures.map(|failure| {
        let status = failure.status().as_str().to_owned();
        (status, documented(&failure).into())
    });
    documented.collect()
}

fn documented(failure: &Failure) -> Response {
    let problem = serde_json::to_value(failure.problem("4EXAMPLE4EXAMPLE")).ok();
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .example(problem)
        .build();
    let response = ResponseBuilder::new()
        .description(failure.title())
        .content(PROBLEM, content);
    match failure.advice() {
        None => response.build(),
        Some((name, _)) => {
            let text = HeaderBuilder::new().schema(Some(String::schema())).build();
            response.header(name.as_str(), text).build()
        }
    }
}
