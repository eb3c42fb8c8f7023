//! The keys that the server signs with and has signed with.

use domain::signing::{PublishedKey, SigningKey};
use jiff::Timestamp;

/// One secret key, and every public one that still counts.
#[derive(Debug, Clone)]
pub struct Signing {
    key: SigningKey,
    since: Timestamp,
    earlier: Vec<PublishedKey>,
}

impl Signing {
    /// A key that signs from `since` on, and those that signed before it.
    pub fn new(key: SigningKey, since: Timestamp, earlier: Vec<PublishedKey>) -> Self {
        Self {
            key,
            since,
            earlier,
        }
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
