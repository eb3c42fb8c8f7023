//! The store's key: 32 random bytes in the system's keychain, one entry for each officer.

use std::sync::Arc;

use domain::{Ctx, ids::PersonId};
use zeroize::Zeroizing;

/// A SQLCipher raw key.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// The system's keychain. Calls block, and are made off the async threads.
pub trait Keychain: Send + Sync + 'static {
    /// The secret of that name, if there is one.
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError>;
    /// Stores a secret under a name.
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError>;
}

/// The keychain cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system's keychain cannot be used")]
pub struct KeychainError;

/// Windows Credential Manager, macOS Keychain, or the Secret Service.
#[derive(Debug, Clone)]
pub struct SystemKeychain {
    service: String,
}

impl SystemKeychain {
    /// Entries stand under this service name.
    pub fn new(service: impl Into<String>) -> Self {
        Self {
            service: service.into(),
        }
    }

    fn entry(&self, name: &str) -> Result<keyring::Entry, KeychainError> {
        keyring::Entry::new(&self.service, name).map_err(|_| KeychainError)
    }
}

impl Keychain for SystemKeychain {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        match self.entry(name)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(_) => Err(KeychainError),
        }
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        self.entry(name)?
            .set_secret(secret)
            .map_err(|_| KeychainError)
    }
}

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyError {
    /// The keychain cannot be used.
    #[error(transparent)]
    Keychain(#[from] KeychainError),
    /// A store exists and its key does not. A locked keychain can look like this too, so that no new
    /// key is ever made here.
    #[error("the store's key is not in the keychain")]
    Lost,
}

/// The key of an officer's store; made new only where no store exists.
pub(crate) async fn store_key(
    keychain: Arc<dyn Keychain>,
    ctx: &Ctx,
    person: PersonId,
    store_exists: bool,
) -> Result<Key, KeyError> {
    let fresh: Key = Zeroizing::new(ctx.random());
    let found = tokio::task::spawn_blocking(move || {
        let name = format!("store-{person}");
        match keychain.get(&name)? {
            Some(secret) => to_key(&secret),
            None if store_exists => Err(KeyError::Lost),
            None => {
                keychain.set(&name, fresh.as_ref())?;
                // A keychain that forgets would lose every decision saved under the key.
                let kept = keychain.get(&name)?.ok_or(KeychainError)?;
                to_key(&kept)
            }
        }
    });
    found.await.map_err(|_| KeychainError)?
}

fn to_key(secret: &[u8]) -> Result<Key, KeyError> {
    secret
        .try_into()
        .map(Zeroizing::new)
        .map_err(|_| KeyError::Lost)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Mutex};

    use domain::{Clock, Entropy};
    use uuid::Uuid;

    use super::*;

    #[derive(Default)]
    struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

    impl Keychain for Memory {
        fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
            Ok(self
                .0
                .lock()
                .unwrap()
                .get(name)
                .cloned()
                .map(Zeroizing::new))
        }
        fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
            self.0
                .lock()
                .unwrap()
                .insert(name.to_owned(), secret.to_vec());
            Ok(())
        }
    }

    struct Forgetful;

    impl Keychain for Forgetful {
        fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
            Ok(None)
        }
        fn set(&self, _: &str, _: &[u8]) -> Result<(), KeychainError> {
            Ok(())
        }
    }

    struct Fixed;

    impl Clock for Fixed {
        fn now(&self) -> jiff::Timestamp {
            jiff::Timestamp::UNIX_EPOCH
        }
    }

    impl Entropy for Fixed {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    async fn key(keychain: Arc<dyn Keychain>, store_exists: bool) -> Result<[u8; 32], KeyError> {
        let ctx = Ctx::new(Arc::new(Fixed), Arc::new(Fixed));
        store_key(keychain, &ctx, PersonId(Uuid::nil()), store_exists)
            .await
            .map(|key| *key)
    }

    #[tokio::test]
    async fn a_key_is_made_once_and_never_beside_a_store() {
        let keychain = Arc::new(Memory::default());
        assert_eq!(key(keychain.clone(), true).await, Err(KeyError::Lost));
        assert_eq!(key(keychain.clone(), false).await, Ok([7; 32]));
        assert_eq!(key(keychain.clone(), true).await, Ok([7; 32]));
        keychain
            .set(&format!("store-{}", Uuid::nil()), b"short")
            .unwrap();
        assert_eq!(key(keychain, true).await, Err(KeyError::Lost));
    }

    #[tokio::test]
    async fn a_keychain_that_forgets_is_refused() {
        let refused = key(Arc::new(Forgetful), false).await;
        assert_eq!(refused, Err(KeyError::Keychain(KeychainError)));
    }
}
