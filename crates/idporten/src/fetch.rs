//! Requests to the provider.

use bytes::Bytes;
use edge::{Http, HttpError};
use http::{StatusCode, header};
use serde::de::DeserializeOwned;
use url::Url;

use crate::error::ProviderError;

/// No document of a provider is larger.
const MAX_DOCUMENT: usize = 256 * 1024;

/// Gets a JSON document.
pub(crate) async fn get<T: DeserializeOwned>(
    http: &impl Http,
    url: &Url,
) -> Result<T, ProviderError> {
    let request = http::Request::get(url.as_str())
        .header(header::ACCEPT, "application/json")
        .body(Bytes::new())
        .map_err(|_| HttpError::BadRequest)?;
    let answer = http.call(request).await?;
    if answer.status() != StatusCode::OK {
        return Err(ProviderError::Status(answer.status().as_u16()));
    }
    json(answer.body())
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

/// Reads a JSON document.
pub(crate) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ProviderError> {
    if body.len() > MAX_DOCUMENT {
        return Err(ProviderError::Malformed);
    }
    serde_json::from_slice(body).map_err(|_| ProviderError::Malformed)
}
