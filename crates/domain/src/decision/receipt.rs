//! The server's receipt for a decision, and what makes it proof.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Decision;
use crate::{
    application::{AnswerKind, ApplicationDecision},
    ids::{ApplicationId, DecisionId, OfficeId, ReportId},
    report::Hash,
    signing::{self, PublishedKey, Purpose, Signature, SignatureFault, SigningKey},
};

/// Proof that the server has a decision, signed with the server's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Receipt {
    /// What officers call it, such as `26-010482`.
    pub number: String,
    /// The decision.
    pub decision_id: DecisionId,
    /// What was decided on.
    #[serde(flatten)]
    pub subject: Subject,
    /// The content decided on.
    pub content_hash: Hash,
    /// When the server received the decision.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// The office whose feed holds it.
    pub office: OfficeId,
    /// Its place in that feed.
    #[ts(type = "number")]
    pub seq: u64,
    /// The chain value of that feed before the decision's own entry: all that the office had received
    /// and decided before. Not the value after it, because the receipt travels in the report's body,
    /// whose hash that entry holds; so the entry binds the receipt in its turn.
    pub chain: Hash,
    /// Of all the fields above.
    pub signature: Signature,
}

/// What a receipt is about: its fields stand among the receipt's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(untagged)]
#[ts(rename = "ReceiptSubject")]
#[schema(as = ReceiptSubject)]
pub enum Subject {
    /// A report.
    Report(ReportSubject),
    /// An application for access.
    Application(ApplicationSubject),
}

/// Of a decision on a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ReportSubject {
    /// The report.
    pub report_id: ReportId,
    /// The revision.
    pub revision: u32,
    /// The own figure.
    pub own_figure: Option<u32>,
}

/// Of a decision on an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ApplicationSubject {
    /// The application.
    pub application_id: ApplicationId,
    /// The answer.
    pub answer: AnswerKind,
    /// The last day with access, of a Ja.
    #[ts(type = "string | null")]
    pub until: Option<Date>,
}

/// A decision that the server gives receipts for.
pub trait Receipted {
    /// Its id.
    fn id(&self) -> DecisionId;
    /// The content decided on.
    fn content_hash(&self) -> Hash;
    /// What its receipt is about.
    fn subject(&self) -> Subject;
}

impl Receipted for Decision {
    fn id(&self) -> DecisionId {
        self.id
    }

    fn content_hash(&self) -> Hash {
        self.content_hash
    }

    fn subject(&self) -> Subject {
        Subject::Report(ReportSubject {
            report_id: self.report_id,
            revision: self.revision,
            own_figure: self.verdict.own_figure(),
        })
    }
}

impl Receipted for ApplicationDecision {
    fn id(&self) -> DecisionId {
        self.id
    }

    fn content_hash(&self) -> Hash {
        self.content_hash
    }

    fn subject(&self) -> Subject {
        Subject::Application(ApplicationSubject {
            application_id: self.application_id,
            answer: self.answer.kind(),
            until: self.answer.until(),
        })
    }
}

/// Why a receipt proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFault {
    /// Its signature.
    #[error(transparent)]
    Signature(#[from] SignatureFault),
    /// It names another decision, or other content of it.
    #[error("the receipt is for another decision")]
    OtherDecision,
}

impl ReceiptFault {
    /// Whether newer published keys may tell otherwise.
    pub fn depends_on_keys(self) -> bool {
        match self {
            Self::Signature(fault) => fault.depends_on_keys(),
            Self::OtherDecision => false,
        }
    }
}

impl Receipt {
    /// What it is about, where that is a report.
    pub fn report(&self) -> Option<&ReportSubject> {
        match &self.subject {
            Subject::Report(report) => Some(report),
            Subject::Application(_) => None,
        }
    }

    /// What it is about, where that is an application.
    pub fn application(&self) -> Option<&ApplicationSubject> {
        match &self.subject {
            Subject::Application(application) => Some(application),
            Subject::Report(_) => None,
        }
    }

    /// The same receipt with the key's signature.
    #[must_use]
    pub fn signed(self, key: &SigningKey) -> Self {
        let signature = key.sign(Purpose::Receipt, &signing::content(&self));
        Self { signature, ..self }
    }

    /// The bytes under the signature: `halvaarsrapport receipt v1`, a line feed, and the canonical
    /// bytes ([`canonical`](crate::canonical)) of the receipt without its field `signature`. `data/vectors/receipt.json`
    /// has examples.
    pub fn signed_bytes(&self) -> Vec<u8> {
        Purpose::Receipt.message(&signing::content(self))
    }

    /// Whether the server signed this, with a key that was valid then. Needs no network.
    pub fn verify(&self, keys: &[PublishedKey]) -> Result<(), ReceiptFault> {
        let (signature, at) = (&self.signature, self.received_at);
        signing::verify(
            signature,
            Purpose::Receipt,
            &signing::content(self),
            at,
            keys,
        )?;
        Ok(())
    }

    /// Whether the server signed this for exactly this decision.
    pub fn verify_for(
        &self,
        decision: &impl Receipted,
        keys: &[PublishedKey],
    ) -> Result<(), ReceiptFault> {
        let is_for = self.decision_id == decision.id()
            && self.content_hash == decision.content_hash()
            && self.subject == decision.subject();
        if is_for {
            self.verify(keys)
        } else {
            Err(ReceiptFault::OtherDecision)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{application::Answer, decision::Verdict, signing::PublicKey};

    /// A receipt as it was signed elsewhere: by RFC 8032's own Python program.
    #[derive(Deserialize)]
    struct Vector {
        name: String,
        seed: Hash,
        public_key: PublicKey,
        receipt: Receipt,
        bytes: String,
    }

    fn vectors() -> Vec<Vector> {
        serde_json::from_str(include_str!("../../data/vectors/receipt.json")).unwrap()
    }

    fn published(vector: &Vector) -> [PublishedKey; 1] {
        [PublishedKey::new(
            vector.public_key,
            Timestamp::UNIX_EPOCH,
            None,
        )]
    }

    fn decision(receipt: &Receipt) -> Decision {
        let on = receipt.report().unwrap();
        Decision {
            id: receipt.decision_id,
            report_id: on.report_id,
            revision: on.revision,
            content_hash: receipt.content_hash,
            verdict: Verdict::Return {
                own_figure: on.own_figure,
                comment: "Rett.".to_owned(),
                asks: vec![],
            },
            confirmed_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_vectors_are_reproduced() {
        let vectors = vectors();
        assert_eq!(vectors.len(), 2);
        for vector in &vectors {
            let Vector { name, receipt, .. } = vector;
            let key = SigningKey::from_seed(vector.seed.0);
            assert_eq!(key.public_key(), vector.public_key, "{name}");
            let bytes = String::from_utf8(receipt.signed_bytes()).unwrap();
            assert_eq!(bytes, vector.bytes, "{name}");
            let unsigned = Receipt {
                signature: Signature::MISSING,
                ..receipt.clone()
            };
            assert!(unsigned.verify(&published(vector)).is_err(), "{name}");
            assert_eq!(unsigned.signed(&key), *receipt, "{name}");
            assert_eq!(receipt.verify(&published(vector)), Ok(()), "{name}");
        }
    }

    /// Something else of the same kind.
    fn changed(value: &Value) -> Value {
        match value {
            Value::String(text) => {
                let is_end = |c: char| c.is_ascii_alphanumeric() && c != 'Z';
                let (before, end) = text.split_at(text.rfind(is_end).unwrap());
                let (digit, after) = end.split_at(1);
                let other = if digit == "1" { "2" } else { "1" };
                format!("{before}{other}{after}").into()
            }
            Value::Number(number) => (number.as_u64().unwrap() + 1).into(),
            Value::Null => 1.into(),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => panic!("what is {value}?"),
        }
    }

    #[test]
    fn no_field_can_be_changed() {
        for vector in vectors() {
            let keys = published(&vector);
            let bad = SignatureFault::BadSignature(vector.receipt.signature.key_id);
            let whole = serde_json::to_value(&vector.receipt).unwrap();
            let names: Vec<&String> = whole.as_object().unwrap().keys().collect();
            assert_eq!(names.len(), 11);
            for name in names {
                let mut forged = whole.clone();
                if name == "signature" {
                    let value = &mut forged[name]["value"];
                    *value = changed(value);
                } else {
                    forged[name] = changed(&whole[name]);
                }
                assert_ne!(forged, whole);
                let forged: Receipt = serde_json::from_value(forged).unwrap();
                assert_eq!(forged.verify(&keys), Err(bad.into()), "{name}");
            }
            let mut forged = whole.clone();
            forged["signature"]["key_id"] = changed(&whole["signature"]["key_id"]);
            let forged: Receipt = serde_json::from_value(forged).unwrap();
            let unknown = SignatureFault::UnknownKey(forged.signature.key_id);
            assert_eq!(forged.verify(&keys), Err(unknown.into()));
        }
    }

    #[test]
    fn a_receipt_is_for_one_decision() {
        let [vector, _] = <[Vector; 2]>::try_from(vectors()).ok().unwrap();
        let keys = published(&vector);
        let of = decision(&vector.receipt);
        assert_eq!(vector.receipt.verify_for(&of, &keys), Ok(()));
        let mut figureless = vector.receipt.clone();
        let Subject::Report(on) = &mut figureless.subject else {
            panic!("another subject");
        };
        on.own_figure = None;
        let other_figure = decision(&figureless);
        for other in [
            Decision {
                id: DecisionId(uuid::Uuid::nil()),
                ..of.clone()
            },
            Decision {
                report_id: ReportId(uuid::Uuid::nil()),
                ..of.clone()
            },
            Decision {
                revision: of.revision + 1,
                ..of.clone()
            },
            Decision {
                content_hash: Hash::of(b"other"),
                ..of
            },
            other_figure,
        ] {
            let refused = vector.receipt.verify_for(&other, &keys);
            assert_eq!(refused, Err(ReceiptFault::OtherDecision), "{other:?}");
        }
    }

    #[test]
    fn a_receipt_for_an_application_is_for_that_answer() {
        let until = |day: &str| Answer::Approve {
            until: day.parse().unwrap(),
        };
        let given = ApplicationDecision {
            id: DecisionId(uuid::Uuid::from_u128(1)),
            application_id: ApplicationId(uuid::Uuid::from_u128(2)),
            content_hash: Hash::of(b"wish"),
            answer: until("2027-12-31"),
            confirmed_at: Timestamp::UNIX_EPOCH,
        };
        let [vector, _] = <[Vector; 2]>::try_from(vectors()).ok().unwrap();
        let keys = published(&vector);
        let receipt = Receipt {
            decision_id: given.id,
            subject: given.subject(),
            content_hash: given.content_hash,
            ..vector.receipt
        };
        assert!(receipt.verify(&keys).is_err());
        let receipt = receipt.signed(&SigningKey::from_seed(vector.seed.0));
        let sent = serde_json::to_string(&receipt).unwrap();
        let read: Receipt = serde_json::from_str(&sent).unwrap();
        assert_eq!(read, receipt);
        assert_eq!(read.verify_for(&given, &keys), Ok(()));
        for other in [
            until("2027-12-30"),
            Answer::Forward {},
            Answer::Reject {
                reason: "Ikke ansatt.".to_owned(),
            },
        ] {
            let other = ApplicationDecision {
                answer: other,
                ..given.clone()
            };
            let refused = read.verify_for(&other, &keys);
            assert_eq!(refused, Err(ReceiptFault::OtherDecision), "{other:?}");
        }
        let forged = sent.replace("2027-12-31", "2028-12-31");
        let forged: Receipt = serde_json::from_str(&forged).unwrap();
        assert!(forged.verify(&keys).is_err());
    }

    #[test]
    fn a_new_key_leaves_old_receipts_as_they_were() {
        let [first, _] = <[Vector; 2]>::try_from(vectors()).ok().unwrap();
        let old = first.receipt;
        let turn = old.received_at;
        let next = SigningKey::from_seed([9; 32]);
        let later = Receipt {
            received_at: "2027-01-02T00:00:00Z".parse().unwrap(),
            ..old.clone()
        };
        let keys = [
            PublishedKey::new(next.public_key(), turn, None),
            PublishedKey::new(first.public_key, Timestamp::UNIX_EPOCH, Some(turn)),
        ];
        assert_eq!(old.verify(&keys), Ok(()));
        assert_eq!(later.clone().signed(&next).verify(&keys), Ok(()));
        // Whoever has the old key signs nothing new with it.
        let stolen = later.signed(&SigningKey::from_seed(first.seed.0));
        let ended = SignatureFault::KeyNotValid(stolen.signature.key_id);
        assert_eq!(stolen.verify(&keys), Err(ended.into()));
    }
}
