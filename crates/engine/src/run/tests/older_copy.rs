//! A store that was put back from an older copy: what waits in it is sent when the officer says so.

use std::collections::BTreeMap;

use super::*;

type Copy = BTreeMap<std::ffi::OsString, Vec<u8>>;

/// The store's files, as they are now.
fn copy(desk: &Desk) -> Copy {
    files(desk)
        .into_iter()
        .map(|file| (file.file_name(), std::fs::read(file.path()).unwrap()))
        .collect()
}

fn files(desk: &Desk) -> Vec<std::fs::DirEntry> {
    let person = session().officer.id.to_string();
    let files = std::fs::read_dir(desk.folder.path()).unwrap();
    files
        .map(Result::unwrap)
        .filter(|file| file.file_name().to_string_lossy().starts_with(&person))
        .filter(|file| file.file_type().unwrap().is_file())
        .collect()
}

/// The machine's profile is restored: the files are those of the copy, and the keychain is not.
async fn put_back(desk: &mut Desk, copy: &Copy) {
    // Whoever still has the files open would tidy up after the copy was put in their place.
    if let Ok(open) = desk.engine.open() {
        open.store.close().await;
    }
    for file in files(desk) {
        std::fs::remove_file(file.path()).unwrap();
    }
    for (name, bytes) in copy {
        std::fs::write(desk.folder.path().join(name), bytes).unwrap();
    }
    desk.start_again();
    desk.engine.reopen().await;
    desk.engine.unlock(pin()).await.unwrap();
}

async fn unsure(desk: &Desk) -> u32 {
    desk.engine.app_state().await.unwrap().store.unwrap().unsure
}

async fn logs_in_and_rests(desk: &Desk) -> Vec<String> {
    desk.engine.begin_session(session()).await.unwrap();
    desk.advance(11);
    desk.rest().await
}

/// A decision waits in a copy, and is taken back after it.
async fn taken_back() -> (Desk, DecisionId, Copy) {
    let desk = Desk::new().await;
    desk.rest().await;
    let id = desk.decide_later().await;
    desk.engine.state().session = None;
    desk.engine.lock().await;
    let copy = copy(&desk);
    desk.engine.unlock(pin()).await.unwrap();
    let open = desk.engine.open().unwrap();
    open.store.undo(id).await.unwrap();
    (desk, id, copy)
}

#[tokio::test(crate = "crate::testing")]
async fn what_waits_in_an_older_copy_is_not_sent_until_the_officer_says_so() {
    let (mut desk, id, copy) = taken_back().await;
    put_back(&mut desk, &copy).await;
    assert_eq!(unsure(&desk).await, 1);
    let asked = logs_in_and_rests(&desk).await;
    assert!(!asked.contains(&path::PUSH.to_owned()), "{asked:?}");
    assert_eq!(desk.outcome(id).await, None);
    // Not after a new start either, nor when the program ends.
    desk.engine.prepare_to_quit().await;
    assert_eq!(desk.server.lock().unwrap().asked, [""; 0]);
    desk.start_again();
    desk.engine.reopen().await;
    desk.engine.unlock(pin()).await.unwrap();
    assert_eq!(unsure(&desk).await, 1);
    logs_in_and_rests(&desk).await;
    desk.engine.settle_older_copy(true).await.unwrap();
    assert_eq!(unsure(&desk).await, 0);
    let asked = desk.rest().await;
    assert!(asked.contains(&path::PUSH.to_owned()), "{asked:?}");
    assert!(desk.outcome(id).await.is_some());
}

#[tokio::test(crate = "crate::testing")]
async fn what_waits_in_an_older_copy_can_be_taken_back() {
    let (mut desk, id, copy) = taken_back().await;
    put_back(&mut desk, &copy).await;
    desk.engine.settle_older_copy(false).await.unwrap();
    assert_eq!((unsure(&desk).await, boxes(&desk).len()), (0, 0));
    let asked = logs_in_and_rests(&desk).await;
    assert!(!asked.contains(&path::PUSH.to_owned()), "{asked:?}");
    let store = desk.engine.open().unwrap().store;
    assert_eq!(store.queued(id).await.unwrap(), None);
    // The same copy once more is older than this.
    put_back(&mut desk, &copy).await;
    assert_eq!(unsure(&desk).await, 1);
}

#[tokio::test(crate = "crate::testing")]
async fn the_newest_store_is_never_taken_for_an_older_one() {
    let mut desk = Desk::new().await;
    desk.rest().await;
    let id = desk.decide_later().await;
    for _ in 0..3 {
        let newest = copy(&desk);
        put_back(&mut desk, &newest).await;
        assert_eq!(unsure(&desk).await, 0);
    }
    // The program died after the store had counted, and before the keychain had.
    let store = desk.engine.open().unwrap().store;
    store.count_generation(0).await.unwrap();
    let newest = copy(&desk);
    put_back(&mut desk, &newest).await;
    assert_eq!(unsure(&desk).await, 0);
    let asked = logs_in_and_rests(&desk).await;
    assert!(asked.contains(&path::PUSH.to_owned()), "{asked:?}");
    assert!(desk.outcome(id).await.is_some());
}

#[tokio::test(crate = "crate::testing")]
async fn what_is_decided_in_an_older_copy_is_sent_as_ever() {
    let desk = Desk::new().await;
    desk.rest().await;
    desk.engine.lock().await;
    let older = copy(&desk);
    let mut desk = desk;
    desk.engine.unlock(pin()).await.unwrap();
    put_back(&mut desk, &older).await;
    assert_eq!(unsure(&desk).await, 0);
    desk.engine.begin_session(session()).await.unwrap();
    desk.rest().await;
    let id = desk.decide().await;
    desk.rest().await;
    assert!(desk.outcome(id).await.is_some());
}

#[tokio::test(crate = "crate::testing")]
async fn a_locked_store_tells_how_many_decisions_wait_and_nothing_else() {
    let desk = Desk::new().await;
    desk.rest().await;
    desk.decide_later().await;
    desk.engine.state().session = None;
    desk.engine.lock().await;
    let state = desk.engine.app_state().await.unwrap();
    assert_eq!((state.line.waiting, state.store), (1, None));
}
