//! What applicants ask of the server, and what it makes of their applications.

use bytes::Bytes;
use domain::wire::{
    PortalApplicationWithdraw, PortalApplicationWithdrawn, PortalApplied, PortalApply, path,
};
use http::{Request, Response, StatusCode, header};

use super::{Fate, Inner, Network};
use crate::{
    checks,
    model::{Applied, Kind},
};

impl Network {
    /// What somebody asks who is no officer: the answer, and whether it arrived; none where there is none.
    pub(crate) async fn call(
        &self,
        who: &str,
        request: Request<Bytes>,
    ) -> Option<(Response<Bytes>, bool)> {
        let what = request.uri().to_string();
        let fate = self.fate(request.uri().path());
        self.log.line(format!("  {who} {what}: {fate:?}"));
        if matches!(
            fate,
            Fate::RequestLost | Fate::RefusedOnTheWay | Fate::LimitedOnTheWay | Fate::DiesBefore
        ) {
            return None;
        }
        let answer = self.serve(request).await?;
        Some((answer, fate == Fate::Delivered))
    }

    /// An applicant asks for access. What becomes of it, where an answer arrives.
    pub(crate) async fn apply(
        &self,
        applicant: (usize, &'static str),
        token: &str,
        asked: &PortalApply,
    ) -> Option<Applied> {
        let request = from_browser(path::PORTAL_APPLICATIONS, token, asked);
        let called = self.call(&name(applicant.0), request).await;
        let Some((answer, is_heard)) = called else {
            if checks::application(&self.database, asked.id)
                .await
                .is_some()
            {
                let mut inner = self.inner.lock().unwrap();
                let applied = inner.model.apply(applicant, asked.id, &asked.wish);
                assert_ne!(applied, Applied::OneWaits, "one application at a time");
            }
            return None;
        };
        let mut inner = self.inner.lock().unwrap();
        let expected = inner.model.apply(applicant, asked.id, &asked.wish);
        inner.sometimes.count(match expected {
            Applied::Received => "access applied for",
            Applied::Again => "application sent again",
            Applied::OneWaits => "another application waits",
            Applied::HasAccess => "applied for with access",
        });
        if expected == Applied::HasAccess {
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{answer:?}");
            return is_heard.then_some(expected);
        }
        assert_eq!(answer.status(), StatusCode::OK, "{answer:?}");
        match serde_json::from_slice(answer.body()).unwrap() {
            PortalApplied::Received { application } => {
                assert_ne!(expected, Applied::OneWaits, "one application at a time");
                assert_eq!(application.id, asked.id);
                assert_eq!(application.content_hash, asked.wish.content_hash());
            }
            PortalApplied::OneWaits { application } => {
                assert_eq!(expected, Applied::OneWaits, "it is not received");
                assert_ne!(application.id, asked.id);
            }
            PortalApplied::Refused { reason } => panic!("a good application: {reason}"),
        }
        is_heard.then_some(expected)
    }

    /// An applicant takes an application back. Whether an answer arrived.
    pub(crate) async fn withdraw(
        &self,
        applicant: usize,
        token: &str,
        asked: &PortalApplicationWithdraw,
    ) -> bool {
        let request = from_browser(path::PORTAL_APPLICATION_WITHDRAW, token, asked);
        let Some((answer, is_heard)) = self.call(&name(applicant), request).await else {
            let state = checks::application(&self.database, asked.id).await;
            if state.as_deref() == Some("withdrawn") {
                self.inner.lock().unwrap().model.withdraw(asked.id);
            }
            return false;
        };
        let mut inner = self.inner.lock().unwrap();
        let Some(is_withdrawn) = inner.model.withdraw(asked.id) else {
            assert_eq!(answer.status(), StatusCode::NOT_FOUND);
            return is_heard;
        };
        assert_eq!(answer.status(), StatusCode::OK, "{answer:?}");
        match serde_json::from_slice(answer.body()).unwrap() {
            PortalApplicationWithdrawn::Withdrawn { .. } => {
                assert!(is_withdrawn, "what was answered is taken back");
                inner.sometimes.count("application taken back");
            }
            PortalApplicationWithdrawn::NotWaiting { .. } => {
                assert!(!is_withdrawn, "an application is not taken back");
                inner.sometimes.count("application taken back too late");
            }
        }
        is_heard
    }
}

impl Inner {
    pub(super) fn count_answer(&mut self, kind: Kind) {
        match kind {
            Kind::Applied => self.sometimes.count("application answered"),
            Kind::Conflict => self.sometimes.count("application answered by two"),
            Kind::Duplicate => self.sometimes.count("answer to an application sent again"),
            Kind::NoAccess | Kind::UnknownRevision | Kind::Rejected => {}
        }
    }
}

fn name(applicant: usize) -> String {
    format!("applicant {applicant}")
}

/// As a page of the server's own asks.
fn from_browser(path: &str, token: &str, asked: &impl serde::Serialize) -> Request<Bytes> {
    Request::post(path)
        .header(header::COOKIE, format!("__Host-halvaarsrapport={token}"))
        .header("x-halvaarsrapport", "1")
        .header("sec-fetch-site", "same-origin")
        .body(serde_json::to_vec(asked).unwrap().into())
        .unwrap()
}
