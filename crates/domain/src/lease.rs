//! How long a desktop may open its officer's store without the server's word.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ids::{OfficeId, PersonId},
    signing::{self, PublishedKey, Purpose, Signature, SignatureFault, SigningKey},
};

/// The shortest lease that a server may give.
pub const SHORTEST: SignedDuration = SignedDuration::from_hours(24);
/// The longest.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The one it gives where nothing else is said.
pub const STANDARD: SignedDuration = SignedDuration::from_hours(72);

/// The server's word that an officer may go on without it for a while, signed with the server's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lease {
    /// The officer.
    pub person: PersonId,
    /// The office whose reports the officer may see.
    pub office: OfficeId,
    /// The server's time when it was given.
    pub issued_at: Timestamp,
    /// When it is over, by the server's time.
    pub ends_at: Timestamp,
    /// Of all the fields above.
    pub signature: Signature,
}

/// Why a lease grants nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LeaseFault {
    /// Its signature.
    #[error(transparent)]
    Signature(#[from] SignatureFault),
    /// It is another officer's, or of another office.
    #[error("the lease is another officer's")]
    OtherOfficer,
    /// It ends before it begins, or later than any lease may.
    #[error("the lease has no length that a lease may have")]
    Length,
}

impl LeaseFault {
    /// Whether newer published keys may tell otherwise.
    pub fn depends_on_keys(self) -> bool {
        match self {
            Self::Signature(fault) => fault.depends_on_keys(),
            Self::OtherOfficer | Self::Length => false,
        }
    }
}

impl Lease {
    /// The same lease with the key's signature.
    #[must_use]
    pub fn signed(self, key: &SigningKey) -> Self {
        let signature = key.sign(Purpose::Lease, &signing::content(&self));
        Self { signature, ..self }
    }

    /// The bytes under the signature: `halvaarsrapport lease v1`, a line feed, and the canonical bytes
    /// ([`crate::canonical`]) of the lease without its field `signature`.
    pub fn signed_bytes(&self) -> Vec<u8> {
        Purpose::Lease.message(&signing::content(self))
    }

    /// How long the server lets this officer of this office go on, where it signed that.
    pub fn granted(
        &self,
        person: PersonId,
        office: &OfficeId,
        keys: &[PublishedKey],
    ) -> Result<SignedDuration, LeaseFault> {
        if self.person != person || self.office != *office {
            return Err(LeaseFault::OtherOfficer);
        }
        let (content, at) = (signing::content(self), self.issued_at);
        signing::verify(&self.signature, Purpose::Lease, &content, at, keys)?;
        let length = self.ends_at.duration_since(self.issued_at);
        if length.is_positive() && length <= LONGEST {
            Ok(length)
        } else {
            Err(LeaseFault::Length)
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::signing::PublicKey;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed([seed; 32])
    }

    fn keys() -> [PublishedKey; 1] {
        let public: PublicKey = key(1).public_key();
        [PublishedKey::new(public, Timestamp::UNIX_EPOCH, None)]
    }

    fn of(hours: i64) -> Lease {
        let issued_at: Timestamp = "2026-08-03T07:00:00Z".parse().unwrap();
        Lease {
            person: PersonId(Uuid::from_u128(1)),
            office: "innlandet".into(),
            issued_at,
            ends_at: issued_at + SignedDuration::from_hours(hours),
            signature: Signature::MISSING,
        }
    }

    fn granted(lease: &Lease) -> Result<SignedDuration, LeaseFault> {
        let person = PersonId(Uuid::from_u128(1));
        lease.granted(person, &"innlandet".into(), &keys())
    }

    #[test]
    fn a_lease_grants_its_length_to_its_officer() {
        let lease = of(72).signed(&key(1));
        assert_eq!(granted(&lease), Ok(SignedDuration::from_hours(72)));
        for (person, office) in [(2, "innlandet"), (1, "vestland")] {
            let person = PersonId(Uuid::from_u128(person));
            let refused = lease.granted(person, &office.into(), &keys());
            assert_eq!(refused, Err(LeaseFault::OtherOfficer));
        }
    }

    #[test]
    fn no_length_but_one_that_may_be() {
        for (hours, allowed) in [
            (-1, false),
            (0, false),
            (1, true),
            (336, true),
            (337, false),
        ] {
            let found = granted(&of(hours).signed(&key(1)));
            assert_eq!(found.is_ok(), allowed, "{hours}: {found:?}");
        }
    }

    #[test]
    fn what_was_changed_or_signed_for_something_else_grants_nothing() {
        let right = of(72).signed(&key(1));
        let longer = Lease {
            ends_at: of(300).ends_at,
            ..right.clone()
        };
        let later = Lease {
            issued_at: right.issued_at + SignedDuration::from_hours(1),
            ..right.clone()
        };
        // The same bytes, signed as a receipt.
        let as_receipt = Lease {
            signature: key(1).sign(Purpose::Receipt, &signing::content(&right)),
            ..right.clone()
        };
        for forged in [longer, later, as_receipt, of(72)] {
            let found = granted(&forged);
            assert!(matches!(found, Err(LeaseFault::Signature(_))), "{found:?}");
        }
        let unknown = granted(&of(72).signed(&key(2))).unwrap_err();
        assert!(unknown.depends_on_keys());
        assert!(!LeaseFault::Length.depends_on_keys());
    }

    #[test]
    fn the_signed_bytes_are_as_described() {
        let expected = "halvaarsrapport lease v1\n{\"ends_at\":\"2026-08-06T07:00:00Z\",\
             \"issued_at\":\"2026-08-03T07:00:00Z\",\"office\":\"innlandet\",\
             \"person\":\"00000000-0000-0000-0000-000000000001\"}";
        assert_eq!(of(72).signed_bytes(), expected.as_bytes());
    }
}
