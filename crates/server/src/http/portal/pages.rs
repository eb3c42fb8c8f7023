//! The pages themselves, which are part of the program.

use axum::{
    Extension,
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::wire::path;
use rust_embed::Embed;

use super::{super::OwnHeaders, go_to};
use crate::error::Failure;

/// What the build of the pages left. Without it there are none.
#[derive(Embed)]
#[folder = "../../ui/dist/portal"]
#[allow_missing = true]
struct Files;

const INDEX: &str = "index.html";
/// Files below have a hash of what they hold in their names.
const HASHED: &str = "assets/";

/// The pages run their own scripts and styles, talk to this server, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The portal
#[utoipa::path(
    get,
    path = "/",
    operation_id = "root",
    tag = "pages",
    responses((status = 303, description = "To the portal"))
)]
pub(super) async fn root() -> Result<Response, Failure> {
    go_to(path::PORTAL, &[])
}

/// The portal
#[utoipa::path(
    get,
    path = "/portal",
    operation_id = "portalWithoutSlash",
    tag = "pages",
    responses((status = 303, description = "To the portal"))
)]
pub(super) async fn without_slash() -> Result<Response, Failure> {
    go_to(path::PORTAL, &[])
}

/// The portal's first page
#[utoipa::path(
    get,
    path = path::PORTAL,
    operation_id = "firstPage",
    tag = "pages",
    responses((status = 200, description = "A page", content_type = "text/html", body = String))
)]
pub(super) async fn first() -> Result<Response, Failure> {
    file(INDEX).ok_or_else(Failure::not_found)
}

/// A page or a file of the portal
///
/// Every address without a dot is a page, which the pages' own script chooses.
#[utoipa::path(
    get,
    path = "/portal/{*page}",
    operation_id = "page",
    tag = "pages",
    params(("page" = String, Path, description = "The page or the file")),
    responses((status = 200, description = "A page", content_type = "text/html", body = String))
)]
pub(super) async fn handle(Path(page): Path<String>) -> Result<Response, Failure> {
    let found = if page.contains('.') {
        file(&page)
    } else {
        file(INDEX)
    };
    found.ok_or_else(Failure::not_found)
}

fn file(name: &str) -> Option<Response> {
    let file = Files::get(name)?;
    let mut headers = HeaderMap::new();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    if name.starts_with(HASHED) {
        set(header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    }
    let kind = [(header::CONTENT_TYPE, kind_of(name))];
    Some((kind, Extension(OwnHeaders(headers)), file.data.into_owned()).into_response())
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_served_as_what_it_is() {
        for (name, kind) in [
            ("index.html", "text/html; charset=utf-8"),
            ("assets/a.b.js", "text/javascript; charset=utf-8"),
            ("assets/a.css", "text/css; charset=utf-8"),
            ("a", "application/octet-stream"),
        ] {
            assert_eq!(kind_of(name), kind);
        }
        assert!(file("../portal.rs").is_none());
    }
}
