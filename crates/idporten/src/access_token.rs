//! What an access token must be before the server takes it for a login.

mod rules;

use data_encoding::BASE64URL_NOPAD;
use domain::Ctx;
use edge::Http;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, errors::ErrorKind};
use serde::Deserialize;
use tokio::sync::Mutex;

use self::rules::Claims;
pub use self::rules::{AccessTokenRules, Person};
use crate::{
    error::{ProviderError, TokenRefusal},
    keys::{Key, Keys},
    provider::Provider,
};

/// A token longer than this is not read.
const MAX_TOKEN: usize = 16 * 1024;
/// Keys older than this are fetched anew before they are used.
const KEYS_FRESH: SignedDuration = SignedDuration::from_hours(1);
/// Keys older than this are not used, even where newer ones cannot be had.
const KEYS_USABLE: SignedDuration = SignedDuration::from_hours(24);
/// Strangers can send tokens with made-up key ids; they do not make us ask more often than this.
const BETWEEN_FETCHES: SignedDuration = SignedDuration::from_secs(30);

/// Checks access tokens, and keeps the provider's keys meanwhile.
#[derive(Debug)]
pub struct AccessTokenVerifier {
    rules: AccessTokenRules,
    cache: Mutex<Cache>,
}

#[derive(Debug, Default)]
struct Cache {
    known: Option<Known>,
    /// The last time the provider was asked, whatever the answer.
    asked_at: Option<Timestamp>,
}

#[derive(Debug)]
struct Known {
    keys: Keys,
    at: Timestamp,
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
        Self {
            rules,
            cache: Mutex::default(),
        }
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
        let key = self.key(http, now, &id).await?;
        self.rules.check(signed_claims(token, &key)?, now)
    }

    async fn key(&self, http: &impl Http, now: Timestamp, id: &str) -> Result<Key, TokenRefusal> {
        let mut cache = self.cache.lock().await;
        let usable = cache.has_keys_of(now, KEYS_USABLE);
        let fresh = cache.has_keys_of(now, KEYS_FRESH);
        if (!usable || (!fresh && cache.may_ask(now)))
            && let Err(error) = self.fetch(&mut cache, http, now).await
        {
            if !usable {
                return Err(error.into());
            }
            tracing::warn!(
                code = error.code(),
                "the provider's keys are kept longer than usual"
            );
        }
        if let Some(key) = cache.find(id) {
            return Ok(key);
        }
        // The provider may have changed its key.
        if cache.may_ask(now) {
            self.fetch(&mut cache, http, now).await?;
        }
        cache.find(id).ok_or(TokenRefusal::UnknownKey)
    }

    async fn fetch(
        &self,
        cache: &mut Cache,
        http: &impl Http,
        now: Timestamp,
    ) -> Result<(), ProviderError> {
        cache.asked_at = Some(now);
        let provider = Provider::discover(http, &self.rules.issuer, self.rules.environment).await?;
        let keys = provider.keys(http).await?;
        cache.known = Some(Known { keys, at: now });
        Ok(())
    }
}

impl Cache {
    fn has_keys_of(&self, now: Timestamp, age: SignedDuration) -> bool {
        self.known
            .as_ref()
            .is_some_and(|known| within(now, known.at, age))
    }

    fn may_ask(&self, now: Timestamp) -> bool {
        !self
            .asked_at
            .is_some_and(|at| within(now, at, BETWEEN_FETCHES))
    }

    fn find(&self, id: &str) -> Option<Key> {
        self.known.as_ref()?.keys.get(id).cloned()
    }
}

/// Whether `then` is less than `age` away from `now`, before or after: clocks are set back too.
fn within(now: Timestamp, then: Timestamp, age: SignedDuration) -> bool {
    now.duration_since(then).abs() < age
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
