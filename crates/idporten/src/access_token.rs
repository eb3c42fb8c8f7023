//! What an access token must be before the server takes it for a login.

mod rules;

use data_encoding::BASE64URL_NOPAD;
use domain::Ctx;
use edge::Http;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, errors::ErrorKind};
use serde::Deserialize;

use self::rules::Claims;
pub use self::rules::{AccessTokenRules, Person};
use crate::{documents::Documents, keys::Key, refusal::TokenRefusal};

/// A token longer than this is not read.
const MAX_TOKEN: usize = 16 * 1024;

/// Checks access tokens, and keeps the provider's keys meanwhile.
#[derive(Debug)]
pub struct AccessTokenVerifier {
    rules: AccessTokenRules,
    documents: Documents,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

impl AccessTokenVerifier {
    /// A verifier that knows no keys yet.
    pub fn new(rules: AccessTokenRules) -> Self {
        let documents = Documents::new(rules.issuer.clone(), rules.environment);
        Self { rules, documents }
    }

    /// Checks everything but two: whether the token's id was seen before, and whether the person has a
    /// role here.
    pub async fn verify(
        &self,
        http: &impl Http,
        ctx: &Ctx,
        token: &str,
    ) -> Result<Person, TokenRefusal> {
        let header = header(token)?;
        if header.alg != "RS256" {
            return Err(TokenRefusal::Algorithm);
        }
        if header.crit.is_some() {
            return Err(TokenRefusal::Malformed);
        }
        let id = header.kid.ok_or(TokenRefusal::UnknownKey)?;
        let now = ctx.now();
        let key = self.documents.key(http, now, &id).await?;
        let key = key.ok_or(TokenRefusal::UnknownKey)?;
        self.rules.check(signed_claims(token, &key)?, now)
    }
}

fn header(token: &str) -> Result<Header, TokenRefusal> {
    if token.len() > MAX_TOKEN {
        return Err(TokenRefusal::Malformed);
    }
    let (first, _) = token.split_once('.').ok_or(TokenRefusal::Malformed)?;
    let json = BASE64URL_NOPAD
        .decode(first.as_bytes())
        .map_err(|_| TokenRefusal::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| TokenRefusal::Malformed)
}

/// The claims, once the signature fits. Times and names are checked by the rules, because the crate would take the time from the system.
fn signed_claims(token: &str, key: &Key) -> Result<Claims, TokenRefusal> {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let key = DecodingKey::from_rsa_raw_components(&key.modulus, &key.exponent);
    jsonwebtoken::decode(token, &key, &validation)
        .map(|data| data.claims)
        .map_err(|error| {
            if matches!(error.kind(), ErrorKind::InvalidSignature) {
                TokenRefusal::Signature
            } else {
                TokenRefusal::Malformed
            }
        })
}
