//! Secrets: bearer tokens, of which the store holds only hashes, and the key that hides identity
//! numbers. None of them shows in a log: `Debug` hides them and `Display` is missing.

use std::fmt;

use domain::{Ctx, ids::PersonId, national_id::NationalId, report::Hash, wire::CODE_DIGITS};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// 256 random bits as text, after a prefix that tells what they are good for.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Prefix of a session's bearer token.
    pub(crate) const ACCESS: &str = "hra_";
    /// Prefix of a refresh token.
    pub(crate) const REFRESH: &str = "hrr_";
    /// Prefix of the token with which a machine asks whether anything is new.
    pub(crate) const ARRIVAL: &str = "hrn_";
    /// Prefix of the token in a browser's cookie.
    pub(crate) const PORTAL: &str = "hrp_";
    /// Prefix of a case system's credential.
    pub(crate) const CLIENT: &str = "hrc_";
    /// Prefix of the credential of a system of Bufdir's.
    pub(crate) const BUFDIR: &str = "hrb_";

    pub(crate) fn new(ctx: &Ctx, prefix: &str) -> Self {
        let random = data_encoding::BASE64URL_NOPAD.encode(&ctx.random::<32>());
        Self(format!("{prefix}{random}"))
    }

    /// The hash under which the store knows a token. Not keyed and not slow: nobody guesses 256 bits.
    pub(crate) fn hash_of(text: &str) -> Hash {
        Hash::of(text.as_bytes())
    }

    pub(crate) fn hash(&self) -> Hash {
        Self::hash_of(&self.0)
    }

    /// The text, for the one answer that hands it over.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

/// The key under which identity numbers are hashed. Whoever has the database but not the key cannot
/// try all eleven-digit numbers.
#[derive(Clone)]
pub struct IdentityKey([u8; 32]);

impl IdentityKey {
    /// A key of 32 bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A key written as 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE
            .decode(text.as_bytes())
            .ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The hash under which the store knows a person.
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    pub(crate) fn hash(&self, id: &NationalId) -> Hash {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length is a key");
        mac.update(id.expose().as_bytes());
        Hash(mac.finalize().into_bytes().into())
    }

    /// The digits that show that an address is a person's. They follow from a salt, and whoever has the database
    /// but not the key cannot tell them.
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    pub(crate) fn code(&self, person: PersonId, address: &str, salt: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length is a key");
        // No identity number begins like this.
        mac.update(format!("e-mail code\0{person}\0{address}\0{salt}").as_bytes());
        let bytes: [u8; 32] = mac.finalize().into_bytes().into();
        let [one, two, three, four, five, six, seven, eight, ..] = bytes;
        let number = u64::from_be_bytes([one, two, three, four, five, six, seven, eight]);
        let digits = CODE_DIGITS;
        format!("{:0digits$}", number % 100_000_000)
    }
}

impl fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityKey(hidden)")
    }
}
