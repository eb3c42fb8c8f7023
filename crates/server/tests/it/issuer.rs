//! An identity provider made of a key and two documents.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicBool, Ordering},
};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use axum::http::{Request, Response, header};
use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use edge::{Http, HttpError};
use jiff::Timestamp;
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "https://idporten.example";
pub(crate) const CLIENT_ID: &str = "desktop";
pub(crate) const SCOPE: &str = "halvaarsrapport:officer";
pub(crate) const RESOURCE: &str = "https://halvaarsrapport.example";
pub(crate) const ACR: &str = "idporten-loa-high";

static KEY: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).unwrap());

/// Answers what a provider publishes, unless it is down.
#[derive(Clone, Default)]
pub(crate) struct Issuer {
    down: Arc<AtomicBool>,
}

impl Issuer {
    pub(crate) fn goes_down(&self) {
        self.down.store(true, Ordering::Relaxed);
    }

    /// What an access token says of a person, as ID-porten writes it.
    pub(crate) fn claims(pid: &str, jti: &str, now: Timestamp) -> Value {
        let now = now.as_second();
        json!({
            "iss": ISSUER,
            "aud": RESOURCE,
            "client_id": CLIENT_ID,
            "scope": format!("openid {SCOPE}"),
            "acr": ACR,
            "pid": pid,
            "sub": "pairwise",
            "jti": jti,
            "iat": now,
            "exp": now + 120,
        })
    }

    /// A signed token.
    pub(crate) fn sign(claims: &Value) -> String {
        let header = json!({ "alg": "RS256", "kid": "k" });
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let message = format!("{}.{}", part(&header), part(claims));
        let mut signature = vec![0; KEY.public_modulus_len()];
        let random = SystemRandom::new();
        let bytes = message.as_bytes();
        KEY.sign(&RSA_PKCS1_SHA256, &random, bytes, &mut signature)
            .unwrap();
        format!("{message}.{}", BASE64URL_NOPAD.encode(&signature))
    }

    fn document(path: &str) -> Value {
        let key = KEY.public_key();
        match path {
            "/jwks" => json!({ "keys": [{
                "kty": "RSA",
                "use": "sig",
                "alg": "RS256",
                "kid": "k",
                "n": BASE64URL_NOPAD.encode(key.modulus().big_endian_without_leading_zero()),
                "e": BASE64URL_NOPAD.encode(key.exponent().big_endian_without_leading_zero()),
            }] }),
            _ => json!({
                "issuer": ISSUER,
                "jwks_uri": format!("{ISSUER}/jwks"),
                "authorization_endpoint": format!("{ISSUER}/authorize"),
                "token_endpoint": format!("{ISSUER}/token"),
                "authorization_response_iss_parameter_supported": true,
            }),
        }
    }
}

impl Http for Issuer {
    async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        if self.down.load(Ordering::Relaxed) {
            return Err(HttpError::Unreachable);
        }
        let document = Self::document(request.uri().path()).to_string();
        let response = Response::builder().header(header::CONTENT_TYPE, "application/json");
        Ok(response.body(Bytes::from(document)).unwrap())
    }
}
