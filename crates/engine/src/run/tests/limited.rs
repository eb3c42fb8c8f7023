//! A server that has had too many requests gets none until it wants them, and loses nothing by it.

use http::{HeaderValue, StatusCode, header::RETRY_AFTER};

use super::*;

pub(super) fn too_many(seconds: &'static str) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let seconds = HeaderValue::from_static(seconds);
    answer.headers_mut().insert(RETRY_AFTER, seconds);
    answer
}

#[tokio::test(crate = "crate::testing")]
async fn decisions_wait_for_as_long_as_the_server_wants() {
    let desk = Desk::new().await;
    desk.rest().await;
    let id = desk.decide().await;
    desk.server.lock().unwrap().wants_rest = Some("300");
    assert_eq!(desk.rest().await, [path::PUSH]);
    assert_eq!(desk.link().await, Link::ServerTrouble);
    for _ in 0..29 {
        desk.advance(10);
        assert_eq!(desk.rest().await, [""; 0]);
    }
    assert_eq!(desk.outcome(id).await, None);
    // The session is as good as before.
    desk.server.lock().unwrap().wants_rest = None;
    desk.advance(10);
    let asked = desk.rest().await;
    assert!(asked.contains(&path::PUSH.to_owned()), "{asked:?}");
    let outcome = desk.outcome(id).await;
    assert!(
        matches!(outcome, Some(Outcome::Applied { .. })),
        "{outcome:?}"
    );
    assert_eq!(desk.link().await, Link::Online);
}
