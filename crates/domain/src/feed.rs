//! The feed of one office: a dense sequence whose every entry is chained to all before it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{ids::OfficeId, report::Hash};

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// A report, with all its revisions and decisions.
    Report,
    /// An application for access, with all answers to it.
    Application,
}

impl EntityKind {
    /// The name that the chain and the stores hold.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Application => "application",
        }
    }
}

/// One change in an office's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// 1, 2, 3, … without gaps.
    pub seq: u64,
    /// What kind of thing changed.
    pub kind: EntityKind,
    /// Which one.
    pub id: Uuid,
    /// How many times it has changed, from 1.
    pub rev: u64,
    /// SHA-256 of the body's bytes after this change.
    pub payload_hash: Hash,
}

/// The chain value before the first entry.
pub const GENESIS: Hash = Hash([0; 32]);

impl Entry {
    /// `SHA-256(chain before ‖ seq ‖ length of kind ‖ kind ‖ id ‖ rev ‖ payload hash)`;
    /// numbers as eight bytes, big-endian, the length as one byte.
    pub fn chained_to(&self, before: Hash) -> Hash {
        let kind = self.kind.as_str();
        let mut hasher = Sha256::new();
        hasher.update(before.0);
        hasher.update(self.seq.to_be_bytes());
        hasher.update(u8::try_from(kind.len()).unwrap_or(u8::MAX).to_be_bytes());
        hasher.update(kind);
        hasher.update(self.id.as_bytes());
        hasher.update(self.rev.to_be_bytes());
        hasher.update(self.payload_hash.0);
        Hash(hasher.finalize().into())
    }
}

/// How far a client has come in an office's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// The office.
    pub office: OfficeId,
    /// The last entry taken; 0 before the first.
    pub seq: u64,
    /// The chain value after that entry.
    pub chain: Hash,
}

impl Cursor {
    /// Before the first entry.
    pub fn start(office: OfficeId) -> Self {
        Self {
            office,
            seq: 0,
            chain: GENESIS,
        }
    }

    /// The cursor after some entries, or the reason why they do not continue it.
    pub fn advanced(&self, entries: &[Entry]) -> Result<Self, ChainError> {
        let mut next = self.clone();
        for entry in entries {
            if entry.seq != next.seq + 1 {
                return Err(ChainError::Gap {
                    expected: next.seq + 1,
                    found: entry.seq,
                });
            }
            next.seq = entry.seq;
            next.chain = entry.chained_to(next.chain);
        }
        Ok(next)
    }
}

/// Why entries do not continue a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// A number is missing or out of order.
    #[error("entry {found} came where {expected} was due")]
    Gap {
        /// The number that was due.
        expected: u64,
        /// The number that came.
        found: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(seq: u64) -> Entry {
        Entry {
            seq,
            kind: EntityKind::Report,
            id: Uuid::nil(),
            rev: seq,
            payload_hash: Hash::of(b"body"),
        }
    }

    #[test]
    fn a_gap_is_seen() {
        let start = Cursor::start("innlandet".into());
        let whole = start.advanced(&[entry(1), entry(2), entry(3)]).unwrap();
        let first = start.advanced(&[entry(1)]).unwrap();
        assert_eq!(first.advanced(&[entry(2), entry(3)]), Ok(whole));
        assert_eq!(
            first.advanced(&[entry(3)]),
            Err(ChainError::Gap {
                expected: 2,
                found: 3
            })
        );
    }

    #[test]
    fn every_field_is_chained() {
        let chain = entry(1).chained_to(GENESIS);
        let changed = [
            Entry { seq: 2, ..entry(1) },
            Entry {
                kind: EntityKind::Application,
                ..entry(1)
            },
            Entry {
                id: Uuid::max(),
                ..entry(1)
            },
            Entry { rev: 2, ..entry(1) },
            Entry {
                payload_hash: Hash::of(b"other"),
                ..entry(1)
            },
        ];
        for other in changed {
            assert_ne!(other.chained_to(GENESIS), chain);
        }
        assert_ne!(entry(1).chained_to(Hash::of(b"past")), chain);
    }
}
