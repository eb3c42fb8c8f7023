//! Whether a client is the one it says it is.

use axum::http::{HeaderMap, header};
use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use serde::Deserialize;

use crate::{
    config::{Client, ClientAuth},
    http::Shared,
    request::Parameters,
};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// An assertion may not live longer, in seconds.
pub(crate) const ASSERTION_LIVES: SignedDuration = SignedDuration::from_secs(120);

#[derive(Deserialize)]
struct Assertion {
    iss: String,
    sub: String,
    /// One text: ID-porten takes no array.
    aud: String,
    jti: String,
    iat: i64,
    exp: i64,
}

/// The client behind a request, if it has proved itself.
pub(crate) fn check<'a>(
    shared: &'a Shared,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Option<&'a Client> {
    let get = |name: &str| parameters.get(name).map(String::as_str);
    let basic = basic(headers);
    let id = get("client_id").or(basic.as_ref().map(|(id, _)| id.as_str()))?;
    let client = shared.config.client(id)?;
    let proved = match &client.auth {
        ClientAuth::None => get("client_secret").is_none() && basic.is_none(),
        ClientAuth::Secret(secret) => {
            let given = basic
                .as_ref()
                .map(|(_, secret)| secret.as_str())
                .or(get("client_secret"));
            basic.as_ref().is_none_or(|(basic_id, _)| basic_id == id) && given == Some(secret)
        }
        ClientAuth::PrivateKeyJwt(keys) => {
            let assertion = get("client_assertion")
                .filter(|_| get("client_assertion_type") == Some(ASSERTION_TYPE));
            assertion
                .and_then(|assertion| read(assertion, keys))
                .is_some_and(|read| {
                    let now = shared.now();
                    is_good(&read, id, &shared.issuer, now)
                        && shared.state().use_assertion(id, &read.jti, now)
                })
        }
    };
    proved.then_some(client)
}

/// Id and secret from the `Authorization` header.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Basic ")?;
    let text = String::from_utf8(BASE64.decode(value.as_bytes()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// The assertion, once one of the client's keys has signed it.
fn read(assertion: &str, keys: &serde_json::Value) -> Option<Assertion> {
    let keys: JwkSet = serde_json::from_value(keys.clone()).ok()?;
    let id = jsonwebtoken::decode_header(assertion).ok()?.kid?;
    let key = DecodingKey::from_jwk(keys.find(&id)?).ok()?;
    let mut validation = Validation::new(Algorithm::RS256);
    // The times are checked below: the crate would take the time from the system.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    jsonwebtoken::decode(assertion, &key, &validation)
        .map(|data| data.claims)
        .ok()
}

fn is_good(assertion: &Assertion, id: &str, issuer: &str, now: Timestamp) -> bool {
    let now = now.as_second();
    let own = assertion.iss == id && assertion.sub == id && assertion.aud == issuer;
    let short = assertion.exp.saturating_sub(assertion.iat) <= ASSERTION_LIVES.as_secs();
    own && short && assertion.iat <= now + 10 && now < assertion.exp
}
