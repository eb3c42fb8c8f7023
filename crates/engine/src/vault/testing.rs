//! A keychain in memory, and a PIN that costs nothing to try.

use std::{collections::BTreeMap, sync::Mutex};

use super::*;

/// As little as Argon2 takes.
pub(crate) const CHEAP: PinCost = PinCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

pub(crate) fn pin() -> Pin {
    Pin::new("12345678")
}

#[derive(Default)]
pub(crate) struct Memory(pub(crate) Mutex<BTreeMap<String, Vec<u8>>>);

impl Keychain for Memory {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        let found = self.0.lock().unwrap().get(name).cloned();
        Ok(found.map(Zeroizing::new))
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        let mut secrets = self.0.lock().unwrap();
        secrets.insert(name.to_owned(), secret.to_vec());
        Ok(())
    }
}
