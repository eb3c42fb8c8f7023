//! What goes wrong, as callers see it: an RFC 9457 problem with a reference, and nothing personal.
//!
//! A handler returns a [`Failure`]; [`crate::http`] writes the answer and the log line, once.

use std::sync::Arc;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    report::Fault,
    wire::{Problem, ProblemKind},
};

use crate::store::StoreError;

/// Why a request gets no answer of its own kind.
#[derive(Debug, Clone)]
pub struct Failure {
    kind: ProblemKind,
    status: StatusCode,
    title: &'static str,
    faults: Vec<Fault>,
    cause: Option<Arc<StoreError>>,
}

impl Failure {
    fn new(kind: ProblemKind, title: &'static str) -> Self {
        let status = match kind {
            ProblemKind::SignedOut => StatusCode::UNAUTHORIZED,
            ProblemKind::NoRole => StatusCode::FORBIDDEN,
            ProblemKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            ProblemKind::NotFound => StatusCode::NOT_FOUND,
            ProblemKind::Conflict => StatusCode::CONFLICT,
            ProblemKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ProblemKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self {
            kind,
            status,
            title,
            faults: Vec::new(),
            cause: None,
        }
    }

    pub(crate) fn signed_out(title: &'static str) -> Self {
        Self::new(ProblemKind::SignedOut, title)
    }

    pub(crate) fn no_role() -> Self {
        Self::new(ProblemKind::NoRole, "the person has no role here")
    }

    pub(crate) fn not_found() -> Self {
        Self::new(ProblemKind::NotFound, "there is no such thing")
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            ..Self::new(
                ProblemKind::NotFound,
                "the path does not answer this method",
            )
        }
    }

    pub(crate) fn conflict(title: &'static str) -> Self {
        Self::new(ProblemKind::Conflict, title)
    }

    pub(crate) fn too_large(title: &'static str) -> Self {
        Self::new(ProblemKind::TooLarge, title)
    }

    pub(crate) fn invalid(faults: Vec<Fault>) -> Self {
        Self {
            faults,
            ..Self::new(ProblemKind::Invalid, "the body has faults")
        }
    }

    /// Something the server depends on did not answer; the same request may succeed later.
    pub(crate) fn unavailable(title: &'static str) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..Self::new(ProblemKind::Internal, title)
        }
    }

    /// The cause of a server failure, for the log.
    pub(crate) fn cause(&self) -> Option<&StoreError> {
        self.cause.as_deref()
    }

    pub(crate) fn title(&self) -> &'static str {
        self.title
    }

    pub(crate) fn problem(&self, reference: &str) -> Problem {
        Problem {
            kind: self.kind,
            status: self.status.as_u16(),
            title: self.title.to_owned(),
            reference: Some(reference.to_owned()),
            faults: self.faults.clone(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self {
            cause: Some(Arc::new(error)),
            ..Self::new(ProblemKind::Internal, "the server failed")
        }
    }
}

impl IntoResponse for Failure {
    /// The status and the failure itself; the frame around all handlers writes the body.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
