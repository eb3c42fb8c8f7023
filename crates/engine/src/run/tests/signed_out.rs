//! A session that has ended at the server: what is decided waits, and goes on after the next login.

use http::StatusCode;

use super::*;
use crate::view::LoginFailure;

pub(super) fn signed_out() -> Response<Bytes> {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::UNAUTHORIZED;
    answer
}

#[tokio::test(crate = "crate::testing")]
async fn what_is_decided_waits_for_a_login_and_goes_on_after_it() {
    let desk = Desk::new().await;
    desk.rest().await;
    desk.server.lock().unwrap().has_ended = true;
    let first = desk.decide().await;
    assert_eq!(desk.rest().await, [path::PUSH]);
    assert_eq!(desk.link().await, Link::LoginNeeded);
    let state = desk.engine.app_state().await.unwrap();
    assert!(matches!(
        state.session,
        SessionView::SignedIn { expired: true, .. }
    ));
    assert_eq!(state.line.waiting, 1);
    // Nobody is asked again and again, and the reports can be read.
    for _ in 0..3 {
        desk.advance(120);
        assert_eq!(desk.rest().await, [""; 0]);
    }
    assert!(desk.engine.tasks().await.is_ok());
    assert_eq!(desk.outcome(first).await, None);

    desk.server.lock().unwrap().has_ended = false;
    desk.engine.begin_session(session()).await.unwrap();
    let asked = desk.rest().await;
    assert!(asked.contains(&path::PUSH.to_owned()), "{asked:?}");
    let outcome = desk.outcome(first).await;
    assert!(
        matches!(outcome, Some(Outcome::Applied { .. })),
        "{outcome:?}"
    );
    assert_eq!(desk.link().await, Link::Online);
}

#[tokio::test(crate = "crate::testing")]
async fn a_login_for_another_office_that_fails_half_way_leaves_the_store_closed() {
    let desk = Desk::new().await;
    desk.rest().await;
    let sent = desk.decide().await;
    desk.rest().await;
    let outcome = desk.outcome(sent).await;
    assert!(matches!(outcome, Some(Outcome::Applied { .. })));
    // What was received in the first office is to be asked about in the second.
    let open = desk.engine.open().unwrap();
    open.store.fails_at("UPDATE", "outbox", "true").await;
    let moved = || {
        let mut session = session();
        session.officer.office = "vestland".into();
        session
    };
    let failed = desk.engine.begin_session(moved()).await;
    assert!(matches!(failed, Err(LoginFailure::Internal)), "{failed:?}");
    let shown = desk.engine.session();
    assert!(matches!(shown, SessionView::Locked { .. }), "{shown:?}");
    desk.advance(120);
    assert_eq!(desk.rest().await, [""; 0]);

    desk.engine.begin_session(moved()).await.unwrap();
    desk.engine.unlock(pin()).await.unwrap();
    assert_eq!(
        desk.engine.open().unwrap().officer.office,
        "vestland".into()
    );
    assert_eq!(desk.outcome(sent).await, None);
}
