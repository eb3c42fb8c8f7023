//! What the server and Bufdir's system say to each other.
//!
//! Bufdir's system reads deliveries in their order and acknowledges each by its decision. A delivery
//! never changes and never goes away; one that is read again is known by its decision.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use super::path;
use crate::{
    decision::{Receipt, Verdict},
    ids::{DecisionId, OfficeId, ReportId},
    report::{Content, Hash, Report},
};

/// At most this many deliveries in a page.
pub const DELIVERIES_MAX: u32 = 100;
/// At most this many acknowledgements at once.
pub const ACKNOWLEDGE_MAX: usize = 100;

/// An approved report, as Bufdir gets it: what the municipality reported, what the office added, and
/// the proof. Of a report's deliveries the last counts: Bufdir reopened it after those before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delivery {
    /// The approval. A delivery is known by it, for ever.
    pub decision_id: DecisionId,
    /// The report.
    pub report_id: ReportId,
    /// What officers call it, such as `HR-2026-1-3411`.
    pub reference: String,
    /// The office that approved it.
    pub office: OfficeId,
    /// The reporting unit's name.
    pub unit_name: String,
    /// The approved revision.
    pub revision: u32,
    /// All that the municipality said in it. Its hash is the receipt's content hash.
    pub content: Content,
    /// The office's own figure (`sf_extended_approved`).
    pub own_figure: u32,
    /// Name of the officer who approved.
    pub approved_by: String,
    /// When the officer confirmed, by the officer's clock.
    pub confirmed_at: Timestamp,
    /// The server's receipt for the approval, with its time.
    pub receipt: Receipt,
}

impl Delivery {
    /// The delivery of a revision; none where the decision on it is not Ja.
    pub fn of(report: &Report, revision: u32) -> Option<Self> {
        let revision = report.revision(revision)?;
        let record = revision.decision.as_ref()?;
        let Verdict::Approve { own_figure, .. } = record.verdict else {
            return None;
        };
        Some(Self {
            decision_id: record.id,
            report_id: report.id,
            reference: report.reference.clone(),
            office: report.office.clone(),
            unit_name: report.unit_name.clone(),
            revision: revision.number,
            content: report.content_of(revision),
            own_figure,
            approved_by: record.decided_by_name.clone(),
            confirmed_at: record.confirmed_at,
            receipt: record.receipt.clone(),
        })
    }
}

/// Which deliveries are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct DeliveryQuery {
    /// The last delivery that is known; 0 before the first.
    pub after: u64,
    /// At most this many, and never more than [`DELIVERIES_MAX`].
    pub limit: u32,
}

impl Default for DeliveryQuery {
    fn default() -> Self {
        Self {
            after: 0,
            limit: DELIVERIES_MAX,
        }
    }
}

impl DeliveryQuery {
    /// The path that asks for them.
    pub fn path(self) -> String {
        format!(
            "{}?after={}&limit={}",
            path::DELIVERIES,
            self.after,
            self.limit
        )
    }
}

/// Deliveries in their order.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DeliveryPage {
    /// The server's time.
    pub server_time: Timestamp,
    /// The last delivery there is. Below what a reader knows where the server lost its newest past:
    /// the reader then starts from 0.
    pub head: u64,
    /// Every delivery from the asked one on.
    pub deliveries: Vec<DeliveryEntry>,
}

/// A delivery in its place.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DeliveryEntry {
    /// 1, 2, 3, … without gaps, over all offices.
    pub seq: u64,
    /// The approval.
    pub decision_id: DecisionId,
    /// SHA-256 of the body's bytes.
    pub payload_hash: Hash,
    /// A [`Delivery`] in its exact bytes.
    #[schema(value_type = Delivery)]
    pub body: Box<RawValue>,
}

/// Says that deliveries are safe at Bufdir.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgementRequest {
    /// At most [`ACKNOWLEDGE_MAX`] approvals.
    #[schema(max_items = 100)]
    pub decision_ids: Vec<DecisionId>,
}

/// What became of each acknowledgement, in the order sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AcknowledgementAnswer {
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
    /// One for each approval.
    pub results: Vec<AcknowledgementResult>,
}

/// What became of one acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AcknowledgementResult {
    /// The approval.
    pub decision_id: DecisionId,
    /// Its outcome.
    pub outcome: Acknowledgement,
}

/// What became of an acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Acknowledgement {
    /// Kept, now or before.
    Acknowledged {
        /// When it was kept first.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// No delivery has this decision.
    Unknown,
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::{
        decision::{DecisionRecord, ReportSubject, Subject},
        feed::GENESIS,
        ids::PersonId,
        report::{ReportState, Revision, Submission},
        signing::Signature,
    };

    fn report(verdict: Verdict) -> Report {
        let submission: Submission = serde_json::from_value(json!({
            "submission_id": Uuid::nil(),
            "unit_no": "3411",
            "period": "2026-1",
            "template": "2026-1.0",
            "values": { "inv_extended": 19 },
            "comments": { "inv_extended": "Ferie." },
            "explanations": { "R16": "Ny bydel." },
            "answers": { "inv_extended": { "kind": "corrected" } },
        }))
        .unwrap();
        let id = DecisionId(Uuid::from_u128(9));
        let receipt = Receipt {
            number: "26-000001".to_owned(),
            decision_id: id,
            subject: Subject::Report(ReportSubject {
                report_id: ReportId(Uuid::from_u128(1)),
                revision: 1,
                own_figure: Some(17),
            }),
            content_hash: submission.content_hash(),
            received_at: Timestamp::UNIX_EPOCH,
            office: "innlandet".into(),
            seq: 2,
            chain: GENESIS,
            signature: Signature::MISSING,
        };
        let record = DecisionRecord {
            id,
            verdict,
            decided_by: PersonId(Uuid::from_u128(3)),
            decided_by_name: "Ola Prøve".to_owned(),
            confirmed_at: Timestamp::UNIX_EPOCH,
            receipt,
            acknowledged_at: None,
        };
        let by = "Kari Prøve".to_owned();
        let revision = Revision {
            decision: Some(record),
            ..Revision::received(1, Timestamp::UNIX_EPOCH, by, submission)
        };
        Report {
            id: ReportId(Uuid::from_u128(1)),
            reference: "HR-2026-1-3411".to_owned(),
            office: "innlandet".into(),
            unit_no: "3411".into(),
            unit_name: "Ringsaker".to_owned(),
            period: "2026-1".parse().unwrap(),
            template: "2026-1.0".to_owned(),
            office_deadline: "2026-09-15".parse().unwrap(),
            state: ReportState::Approved { revision: 1 },
            revisions: vec![revision],
            reopenings: vec![],
            refusals: vec![],
        }
    }

    #[test]
    fn only_what_is_approved_is_delivered() {
        let returned = report(Verdict::Return {
            own_figure: Some(17),
            comment: "Rett.".to_owned(),
            asks: vec![],
        });
        assert_eq!(Delivery::of(&returned, 1), None);
        assert_eq!(Delivery::of(&returned, 2), None);

        let approved = report(Verdict::Approve {
            own_figure: 17,
            comment: Some("For kontoret selv.".to_owned()),
        });
        let delivery = Delivery::of(&approved, 1).unwrap();
        assert_eq!(delivery.content.hash(), delivery.receipt.content_hash);
        let written = serde_json::to_value(&delivery).unwrap();
        let zero = "1970-01-01T00:00:00Z";
        let expected = json!({
            "decision_id": Uuid::from_u128(9),
            "report_id": Uuid::from_u128(1),
            "reference": "HR-2026-1-3411",
            "office": "innlandet",
            "unit_name": "Ringsaker",
            "revision": 1,
            "content": {
                "unit_no": "3411",
                "period": "2026-1",
                "template": "2026-1.0",
                "values": { "inv_extended": 19 },
                "comments": { "inv_extended": "Ferie." },
                "explanations": { "R16": "Ny bydel." },
                "answers": { "inv_extended": { "kind": "corrected" } },
            },
            "own_figure": 17,
            "approved_by": "Ola Prøve",
            "confirmed_at": zero,
            "receipt": delivery.receipt,
        });
        assert_eq!(written, expected);
    }

    #[test]
    fn a_page_keeps_the_exact_bytes_of_its_deliveries() {
        let bytes = r#"{"z": 1,  "a": "\u00e6"}"#;
        let page = DeliveryPage {
            server_time: Timestamp::UNIX_EPOCH,
            head: 1,
            deliveries: vec![DeliveryEntry {
                seq: 1,
                decision_id: DecisionId(Uuid::nil()),
                payload_hash: Hash::of(bytes.as_bytes()),
                body: RawValue::from_string(bytes.to_owned()).unwrap(),
            }],
        };
        let sent = serde_json::to_vec(&page).unwrap();
        let read: DeliveryPage = serde_json::from_slice(&sent).unwrap();
        assert_eq!(read.deliveries[0].body.get(), bytes);
    }

    #[test]
    fn acknowledgements_are_written_as_before() {
        for (outcome, written) in [
            (
                Acknowledgement::Acknowledged {
                    at: Timestamp::UNIX_EPOCH,
                },
                json!({ "kind": "acknowledged", "at": "1970-01-01T00:00:00Z" }),
            ),
            (Acknowledgement::Unknown, json!({ "kind": "unknown" })),
        ] {
            assert_eq!(serde_json::to_value(outcome).unwrap(), written);
        }
        let asked = DeliveryQuery { after: 3, limit: 7 };
        assert_eq!(asked.path(), "/v1/bufdir/deliveries?after=3&limit=7");
    }
}
