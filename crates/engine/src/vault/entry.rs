//! What the keychain keeps for one officer: the secret that no file has, and what no file may turn back.

use domain::wire::Officer;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const SECRET: usize = 32;
/// Version, secret, wrong PINs, time, generation.
const HEAD: usize = 1 + SECRET + 1 + 8 + 8;

/// Whose store it is, as the page that asks for the PIN says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Label {
    /// The officer's name.
    pub(crate) name: String,
    /// The office's name.
    pub(crate) office_name: String,
}

impl Label {
    pub(crate) fn of(officer: &Officer) -> Self {
        Self {
            name: officer.name.clone(),
            office_name: officer.office_name.clone(),
        }
    }
}

/// One officer's entry. Its first half is what is needed to read the second.
pub(crate) enum Entry {
    /// There is a key to unwrap.
    Kept(Kept),
    /// Too many wrong PINs: the secret is gone for ever.
    Shredded(Label),
}

/// The secret and the counters.
pub(crate) struct Kept {
    pub(crate) secret: Zeroizing<[u8; SECRET]>,
    /// Wrong PINs since the last right one. Written before a PIN is tried.
    pub(crate) wrong: u8,
    pub(crate) tried_at: Timestamp,
    /// How often the store has been put beyond going back.
    pub(crate) generation: u64,
    pub(crate) label: Label,
}

impl Entry {
    /// What stands in the keychain.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let gone = Zeroizing::new([0; SECRET]);
        let (secret, wrong, tried_at, generation, label) = match self {
            Self::Kept(kept) => (
                &kept.secret,
                kept.wrong,
                kept.tried_at,
                kept.generation,
                &kept.label,
            ),
            Self::Shredded(label) => (&gone, u8::MAX, Timestamp::UNIX_EPOCH, 0, label),
        };
        let mut bytes = Zeroizing::new(Vec::with_capacity(HEAD + 256));
        bytes.push(VERSION);
        bytes.extend_from_slice(secret.as_slice());
        bytes.push(wrong);
        bytes.extend_from_slice(&tried_at.as_millisecond().to_be_bytes());
        bytes.extend_from_slice(&generation.to_be_bytes());
        bytes.extend_from_slice(&domain::report::json_bytes(label));
        bytes
    }

    /// None where this build did not write it.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        let (secret, rest) = rest.split_first_chunk::<SECRET>()?;
        let (wrong, rest) = rest.split_first()?;
        let (tried_at, rest) = rest.split_first_chunk::<8>()?;
        let (generation, label) = rest.split_first_chunk::<8>()?;
        let label = serde_json::from_slice(label).ok()?;
        if *version != VERSION {
            return None;
        }
        if *wrong == u8::MAX {
            return Some(Self::Shredded(label));
        }
        Some(Self::Kept(Kept {
            secret: Zeroizing::new(*secret),
            wrong: *wrong,
            tried_at: Timestamp::from_millisecond(i64::from_be_bytes(*tried_at)).ok()?,
            generation: u64::from_be_bytes(*generation),
            label,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label() -> Label {
        Label {
            name: "Ingrid Prøve".to_owned(),
            office_name: "Kontoret".to_owned(),
        }
    }

    #[test]
    fn an_entry_is_read_as_it_was_written_and_fits_where_windows_keeps_it() {
        let kept = Kept {
            secret: Zeroizing::new([7; SECRET]),
            wrong: 3,
            tried_at: Timestamp::from_millisecond(1_785_000_000_123).unwrap(),
            generation: 9,
            label: label(),
        };
        let bytes = Entry::Kept(kept).to_bytes();
        assert!(bytes.len() < 1280);
        let Some(Entry::Kept(read)) = Entry::from_bytes(&bytes) else {
            panic!("not read");
        };
        assert_eq!((*read.secret, read.wrong, read.generation), ([7; 32], 3, 9));
        assert_eq!(read.tried_at.as_millisecond(), 1_785_000_000_123);
        assert_eq!(read.label, label());
    }

    #[test]
    fn what_is_shredded_holds_no_secret_and_other_bytes_are_nothing() {
        let bytes = Entry::Shredded(label()).to_bytes();
        assert_eq!(bytes[1..33], [0; 32]);
        assert!(matches!(
            Entry::from_bytes(&bytes),
            Some(Entry::Shredded(_))
        ));
        for length in [0, 1, 32, HEAD, bytes.len() - 1] {
            assert!(Entry::from_bytes(&bytes[..length]).is_none(), "{length}");
        }
        let mut newer = bytes.to_vec();
        newer[0] = 2;
        assert!(Entry::from_bytes(&newer).is_none());
    }
}
