//! The provider's documents, kept for a while.

use domain::wire::Environment;
use edge::Http;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::{
    error::ProviderError,
    keys::{Key, Keys},
    provider::Provider,
};

/// Documents older than this are fetched anew before they are used.
const FRESH: SignedDuration = SignedDuration::from_hours(1);
/// Documents older than this are not used, even where newer ones cannot be had.
const USABLE: SignedDuration = SignedDuration::from_hours(24);
/// Strangers can send tokens with made-up key ids; they do not make us ask more often than this.
const BETWEEN_FETCHES: SignedDuration = SignedDuration::from_secs(30);

/// One issuer's discovery document and keys.
#[derive(Debug)]
pub(crate) struct Documents {
    issuer: String,
    environment: Environment,
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
    provider: Provider,
    keys: Keys,
    at: Timestamp,
}

impl Documents {
    /// Knows nothing yet.
    pub(crate) fn new(issuer: String, environment: Environment) -> Self {
        Self {
            issuer,
            environment,
            cache: Mutex::default(),
        }
    }

    /// What a login needs to know of the provider.
    pub(crate) async fn provider(
        &self,
        http: &impl Http,
        now: Timestamp,
    ) -> Result<Provider, ProviderError> {
        let mut cache = self.cache.lock().await;
        self.current(&mut cache, http, now)
            .await
            .map(|known| known.provider.clone())
    }

    /// The signing keys.
    pub(crate) async fn keys(
        &self,
        http: &impl Http,
        now: Timestamp,
    ) -> Result<Keys, ProviderError> {
        let mut cache = self.cache.lock().await;
        self.current(&mut cache, http, now)
            .await
            .map(|known| known.keys.clone())
    }

    /// The signing keys of this moment: one of those known may have been replaced. Only for tokens that
    /// came from the provider itself.
    pub(crate) async fn keys_of_now(
        &self,
        http: &impl Http,
        now: Timestamp,
    ) -> Result<Keys, ProviderError> {
        let mut cache = self.cache.lock().await;
        self.fetch(&mut cache, http, now)
            .await
            .map(|known| known.keys.clone())
    }

    /// The key of that name. For tokens that anyone may have sent: a name nobody knows makes us ask again,
    /// but not each time.
    pub(crate) async fn key(
        &self,
        http: &impl Http,
        now: Timestamp,
        id: &str,
    ) -> Result<Option<Key>, ProviderError> {
        let mut cache = self.cache.lock().await;
        let known = self.current(&mut cache, http, now).await?;
        if let Some(key) = known.keys.get(id) {
            return Ok(Some(key.clone()));
        }
        if !cache.may_ask(now) {
            return Ok(None);
        }
        let known = self.fetch(&mut cache, http, now).await?;
        Ok(known.keys.get(id).cloned())
    }

    async fn current<'a>(
        &self,
        cache: &'a mut Cache,
        http: &impl Http,
        now: Timestamp,
    ) -> Result<&'a Known, ProviderError> {
        let age = |age| cache.is_younger_than(age, now);
        let (fresh, usable) = (age(FRESH), age(USABLE));
        if !usable {
            return self.fetch(cache, http, now).await;
        }
        if !fresh
            && cache.may_ask(now)
            && let Err(error) = self.fetch(cache, http, now).await
        {
            tracing::warn!(
                code = error.code(),
                "the provider's documents are kept longer than usual"
            );
        }
        cache.known.as_ref().ok_or(ProviderError::Malformed)
    }

    async fn fetch<'a>(
        &self,
        cache: &'a mut Cache,
        http: &impl Http,
        now: Timestamp,
    ) -> Result<&'a Known, ProviderError> {
        cache.asked_at = Some(now);
        let provider = Provider::discover(http, &self.issuer, self.environment).await?;
        let keys = provider.keys(http).await?;
        Ok(cache.known.insert(Known {
            provider,
            keys,
            at: now,
        }))
    }
}

impl Cache {
    fn is_younger_than(&self, age: SignedDuration, now: Timestamp) -> bool {
        self.known
            .as_ref()
            .is_some_and(|known| within(now, known.at, age))
    }

    fn may_ask(&self, now: Timestamp) -> bool {
        !self
            .asked_at
            .is_some_and(|at| within(now, at, BETWEEN_FETCHES))
    }
}

/// Whether `then` is less than `age` away from `now`, before or after: clocks are set back too.
fn within(now: Timestamp, then: Timestamp, age: SignedDuration) -> bool {
    now.duration_since(then).abs() < age
}
