//! A session that has ended at the server: what is decided waits, and goes on after the next login.

use http::StatusCode;

use super::*;

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
