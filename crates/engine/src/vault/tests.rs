use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU8, Ordering},
};

use domain::{Clock, Entropy};
use jiff::SignedDuration;
use tempfile::TempDir;
use uuid::Uuid;

use super::{
    testing::{CHEAP, Memory, pin},
    *,
};

struct Time(Mutex<Timestamp>);

impl Clock for Time {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Never the same bytes twice.
struct Counting(AtomicU8);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(self.0.fetch_add(1, Ordering::Relaxed));
    }
}

/// A machine with one officer's vault.
struct Machine {
    vault: Vault,
    keychain: Arc<Memory>,
    time: Arc<Time>,
    ctx: Ctx,
    folder: TempDir,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keychain = Arc::new(Memory::default());
        let time = Arc::new(Time(Mutex::new(Timestamp::UNIX_EPOCH)));
        Self {
            vault: Vault::new(keychain.clone(), folder.path().to_owned(), CHEAP),
            ctx: Ctx::new(time.clone(), Arc::new(Counting(AtomicU8::new(1)))),
            keychain,
            time,
            folder,
        }
    }

    /// With a store that is there.
    async fn with_store() -> (Self, Key) {
        let machine = Self::new();
        let key = machine.create("12345678").await.unwrap();
        std::fs::write(machine.vault.store(person()), b"a store").unwrap();
        (machine, key)
    }

    async fn create(&self, pin: &str) -> Result<Key, Unusable> {
        self.vault
            .create(&self.ctx, person(), label(), Pin::new(pin))
            .await
    }

    async fn open(&self, pin: &str) -> Result<Key, Shut> {
        self.vault.open(&self.ctx, person(), Pin::new(pin)).await
    }

    /// A wrong PIN after any wait.
    async fn wrong(&self) -> Shut {
        *self.time.0.lock().unwrap() += SignedDuration::from_mins(10);
        self.open("87654321").await.unwrap_err()
    }

    async fn look(&self) -> Found {
        self.vault.look(person()).await.unwrap()
    }
}

/// Dies when the counter was written, before anything else is.
struct Dies(Arc<Memory>);

impl Keychain for Dies {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        self.0.get(name)
    }
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        self.0.set(name, secret)?;
        Err(KeychainError)
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

fn person() -> PersonId {
    PersonId(Uuid::from_u128(1))
}

fn label() -> Label {
    Label {
        name: "Ingrid Prøve".to_owned(),
        office_name: "Kontoret".to_owned(),
    }
}

#[tokio::test]
async fn the_pin_gives_the_key_and_no_other_pin_does() {
    let (machine, key) = Machine::with_store().await;
    assert_eq!(machine.open("12345678").await.unwrap(), key);
    assert_eq!(
        machine.open("12345679").await.unwrap_err(),
        Shut::Wrong { wrong: 1 }
    );
    assert_eq!(machine.open("12345678").await.unwrap(), key);
    assert!(matches!(
        machine.look().await,
        Found::Whole(Guard { wrong: 0, .. })
    ));
}

#[tokio::test]
async fn the_key_is_in_no_file_and_not_in_the_keychain() {
    let (machine, key) = Machine::with_store().await;
    let hex = data_encoding::HEXLOWER.encode(key.as_ref());
    let file = std::fs::read(machine.vault.file_path(person())).unwrap();
    let secrets = machine.keychain.0.lock().unwrap();
    for bytes in secrets.values().chain([&file]) {
        assert!(!bytes.windows(32).any(|part| part == key.as_ref()));
        assert!(!String::from_utf8_lossy(bytes).contains(&hex));
    }
}

#[tokio::test]
async fn wrong_pins_are_answered_with_waiting_and_the_tenth_destroys_the_key() {
    let (machine, _) = Machine::with_store().await;
    for wrong in 1..=5 {
        assert_eq!(
            machine.open("87654321").await.unwrap_err(),
            Shut::Wrong { wrong }
        );
    }
    // Not even the right one is tried now.
    assert_eq!(machine.open("12345678").await.unwrap_err(), Shut::TooSoon);
    for wrong in 6..=9 {
        assert_eq!(machine.wrong().await, Shut::Wrong { wrong });
    }
    assert_eq!(machine.wrong().await, Shut::Lost(Loss::Shredded));
    let gone = machine.open("12345678").await.unwrap_err();
    assert_eq!(gone, Shut::Lost(Loss::Shredded));
    assert_eq!(
        machine.look().await,
        Found::Lost(Loss::Shredded, Some(label()))
    );
    assert!(!machine.vault.file_path(person()).exists());
}

#[tokio::test]
async fn files_that_are_copied_back_do_not_turn_the_counter_back() {
    let (machine, _) = Machine::with_store().await;
    let file = machine.vault.file_path(person());
    let copy = std::fs::read(&file).unwrap();
    for wrong in 1..=9 {
        assert_eq!(machine.wrong().await, Shut::Wrong { wrong });
        std::fs::write(&file, &copy).unwrap();
    }
    assert_eq!(machine.wrong().await, Shut::Lost(Loss::Shredded));
    std::fs::write(&file, &copy).unwrap();
    assert_eq!(
        machine.open("12345678").await.unwrap_err(),
        Shut::Lost(Loss::Shredded)
    );
}

#[tokio::test]
async fn a_try_counts_also_where_the_program_ends_in_it() {
    let (machine, _) = Machine::with_store().await;
    let Some(Entry::Kept(kept)) = machine.vault.entry(person()).unwrap() else {
        panic!("no entry");
    };
    assert_eq!(kept.wrong, 0);
    let dies = Arc::new(Dies(machine.keychain.clone()));
    let vault = Vault::new(dies, machine.folder.path().to_owned(), CHEAP);
    let ended = vault.open(&machine.ctx, person(), pin()).await;
    assert_eq!(ended.unwrap_err(), Shut::Unusable(KeychainError.into()));
    assert!(matches!(
        machine.look().await,
        Found::Whole(Guard { wrong: 1, .. })
    ));
}

#[tokio::test]
async fn a_lost_entry_or_file_is_told_apart_and_no_key_is_made_of_itself() {
    let (machine, _) = Machine::with_store().await;
    let file = machine.vault.file_path(person());
    let copy = std::fs::read(&file).unwrap();
    std::fs::write(&file, b"{}").unwrap();
    assert_eq!(machine.look().await, Found::Lost(Loss::File, Some(label())));
    assert_eq!(
        machine.open("12345678").await.unwrap_err(),
        Shut::Lost(Loss::File)
    );
    std::fs::write(&file, copy).unwrap();
    machine.keychain.0.lock().unwrap().clear();
    assert_eq!(machine.look().await, Found::Lost(Loss::Keychain, None));
    assert_eq!(
        machine.open("12345678").await.unwrap_err(),
        Shut::Lost(Loss::Keychain)
    );
    assert!(machine.keychain.0.lock().unwrap().is_empty());
    assert_eq!(
        std::fs::read(machine.vault.store(person())).unwrap(),
        b"a store"
    );
}

#[tokio::test]
async fn a_store_that_is_given_up_goes_when_the_new_key_is_safe_and_not_before() {
    let (machine, key) = Machine::with_store().await;
    let store = machine.vault.store(person());
    let vault = Vault::new(Arc::new(Forgetful), machine.folder.path().to_owned(), CHEAP);
    let refused = vault.create(&machine.ctx, person(), label(), pin()).await;
    assert_eq!(refused.unwrap_err(), KeychainError.into());
    assert!(store.exists());
    assert_eq!(machine.open("12345678").await.unwrap(), key);

    let new = machine.create("another PIN").await.unwrap();
    assert_ne!(new, key);
    assert!(!store.exists());
    assert_eq!(machine.open("another PIN").await.unwrap(), new);
    assert_eq!(
        machine.open("12345678").await.unwrap_err(),
        Shut::Wrong { wrong: 1 }
    );
}

#[tokio::test]
async fn a_changed_pin_leaves_the_key_and_the_old_pin_counts_as_wrong() {
    let (machine, key) = Machine::with_store().await;
    let change = |old: &str| {
        let (old, new) = (Pin::new(old), Pin::new("new PIN 1"));
        machine.vault.change(&machine.ctx, person(), old, new)
    };
    assert_eq!(change("87654321").await, Err(Shut::Wrong { wrong: 1 }));
    assert_eq!(change("12345678").await, Ok(()));
    assert_eq!(
        machine.open("12345678").await.unwrap_err(),
        Shut::Wrong { wrong: 1 }
    );
    assert_eq!(machine.open("new PIN 1").await.unwrap(), key);
}

#[tokio::test]
async fn a_costlier_guess_is_bought_at_the_next_right_pin() {
    let (machine, key) = Machine::with_store().await;
    let dear = PinCost { passes: 2, ..CHEAP };
    let folder = machine.folder.path().to_owned();
    let vault = Vault::new(machine.keychain.clone(), folder, dear);
    assert_eq!(
        vault.open(&machine.ctx, person(), pin()).await.unwrap(),
        key
    );
    assert_eq!(vault.file(person()).unwrap().cost(), dear);
    assert_eq!(
        vault.open(&machine.ctx, person(), pin()).await.unwrap(),
        key
    );
}
