//! Talking to the server: one request a call, and the session it is made in.

use bytes::Bytes;
use domain::wire::{self, Problem, ProblemKind};
use edge::{Http, HttpError};
use http::{Method, Request, StatusCode, header};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use url::Url;
use zeroize::Zeroizing;

/// The server's session, in memory only: a restarted program logs in again.
pub(crate) struct Session {
    pub(crate) access_token: Zeroizing<String>,
    pub(crate) access_expires_at: Timestamp,
    pub(crate) refresh_token: Zeroizing<String>,
    pub(crate) idle_expires_at: Timestamp,
}

impl Session {
    /// A session as it was given just now. Its ends are told by the server's clock, and kept by this
    /// machine's, which may be wrong by hours.
    pub(crate) fn received(session: wire::Session, now: Timestamp) -> Self {
        let here = |end: Timestamp| {
            let left = end.duration_since(session.server_time);
            now.saturating_add(left).unwrap_or(now)
        };
        Self {
            access_expires_at: here(session.access_expires_at),
            idle_expires_at: here(session.idle_expires_at),
            access_token: Zeroizing::new(session.access_token),
            refresh_token: Zeroizing::new(session.refresh_token),
        }
    }
}

/// Why a request has no useful answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CallError {
    /// No answer; the server may have acted all the same.
    #[error("no answer from the server: {0}")]
    NoAnswer(HttpError),
    /// The server wants a new login.
    #[error("the server wants a new login")]
    SignedOut,
    /// The person has no role here.
    #[error("the person has no role at the server")]
    NoRole,
    /// The server failed, or refuses this client.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// The answer is not what the protocol says.
    #[error("the server's answer cannot be read")]
    Malformed,
}

/// The server, as one client sees it.
#[derive(Debug)]
pub(crate) struct Api<H> {
    http: H,
    base: Url,
}

impl<H: Http> Api<H> {
    pub(crate) fn new(http: H, base: Url) -> Self {
        Self { http, base }
    }

    pub(crate) fn http(&self) -> &H {
        &self.http
    }

    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    pub(crate) async fn get<R: DeserializeOwned>(&self, path: &str) -> Result<R, CallError> {
        self.call(Method::GET, path, None, Bytes::new()).await
    }

    pub(crate) async fn post<T: Serialize, R: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        body: &T,
    ) -> Result<R, CallError> {
        let body = serde_json::to_vec(body).map_err(|_| CallError::Malformed)?;
        self.call(Method::POST, path, token, body.into()).await
    }

    async fn call<R: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Bytes,
    ) -> Result<R, CallError> {
        let url = self.base.join(path).map_err(|_| CallError::Malformed)?;
        let mut request = Request::builder()
            .method(method)
            .uri(url.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(body).map_err(|_| CallError::Malformed)?;
        let answer = self.http.call(request).await.map_err(CallError::NoAnswer)?;
        if answer.status().is_success() {
            // An empty answer stands for "nothing to tell".
            let body = if answer.body().is_empty() {
                b"null".as_slice()
            } else {
                answer.body()
            };
            return serde_json::from_slice(body).map_err(|_| CallError::Malformed);
        }
        Err(refusal(answer.status(), answer.body()))
    }
}

fn refusal(status: StatusCode, body: &[u8]) -> CallError {
    let kind = serde_json::from_slice::<Problem>(body)
        .ok()
        .map(|problem| problem.kind);
    match (status, kind) {
        (StatusCode::UNAUTHORIZED, _) | (_, Some(ProblemKind::SignedOut)) => CallError::SignedOut,
        (_, Some(ProblemKind::NoRole)) => CallError::NoRole,
        _ => CallError::Status(status.as_u16()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_lives_as_long_on_a_machine_whose_clock_is_wrong() {
        let at = |second| Timestamp::from_second(second).unwrap();
        for now in [at(0), at(1000), at(9000)] {
            let given = wire::Session {
                access_token: String::new(),
                access_expires_at: at(1600),
                refresh_token: String::new(),
                idle_expires_at: at(2800),
                officer: wire::Officer {
                    id: domain::ids::PersonId(uuid::Uuid::nil()),
                    name: String::new(),
                    office: "innlandet".into(),
                    office_name: String::new(),
                },
                server_time: at(1000),
            };
            let session = Session::received(given, now);
            assert_eq!(session.access_expires_at.duration_since(now).as_secs(), 600);
            assert_eq!(session.idle_expires_at.duration_since(now).as_secs(), 1800);
        }
    }

    #[test]
    fn a_refusal_is_read_from_status_and_kind() {
        let no_role = br#"{"type":"no_role","status":403,"title":"","reference":null}"#;
        let away = br#"{"type":"unavailable","status":503,"title":"","reference":null}"#;
        let newer = br#"{"type":"of_next_year","status":429,"title":"","more":1}"#;
        for (status, body, expected) in [
            (401, b"".as_slice(), CallError::SignedOut),
            (403, no_role.as_slice(), CallError::NoRole),
            (
                403,
                b"<html>a proxy</html>".as_slice(),
                CallError::Status(403),
            ),
            (502, b"".as_slice(), CallError::Status(502)),
            (503, away.as_slice(), CallError::Status(503)),
            (429, newer.as_slice(), CallError::Status(429)),
            (401, newer.as_slice(), CallError::SignedOut),
        ] {
            assert_eq!(
                refusal(StatusCode::from_u16(status).unwrap(), body),
                expected
            );
        }
    }
}
