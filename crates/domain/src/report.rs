//! Reports, their revisions, and the content hash that a decision is bound to.

use std::{collections::BTreeMap, fmt};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize, de::Error as _};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use crate::{
    decision::DecisionRecord,
    ids::{OfficeId, PointId, ReportId, SubmissionId, UnitNo},
    period::Period,
    template::{Point, PointKind, Template},
};

/// SHA-256 of canonical bytes; written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(type = "string")]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Hash {
    type Err = HashError;
    fn from_str(text: &str) -> Result<Self, HashError> {
        let bytes = data_encoding::HEXLOWER
            .decode(text.as_bytes())
            .map_err(|_| HashError)?;
        bytes.try_into().map(Self).map_err(|_| HashError)
    }
}

/// A text that is not a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 hash: expected 64 lower-case hexadecimal digits")]
pub struct HashError;

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// An answer. A number is a whole number, or whole tenths where the point has one decimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    YesNo(bool),
    /// A whole number, or whole tenths.
    Number(#[ts(type = "number")] i64),
    /// Free text.
    Text(String),
}

/// Answers by point. A point without an entry was not answered; 0 is an answer.
pub type Values = BTreeMap<PointId, Value>;

/// What a municipality sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// Made by the sender; the same id again is the same act.
    pub submission_id: SubmissionId,
    /// The reporting unit.
    pub unit_no: UnitNo,
    /// The half-year.
    pub period: Period,
    /// The version of the form.
    pub template: String,
    /// The answers.
    pub values: Values,
    /// The municipality's comments by point.
    #[serde(default)]
    pub comments: BTreeMap<PointId, String>,
}

/// The content of a submission that a content hash covers. Fields stand in alphabetical order, so that
/// the compact JSON text of this struct is its canonical form (RFC 8785): keys are ASCII and sorted,
/// numbers are integers, and strings carry the least escaping.
#[derive(Serialize)]
struct CanonicalContent<'a> {
    comments: &'a BTreeMap<PointId, String>,
    period: Period,
    template: &'a str,
    unit_no: &'a UnitNo,
    values: &'a Values,
}

/// One fault in a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{at}: found {found}, expected {expected}")]
pub struct Fault {
    /// The field or point.
    pub at: String,
    /// What was found; never a free text of the sender.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl Submission {
    /// SHA-256 of the canonical content: unit, period, template, values and comments.
    pub fn content_hash(&self) -> Hash {
        let content = CanonicalContent {
            comments: &self.comments,
            period: self.period,
            template: &self.template,
            unit_no: &self.unit_no,
            values: &self.values,
        };
        Hash::of(&json_bytes(&content))
    }

    /// Every fault at once, in the order of the form; empty where the submission can be received.
    pub fn faults(&self) -> Vec<Fault> {
        let Some(template) = Template::by_id(&self.template) else {
            return vec![Fault {
                at: "template".to_owned(),
                found: "an unknown version".to_owned(),
                expected: Template::current().id.clone(),
            }];
        };
        let answers = template
            .points()
            .filter_map(|point| self.answer_fault(point));
        let known = |id: &&PointId| template.point(id).is_none();
        let strangers = self.values.keys().chain(self.comments.keys()).filter(known);
        answers
            .chain(strangers.map(|id| Fault {
                at: id.to_string(),
                found: "a point the form does not have".to_owned(),
                expected: format!("a point of the form {}", template.id),
            }))
            .collect()
    }

    fn answer_fault(&self, point: &Point) -> Option<Fault> {
        let expected = match point.kind {
            PointKind::Whole => "a whole number from 0",
            PointKind::Tenths => "whole tenths from 0",
            PointKind::Text => "text",
            PointKind::YesNo => "true or false",
        };
        let found = match (self.values.get(&point.id), point.kind) {
            (None, _) if point.required => "nothing",
            (Some(Value::Number(n)), PointKind::Whole | PointKind::Tenths) if *n < 0 => {
                "a negative number"
            }
            (None, _)
            | (Some(Value::Number(_)), PointKind::Whole | PointKind::Tenths)
            | (Some(Value::Text(_)), PointKind::Text)
            | (Some(Value::YesNo(_)), PointKind::YesNo) => return None,
            (Some(Value::Number(_)), _) => "a number",
            (Some(Value::Text(_)), _) => "text",
            (Some(Value::YesNo(_)), _) => "true or false",
        };
        Some(Fault {
            at: point.id.to_string(),
            found: found.to_owned(),
            expected: expected.to_owned(),
        })
    }
}

/// One revision of a report, as received, with the decision on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Revision {
    /// 1, 2, …
    pub number: u32,
    /// When the server received it.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// Name of the person who sent it.
    pub submitted_by: String,
    /// Hash of what was sent.
    pub content_hash: Hash,
    /// The answers.
    pub values: Values,
    /// The municipality's comments by point.
    pub comments: BTreeMap<PointId, String>,
    /// The decision on this revision, once the server has one.
    pub decision: Option<DecisionRecord>,
}

/// A unit's report of a period, with every revision: the body that travels in the feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Report {
    /// Identifier.
    pub id: ReportId,
    /// What officers call it, such as `HR-2026-1-3411`.
    pub reference: String,
    /// The office that reviews it.
    pub office: OfficeId,
    /// The reporting unit.
    pub unit_no: UnitNo,
    /// The unit's name.
    pub unit_name: String,
    /// The half-year.
    pub period: Period,
    /// The version of the form.
    pub template: String,
    /// The office's deadline to Bufdir.
    #[ts(type = "string")]
    pub office_deadline: Date,
    /// Where the report stands.
    pub state: ReportState,
    /// Every revision, oldest first; never empty.
    pub revisions: Vec<Revision>,
}

/// Where a report stands, seen from the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReportState {
    /// A revision waits for the office's decision.
    Submitted {
        /// The revision that waits.
        revision: u32,
    },
    /// A revision was approved and goes to Bufdir.
    Approved {
        /// The approved revision.
        revision: u32,
    },
    /// A revision was returned to the municipality for correction.
    Returned {
        /// The returned revision.
        revision: u32,
    },
}

impl ReportState {
    /// The revision the state speaks of.
    pub fn revision(self) -> u32 {
        match self {
            Self::Submitted { revision }
            | Self::Approved { revision }
            | Self::Returned { revision } => revision,
        }
    }
}

impl Report {
    /// The newest revision.
    pub fn latest(&self) -> Option<&Revision> {
        self.revisions.last()
    }

    /// The revision of that number.
    pub fn revision(&self, number: u32) -> Option<&Revision> {
        self.revisions
            .iter()
            .find(|revision| revision.number == number)
    }

    /// The reference of a unit's report: `HR-<period>-<unit>`.
    pub fn reference_of(period: Period, unit_no: &UnitNo) -> String {
        format!("HR-{period}-{unit_no}")
    }
}

/// The compact JSON bytes of a value whose map keys are text.
///
/// # Panics
///
/// Where the value's own `Serialize` fails; no type of this crate's does.
#[expect(
    clippy::expect_used,
    reason = "no type of this crate can fail to serialise"
)]
pub fn json_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("only string keys, no failing Serialize")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submission() -> Submission {
        serde_json::from_value(serde_json::json!({
            "submission_id": "01890a5d-ac96-774b-bcce-b302099a8057",
            "unit_no": "3411",
            "period": "2026-1",
            "template": Template::current().id,
            "values": { "inv_closed": 151, "unit_contact_name": "Å \"B\"", "unit_intermunicipal": false },
            "comments": { "inv_breach": "To saker\n" },
        }))
        .unwrap()
    }

    #[test]
    fn content_hash_covers_content_and_not_the_act_of_sending() {
        let one = submission();
        let mut again = one.clone();
        again.submission_id = SubmissionId(uuid::Uuid::nil());
        assert_eq!(one.content_hash(), again.content_hash());
        again.values.insert("inv_closed".into(), Value::Number(152));
        assert_ne!(one.content_hash(), again.content_hash());
    }

    #[test]
    fn every_fault_is_found_at_once() {
        let mut sent = submission();
        sent.values
            .insert("inv_closed".into(), Value::Text("many".to_owned()));
        sent.values.insert("inv_started".into(), Value::Number(-1));
        sent.values.insert("nonsense".into(), Value::Number(1));
        let faults = sent.faults();
        let of = |at: &str| {
            faults
                .iter()
                .find(|fault| fault.at == at)
                .map(|f| f.found.as_str())
        };
        assert_eq!(of("inv_closed"), Some("text"));
        assert_eq!(of("inv_started"), Some("a negative number"));
        assert_eq!(of("inv_open_start"), Some("nothing"));
        assert_eq!(of("nonsense"), Some("a point the form does not have"));
        assert_eq!(of("unit_contact_name"), None);
        assert!(
            !faults
                .iter()
                .any(|fault| fault.to_string().contains("many"))
        );
    }
}
