//! Sealed decisions: boxes that a desktop makes and only the server opens (HPKE, RFC 9180, base mode, with
//! X25519, HKDF-SHA256 and ChaCha20-Poly1305).
//!
//! A box is bound to its person and its decision's id: in another's hands it is nothing. A key that
//! another has followed still opens what was sealed to it.

use std::convert::Infallible;

use data_encoding::HEXLOWER;
use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305,
    kdf::HkdfSha256, kem::X25519HkdfSha256, rand_core,
};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::{
    Ctx,
    ids::{DecisionId, PersonId},
    signing::KeyId,
};

type Kem = X25519HkdfSha256;

const INFO: &[u8] = b"halvaarsrapport sealed decision v1";

/// A key that decisions are sealed to, as the server publishes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicSealingKey {
    /// The key's name: the first eight bytes of its SHA-256.
    pub key_id: KeyId,
    /// An X25519 public key.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub public_key: String,
}

/// One decision, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SealedDecision {
    /// The decision.
    pub decision_id: DecisionId,
    /// The key it is sealed to.
    pub key_id: KeyId,
    /// The encapsulated key.
    #[serde(deserialize_with = "encapsulated")]
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub encapsulated: String,
    /// The decision's exact bytes, encrypted.
    #[serde(deserialize_with = "hexadecimal")]
    #[schema(pattern = "^[0-9a-f]*$")]
    pub sealed: String,
}

fn encapsulated<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = hexadecimal(deserializer)?;
    if text.len() == 64 {
        Ok(text)
    } else {
        Err(D::Error::custom("not 64 lower-case hexadecimal digits"))
    }
}

fn hexadecimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    {
        Ok(text)
    } else {
        Err(D::Error::custom("not lower-case hexadecimal digits"))
    }
}

/// The server's secret key. `Debug` hides it.
#[derive(Clone)]
pub struct SealingKey {
    secret: <Kem as hpke::Kem>::PrivateKey,
    public: PublicSealingKey,
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey(hidden)")
    }
}

impl SealingKey {
    /// The key of a seed of 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let (secret, public) = Kem::derive_keypair(seed);
        let public = public.to_bytes();
        Self {
            secret,
            public: PublicSealingKey {
                key_id: KeyId::of(&public),
                public_key: HEXLOWER.encode(&public),
            },
        }
    }

    /// What is published.
    pub fn public(&self) -> &PublicSealingKey {
        &self.public
    }

    /// The decision's exact bytes, where the box was sealed to this key by this person.
    pub fn open(&self, person: PersonId, boxed: &SealedDecision) -> Option<Vec<u8>> {
        if boxed.key_id != self.public.key_id {
            return None;
        }
        let encapsulated = HEXLOWER.decode(boxed.encapsulated.as_bytes()).ok()?;
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(&encapsulated).ok()?;
        let sealed = HEXLOWER.decode(boxed.sealed.as_bytes()).ok()?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.secret,
            &encapsulated,
            INFO,
            &sealed,
            &bound_to(person, boxed.decision_id),
        )
        .ok()
    }
}

/// The seed of the key that a server seals with where it is given no other: one that its signing key's
/// seed leads to, and that does not lead back.
pub fn seed_beside(signing_seed: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(b"halvaarsrapport sealing seed v1\n");
    hash.update(signing_seed);
    hash.finalize().into()
}

impl PublicSealingKey {
    /// Seals a decision's exact bytes. None where this is no key.
    pub fn seal(
        &self,
        ctx: &Ctx,
        person: PersonId,
        decision_id: DecisionId,
        bytes: &[u8],
    ) -> Option<SealedDecision> {
        let key = HEXLOWER.decode(self.public_key.as_bytes()).ok()?;
        let key = <Kem as hpke::Kem>::PublicKey::from_bytes(&key).ok()?;
        let (encapsulated, sealed) =
            hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
                &OpModeS::Base,
                &key,
                INFO,
                bytes,
                &bound_to(person, decision_id),
                &mut Random(ctx),
            )
            .ok()?;
        Some(SealedDecision {
            decision_id,
            key_id: self.key_id,
            encapsulated: HEXLOWER.encode(&encapsulated.to_bytes()),
            sealed: HEXLOWER.encode(&sealed),
        })
    }
}

fn bound_to(person: PersonId, decision: DecisionId) -> [u8; 32] {
    let mut both = [0; 32];
    let parts = person.0.as_bytes().iter().chain(decision.0.as_bytes());
    for (byte, part) in both.iter_mut().zip(parts) {
        *byte = *part;
    }
    both
}

/// The context's randomness, as HPKE asks for it.
struct Random<'a>(&'a Ctx);

impl rand_core::TryRng for Random<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_be_bytes(self.0.random()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_be_bytes(self.0.random()))
    }

    fn try_fill_bytes(&mut self, buffer: &mut [u8]) -> Result<(), Infallible> {
        for byte in buffer {
            let [random] = self.0.random();
            *byte = random;
        }
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Random<'_> {}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    };

    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::{Clock, Entropy};

    struct Counting(AtomicU8);

    impl Clock for Counting {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }
    }

    impl Entropy for Counting {
        fn fill(&self, buffer: &mut [u8]) {
            for byte in buffer {
                *byte = self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    fn ctx() -> Ctx {
        let counting = Arc::new(Counting(AtomicU8::new(0)));
        Ctx::new(counting.clone(), counting)
    }

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    #[test]
    fn only_the_server_opens_a_box_and_only_for_whom_it_is() {
        let key = SealingKey::from_seed(&[1; 32]);
        let id = DecisionId(Uuid::from_u128(7));
        let bytes = br#"{"id":"7","comment":"bl\u00e5b\u00e6r"}"#;
        let boxed = key.public().seal(&ctx(), person(1), id, bytes).unwrap();
        assert!(!boxed.sealed.contains(&HEXLOWER.encode(b"comment")));
        assert_eq!(
            key.open(person(1), &boxed).as_deref(),
            Some(bytes.as_slice())
        );
        assert_eq!(key.open(person(2), &boxed), None);
        let other_key = SealingKey::from_seed(&[2; 32]);
        assert_eq!(other_key.open(person(1), &boxed), None);
        let renamed = SealedDecision {
            decision_id: DecisionId(Uuid::from_u128(8)),
            ..boxed.clone()
        };
        let other_name = SealedDecision {
            key_id: other_key.public().key_id,
            ..boxed.clone()
        };
        let cut = SealedDecision {
            sealed: boxed.sealed.chars().skip(2).collect(),
            ..boxed.clone()
        };
        let no_hex = SealedDecision {
            encapsulated: "x".to_owned(),
            ..boxed
        };
        for changed in [renamed, other_name, cut, no_hex] {
            assert_eq!(key.open(person(1), &changed), None, "{changed:?}");
        }
        assert_eq!(format!("{key:?}"), "SealingKey(hidden)");
    }

    #[test]
    fn what_is_not_hexadecimal_is_no_box() {
        let key = SealingKey::from_seed(&[1; 32]);
        let id = DecisionId(Uuid::from_u128(7));
        let boxed = key.public().seal(&ctx(), person(1), id, b"x").unwrap();
        let read = |boxed: &SealedDecision| {
            let text = serde_json::to_string(boxed).unwrap();
            serde_json::from_str::<SealedDecision>(&text).is_ok()
        };
        assert!(read(&boxed));
        for sealed in ["é", "0G", "AB", " "] {
            let sealed = sealed.to_owned();
            assert!(!read(&SealedDecision {
                sealed,
                ..boxed.clone()
            }));
        }
        let encapsulated = boxed.encapsulated.chars().skip(2).collect();
        assert!(!read(&SealedDecision {
            encapsulated,
            ..boxed
        }));
    }

    #[test]
    fn no_two_boxes_are_alike() {
        let key = SealingKey::from_seed(&[1; 32]);
        let id = DecisionId(Uuid::from_u128(7));
        let ctx = ctx();
        let boxed = || key.public().seal(&ctx, person(1), id, b"bytes").unwrap();
        let (one, two) = (boxed(), boxed());
        assert_ne!(one.encapsulated, two.encapsulated);
        assert_ne!(one.sealed, two.sealed);
        assert_ne!(seed_beside(&[1; 32]), seed_beside(&[2; 32]));
    }
}
