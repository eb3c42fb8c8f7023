//! One program after the other, and two at once, in the same stores.

use super::*;
use crate::view::LoginFailure;

/// A program ends as it should and the next one begins: the officer types the PIN.
async fn next_program(desk: &mut Desk) {
    desk.engine.close().await;
    desk.start_again();
    desk.engine.reopen().await;
    desk.engine.unlock(pin()).await.unwrap();
}

async fn shown(engine: &Engine<Screen, Line>) -> SessionView {
    engine.app_state().await.unwrap().session
}

#[tokio::test(crate = "crate::testing")]
async fn a_session_goes_on_in_the_next_program() {
    let mut desk = Desk::new().await;
    desk.rest().await;
    desk.engine.leave_session().await.unwrap();
    // A program that asks the server for nothing leaves it where it is.
    next_program(&mut desk).await;
    assert!(desk.rest().await.is_empty());
    desk.engine.leave_session().await.unwrap();
    next_program(&mut desk).await;
    assert!(desk.engine.take_up_session().await.unwrap());
    assert_eq!(desk.rest().await, [path::KEYS, path::LEASE, path::PULL]);
    // It is left on purpose, each time.
    next_program(&mut desk).await;
    assert!(!desk.engine.take_up_session().await.unwrap());
    assert!(desk.rest().await.is_empty());
}

#[tokio::test(crate = "crate::testing")]
async fn a_session_ends_between_two_programs_as_in_one() {
    for (hours, goes_on) in [(7, true), (8, false)] {
        let mut desk = Desk::new().await;
        desk.rest().await;
        desk.engine.leave_session().await.unwrap();
        desk.advance(hours * 3600);
        next_program(&mut desk).await;
        assert_eq!(desk.engine.take_up_session().await.unwrap(), goes_on);
    }
}

#[tokio::test(crate = "crate::testing")]
async fn whoever_logs_out_leaves_nothing() {
    let mut desk = Desk::new().await;
    desk.engine.leave_session().await.unwrap();
    desk.engine.logout().await;
    desk.engine.begin_session(session()).await.unwrap();
    desk.engine.unlock(pin()).await.unwrap();
    let store = desk.engine.open().unwrap().store;
    assert!(store.take_session().await.unwrap().is_none());
    drop(store);
    next_program(&mut desk).await;
    assert!(!desk.engine.take_up_session().await.unwrap());
}

#[tokio::test(crate = "crate::testing")]
async fn what_waits_for_its_time_to_undo_still_waits_in_the_next_program() {
    let mut desk = Desk::new().await;
    desk.rest().await;
    let id = desk.decide_later().await;
    desk.engine.leave_session().await.unwrap();
    next_program(&mut desk).await;
    desk.engine.take_up_session().await.unwrap();
    assert!(!desk.rest().await.contains(&path::PUSH.to_owned()));
    let queued = desk.engine.open().unwrap().store.queued(id).await.unwrap();
    assert!(!queued.unwrap().attempted);
}

#[tokio::test(crate = "crate::testing")]
async fn two_programs_never_use_the_same_stores() {
    let mut desk = Desk::new().await;
    let second = start(
        desk.folder.path(),
        &desk.server,
        &desk.clock,
        &desk.keychain,
    );
    second.reopen().await;
    assert_eq!(shown(&second).await, SessionView::Elsewhere);
    assert!(matches!(
        second.unlock(pin()).await,
        Err(EngineError::SignedOut)
    ));
    let begun = second.begin_session(session()).await;
    assert_eq!(begun, Err(LoginFailure::Internal));
    second.look_again().await;
    assert_eq!(shown(&second).await, SessionView::Elsewhere);
    let second = Arc::new(second);
    second.login_begin(Language::Nb, None);
    assert_eq!(shown(&second).await, SessionView::Elsewhere);
    // The first one ends without a word.
    desk.engine.close().await;
    let elsewhere = tempfile::tempdir().unwrap();
    desk.engine = start(elsewhere.path(), &desk.server, &desk.clock, &desk.keychain);
    second.look_again().await;
    second.unlock(pin()).await.unwrap();
    assert!(matches!(
        shown(&second).await,
        SessionView::SignedIn { expired: true, .. }
    ));
}

#[tokio::test(crate = "crate::testing")]
async fn a_program_that_does_not_stay_sends_what_it_can() {
    let desk = Desk::new().await;
    let id = desk.decide().await;
    desk.engine.catch_up().await;
    let outcome = desk.outcome(id).await;
    assert!(
        matches!(outcome, Some(Outcome::Applied { .. })),
        "{outcome:?}"
    );
    let asked = std::mem::take(&mut desk.server.lock().unwrap().asked);
    assert_eq!(asked.last().map(String::as_str), Some(path::PULL));
    // Nothing is asked for where no store is open.
    desk.engine.close().await;
    desk.engine.catch_up().await;
    assert!(desk.server.lock().unwrap().asked.is_empty());
}
