//! Bodies that come in: whole, in time, within their size, and JSON.

use std::io::Read;

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use domain::report::Fault;
use flate2::read::MultiGzDecoder;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::{App, error::Failure};

/// The largest body taken, both as it comes in and unpacked: the same text is taken or refused however
/// it travels.
pub(super) const BODY_MAX: usize = 1024 * 1024;
/// What a body is expected to be.
const OBJECT: &str = "the JSON object of this operation";

/// A JSON body.
pub(super) struct Json<T>(pub(super) T);

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

/// How a body is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Plain,
    Gzip,
}

/// The whole body of JSON text, unpacked, within [`BODY_MAX`].
pub(super) async fn body_of(request: Request, app: &App) -> Result<Bytes, Failure> {
    check_type(request.headers())?;
    let coding = coding(request.headers())?;
    let read = timeout(
        app.settings().limits.body,
        Bytes::from_request(request, app),
    );
    let sent = read.await.map_err(|_| Failure::too_slow())?;
    let sent = sent.map_err(|rejected| {
        if rejected.status() == StatusCode::PAYLOAD_TOO_LARGE {
            too_large()
        } else {
            invalid("an end before the body's end", "a whole body")
        }
    })?;
    match coding {
        Coding::Plain => Ok(sent),
        Coding::Gzip => unpacked(&sent),
    }
}

/// A body whose type is not told is taken for JSON.
fn check_type(headers: &HeaderMap) -> Result<(), Failure> {
    let Some(told) = headers.get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let told = told.to_str().unwrap_or_default();
    let essence = told.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Failure::unsupported_type())
    }
}

fn coding(headers: &HeaderMap) -> Result<Coding, Failure> {
    let mut told = headers.get_all(header::CONTENT_ENCODING).iter();
    let coding = match (told.next(), told.next()) {
        (None, _) => return Ok(Coding::Plain),
        (Some(coding), None) => coding.to_str().unwrap_or_default().trim(),
        (Some(_), Some(_)) => return Err(Failure::unsupported_coding()),
    };
    if coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip") {
        Ok(Coding::Gzip)
    } else if coding.eq_ignore_ascii_case("identity") {
        Ok(Coding::Plain)
    } else {
        Err(Failure::unsupported_coding())
    }
}

/// Never unpacks more than one byte past [`BODY_MAX`], whatever the body would become.
fn unpacked(sent: &[u8]) -> Result<Bytes, Failure> {
    let most = u64::try_from(BODY_MAX).unwrap_or(u64::MAX);
    let mut plain = Vec::new();
    MultiGzDecoder::new(sent)
        .take(most.saturating_add(1))
        .read_to_end(&mut plain)
        .map_err(|_| invalid("no gzip", "what Content-Encoding says"))?;
    if plain.len() > BODY_MAX {
        return Err(too_large());
    }
    Ok(plain.into())
}

pub(super) fn too_large() -> Failure {
    Failure::too_large("the body is larger than 1 MiB")
}

/// The JSON object in a body. A list of its fields, which serde takes for a struct too, is none.
pub(super) fn object_of<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    match serde_json::from_slice(body) {
        Ok(value) if body.trim_ascii_start().starts_with(b"{") => Ok(value),
        Ok(_) => Err(invalid("no JSON object", OBJECT)),
        Err(error) => Err(json_fault(&error)),
    }
}

/// The fault in a JSON text. Not the parser's own message: that may quote the sender.
fn json_fault(error: &serde_json::Error) -> Failure {
    use serde_json::error::Category;
    let what = match error.classify() {
        Category::Data => "a missing, unknown or mistyped field",
        Category::Eof => "the end of the text",
        Category::Syntax | Category::Io => "no JSON",
    };
    let found = format!("{what} at line {}, column {}", error.line(), error.column());
    invalid(&found, OBJECT)
}

fn invalid(found: &str, expected: &str) -> Failure {
    Failure::invalid(vec![Fault {
        at: "body".to_owned(),
        found: found.to_owned(),
        expected: expected.to_owned(),
    }])
}
