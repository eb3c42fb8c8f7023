//! A keychain without a system behind it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use engine::{Keychain, KeychainError};
use zeroize::Zeroizing;

/// A keychain that lives as long as its owner.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Memory {
    /// All that it keeps, by name.
    pub fn secrets(&self) -> BTreeMap<String, Vec<u8>> {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.clone()
    }

    /// It has nothing any more.
    pub fn clear(&self) {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.clear();
    }
}

impl Keychain for Memory {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(secrets.get(name).cloned().map(Zeroizing::new))
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(name.to_owned(), secret.to_vec());
        Ok(())
    }
}
