//! What goes wrong, as callers see it: an RFC 9457 problem with a reference, and nothing personal.
//!
//! A handler returns a [`Failure`]; [`crate::http`] writes the answer and the log line, once.

use std::{sync::Arc, time::Duration};

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    ids::PersonId,
    report::Fault,
    wire::{Problem, ProblemKind},
};

use crate::store::StoreError;

/// Why a request gets no answer of its own kind.
#[derive(Debug, Clone)]
pub struct Failure {
    kind: ProblemKind,
    title: &'static str,
    faults: Vec<Fault>,
    person: Option<PersonId>,
    cause: Option<Arc<StoreError>>,
    advice: Option<Advice>,
}

/// What a client can do about a failure, as a header says it.
#[derive(Debug, Clone, Copy)]
enum Advice {
    LogIn,
    SendJson,
    SendGzip,
    AskAgain,
    /// After so many seconds.
    AskAfter(u64),
}

impl Advice {
    fn header(self) -> (HeaderName, HeaderValue) {
        let (name, value) = match self {
            Self::AskAfter(seconds) => return (header::RETRY_AFTER, seconds.into()),
            Self::LogIn => (header::WWW_AUTHENTICATE, "Bearer"),
            Self::SendJson => (header::ACCEPT, "application/json"),
            Self::SendGzip => (header::ACCEPT_ENCODING, "gzip"),
            // Seconds.
            Self::AskAgain => (header::RETRY_AFTER, "5"),
        };
        (name, HeaderValue::from_static(value))
    }
}

impl Failure {
    fn new(kind: ProblemKind, title: &'static str) -> Self {
        Self {
            kind,
            title,
            faults: Vec::new(),
            person: None,
            cause: None,
            advice: None,
        }
    }

    fn advising(self, advice: Advice) -> Self {
        Self {
            advice: Some(advice),
            ..self
        }
    }

    pub(crate) fn signed_out(title: &'static str) -> Self {
        Self::new(ProblemKind::SignedOut, title).advising(Advice::LogIn)
    }

    pub(crate) fn no_role() -> Self {
        Self::new(ProblemKind::NoRole, "the person has no role here")
    }

    pub(crate) fn elsewhere() -> Self {
        let title = "the request did not come from a page of this server";
        Self::new(ProblemKind::Elsewhere, title)
    }

    /// The same, told to that person.
    pub(crate) fn no_role_of(person: Option<PersonId>) -> Self {
        Self {
            person,
            ..Self::no_role()
        }
    }

    pub(crate) fn not_found() -> Self {
        Self::new(ProblemKind::NotFound, "there is no such thing")
    }

    /// The router adds `Allow`.
    pub(crate) fn method_not_allowed() -> Self {
        let title = "the path does not answer this method";
        Self::new(ProblemKind::MethodNotAllowed, title)
    }

    pub(crate) fn conflict(title: &'static str) -> Self {
        Self::new(ProblemKind::Conflict, title)
    }

    pub(crate) fn too_large(title: &'static str) -> Self {
        Self::new(ProblemKind::TooLarge, title)
    }

    pub(crate) fn too_slow() -> Self {
        let title = "the request did not come whole in time";
        Self::new(ProblemKind::TooSlow, title)
    }

    pub(crate) fn unsupported_type() -> Self {
        let title = "the body is not application/json";
        Self::new(ProblemKind::Unsupported, title).advising(Advice::SendJson)
    }

    pub(crate) fn unsupported_coding() -> Self {
        let title = "the body is coded in another way than gzip";
        Self::new(ProblemKind::Unsupported, title).advising(Advice::SendGzip)
    }

    pub(crate) fn invalid(faults: Vec<Fault>) -> Self {
        Self {
            faults,
            ..Self::new(ProblemKind::Invalid, "the body has faults")
        }
    }

    pub(crate) fn invalid_query(fault: Fault) -> Self {
        Self {
            faults: vec![fault],
            ..Self::new(ProblemKind::Invalid, "the query has faults")
        }
    }

    /// The same request would be answered after that time.
    pub(crate) fn too_many(wait: Duration) -> Self {
        // Whole seconds, and never too few.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let title = "too many requests in a short time";
        Self::new(ProblemKind::TooMany, title).advising(Advice::AskAfter(seconds.max(1)))
    }

    /// Something the server depends on did not answer; the same request may succeed later.
    pub(crate) fn unavailable(title: &'static str) -> Self {
        Self::new(ProblemKind::Unavailable, title).advising(Advice::AskAgain)
    }

    /// The handler did not come to its end.
    pub(crate) fn internal() -> Self {
        Self::new(ProblemKind::Internal, "the server failed")
    }

    /// The failure, with what the log is told beside it.
    pub(crate) fn because(self, cause: StoreError) -> Self {
        Self {
            cause: Some(Arc::new(cause)),
            ..self
        }
    }

    /// The cause of a server failure, for the log.
    pub(crate) fn cause(&self) -> Option<&StoreError> {
        self.cause.as_deref()
    }

    pub(crate) fn title(&self) -> &'static str {
        self.title
    }

    /// The header that tells what the client can do about it.
    pub(crate) fn advice(&self) -> Option<(HeaderName, HeaderValue)> {
        self.advice.map(Advice::header)
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self.kind {
            ProblemKind::SignedOut => StatusCode::UNAUTHORIZED,
            ProblemKind::NoRole | ProblemKind::Elsewhere => StatusCode::FORBIDDEN,
            ProblemKind::NotFound => StatusCode::NOT_FOUND,
            ProblemKind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            ProblemKind::TooSlow => StatusCode::REQUEST_TIMEOUT,
            ProblemKind::Conflict => StatusCode::CONFLICT,
            ProblemKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ProblemKind::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ProblemKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            ProblemKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            ProblemKind::Internal | ProblemKind::Other => StatusCode::INTERNAL_SERVER_ERROR,
            ProblemKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(crate) fn problem(&self, reference: &str) -> Problem {
        Problem {
            kind: self.kind,
            status: self.status().as_u16(),
            title: self.title.to_owned(),
            reference: Some(reference.to_owned()),
            faults: self.faults.clone(),
            person: self.person,
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        if error.is_absence() {
            Self::unavailable("the database does not answer").because(error)
        } else {
            Self::internal().because(error)
        }
    }
}

impl IntoResponse for Failure {
    /// The status and the failure itself; the frame around all handlers writes the body.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Some((name, value)) = self.advice() {
            response.headers_mut().insert(name, value);
        }
        response.extensions_mut().insert(self);
        response
    }
}
