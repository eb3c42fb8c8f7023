//! The keys that the server signs with and has signed with, and those that decisions are sealed to.

use domain::{
    ids::PersonId,
    sealing::{SealedDecision, SealingKey, seed_beside},
    signing::{PublishedKey, SigningKey},
};
use jiff::Timestamp;

/// One secret key, and every public one that still counts.
#[derive(Debug, Clone)]
pub struct Signing {
    key: SigningKey,
    since: Timestamp,
    earlier: Vec<PublishedKey>,
    sealing: SealingKey,
    /// Keys that nothing is sealed to any more, and that still open what was.
    earlier_sealing: Vec<SealingKey>,
}

impl Signing {
    /// A key that signs from `since` on, and those that signed before it.
    pub fn new(key: SigningKey, since: Timestamp, earlier: Vec<PublishedKey>) -> Self {
        Self {
            sealing: SealingKey::from_seed(&seed_beside(&key.seed())),
            earlier_sealing: vec![],
            key,
            since,
            earlier,
        }
    }

    /// The same with another key for sealing, or with more that still open boxes.
    #[must_use]
    pub fn with_sealing(self, key: Option<SealingKey>, earlier: Vec<SealingKey>) -> Self {
        let of_signing = self.sealing;
        let (sealing, of_signing) = match key {
            Some(key) => (key, Some(of_signing)),
            None => (of_signing, None),
        };
        Self {
            sealing,
            earlier_sealing: of_signing.into_iter().chain(earlier).collect(),
            ..self
        }
    }

    /// The key that desktops seal to.
    pub fn sealing(&self) -> &SealingKey {
        &self.sealing
    }

    /// What a person sealed to this key or an earlier one.
    pub fn open(&self, person: PersonId, boxed: &SealedDecision) -> Option<Vec<u8>> {
        let mut keys = [&self.sealing].into_iter().chain(&self.earlier_sealing);
        keys.find_map(|key| key.open(person, boxed))
    }

    /// The key that signs.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Whether the key signs already. What it signs before, everyone refuses.
    pub fn has_begun(&self, now: Timestamp) -> bool {
        self.since <= now
    }

    /// What is published: the key that signs, and then the earlier ones.
    pub fn published(&self) -> Vec<PublishedKey> {
        let signs = PublishedKey::new(self.key.public_key(), self.since, None);
        [&[signs], self.earlier.as_slice()].concat()
    }
}
