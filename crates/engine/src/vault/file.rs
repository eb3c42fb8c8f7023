//! The vault file: the store's key, wrapped.
//!
//! The wrapping key is HKDF-SHA256 of the keychain's secret and of Argon2id of the PIN, so that neither
//! opens the store alone. All that the file says is under a MAC with a key of the keychain's secret:
//! whether it was changed is known before the PIN is tried and before its parameters cost anything.

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::{aead, hkdf, hmac};
use data_encoding::HEXLOWER;
use domain::{Ctx, ids::PersonId};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use zeroize::Zeroizing;

use super::{Key, Pin};

const VERSION: u32 = 1;
const WRAP: &[u8] = b"halvaarsrapport vault v1 key";
const MAC: &[u8] = b"halvaarsrapport vault v1 file";

/// How costly each guess of the PIN is: Argon2id's parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for PinCost {
    /// RFC 9106 section 4, the second choice.
    fn default() -> Self {
        Self {
            memory_kib: 64 * 1024,
            passes: 3,
            lanes: 4,
        }
    }
}

/// What is in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VaultFile {
    version: u32,
    person: PersonId,
    cost: PinCost,
    salt: Hex<16>,
    nonce: Hex<12>,
    /// The key and its tag.
    wrapped: Hex<48>,
    /// Of all of the above.
    mac: Hex<32>,
}

/// Why the file gives no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    /// The PIN is another.
    WrongPin,
    /// It was not written with this keychain's secret, or was changed since.
    NotOurs,
}

impl VaultFile {
    /// Wraps a key. None where the cost is none that Argon2 knows.
    pub(crate) fn seal(
        ctx: &Ctx,
        person: PersonId,
        (secret, pin): (&[u8; 32], &Pin),
        cost: PinCost,
        key: &Key,
    ) -> Option<Self> {
        let mut file = Self {
            version: VERSION,
            person,
            cost,
            salt: Hex(ctx.random()),
            nonce: Hex(ctx.random()),
            wrapped: Hex([0; 48]),
            mac: Hex([0; 32]),
        };
        let mut sealed = Zeroizing::new(key.to_vec());
        let nonce = aead::Nonce::assume_unique_for_key(file.nonce.0);
        file.wrapping_key(secret, pin)?
            .seal_in_place_append_tag(nonce, aead::Aad::from(person.0), &mut *sealed)
            .ok()?;
        file.wrapped = Hex(sealed.as_slice().try_into().ok()?);
        file.mac = Hex(hmac::sign(&mac_key(secret)?, &file.content())
            .as_ref()
            .try_into()
            .ok()?);
        Some(file)
    }

    /// Whether the file is whole and was written with this secret, for this person.
    pub(crate) fn is_ours(&self, secret: &[u8; 32], person: PersonId) -> bool {
        let is_named = self.version == VERSION && self.person == person;
        let whole = mac_key(secret)
            .is_some_and(|key| hmac::verify(&key, &self.content(), &self.mac.0).is_ok());
        is_named && whole
    }

    /// Unwraps the key.
    pub(crate) fn open(
        &self,
        person: PersonId,
        secret: &[u8; 32],
        pin: &Pin,
    ) -> Result<Key, Closed> {
        if !self.is_ours(secret, person) {
            return Err(Closed::NotOurs);
        }
        let key = self.wrapping_key(secret, pin).ok_or(Closed::NotOurs)?;
        let nonce = aead::Nonce::assume_unique_for_key(self.nonce.0);
        let mut wrapped = Zeroizing::new(self.wrapped.0);
        let opened = key
            .open_in_place(nonce, aead::Aad::from(person.0), wrapped.as_mut_slice())
            .map_err(|_| Closed::WrongPin)?;
        let key: [u8; 32] = (&*opened).try_into().map_err(|_| Closed::NotOurs)?;
        Ok(Zeroizing::new(key))
    }

    /// What a guess costs.
    pub(crate) fn cost(&self) -> PinCost {
        self.cost
    }

    /// The bytes of the file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        domain::report::json_bytes(self)
    }

    /// None where the bytes are no such file.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    fn content(&self) -> Vec<u8> {
        let unsigned = Self {
            mac: Hex([0; 32]),
            ..self.clone()
        };
        unsigned.to_bytes()
    }

    fn wrapping_key(&self, secret: &[u8; 32], pin: &Pin) -> Option<aead::LessSafeKey> {
        let PinCost {
            memory_kib,
            passes,
            lanes,
        } = self.cost;
        let params = Params::new(memory_kib, passes, lanes, Some(32)).ok()?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut both = Zeroizing::new([0; 64]);
        let (of_keychain, of_pin) = both.split_at_mut_checked(32)?;
        of_keychain.copy_from_slice(secret);
        argon2
            .hash_password_into(pin.bytes(), &self.salt.0, of_pin)
            .ok()?;
        let key = expand(&both[..], WRAP)?;
        let key = aead::UnboundKey::new(&aead::AES_256_GCM, key.as_slice()).ok()?;
        Some(aead::LessSafeKey::new(key))
    }
}

fn mac_key(secret: &[u8; 32]) -> Option<hmac::Key> {
    let key = expand(secret, MAC)?;
    Some(hmac::Key::new(hmac::HMAC_SHA256, key.as_slice()))
}

fn expand(from: &[u8], purpose: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let mut key = Zeroizing::new([0; 32]);
    hkdf::Salt::none(hkdf::HKDF_SHA256)
        .extract(from)
        .expand(&[purpose], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(key.as_mut_slice()))
        .ok()?;
    Some(key)
}

/// Bytes, written as hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hex<const N: usize>([u8; N]);

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER.encode(&self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = HEXLOWER.decode(text.as_bytes()).ok();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| D::Error::custom("expected hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const CHEAP: PinCost = PinCost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
    const SECRET: [u8; 32] = [1; 32];

    fn person() -> PersonId {
        PersonId(Uuid::from_u128(5))
    }

    fn file() -> VaultFile {
        let pin = Pin::new("12345678");
        let key = Zeroizing::new([9; 32]);
        let ctx = edge::system_ctx();
        VaultFile::seal(&ctx, person(), (&SECRET, &pin), CHEAP, &key).unwrap()
    }

    #[test]
    fn both_secrets_are_needed() {
        let file = VaultFile::from_bytes(&file().to_bytes()).unwrap();
        let open = |secret: [u8; 32], pin| file.open(person(), &secret, &Pin::new(pin));
        assert_eq!(*open(SECRET, "12345678").unwrap(), [9; 32]);
        assert_eq!(open(SECRET, "12345679").unwrap_err(), Closed::WrongPin);
        assert_eq!(open([2; 32], "12345678").unwrap_err(), Closed::NotOurs);
        let other = PersonId(Uuid::from_u128(6));
        let refused = file.open(other, &SECRET, &Pin::new("12345678"));
        assert_eq!(refused.unwrap_err(), Closed::NotOurs);
    }

    #[test]
    fn nothing_in_the_file_can_be_changed() {
        let whole = serde_json::to_value(file()).unwrap();
        let changed = |path: &str, value: serde_json::Value| {
            let mut forged = whole.clone();
            *forged.pointer_mut(path).unwrap() = value;
            VaultFile::from_bytes(&serde_json::to_vec(&forged).unwrap())
                .is_some_and(|file| file.is_ours(&SECRET, person()))
        };
        assert!(changed("/version", 1.into()));
        assert!(!changed("/version", 2.into()));
        assert!(!changed("/cost/memory_kib", 16.into()));
        assert!(!changed("/cost/passes", 2.into()));
        for (path, length) in [
            ("/salt", 16),
            ("/nonce", 12),
            ("/wrapped", 48),
            ("/mac", 32),
        ] {
            assert!(!changed(path, "00".repeat(length).into()), "{path}");
        }
    }

    #[test]
    fn the_files_of_one_key_have_nothing_in_common() {
        let (one, two) = (file(), file());
        assert_ne!(one.salt, two.salt);
        assert_ne!(one.wrapped, two.wrapped);
    }

    #[test]
    fn what_ships_costs_what_the_rfc_recommends() {
        let PinCost {
            memory_kib,
            passes,
            lanes,
        } = PinCost::default();
        assert_eq!((memory_kib, passes, lanes), (65_536, 3, 4));
    }
}
