//! Talking to the server: one request a call or one stream, and the session they are made in.

use bytes::Bytes;
use domain::{
    ids::PersonId,
    wire::{self, Problem, ProblemKind, path},
};
use edge::{Http, HttpError, sse::Events};
use http::{
    HeaderMap, HeaderValue, Method, Request, StatusCode,
    header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, DATE, RETRY_AFTER},
};
use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimeParser};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use url::Url;
use zeroize::Zeroizing;

use crate::pace::PATIENCE_MAX;

/// A session is renewed when its token has less than this left.
const RENEW_BEFORE: SignedDuration = SignedDuration::from_secs(30);

/// The server's session, in memory only, unless a program leaves it to the next one in the officer's store.
pub(crate) struct Session {
    pub(crate) access_token: Zeroizing<String>,
    /// When the token is to be renewed: well before its end, and never at once.
    pub(crate) renew_at: Timestamp,
    pub(crate) refresh_token: Zeroizing<String>,
    pub(crate) idle_expires_at: Timestamp,
    /// Whose it is.
    pub(crate) officer: wire::Officer,
    /// The offices that the officer may work for.
    pub(crate) offices: Vec<wire::OwnOffice>,
}

impl Session {
    /// A session as it was given just now. Its ends are told by the server's clock, and kept by this
    /// machine's, which may be wrong by hours.
    pub(crate) fn received(session: wire::Session, now: Timestamp) -> Self {
        let here = |end: Timestamp| {
            let left = end.duration_since(session.server_time);
            now.saturating_add(left).unwrap_or(now)
        };
        let life = session
            .access_expires_at
            .duration_since(session.server_time);
        // A pair that ends with the session cannot be made to last by renewing it again and again.
        let is_last = session.access_expires_at >= session.idle_expires_at;
        let renew_in = if is_last && life <= RENEW_BEFORE {
            life
        } else {
            (life - RENEW_BEFORE).max(life / 2)
        };
        Self {
            renew_at: now.saturating_add(renew_in).unwrap_or(now),
            idle_expires_at: here(session.idle_expires_at),
            access_token: Zeroizing::new(session.access_token),
            refresh_token: Zeroizing::new(session.refresh_token),
            officer: session.officer,
            offices: session.offices,
        }
    }
}

/// A session that one program has left to the next, as it lies in the encrypted store.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptSession {
    access_token: String,
    renew_at: Timestamp,
    refresh_token: String,
    idle_expires_at: Timestamp,
    officer: wire::Officer,
    offices: Vec<wire::OwnOffice>,
}

impl From<&Session> for KeptSession {
    fn from(session: &Session) -> Self {
        Self {
            access_token: session.access_token.to_string(),
            renew_at: session.renew_at,
            refresh_token: session.refresh_token.to_string(),
            idle_expires_at: session.idle_expires_at,
            officer: session.officer.clone(),
            offices: session.offices.clone(),
        }
    }
}

impl KeptSession {
    /// The session, unless it has ended since.
    pub(crate) fn unless_ended(self, now: Timestamp) -> Option<Session> {
        let session = Session {
            access_token: Zeroizing::new(self.access_token),
            renew_at: self.renew_at,
            refresh_token: Zeroizing::new(self.refresh_token),
            idle_expires_at: self.idle_expires_at,
            officer: self.officer,
            offices: self.offices,
        };
        Some(session).filter(|session| now < session.idle_expires_at)
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
    NoRole {
        /// Who; told where a login came to nothing.
        person: Option<PersonId>,
    },
    /// The server failed, or refuses this client.
    #[error("the server answered with status {status}")]
    Status {
        /// The answer's status.
        status: u16,
        /// How long the server wants to be left alone.
        retry_after: Option<SignedDuration>,
    },
    /// The answer is not what the protocol says.
    #[error("the server's answer cannot be read")]
    Malformed,
}

impl CallError {
    /// How long the server wants to be left alone.
    pub(crate) fn patience(self) -> Option<SignedDuration> {
        match self {
            Self::Status { retry_after, .. } => retry_after,
            Self::NoAnswer(_) | Self::SignedOut | Self::NoRole { .. } | Self::Malformed => None,
        }
    }
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

    pub(crate) async fn get<R: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
    ) -> Result<R, CallError> {
        self.call(Method::GET, path, token, Bytes::new()).await
    }

    pub(crate) async fn post<T: Serialize, R: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        body: &T,
    ) -> Result<R, CallError> {
        self.send(Method::POST, path, token, body).await
    }

    pub(crate) async fn put<T: Serialize, R: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        body: &T,
    ) -> Result<R, CallError> {
        self.send(Method::PUT, path, token, body).await
    }

    async fn send<T: Serialize, R: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: &T,
    ) -> Result<R, CallError> {
        let body = serde_json::to_vec(body).map_err(|_| CallError::Malformed)?;
        self.call(method, path, token, body.into()).await
    }

    async fn call<R: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Bytes,
    ) -> Result<R, CallError> {
        let accept = HeaderValue::from_static("application/json");
        let request = self.request(method, path, token, accept, body)?;
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
        Err(refusal(answer.status(), answer.headers(), answer.body()))
    }

    /// Opens the stream of hints.
    pub(crate) async fn events(&self, token: &str) -> Result<Events, CallError> {
        let accept = HeaderValue::from_static("text/event-stream");
        let mut request =
            self.request(Method::GET, path::EVENTS, Some(token), accept, Bytes::new())?;
        // Whoever compresses a stream keeps back what does not fill a block.
        let identity = HeaderValue::from_static("identity");
        request.headers_mut().insert(ACCEPT_ENCODING, identity);
        let answer = self
            .http
            .stream(request)
            .await
            .map_err(CallError::NoAnswer)?;
        if !answer.status().is_success() {
            return Err(refusal(answer.status(), answer.headers(), b""));
        }
        let kind = answer.headers().get(CONTENT_TYPE);
        let is_stream = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        if is_stream {
            Ok(Events::new(answer.into_body()))
        } else {
            Err(CallError::Malformed)
        }
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        accept: HeaderValue,
        body: Bytes,
    ) -> Result<Request<Bytes>, CallError> {
        let url = self.base.join(path).map_err(|_| CallError::Malformed)?;
        let mut request = Request::builder()
            .method(method)
            .uri(url.as_str())
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, accept);
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        request.body(body).map_err(|_| CallError::Malformed)
    }
}

fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> CallError {
    let problem = serde_json::from_slice::<Problem>(body).ok();
    let person = problem.as_ref().and_then(|problem| problem.person);
    match (status, problem.map(|problem| problem.kind)) {
        (StatusCode::UNAUTHORIZED, _) | (_, Some(ProblemKind::SignedOut)) => CallError::SignedOut,
        (_, Some(ProblemKind::NoRole)) => CallError::NoRole { person },
        _ => CallError::Status {
            status: status.as_u16(),
            retry_after: retry_after(headers),
        },
    }
}

/// The time that `Retry-After` asks for, in seconds or as a date (RFC 9110 section 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<SignedDuration> {
    let text = |name| headers.get(name)?.to_str().ok();
    let date = |text| DateTimeParser::new().parse_timestamp(text).ok();
    let asked = text(RETRY_AFTER)?;
    let wait = match asked.parse::<u32>() {
        Ok(seconds) => SignedDuration::from_secs(seconds.into()),
        // By the server's clock, as all its dates.
        Err(_) => date(asked)?.duration_since(date(text(DATE)?)?),
    };
    Some(wait.clamp(SignedDuration::ZERO, PATIENCE_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A session as the server gives it at a time, with a token that lives for so many seconds.
    fn given(server_time: Timestamp, life: i64) -> wire::Session {
        wire::Session {
            access_token: String::new(),
            access_expires_at: server_time + SignedDuration::from_secs(life),
            refresh_token: String::new(),
            idle_expires_at: server_time + SignedDuration::from_mins(30),
            device_id: domain::ids::DeviceId(uuid::Uuid::nil()),
            offices: vec![],
            officer: wire::Officer {
                id: PersonId(uuid::Uuid::nil()),
                name: String::new(),
                office: "innlandet".into(),
                office_name: String::new(),
            },
            server_time,
        }
    }

    fn other(status: u16) -> CallError {
        CallError::Status {
            status,
            retry_after: None,
        }
    }

    #[test]
    fn a_session_lives_as_long_on_a_machine_whose_clock_is_wrong() {
        let at = |second| Timestamp::from_second(second).unwrap();
        for now in [at(0), at(1000), at(9000)] {
            let session = Session::received(given(at(1000), 600), now);
            assert_eq!(session.renew_at.duration_since(now).as_secs(), 570);
            assert_eq!(session.idle_expires_at.duration_since(now).as_secs(), 1800);
        }
    }

    #[test]
    fn a_refusal_is_read_from_status_and_kind() {
        let no_role = br#"{"type":"no_role","status":403,"title":"","reference":null}"#;
        let of = br#"{"type":"no_role","status":403,"title":"","person":"00000000-0000-0000-0000-000000000007"}"#;
        let seventh = Some(PersonId(uuid::Uuid::from_u128(7)));
        let away = br#"{"type":"unavailable","status":503,"title":"","reference":null}"#;
        let newer = br#"{"type":"of_next_year","status":429,"title":"","more":1}"#;
        for (status, body, expected) in [
            (401, b"".as_slice(), CallError::SignedOut),
            (403, no_role.as_slice(), CallError::NoRole { person: None }),
            (403, of.as_slice(), CallError::NoRole { person: seventh }),
            (403, b"<html>a proxy</html>".as_slice(), other(403)),
            (502, b"".as_slice(), other(502)),
            (503, away.as_slice(), other(503)),
            (429, newer.as_slice(), other(429)),
            (401, newer.as_slice(), CallError::SignedOut),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(refusal(status, &HeaderMap::new(), body), expected);
        }
    }

    #[test]
    fn a_server_may_ask_for_patience() {
        let date = "Tue, 04 Aug 2026 07:00:00 GMT";
        for (asked, seconds) in [
            ("0", Some(0)),
            ("120", Some(120)),
            ("4294967295", Some(3600)),
            ("Tue, 04 Aug 2026 07:02:00 GMT", Some(120)),
            ("Tue, 04 Aug 2026 06:00:00 GMT", Some(0)),
            ("Wed, 05 Aug 2026 07:00:00 GMT", Some(3600)),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_static(asked));
            headers.insert(DATE, HeaderValue::from_static(date));
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let patience = refusal(status, &headers, b"").patience();
            assert_eq!(patience.map(|wait| wait.as_secs()), seconds, "{asked}");
        }
    }

    #[test]
    fn the_last_pair_of_a_session_is_not_renewed_ever_more_often() {
        let at = |second| Timestamp::from_second(second).unwrap();
        for (life, renewed) in [(600, 570), (60, 30), (30, 30), (10, 10)] {
            let last = wire::Session {
                idle_expires_at: at(life),
                ..given(at(0), life)
            };
            assert_eq!(
                Session::received(last, at(0)).renew_at,
                at(renewed),
                "{life}"
            );
        }
    }

    #[test]
    fn a_token_of_a_short_life_is_not_renewed_at_once() {
        let at = |second| Timestamp::from_second(second).unwrap();
        for (life, renewed) in [(600, 570), (60, 30), (40, 20), (10, 5), (0, 0)] {
            let session = Session::received(given(at(0), life), at(0));
            assert_eq!(session.renew_at, at(renewed), "{life}");
        }
    }
}
