//! The vault: what opens an officer's store, and what keeps it shut.
//!
//! A store's key is 32 random bytes. The vault file beside the store holds it wrapped; the keychain's
//! secret and the officer's PIN together unwrap it. The keychain also keeps what copying files back must
//! not turn back: how many wrong PINs were tried. Everything here blocks, and runs off the async threads.
//!
//! Invariant: no new key is made beside a store, but in the place of one that its officer has given up.

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{Ctx, ids::PersonId};
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::view::Loss;

mod entry;
mod file;
mod keychain;
mod pin;

pub(crate) use entry::Label;
pub use file::PinCost;
pub use keychain::{Keychain, KeychainError, SystemKeychain};
pub use pin::{PIN_MIN, Pin};
pub(crate) use pin::{tries_left, wait_until};

use entry::{Entry, Kept};
use file::{Closed, VaultFile};
use pin::MOST_WRONG;

/// A SQLCipher raw key.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// What is on this machine of one officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// No store.
    Nothing,
    /// A store that the right PIN opens.
    Whole(Guard),
    /// A store that nothing opens any more.
    Lost(Loss, Option<Label>),
}

/// Whose store it is, and what wrong PINs have cost so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guard {
    pub(crate) label: Label,
    pub(crate) wrong: u8,
    pub(crate) tried_at: Timestamp,
}

/// Why a PIN opened nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Shut {
    /// It is another PIN.
    #[error("the PIN is wrong")]
    Wrong {
        /// How many were, with this one.
        wrong: u8,
    },
    /// It was not tried: the time to wait is not over.
    #[error("no PIN is tried yet")]
    TooSoon,
    /// Nothing opens the store any more.
    #[error("the store's key is lost: {0:?}")]
    Lost(Loss),
    /// The keychain, or the folder, cannot be used.
    #[error(transparent)]
    Unusable(#[from] Unusable),
}

/// What the vault stands on cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unusable {
    #[error(transparent)]
    Keychain(#[from] KeychainError),
    #[error("the vault file cannot be written: {0}")]
    File(std::io::ErrorKind),
}

/// Where the officers' stores lie, and what guards them.
#[derive(Clone)]
pub(crate) struct Vault {
    keychain: Arc<dyn Keychain>,
    folder: PathBuf,
    cost: PinCost,
}

impl Vault {
    pub(crate) fn new(keychain: Arc<dyn Keychain>, folder: PathBuf, cost: PinCost) -> Self {
        Self {
            keychain,
            folder,
            cost,
        }
    }

    /// Where an officer's store lies.
    pub(crate) fn store(&self, person: PersonId) -> PathBuf {
        self.folder.join(format!("{person}.db"))
    }

    /// Notes beside a store, if one is here, that its officer has no access any more.
    pub(crate) async fn note_ended(&self, person: PersonId) -> Result<(), Unusable> {
        self.blocking(move |vault| {
            if !vault.store(person).exists() {
                return Ok(());
            }
            let noted = std::fs::File::create(vault.ended(person));
            noted
                .and_then(|note| note.sync_all())
                .and_then(|()| sync_folder(&vault.folder))
                .map_err(io)
        })
        .await
    }

    /// Whether that is noted.
    pub(crate) async fn is_ended(&self, person: PersonId) -> Result<bool, Unusable> {
        self.blocking(move |vault| vault.ended(person).try_exists().map_err(io))
            .await
    }

    /// Takes the note away: the store knows it, or it is not so any more.
    pub(crate) async fn forget_ended(&self, person: PersonId) -> Result<(), Unusable> {
        self.blocking(move |vault| remove(&vault.ended(person)))
            .await
    }

    fn ended(&self, person: PersonId) -> PathBuf {
        self.folder.join(format!("{person}.ended"))
    }

    /// What is here of an officer.
    pub(crate) async fn look(&self, person: PersonId) -> Result<Found, Unusable> {
        self.blocking(move |vault| vault.look_now(person)).await
    }

    /// A new key under a new PIN. What a store held that was there is gone.
    pub(crate) async fn create(
        &self,
        ctx: &Ctx,
        person: PersonId,
        label: Label,
        pin: Pin,
    ) -> Result<Key, Unusable> {
        let ctx = ctx.clone();
        self.blocking(move |vault| vault.create_now(&ctx, person, label, &pin))
            .await
    }

    /// The key, where the PIN is right. Each try is counted before it is made.
    pub(crate) async fn open(&self, ctx: &Ctx, person: PersonId, pin: Pin) -> Result<Key, Shut> {
        let ctx = ctx.clone();
        self.blocking(move |vault| vault.open_now(&ctx, person, &pin))
            .await
    }

    /// Puts a new PIN in an old one's place; a wrong old one counts as one.
    pub(crate) async fn change(
        &self,
        ctx: &Ctx,
        person: PersonId,
        old: Pin,
        new: Pin,
    ) -> Result<(), Shut> {
        let ctx = ctx.clone();
        self.blocking(move |vault| {
            let key = vault.open_now(&ctx, person, &old)?;
            let secret = match vault.entry(person).map_err(Unusable::Keychain)? {
                Some(Entry::Kept(kept)) => kept.secret,
                Some(Entry::Shredded(_)) => return Err(Shut::Lost(Loss::Shredded)),
                None => return Err(Shut::Lost(Loss::Keychain)),
            };
            Ok(vault.wrap(&ctx, person, (&secret, &new), &key)?)
        })
        .await
    }

    /// How often the store was put beyond going back, as the keychain has it. None where there is no key.
    pub(crate) async fn generation(&self, person: PersonId) -> Result<Option<u64>, Unusable> {
        self.blocking(move |vault| {
            Ok(match vault.entry(person)? {
                Some(Entry::Kept(kept)) => Some(kept.generation),
                Some(Entry::Shredded(_)) | None => None,
            })
        })
        .await
    }

    /// Keeps the store's count, after the store has.
    pub(crate) async fn keep_generation(
        &self,
        person: PersonId,
        generation: u64,
    ) -> Result<(), Unusable> {
        self.blocking(move |vault| match vault.entry(person)? {
            Some(Entry::Kept(kept)) => {
                let kept = Kept { generation, ..kept };
                vault.write(person, kept).map(drop)
            }
            Some(Entry::Shredded(_)) | None => Err(KeychainError.into()),
        })
        .await
    }

    /// Destroys the secret, and all that lies here of an officer but sealed decisions.
    pub(crate) async fn forget(&self, person: PersonId) -> Result<(), Unusable> {
        self.blocking(move |vault| {
            match vault.entry(person)? {
                Some(Entry::Kept(kept)) => vault.shred(person, kept.label)?,
                Some(Entry::Shredded(_)) | None => remove(&vault.file_path(person))?,
            }
            vault.remove_store(person)
        })
        .await
    }

    async fn blocking<T, E>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Unusable> + Send + 'static,
    {
        let vault = self.clone();
        match tokio::task::spawn_blocking(move || work(&vault)).await {
            Ok(done) => done,
            Err(_) => Err(Unusable::Keychain(KeychainError).into()),
        }
    }

    fn look_now(&self, person: PersonId) -> Result<Found, Unusable> {
        let file = self.file(person);
        let is_here = self.store(person).exists() || self.file_path(person).exists();
        Ok(match self.entry(person)? {
            _ if !is_here => Found::Nothing,
            None => Found::Lost(Loss::Keychain, None),
            Some(Entry::Shredded(label)) => Found::Lost(Loss::Shredded, Some(label)),
            Some(Entry::Kept(kept)) if file.is_some_and(|f| f.is_ours(&kept.secret, person)) => {
                Found::Whole(Guard {
                    label: kept.label,
                    wrong: kept.wrong,
                    tried_at: kept.tried_at,
                })
            }
            Some(Entry::Kept(kept)) => Found::Lost(Loss::File, Some(kept.label)),
        })
    }

    fn create_now(
        &self,
        ctx: &Ctx,
        person: PersonId,
        label: Label,
        pin: &Pin,
    ) -> Result<Key, Unusable> {
        let kept = Kept {
            secret: Zeroizing::new(ctx.random()),
            wrong: 0,
            tried_at: Timestamp::UNIX_EPOCH,
            generation: 0,
            label,
        };
        let secret = kept.secret.clone();
        // First the keychain: where it is shut or forgets, what is here stays as it is.
        let entry = Entry::Kept(kept).to_bytes();
        let name = name(person);
        self.keychain.set(&name, &entry)?;
        if self.keychain.get(&name)?.as_deref() != Some(&*entry) {
            return Err(KeychainError.into());
        }
        std::fs::create_dir_all(&self.folder).map_err(io)?;
        self.remove_store(person)?;
        let key: Key = Zeroizing::new(ctx.random());
        self.wrap(ctx, person, (&secret, pin), &key)?;
        Ok(key)
    }

    fn open_now(&self, ctx: &Ctx, person: PersonId, pin: &Pin) -> Result<Key, Shut> {
        let mut kept = match self.entry(person).map_err(Unusable::Keychain)? {
            Some(Entry::Kept(kept)) => kept,
            Some(Entry::Shredded(_)) => return Err(Shut::Lost(Loss::Shredded)),
            None => return Err(Shut::Lost(Loss::Keychain)),
        };
        let file = self.file(person);
        let Some(file) = file.filter(|file| file.is_ours(&kept.secret, person)) else {
            return Err(Shut::Lost(Loss::File));
        };
        if kept.wrong >= MOST_WRONG {
            // The program ended between the last try and what it led to.
            self.shred(person, kept.label)?;
            return Err(Shut::Lost(Loss::Shredded));
        }
        let now = ctx.now();
        if wait_until(kept.wrong, kept.tried_at, now).is_some() {
            return Err(Shut::TooSoon);
        }
        kept.wrong = kept.wrong.saturating_add(1);
        kept.tried_at = now;
        let wrong = kept.wrong;
        let (secret, label) = (kept.secret.clone(), kept.label.clone());
        let kept = self.write(person, kept)?;
        match file.open(person, &secret, pin) {
            Ok(key) => {
                self.write(person, Kept { wrong: 0, ..kept })?;
                if file.cost() != self.cost {
                    self.wrap(ctx, person, (&secret, pin), &key)?;
                }
                Ok(key)
            }
            Err(Closed::NotOurs) => Err(Shut::Lost(Loss::File)),
            Err(Closed::WrongPin) if wrong >= MOST_WRONG => {
                self.shred(person, label)?;
                Err(Shut::Lost(Loss::Shredded))
            }
            Err(Closed::WrongPin) => Err(Shut::Wrong { wrong }),
        }
    }

    /// Destroys the secret: from here on nothing opens the store.
    fn shred(&self, person: PersonId, label: Label) -> Result<(), Unusable> {
        let gone = Entry::Shredded(label).to_bytes();
        self.keychain.set(&name(person), &gone)?;
        remove(&self.file_path(person))
    }

    fn write(&self, person: PersonId, kept: Kept) -> Result<Kept, Unusable> {
        let entry = Entry::Kept(kept);
        self.keychain.set(&name(person), &entry.to_bytes())?;
        match entry {
            Entry::Kept(kept) => Ok(kept),
            Entry::Shredded(_) => Err(KeychainError.into()),
        }
    }

    fn entry(&self, person: PersonId) -> Result<Option<Entry>, KeychainError> {
        let bytes = self.keychain.get(&name(person))?;
        Ok(bytes.and_then(|bytes| Entry::from_bytes(&bytes)))
    }

    fn wrap(
        &self,
        ctx: &Ctx,
        person: PersonId,
        secrets: (&[u8; 32], &Pin),
        key: &Key,
    ) -> Result<(), Unusable> {
        let file = VaultFile::seal(ctx, person, secrets, self.cost, key)
            .ok_or(Unusable::File(std::io::ErrorKind::InvalidInput))?;
        write_whole(&self.file_path(person), &file.to_bytes()).map_err(io)
    }

    fn file(&self, person: PersonId) -> Option<VaultFile> {
        let bytes = std::fs::read(self.file_path(person)).ok()?;
        VaultFile::from_bytes(&bytes)
    }

    fn file_path(&self, person: PersonId) -> PathBuf {
        self.folder.join(format!("{person}.vault"))
    }

    fn remove_store(&self, person: PersonId) -> Result<(), Unusable> {
        let store = self.store(person);
        for end in ["db", "db-wal", "db-shm", "before", "ended"] {
            remove(&store.with_extension(end))?;
        }
        Ok(())
    }
}

/// Puts a whole file in an old one's place: after a crash there is one of the two.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let new = path.with_extension("new");
    let mut file = std::fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    match path.parent() {
        Some(folder) => sync_folder(folder),
        None => Ok(()),
    }
}

/// What was put into the folder or taken from it stays so after a loss of power. Windows does that
/// without being asked, and cannot be asked.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), Unusable> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn io(error: std::io::Error) -> Unusable {
    Unusable::File(error.kind())
}

/// What an officer's entry in the keychain is called.
fn name(person: PersonId) -> String {
    format!("store-{person}")
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
