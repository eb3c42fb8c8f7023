//! The system's keychain.

use zeroize::Zeroizing;

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

#[cfg(all(test, windows))]
mod tests {
    use super::*;

    /// The Secret Service is tried from outside, with a service that the test starts.
    #[test]
    fn the_credential_manager_keeps_a_secret() {
        let name = format!("key of a test, process {}", std::process::id());
        let keychain = SystemKeychain::new("no.halvaarsrapport.test");
        assert!(keychain.get(&name).unwrap().is_none());
        for secret in [&[0, 159, 146, 150][..], &[7; 64]] {
            keychain.set(&name, secret).unwrap();
            let other = SystemKeychain::new("no.halvaarsrapport.test");
            assert_eq!(*other.get(&name).unwrap().unwrap(), secret);
        }
        keychain.entry(&name).unwrap().delete_credential().unwrap();
        assert!(keychain.get(&name).unwrap().is_none());
    }
}
