//! The provider's signing keys (RFC 7517), those of them that can sign with RS256.

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;

/// A key shorter than 2048 bits proves nothing.
pub(crate) const MIN_MODULUS: usize = 256;

/// The keys a token may be signed with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys(Vec<Key>);

/// One public RSA key.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) modulus: Vec<u8>,
    pub(crate) exponent: Vec<u8>,
}

/// A key set whose members are read one by one, so that an unknown kind of key does no harm.
#[derive(Deserialize)]
pub(crate) struct KeySet {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: String,
    #[serde(rename = "use")]
    usage: Option<String>,
    alg: Option<String>,
    n: String,
    e: String,
}

impl Keys {
    pub(crate) fn read(set: KeySet) -> Self {
        let jwk = |value| serde_json::from_value::<Jwk>(value).ok();
        Self(
            set.keys
                .into_iter()
                .filter_map(jwk)
                .filter_map(read)
                .collect(),
        )
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.id == id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Key> {
        self.0.iter()
    }
}

fn read(jwk: Jwk) -> Option<Key> {
    let usable = jwk.kty == "RSA"
        && jwk.usage.is_none_or(|usage| usage == "sig")
        && jwk.alg.is_none_or(|alg| alg == "RS256");
    let modulus = BASE64URL_NOPAD.decode(jwk.n.as_bytes()).ok()?;
    let exponent = BASE64URL_NOPAD.decode(jwk.e.as_bytes()).ok()?;
    (usable && modulus.len() >= MIN_MODULUS).then_some(Key {
        id: jwk.kid,
        modulus,
        exponent,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn takes_only_keys_that_can_sign_with_rs256() {
        let n = BASE64URL_NOPAD.encode(&[0xC1; 256]);
        let short = BASE64URL_NOPAD.encode(&[0xC1; 128]);
        let set = json!({ "keys": [
            { "kty": "RSA", "kid": "plain", "n": n, "e": "AQAB" },
            { "kty": "RSA", "kid": "full", "use": "sig", "alg": "RS256", "n": n, "e": "AQAB", "x5c": [] },
            { "kty": "RSA", "kid": "encrypts", "use": "enc", "n": n, "e": "AQAB" },
            { "kty": "RSA", "kid": "other alg", "alg": "PS256", "n": n, "e": "AQAB" },
            { "kty": "RSA", "kid": "short", "n": short, "e": "AQAB" },
            { "kty": "RSA", "n": n, "e": "AQAB" },
            { "kty": "RSA", "kid": "not base64url", "n": "====", "e": "AQAB" },
            { "kty": "EC", "kid": "curve", "crv": "P-256", "x": "AQAB", "y": "AQAB" },
            { "kty": "oct", "kid": "secret", "k": "AQAB" },
            "not even a key"
        ] });
        let keys = Keys::read(serde_json::from_value(set).unwrap());
        let ids: Vec<_> = keys.iter().map(|key| key.id.as_str()).collect();
        assert_eq!(ids, ["plain", "full"]);
        assert!(keys.get("full").is_some() && keys.get("curve").is_none());
    }
}
