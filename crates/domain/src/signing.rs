//! The server's signatures: Ed25519 (RFC 8032), checked by anyone who has the published keys.
//!
//! What is signed is the line of a [`Purpose`] and then bytes, so that a signature on one kind of thing
//! is none on another. A key that another has followed stays published with its last moment: what it
//! signed until then stays verifiable, and what bears its name from later does not count.

use std::{fmt, str::FromStr};

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signer, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;
use sha2::{Digest, Sha256};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::canonical;

/// What a signature is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A [`crate::decision::Receipt`].
    Receipt,
    /// A [`crate::lease::Lease`].
    Lease,
}

impl Purpose {
    /// The line that stands before what is signed.
    fn line(self) -> &'static str {
        match self {
            Self::Receipt => "halvaarsrapport receipt v1\n",
            Self::Lease => "halvaarsrapport lease v1\n",
        }
    }

    /// The bytes that are signed.
    pub fn message(self, bytes: &[u8]) -> Vec<u8> {
        [self.line().as_bytes(), bytes].concat()
    }
}

/// A text that is no key, name of a key or signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {0} lower-case hexadecimal digits that are {1}")]
pub struct NotHex(usize, &'static str);

macro_rules! written_in_hex {
    ($name:ident, $bytes:literal, $what:literal) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&HEXLOWER.encode(&self.to_bytes()))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotHex;
            fn from_str(text: &str) -> Result<Self, NotHex> {
                let bytes = HEXLOWER.decode(text.as_bytes()).ok();
                bytes
                    .and_then(|bytes| bytes.try_into().ok())
                    .and_then(Self::from_bytes)
                    .ok_or(NotHex(2 * $bytes, $what))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }
    };
}

/// Names a key: the first eight bytes of the SHA-256 of its public key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, TS, ToSchema)]
#[ts(type = "string")]
#[schema(value_type = String, pattern = "^[0-9a-f]{16}$")]
pub struct KeyId([u8; 8]);

impl KeyId {
    // The macro asks every kind of bytes whether they are of that kind.
    #[expect(clippy::unnecessary_wraps, reason = "all bytes are an id")]
    fn from_bytes(bytes: [u8; 8]) -> Option<Self> {
        Some(Self(bytes))
    }

    fn to_bytes(self) -> [u8; 8] {
        self.0
    }

    /// The name of a public key.
    pub(crate) fn of(public_key: &[u8]) -> Self {
        let mut id = [0; 8];
        for (byte, of_hash) in id.iter_mut().zip(Sha256::digest(public_key)) {
            *byte = of_hash;
        }
        Self(id)
    }
}

written_in_hex!(KeyId, 8, "a key's id");

/// A key that signatures are checked with.
#[derive(Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// None where the bytes are no point of the curve, or one of the few that anything verifies with.
    fn from_bytes(bytes: [u8; 32]) -> Option<Self> {
        let key = VerifyingKey::from_bytes(&bytes).ok()?;
        (!key.is_weak()).then_some(Self(key))
    }

    fn to_bytes(self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The key's name.
    pub fn id(self) -> KeyId {
        KeyId::of(self.0.as_bytes())
    }
}

written_in_hex!(PublicKey, 32, "an Ed25519 public key");

/// The 64 bytes of a signature.
#[derive(Clone, Copy, PartialEq, Eq, TS, ToSchema)]
#[ts(type = "string")]
#[schema(value_type = String, pattern = "^[0-9a-f]{128}$")]
pub struct SignatureValue([u8; 64]);

impl SignatureValue {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "whether it is one, only a check can tell"
    )]
    fn from_bytes(bytes: [u8; 64]) -> Option<Self> {
        Some(Self(bytes))
    }

    fn to_bytes(self) -> [u8; 64] {
        self.0
    }
}

written_in_hex!(SignatureValue, 64, "an Ed25519 signature");

/// A signature, and the key it was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The key.
    pub key_id: KeyId,
    /// The signature itself.
    pub value: SignatureValue,
}

impl Signature {
    /// What stands in a signature's place before there is one. No key has its id.
    pub const MISSING: Self = Self {
        key_id: KeyId([0; 8]),
        value: SignatureValue([0; 64]),
    };
}

/// A secret key. `Debug` hides it.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key of a seed of 32 random bytes.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    /// The seed that it is the key of.
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The key that others check with.
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs bytes for a purpose.
    pub fn sign(&self, purpose: Purpose, bytes: &[u8]) -> Signature {
        Signature {
            key_id: self.public_key().id(),
            value: SignatureValue(self.0.sign(&purpose.message(bytes)).to_bytes()),
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(hidden)")
    }
}

/// How signatures are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Algorithm {
    /// RFC 8032.
    Ed25519,
}

/// A key as the server publishes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublishedKey {
    /// The key's name.
    pub key_id: KeyId,
    /// What it is a key of.
    pub algorithm: Algorithm,
    /// The key.
    pub public_key: PublicKey,
    /// The first moment it signs at.
    pub valid_from: Timestamp,
    /// The last moment it signed at; none while it signs.
    pub valid_until: Option<Timestamp>,
}

impl PublishedKey {
    /// A key that signs from a moment on, to another where it has ended.
    pub fn new(
        public_key: PublicKey,
        valid_from: Timestamp,
        valid_until: Option<Timestamp>,
    ) -> Self {
        Self {
            key_id: public_key.id(),
            algorithm: Algorithm::Ed25519,
            public_key,
            valid_from,
            valid_until,
        }
    }

    fn is_named(&self, id: KeyId) -> bool {
        self.key_id == id && self.public_key.id() == id
    }

    fn is_valid_at(&self, at: Timestamp) -> bool {
        self.valid_from <= at && self.valid_until.is_none_or(|until| at <= until)
    }
}

/// Why a signature proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// No published key has its name.
    #[error("no published key has the id {0}")]
    UnknownKey(KeyId),
    /// The key had not begun, or had ended.
    #[error("the key {0} is not valid at that time")]
    KeyNotValid(KeyId),
    /// Something else was signed, or with another key.
    #[error("the signature is not of this content with the key {0}")]
    BadSignature(KeyId),
}

impl SignatureFault {
    /// Whether newer published keys may tell otherwise.
    pub fn depends_on_keys(self) -> bool {
        match self {
            Self::UnknownKey(_) | Self::KeyNotValid(_) => true,
            Self::BadSignature(_) => false,
        }
    }
}

/// The canonical bytes of whatever fields a signed thing has but `signature`.
#[expect(
    clippy::expect_used,
    reason = "what is signed holds no fraction, and only text as keys"
)]
pub(crate) fn content(signed: &impl Serialize) -> Vec<u8> {
    let mut fields = serde_json::to_value(signed).expect("no failing Serialize");
    if let Value::Object(fields) = &mut fields {
        fields.remove("signature");
    }
    canonical::to_bytes(&fields).expect("no fractions, only text keys")
}

/// Checks a signature on bytes that were signed at a time.
pub fn verify(
    signature: &Signature,
    purpose: Purpose,
    bytes: &[u8],
    at: Timestamp,
    keys: &[PublishedKey],
) -> Result<(), SignatureFault> {
    let id = signature.key_id;
    let key = keys.iter().find(|key| key.is_named(id));
    let key = key.ok_or(SignatureFault::UnknownKey(id))?;
    if !key.is_valid_at(at) {
        return Err(SignatureFault::KeyNotValid(id));
    }
    let value = ed25519_dalek::Signature::from_bytes(&signature.value.to_bytes());
    let PublicKey(public) = key.public_key;
    public
        .verify_strict(&purpose.message(bytes), &value)
        .map_err(|_| SignatureFault::BadSignature(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed([seed; 32])
    }

    fn check(
        signature: &Signature,
        second: i64,
        keys: &[PublishedKey],
    ) -> Result<(), SignatureFault> {
        verify(signature, Purpose::Receipt, b"bytes", at(second), keys)
    }

    #[test]
    fn a_key_counts_from_its_first_to_its_last_moment() {
        let signature = key(1).sign(Purpose::Receipt, b"bytes");
        let id = signature.key_id;
        let keys = [PublishedKey::new(key(1).public_key(), at(10), Some(at(20)))];
        for second in [10, 15, 20] {
            assert_eq!(check(&signature, second, &keys), Ok(()));
        }
        for second in [9, 21] {
            let refused = Err(SignatureFault::KeyNotValid(id));
            assert_eq!(check(&signature, second, &keys), refused);
        }
        let open = [PublishedKey::new(key(1).public_key(), at(10), None)];
        assert_eq!(check(&signature, 1_000_000_000, &open), Ok(()));
    }

    #[test]
    fn only_the_key_that_is_named_counts() {
        let signature = key(1).sign(Purpose::Receipt, b"bytes");
        let of = |seed| PublishedKey::new(key(seed).public_key(), at(0), None);
        let unknown = Err(SignatureFault::UnknownKey(signature.key_id));
        assert_eq!(check(&signature, 1, &[]), unknown);
        assert_eq!(check(&signature, 1, &[of(2)]), unknown);
        // Another key under the right name.
        let borrowed = PublishedKey {
            key_id: signature.key_id,
            ..of(2)
        };
        assert_eq!(check(&signature, 1, &[borrowed]), unknown);
        // The right key's name on another key's signature.
        let other = Signature {
            key_id: of(2).key_id,
            ..signature
        };
        let bad = Err(SignatureFault::BadSignature(of(2).key_id));
        assert_eq!(check(&other, 1, &[of(1), of(2)]), bad);
        assert_eq!(check(&signature, 1, &[of(2), of(1)]), Ok(()));
        let missing = check(&Signature::MISSING, 1, &[of(1), of(2)]);
        assert_eq!(missing, Err(SignatureFault::UnknownKey(KeyId([0; 8]))));
    }

    #[test]
    fn a_signature_is_of_its_purpose_and_its_bytes() {
        let keys = [PublishedKey::new(key(1).public_key(), at(0), None)];
        let signature = key(1).sign(Purpose::Receipt, b"other bytes");
        let bad = Err(SignatureFault::BadSignature(signature.key_id));
        assert_eq!(check(&signature, 1, &keys), bad);
        // The bytes alone, without the line before them.
        let bare = Signature {
            value: SignatureValue(key(1).0.sign(b"bytes").to_bytes()),
            ..signature
        };
        assert_eq!(check(&bare, 1, &keys), bad);
    }

    #[test]
    fn keys_and_signatures_are_hexadecimal_texts() {
        let public = key(1).public_key();
        let published = PublishedKey::new(public, at(0), None);
        let json = serde_json::to_string(&published).unwrap();
        let expected = format!(
            r#"{{"key_id":"{}","algorithm":"Ed25519","public_key":"{public}","valid_from":"1970-01-01T00:00:00Z","valid_until":null}}"#,
            public.id()
        );
        assert_eq!(json, expected);
        assert_eq!(
            serde_json::from_str::<PublishedKey>(&json).unwrap(),
            published
        );
        assert_eq!(public.to_string().parse::<PublicKey>(), Ok(public));
        // 02 is the y of no point, and 01 that of the neutral one, with which anything would verify.
        let no_point = format!("02{}", "00".repeat(31));
        let weak = format!("01{}", "00".repeat(31));
        let upper = public.to_string().to_uppercase();
        for text in [&no_point, &weak, &upper, "", "00"] {
            let refused = text.parse::<PublicKey>().unwrap_err().to_string();
            let expected =
                "expected 64 lower-case hexadecimal digits that are an Ed25519 public key";
            assert_eq!(refused, expected, "{text}");
        }
        assert_eq!(format!("{:?}", key(1)), "SigningKey(hidden)");
    }
}
