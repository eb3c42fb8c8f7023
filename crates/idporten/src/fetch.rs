//! Requests to the provider.

use bytes::Bytes;
use edge::{Http, HttpError};
use http::{HeaderMap, StatusCode, header};
use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};
use serde::de::DeserializeOwned;
use url::Url;

use crate::error::ProviderError;

/// No document of a provider is larger.
const MAX_DOCUMENT: usize = 256 * 1024;

/// Gets a JSON document, and with it the time at its sender, where the sender told it.
pub(crate) async fn get<T: DeserializeOwned>(
    http: &impl Http,
    url: &Url,
) -> Result<(T, Option<Timestamp>), ProviderError> {
    let request = http::Request::get(url.as_str())
        .header(header::ACCEPT, "application/json")
        .body(Bytes::new())
        .map_err(|_| HttpError::BadRequest)?;
    let answer = http.call(request).await?;
    if answer.status() != StatusCode::OK {
        return Err(ProviderError::Status(answer.status().as_u16()));
    }
    Ok((json(answer.body())?, date(answer.headers())))
}

/// Sends a form and waits for the whole answer.
pub(crate) async fn post_form(
    http: &impl Http,
    url: &Url,
    form: String,
) -> Result<http::Response<Bytes>, HttpError> {
    let request = http::Request::post(url.as_str())
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Bytes::from(form))
        .map_err(|_| HttpError::BadRequest)?;
    http.call(request).await
}

/// What time it was where these headers were sent.
pub(crate) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let date = headers.get(header::DATE)?.to_str().ok()?;
    DateTimeParser::new().parse_timestamp(date).ok()
}

/// Reads a JSON document.
pub(crate) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ProviderError> {
    if body.len() > MAX_DOCUMENT {
        return Err(ProviderError::Malformed);
    }
    serde_json::from_slice(body).map_err(|_| ProviderError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_providers_clock_from_the_date_header() {
        for (date, expected) in [
            (
                Some("Sun, 06 Nov 1994 08:49:37 GMT"),
                Some("1994-11-06T08:49:37Z"),
            ),
            (Some("yesterday"), None),
            (None, None),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(date) = date {
                headers.insert(header::DATE, date.parse().unwrap());
            }
            let expected = expected.map(|text| text.parse().unwrap());
            assert_eq!(super::date(&headers), expected, "{date:?}");
        }
    }
}
