//! Signing keys, and tokens signed with them, rightly or wrongly.

use std::collections::BTreeSet;

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::{
    claims::{Claims, object, set},
    config::SimError,
    fault::TokenFault,
};

/// An RSA key of 2048 bits with its id.
pub(crate) struct SigningKey {
    id: String,
    pair: KeyPair,
}

impl SigningKey {
    /// Made from the system's randomness: a key from a test's seed would be no secret.
    pub(crate) fn generate(id: String) -> Result<Self, SimError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| SimError::Key)?;
        Ok(Self { id, pair })
    }

    /// The public half, for the key set.
    pub(crate) fn public(&self) -> Value {
        let key = self.pair.public_key();
        json!({
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id,
            "n": BASE64URL_NOPAD.encode(key.modulus().big_endian_without_leading_zero()),
            "e": BASE64URL_NOPAD.encode(key.exponent().big_endian_without_leading_zero()),
        })
    }

    /// A signed token, as ID-porten writes it: no `typ`.
    pub(crate) fn sign(&self, claims: &Claims, faults: &BTreeSet<TokenFault>) -> Option<String> {
        let has = |fault| faults.contains(&fault);
        let alg = if has(TokenFault::AlgNone) {
            "none"
        } else if has(TokenFault::AlgHs256) {
            "HS256"
        } else {
            "RS256"
        };
        let mut header = object(json!({ "alg": alg }));
        if has(TokenFault::UnknownKey) {
            set(&mut header, "kid", "a-key-nobody-knows");
        } else if !has(TokenFault::MissingKeyId) {
            set(&mut header, "kid", self.id.clone());
        }
        if has(TokenFault::CriticalHeader) {
            set(&mut header, "crit", json!(["something-new"]));
            set(&mut header, "something-new", true);
        }
        let message = format!("{}.{}", part(&header)?, part(claims)?);
        let mut signature = match alg {
            "none" => Vec::new(),
            "HS256" => self.hs256(message.as_bytes()),
            _ => self.rs256(message.as_bytes())?,
        };
        if has(TokenFault::WrongSignature)
            && let Some(byte) = signature.last_mut()
        {
            *byte ^= 1;
        }
        Some(format!("{message}.{}", BASE64URL_NOPAD.encode(&signature)))
    }

    fn rs256(&self, message: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = SystemRandom::new();
        self.pair
            .sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
            .ok()?;
        Some(signature)
    }

    /// What a forger can do who knows only the public key.
    fn hs256(&self, message: &[u8]) -> Vec<u8> {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, self.pair.public_key().as_ref());
        hmac::sign(&secret, message).as_ref().to_vec()
    }
}

/// A part of a token.
fn part(members: &Claims) -> Option<String> {
    serde_json::to_vec(members)
        .ok()
        .map(|json| BASE64URL_NOPAD.encode(&json))
}
