//! What an officer's outbox holds and a push carries: decisions on reports and on applications.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Decision, Receipted, Subject};
use crate::{application::ApplicationDecision, ids::DecisionId, report::Hash};

/// A decision of either kind, told by its fields: both refuse each other's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(untagged)]
pub enum AnyDecision {
    /// On a report.
    Report(Decision),
    /// On an application for access.
    Application(ApplicationDecision),
}

impl AnyDecision {
    /// When the officer confirmed, by the officer's clock.
    pub fn confirmed_at(&self) -> Timestamp {
        match self {
            Self::Report(decision) => decision.confirmed_at,
            Self::Application(decision) => decision.confirmed_at,
        }
    }
}

impl Receipted for AnyDecision {
    fn id(&self) -> DecisionId {
        match self {
            Self::Report(decision) => decision.id,
            Self::Application(decision) => decision.id,
        }
    }

    fn content_hash(&self) -> Hash {
        match self {
            Self::Report(decision) => decision.content_hash,
            Self::Application(decision) => decision.content_hash,
        }
    }

    fn subject(&self) -> Subject {
        match self {
            Self::Report(decision) => decision.subject(),
            Self::Application(decision) => decision.subject(),
        }
    }
}

impl From<Decision> for AnyDecision {
    fn from(decision: Decision) -> Self {
        Self::Report(decision)
    }
}

impl From<ApplicationDecision> for AnyDecision {
    fn from(decision: ApplicationDecision) -> Self {
        Self::Application(decision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ON_REPORT: &str = r#"{
        "id": "0197c1f0-0000-7000-8000-000000000004",
        "report_id": "0197c1f0-0000-7000-8000-000000000003",
        "revision": 2,
        "content_hash": "0000000000000000000000000000000000000000000000000000000000000001",
        "verdict": { "kind": "approve", "own_figure": 17, "comment": null },
        "confirmed_at": "2026-09-30T08:00:00Z"
    }"#;
    const ON_APPLICATION: &str = r#"{
        "id": "0197c1f0-0000-7000-8000-000000000005",
        "application_id": "0197c1f0-0000-7000-8000-000000000006",
        "content_hash": "0000000000000000000000000000000000000000000000000000000000000001",
        "answer": { "kind": "approve", "until": "2027-12-31" },
        "confirmed_at": "2026-09-30T08:00:00Z"
    }"#;

    #[test]
    fn a_decision_is_told_by_its_fields() {
        let read = |text: &str| serde_json::from_str::<AnyDecision>(text).ok();
        let on_report = read(ON_REPORT).unwrap();
        let decision: Decision = serde_json::from_str(ON_REPORT).unwrap();
        assert_eq!(on_report, AnyDecision::Report(decision));
        let on_application = read(ON_APPLICATION).unwrap();
        let decision: ApplicationDecision = serde_json::from_str(ON_APPLICATION).unwrap();
        assert_eq!(on_application, AnyDecision::Application(decision));
        // Neither kind takes a field of the other's.
        for (text, more) in [
            (
                ON_REPORT,
                r#"{ "application_id": "0197c1f0-0000-7000-8000-000000000006","#,
            ),
            (ON_APPLICATION, r#"{ "revision": 2,"#),
        ] {
            assert_eq!(read(&text.replacen('{', more, 1)), None);
        }
    }

    #[test]
    fn a_decision_is_written_as_it_was_read() {
        for text in [ON_REPORT, ON_APPLICATION] {
            let decision: AnyDecision = serde_json::from_str(text).unwrap();
            let written: serde_json::Value = serde_json::to_value(&decision).unwrap();
            let before: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(written, before);
        }
    }
}
