//! Stores of earlier builds: brought up to date, killed on the way, and put back.

use std::path::Path;

use scratch_kill::{Place, spread, statements};
use sqlx::SqliteConnection;

use super::*;
use crate::store::migrate::STEPS;

/// Where the program that is killed finds its store.
const FOLDER: &str = "HALVAARSRAPPORT_STORE_FOLDER";

const FILE: &str = "officer.db";
const COPY: &str = "officer.before";

/// From one of these places to another a program makes the copy that is kept of the store: it waits there for something
/// to be read, written and made durable.
const COPYING: std::ops::Range<u64> = 18..30;

fn steps() -> Vec<i64> {
    STEPS.iter().map(|step| step.version).collect()
}

/// The store of the build with this step as its last, with a draft and a decision that waits since the first build.
async fn old_store(last: i64) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = as_it_is(folder.path()).await;
    store.migrate(Some(steps()[0])).await.unwrap();
    for text in [
        "INSERT INTO draft (report_id, revision, body, saved_at) VALUES ('r', 1, 'Ord', 5)",
        "INSERT INTO outbox (decision_id, report_id, request, confirmed_at, due_at)
         VALUES ('d', 'r', 'bytes', 5, 15)",
    ] {
        sqlx::query(text).execute(&store.pool).await.unwrap();
    }
    store.migrate(Some(last)).await.unwrap();
    store.started_well().unwrap();
    store.close().await;
    folder
}

pub(super) async fn as_it_is(folder: &Path) -> Store {
    let how = How {
        key: &Zeroizing::new([1; 32]),
        guards_memory: false,
    };
    let path = folder.join(FILE);
    let opened = Store::open_as_it_is(&edge::system_ctx(), &path, &how).await;
    opened.unwrap()
}

/// What the officer had is there, and the file is whole.
async fn has_everything(store: &Store) {
    for (text, expected) in [
        ("SELECT body FROM draft", "Ord"),
        ("SELECT request FROM outbox", "bytes"),
        ("PRAGMA integrity_check", "ok"),
    ] {
        let found: Vec<String> = sqlx::query_scalar(text)
            .fetch_all(&store.pool)
            .await
            .unwrap();
        assert_eq!(found, [expected], "{text}");
    }
    has_no_damaged_page(store).await;
}

pub(super) async fn has_no_damaged_page(store: &Store) {
    let damaged: Vec<String> = sqlx::query_scalar("PRAGMA cipher_integrity_check")
        .fetch_all(&store.pool)
        .await
        .unwrap();
    assert_eq!(damaged, [""; 0]);
}

/// All that a store holds.
pub(super) async fn contents(store: &Store) -> Vec<String> {
    let read = async |connection: &mut SqliteConnection| scratch_kill::contents(connection).await;
    store.pool.nesting(read).await.unwrap()
}

fn has_copy(folder: &TempDir) -> bool {
    folder.path().join(COPY).exists()
}

/// How many of SQLite's operations lie between a store and this build's tables.
async fn length_from(old: &TempDir) -> u64 {
    let folder = copied(old);
    let store = as_it_is(folder.path()).await;
    let steps = async |connection: &mut SqliteConnection| {
        let count = scratch_kill::operations_of(connection).await?;
        let taken = STEPS.run_direct(None, connection, false);
        taken.await.map_err(StoreError::Migrate)?;
        Ok::<_, StoreError>(count.count())
    };
    let count = store.pool.nesting(steps).await.unwrap();
    store.close().await;
    count
}

/// The same store in a folder of its own. Nobody has it open.
pub(super) fn copied(old: &TempDir) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(old.path().join(FILE), folder.path().join(FILE)).unwrap();
    folder
}

#[tokio::test(crate = "crate::testing")]
#[ignore = "the program that another test kills"]
async fn a_program_that_opens_a_store() {
    let folder = std::env::var_os(FOLDER).unwrap();
    let how = How {
        key: &Zeroizing::new([1; 32]),
        guards_memory: false,
    };
    let path = Path::new(&folder).join(FILE);
    scratch_kill::stops_after(Store::open(&edge::system_ctx(), &path, &how)).await;
}

/// What a store of an earlier build holds before and after its way to this build's tables.
struct Way {
    old: TempDir,
    from: Vec<String>,
    to: Vec<String>,
    /// So many of SQLite's operations it is long.
    length: u64,
}

impl Way {
    async fn of(version: i64) -> Self {
        let old = old_store(version).await;
        let spared = copied(&old);
        let store = as_it_is(spared.path()).await;
        let from = contents(&store).await;
        store.close().await;
        let store = open(&spared, 1).await.unwrap();
        let to = contents(&store).await;
        store.close().await;
        let length = length_from(&old).await;
        Self {
            old,
            from,
            to,
            length,
        }
    }
}

/// All steps are one transaction, so each killed program sets out from the store as it was. From the first build's there
/// are as many places as the steps have statements, spread evenly over what SQLite does, the last of them before the
/// commit; then those at which it waits for the copy, and one after the commit and before anybody has worked in the store.
#[tokio::test(crate = "crate::testing")]
async fn a_kill_on_the_way_from_the_first_build_leaves_all_of_what_was_or_of_what_comes() {
    let way = Way::of(steps()[0]).await;
    let all = STEPS.iter().map(|step| statements(step.sql.as_str()));
    let on_the_way = spread(0, way.length, all.sum()).map(Place::Operation);
    let places = on_the_way.chain(COPYING.map(Place::Turn));
    for place in places {
        kill_on_the_way(&way, place).await;
    }
    assert!(kill_on_the_way(&way, Place::Turn(u64::MAX)).await);
}

/// From each later build's store a few places, never the same.
#[tokio::test(crate = "crate::testing")]
async fn a_kill_on_the_way_from_a_later_build_leaves_all_of_what_was_or_of_what_comes() {
    let later = steps().split_off(1);
    let many = u64::try_from(later.len()).unwrap();
    let (_, earlier) = later.split_last().unwrap();
    for (at, version) in (0..).zip(earlier) {
        let way = Way::of(*version).await;
        let within = Place::Operation(way.length * at / many);
        assert!(!kill_on_the_way(&way, within).await, "{version}");
        kill_on_the_way(&way, Place::Operation(way.length)).await;
        assert!(kill_on_the_way(&way, Place::Turn(u64::MAX)).await);
    }
}

/// Kills a program on its way from one to the other. Whether it had arrived.
async fn kill_on_the_way(way: &Way, place: Place) -> bool {
    let Way { old, from, to, .. } = way;
    let folder = copied(old);
    let test = "store::tests::migrating::a_program_that_opens_a_store";
    scratch_kill::kill(test, (FOLDER, folder.path().as_os_str()), place);
    if has_copy(&folder) {
        let file = |folder: &TempDir, name| std::fs::read(folder.path().join(name)).unwrap();
        assert!(file(&folder, COPY) == file(old, FILE), "{place:?}");
    } else {
        assert!(matches!(place, Place::Turn(_)), "{place:?}");
    }
    let left = as_it_is(folder.path()).await;
    has_everything(&left).await;
    let found = contents(&left).await;
    assert!(found == *from || found == *to, "{place:?}: {found:#?}");
    assert!(found == *from || has_copy(&folder), "{place:?}");
    left.close().await;
    let again = open(&folder, 1).await.unwrap();
    has_everything(&again).await;
    assert_eq!(contents(&again).await, *to, "{place:?}");
    assert!(has_copy(&folder), "nobody has worked in it yet");
    again.started_well().unwrap();
    assert!(!has_copy(&folder));
    again.close().await;
    found == *to
}

#[tokio::test(crate = "crate::testing")]
async fn a_store_that_cannot_be_read_after_its_change_is_put_back() {
    let folder = old_store(steps()[0]).await;
    let changed = open(&folder, 1).await.unwrap();
    assert!(has_copy(&folder));
    changed.close().await;
    let path = folder.path().join(FILE);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[..4096].fill(7);
    std::fs::write(&path, bytes).unwrap();
    let again = open(&folder, 1).await.unwrap();
    has_everything(&again).await;
    again.started_well().unwrap();
    again.close().await;
    // Nothing is left to put back, and a store that was worked in is not replaced.
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[..4096].fill(7);
    std::fs::write(&path, &bytes).unwrap();
    assert!(matches!(open(&folder, 1).await, Err(StoreError::WrongKey)));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[tokio::test(crate = "crate::testing")]
async fn a_new_store_and_one_of_this_build_need_no_copy() {
    let (folder, store) = new_store().await;
    assert!(!has_copy(&folder));
    store.close().await;
    open(&folder, 1).await.unwrap().close().await;
    assert!(!has_copy(&folder));
}
