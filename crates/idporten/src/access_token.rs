//! What an access token must be before the server takes it for a login.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use domain::{Ctx, national_id::NationalId, wire::Environment};
use edge::Http;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, errors::ErrorKind};
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::{
    acr::level_is_met,
    error::{ProviderError, TokenRefusal},
    keys::{Key, Keys},
    provider::Provider,
};

/// How far apart two right clocks may be, in seconds.
const LEEWAY: i64 = 30;
/// The desktop trades its token at once.
const MAX_AGE: i64 = 5 * 60;
/// A token longer than this is not read.
const MAX_TOKEN: usize = 16 * 1024;
/// Keys older than this are fetched anew before they are used.
const KEYS_FRESH: SignedDuration = SignedDuration::from_hours(1);
/// Keys older than this are not used, even where newer ones cannot be had.
const KEYS_USABLE: SignedDuration = SignedDuration::from_hours(24);
/// Strangers can send tokens with made-up key ids; they do not make us ask more often than this.
const BETWEEN_FETCHES: SignedDuration = SignedDuration::from_secs(30);

/// What an access token must say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessTokenRules {
    /// Issued by, to the letter.
    pub issuer: String,
    /// Issued to: the desktop's client id.
    pub client_id: String,
    /// The server's own scope, which must be among the token's.
    pub scope: String,
    /// Meant for: the server's resource indicator, and nothing else.
    pub resource: String,
    /// The level of assurance.
    pub acr: String,
    /// The organisation that owns the client, as `0192:` and its number; any where none.
    pub consumer: Option<String>,
    /// Which kind of person may be named.
    pub environment: Environment,
}

/// Who logged in. Its `Debug` hides everything.
pub struct Person {
    /// The national identity number.
    pub national_id: NationalId,
    /// The provider's own name for the person at this client.
    pub sub: String,
    /// The level of assurance.
    pub acr: String,
    /// The token's id: refuse it when it is seen again.
    pub jti: String,
    /// When the person showed the electronic ID, where the token says so.
    pub auth_time: Option<Timestamp>,
    /// When the token ends, and its id can be forgotten.
    pub expires_at: Timestamp,
}

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

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    aud: Option<Audience>,
    client_id: Option<String>,
    scope: Option<String>,
    consumer: Option<Consumer>,
    acr: Option<String>,
    pid: Option<String>,
    sub: Option<String>,
    jti: Option<String>,
    iat: Option<i64>,
    nbf: Option<i64>,
    exp: Option<i64>,
    auth_time: Option<i64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct Consumer {
    authority: String,
    #[serde(rename = "ID")]
    id: String,
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

/// The claims, once the signature fits. Times and names are checked by [`AccessTokenRules::check`],
/// because the crate would take the time from the system.
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

impl AccessTokenRules {
    fn check(&self, claims: Claims, now: Timestamp) -> Result<Person, TokenRefusal> {
        if claims.iss.as_ref() != Some(&self.issuer) {
            return Err(TokenRefusal::Issuer);
        }
        let expires_at = check_times(&claims, now)?;
        self.check_addressee(&claims)?;
        let acr = claims
            .acr
            .filter(|given| level_is_met(&self.acr, given))
            .ok_or(TokenRefusal::Level)?;
        let pid = claims.pid.ok_or(TokenRefusal::NoPerson)?;
        let present = |text: Option<String>| {
            text.filter(|text| !text.is_empty())
                .ok_or(TokenRefusal::Malformed)
        };
        Ok(Person {
            national_id: self.national_id(&pid)?,
            sub: present(claims.sub)?,
            acr,
            jti: present(claims.jti)?,
            auth_time: claims
                .auth_time
                .and_then(|second| Timestamp::from_second(second).ok()),
            expires_at,
        })
    }

    fn check_addressee(&self, claims: &Claims) -> Result<(), TokenRefusal> {
        let for_us = match &claims.aud {
            Some(Audience::One(resource)) => *resource == self.resource,
            Some(Audience::Many(resources)) => *resources == [self.resource.as_str()],
            None => false,
        };
        if !for_us {
            return Err(TokenRefusal::Audience);
        }
        let scopes = claims.scope.as_deref().unwrap_or_default();
        if !scopes.split(' ').any(|scope| scope == self.scope) {
            return Err(TokenRefusal::Scope);
        }
        if claims.client_id.as_ref() != Some(&self.client_id) {
            return Err(TokenRefusal::Client);
        }
        let ours = |consumer: &Consumer| {
            consumer.authority == "iso6523-actorid-upis"
                && Some(&consumer.id) == self.consumer.as_ref()
        };
        if self.consumer.is_some() && !claims.consumer.as_ref().is_some_and(ours) {
            return Err(TokenRefusal::Consumer);
        }
        Ok(())
    }

    fn national_id(&self, pid: &str) -> Result<NationalId, TokenRefusal> {
        let id = NationalId::parse(pid).map_err(|_| TokenRefusal::InvalidPerson)?;
        match (self.environment, id.is_synthetic()) {
            (Environment::Synthetic, true) | (Environment::Production, false) => Ok(id),
            (Environment::Synthetic, false) => Err(TokenRefusal::RealPerson),
            (Environment::Production, true) => Err(TokenRefusal::SyntheticPerson),
        }
    }
}

/// Gives the end of the token's time.
fn check_times(claims: &Claims, now: Timestamp) -> Result<Timestamp, TokenRefusal> {
    let now = now.as_second();
    let (Some(issued), Some(expires)) = (claims.iat, claims.exp) else {
        return Err(TokenRefusal::Malformed);
    };
    if expires.saturating_add(LEEWAY) <= now {
        return Err(TokenRefusal::Expired);
    }
    let age = now.saturating_sub(issued);
    let not_before = claims.nbf.unwrap_or(issued);
    if !(-LEEWAY..=MAX_AGE).contains(&age) || not_before > now.saturating_add(LEEWAY) {
        return Err(TokenRefusal::IssuedAt);
    }
    Timestamp::from_second(expires).map_err(|_| TokenRefusal::Malformed)
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(hidden)")
    }
}
