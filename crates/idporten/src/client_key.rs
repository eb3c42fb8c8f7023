//! The key with which a confidential client proves who it is (`private_key_jwt`).

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use domain::Ctx;
use jsonwebtoken::{
    Algorithm, EncodingKey, Header,
    jwk::{AlgorithmParameters, Jwk},
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{client::Proof, error::LoginError, keys::MIN_MODULUS};

/// How long an assertion may be used, in seconds.
const LIVES: i64 = 120;
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An RSA key and the name under which the provider knows it. Its `Debug` hides it.
pub struct ClientKey {
    id: String,
    key: EncodingKey,
}

/// A text is not such a key. Never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a private RSA key of 2048 bits or more in PEM")]
pub struct ClientKeyError;

#[derive(Serialize)]
struct Assertion<'a> {
    iss: &'a str,
    sub: &'a str,
    /// One text: ID-porten takes no array.
    aud: &'a str,
    jti: String,
    iat: i64,
    exp: i64,
}

impl ClientKey {
    /// Reads a private key in PEM, PKCS#1 or PKCS#8.
    pub fn from_pem(id: &str, pem: &[u8]) -> Result<Self, ClientKeyError> {
        let key = Self {
            id: id.to_owned(),
            key: EncodingKey::from_rsa_pem(pem).map_err(|_| ClientKeyError)?,
        };
        let (modulus, _) = key.components().ok_or(ClientKeyError)?;
        let length = BASE64URL_NOPAD.decode_len(modulus.len());
        if length.is_ok_and(|length| length >= MIN_MODULUS) {
            Ok(key)
        } else {
            Err(ClientKeyError)
        }
    }

    /// The public half as a key set, to be registered at the provider.
    pub fn public(&self) -> Value {
        let (n, e) = self.components().unwrap_or_default();
        json!({ "keys": [
            { "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id, "n": n, "e": e },
        ] })
    }

    /// Proves to an issuer, once, that the client is who it says it is.
    pub(crate) fn prove(
        &self,
        ctx: &Ctx,
        client_id: &str,
        issuer: &str,
    ) -> Result<Proof, LoginError> {
        let now = ctx.now().as_second();
        let assertion = Assertion {
            iss: client_id,
            sub: client_id,
            aud: issuer,
            jti: BASE64URL_NOPAD.encode(&ctx.random::<16>()),
            iat: now,
            exp: now + LIVES,
        };
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(self.id.clone());
        let signed = jsonwebtoken::encode(&header, &assertion, &self.key)
            .map_err(|_| LoginError::ClientKey)?;
        Ok(vec![
            ("client_assertion_type", ASSERTION_TYPE.to_owned()),
            ("client_assertion", signed),
        ])
    }

    fn components(&self) -> Option<(String, String)> {
        let jwk = Jwk::from_encoding_key(&self.key, Algorithm::RS256).ok()?;
        match jwk.algorithm {
            AlgorithmParameters::RSA(key) => Some((key.n, key.e)),
            AlgorithmParameters::EllipticCurve(_)
            | AlgorithmParameters::OctetKey(_)
            | AlgorithmParameters::OctetKeyPair(_) => None,
        }
    }
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientKey({}, hidden)", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 512 bits.
    const SHORT: &str = "-----BEGIN RSA PRIVATE KEY-----
MIIBOQIBAAJBAJcTnXIh7ZCQPPOS2ejjMtafNJlxeNm8iN1X7J1MNKNYbM/yp65g
+E0hrsyi4mU2Q6EW6iHuVtWO9/9yFfLUF80CAwEAAQJAb+d3mDLJZWtxunnsLzUb
Ux5aN851VdLxDgMyoNDxrIuPsGRwyQms1A22BzrTBEtOsGaNHnk0LqzQ3/NsUfco
AQIhAMcislfPPdUQ64BlMHWmjuW0NbZbmNfH5Z0g3Vf14k+dAiEAwjexM8mQ4ZoR
VvahXmfBFg8GV1r5FuP5WMbuysjzKfECIALK2sNedZiCRzsisB5GOqS/9SzcdfU4
qWCdsFzmZskFAiB5yMBWD/PIc3qiBF7lurup4FwClOoSv3tQftWn1OAdkQIgBGiX
ywITGH8y2QSTSdJlF+fWWgMEBChAgxOA5JIyALg=
-----END RSA PRIVATE KEY-----
";

    #[test]
    fn short_keys_and_other_texts_are_refused() {
        let garbled = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
        for pem in ["", "not PEM", garbled, SHORT] {
            let refused = ClientKey::from_pem("portal-1", pem.as_bytes()).err();
            assert_eq!(refused, Some(ClientKeyError), "{pem}");
        }
    }
}
