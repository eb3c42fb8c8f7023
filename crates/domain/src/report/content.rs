//! The content of a revision, and its canonical bytes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Answer, AskAnswer, Hash, Values};
use crate::{
    canonical,
    ids::{PointId, RuleId, UnitNo},
    period::Period,
};

/// What a content hash covers: everything a municipality says, and nothing about the act of sending.
///
/// Its canonical bytes ([`canonical`]) are an object of `comments`, `period`, `template`, `unit_no` and
/// `values`, and of `answers` and `explanations` where there are any. Test vectors:
/// `data/vectors/content_hash.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The reporting unit.
    pub unit_no: UnitNo,
    /// The half-year.
    pub period: Period,
    /// The version of the form.
    pub template: String,
    /// The answers.
    #[schema(value_type = BTreeMap<PointId, Answer>)]
    pub values: Values,
    /// Comments by point.
    pub comments: BTreeMap<PointId, String>,
    /// Explanations of findings by rule.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub explanations: BTreeMap<RuleId, String>,
    /// Answers to what was asked back.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<PointId, AskAnswer>,
}

impl Content {
    /// The canonical bytes.
    ///
    /// # Panics
    ///
    /// Never: the type holds no fraction, and only text as keys.
    #[expect(
        clippy::expect_used,
        reason = "the type holds no fraction, and only text as keys"
    )]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        canonical::to_bytes(self).expect("no fractions, only text keys")
    }

    /// SHA-256 of the canonical bytes.
    pub fn hash(&self) -> Hash {
        Hash::of(&self.canonical_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Vector {
        name: String,
        content: Content,
        canonical: String,
        sha256: Hash,
    }

    #[test]
    fn test_vectors_hold() {
        let vectors: Vec<Vector> =
            serde_json::from_str(include_str!("../../data/vectors/content_hash.json")).unwrap();
        assert!(vectors.len() >= 5);
        for vector in vectors {
            let bytes = vector.content.canonical_bytes();
            assert_eq!(
                String::from_utf8(bytes.clone()).unwrap(),
                vector.canonical,
                "{}",
                vector.name
            );
            assert_eq!(vector.content.hash(), vector.sha256, "{}", vector.name);
            let parsed: Content = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(parsed, vector.content, "{}", vector.name);
        }
    }
}
