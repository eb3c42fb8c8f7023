use std::time::Duration;

use bytes::{Bytes, BytesMut};

use crate::{Http, HttpError};

/// The largest answer taken, in bytes after decompression.
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// HTTP over the network: the system's trust store and proxy, time limits, no redirects.
#[derive(Debug, Clone)]
pub struct ReqwestHttp(reqwest::Client);

impl ReqwestHttp {
    /// A client with its own connections.
    pub fn new() -> Result<Self, HttpError> {
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_mins(1))
            .build()
            .map(Self)
            .map_err(|_| HttpError::BadRequest)
    }
}

impl Http for ReqwestHttp {
    async fn call(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, HttpError> {
        let request = reqwest::Request::try_from(request).map_err(|_| HttpError::BadRequest)?;
        let mut answer = self
            .0
            .execute(request)
            .await
            .map_err(|error| classify(&error))?;
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| classify(&error))? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        *response.body_mut() = body.freeze();
        Ok(response)
    }
}

fn classify(error: &reqwest::Error) -> HttpError {
    if error.is_timeout() {
        HttpError::TimedOut
    } else if error.is_builder() {
        HttpError::BadRequest
    } else {
        HttpError::Unreachable
    }
}
