//! An identity provider made of a key and two documents.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use axum::http::{Request, Response, header};
use bytes::Bytes;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use edge::{Http, HttpError};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::Notify;

pub(crate) const ISSUER: &str = "https://idporten.example";
pub(crate) const CLIENT_ID: &str = "desktop";
pub(crate) const SCOPE: &str = "halvaarsrapport:officer";
pub(crate) const RESOURCE: &str = "https://halvaarsrapport.example";
pub(crate) const ACR: &str = "idporten-loa-high";

static KEY: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).unwrap());

/// What a provider does when it is asked.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    #[default]
    Answers,
    IsAway,
    /// Stands for any fault of the program's own, in the middle of a request.
    Panics,
    /// Waits until it is told to go on.
    Ponders,
}

/// Answers what a provider publishes.
#[derive(Clone, Default)]
pub(crate) struct Issuer(Arc<Inner>);

#[derive(Default)]
struct Inner {
    mood: Mutex<Mood>,
    asked: Notify,
    goes_on: Notify,
}

impl Issuer {
    pub(crate) fn is_in(&self, mood: Mood) {
        *self.0.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    /// Done when somebody has asked and waits for the answer.
    pub(crate) async fn is_asked(&self) {
        self.0.asked.notified().await;
    }

    /// Answers whoever waits.
    pub(crate) fn goes_on(&self) {
        self.is_in(Mood::Answers);
        self.0.goes_on.notify_one();
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

    /// A private key as a file holds it.
    pub(crate) fn pem() -> String {
        let der: Pkcs8V1Der<'_> = KEY.as_der().unwrap();
        let text = BASE64.encode(der.as_ref());
        format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
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
        let mood = *self.0.mood.lock().unwrap_or_else(PoisonError::into_inner);
        match mood {
            Mood::Answers => (),
            Mood::IsAway => return Err(HttpError::Unreachable),
            Mood::Panics => panic!("a fault of the program's own"),
            Mood::Ponders => {
                self.0.asked.notify_one();
                self.0.goes_on.notified().await;
            }
        }
        let document = Self::document(request.uri().path()).to_string();
        let response = Response::builder().header(header::CONTENT_TYPE, "application/json");
        Ok(response.body(Bytes::from(document)).unwrap())
    }
}
