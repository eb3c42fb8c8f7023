//! Stores of earlier builds: brought up to date, killed on the way, and put back.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use super::*;
use crate::{
    store::migrate::{STEPS, is_current},
    testing::{STOPPED, STOPS_AFTER},
};

/// Of SQLite's operations so many lie between two places where the program is killed.
const STRIDE: usize = 100;

/// Where the program that is killed finds its store.
const FOLDER: &str = "HALVAARSRAPPORT_STORE_FOLDER";

/// The first build's store, with a draft and a decision that waits.
async fn old_store(folder: &TempDir) {
    let store = as_it_is(folder.path()).await;
    let first = STEPS.iter().next().unwrap().version;
    store.migrate(Some(first)).await.unwrap();
    for text in [
        "INSERT INTO draft (report_id, revision, body, saved_at) VALUES ('r', 1, 'Ord', 5)",
        "INSERT INTO outbox (decision_id, report_id, request, confirmed_at, due_at)
         VALUES ('d', 'r', 'bytes', 5, 15)",
    ] {
        sqlx::query(text).execute(&store.pool).await.unwrap();
    }
    store.close().await;
}

pub(super) async fn as_it_is(folder: &Path) -> Store {
    let how = How {
        key: &Zeroizing::new([1; 32]),
        guards_memory: true,
    };
    let path = folder.join("officer.db");
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
    let damaged: Vec<String> = sqlx::query_scalar("PRAGMA cipher_integrity_check")
        .fetch_all(&store.pool)
        .await
        .unwrap();
    assert_eq!(damaged, [""; 0]);
}

async fn steps_taken(store: &Store) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM _sqlx_migrations")
        .fetch_one(&store.pool)
        .await
        .unwrap()
}

fn has_copy(folder: &TempDir) -> bool {
    folder.path().join("officer.before").exists()
}

/// Opens the store in a program of its own, which is killed after so many operations. False where it was done
/// before that.
fn is_killed_after(folder: &TempDir, operations: usize) -> bool {
    let mut program = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "--nocapture"])
        .arg("store::tests::migrating::a_program_that_opens_a_store")
        .env(FOLDER, folder.path())
        .env(STOPS_AFTER, operations.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(program.stderr.take().unwrap());
    let stopped = said.lines().any(|line| line.unwrap() == STOPPED);
    if stopped {
        // SIGKILL, and on Windows what is like it.
        program.kill().unwrap();
    }
    let ended = program.wait().unwrap();
    assert!(stopped || ended.success(), "{ended}");
    stopped
}

#[tokio::test(crate = "crate::testing")]
#[ignore = "the program that another test kills"]
async fn a_program_that_opens_a_store() {
    let folder = std::env::var_os(FOLDER).unwrap();
    let how = How {
        key: &Zeroizing::new([1; 32]),
        guards_memory: true,
    };
    let path = Path::new(&folder).join("officer.db");
    Store::open(&edge::system_ctx(), &path, &how).await.unwrap();
}

#[tokio::test(crate = "crate::testing")]
async fn a_kill_on_the_way_leaves_all_of_what_was_or_all_of_what_comes() {
    let old = tempfile::tempdir().unwrap();
    old_store(&old).await;
    let (mut killed, mut undone) = (0, 0);
    for operations in (1..).step_by(STRIDE) {
        let folder = tempfile::tempdir().unwrap();
        let file = "officer.db";
        std::fs::copy(old.path().join(file), folder.path().join(file)).unwrap();
        if !is_killed_after(&folder, operations) {
            break;
        }
        killed += 1;
        assert!(has_copy(&folder));
        let left = as_it_is(folder.path()).await;
        has_everything(&left).await;
        let taken = steps_taken(&left).await;
        undone += usize::from(taken == 1);
        assert!(taken == 1 || taken == i64::try_from(STEPS.iter().count()).unwrap());
        left.close().await;
        let again = open(&folder, 1).await.unwrap();
        has_everything(&again).await;
        assert!(again.applied().await.is_ok_and(|steps| is_current(&steps)));
        assert!(has_copy(&folder), "nobody has worked in it yet");
        again.started_well().unwrap();
        assert!(!has_copy(&folder));
        again.close().await;
    }
    assert!(undone >= STEPS.iter().count(), "{undone} of {killed}");
}

#[tokio::test(crate = "crate::testing")]
async fn a_store_that_cannot_be_read_after_its_change_is_put_back() {
    let folder = tempfile::tempdir().unwrap();
    old_store(&folder).await;
    let changed = open(&folder, 1).await.unwrap();
    assert!(has_copy(&folder));
    changed.close().await;
    let path = folder.path().join("officer.db");
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
