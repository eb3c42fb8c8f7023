//! Access that ends at the real server.

use engine::view::AccessView;
use jiff::SignedDuration;

use crate::desk::{Desk, Server, VirtualClock};

async fn rests(desk: &Desk) {
    while desk.engine.step().await == engine::Step::Went {}
}

async fn access(desk: &Desk) -> AccessView {
    desk.engine.app_state().await.unwrap().store.unwrap().access
}

#[tokio::test]
async fn a_role_that_has_ended_empties_the_desktop_at_the_next_contact() {
    let server = Server::start().await;
    server.receives("3411").await;
    let (clock, ctx) = VirtualClock::new();
    let desk = Desk::at(server.address, &server, ctx).await;
    rests(&desk).await;
    let tasks = desk.engine.tasks().await.unwrap().open;
    assert_eq!(tasks.len(), 1);
    let draft = domain::decision::Draft {
        comment: "Mitt eget".to_owned(),
        ..Default::default()
    };
    let saved = desk.engine.save_draft(tasks[0].id, 1, draft).await;
    saved.unwrap();

    server.ends_role().await;
    clock.advance(SignedDuration::from_secs(80));
    rests(&desk).await;
    assert_eq!(access(&desk).await, AccessView::Ended { exported: false });
    assert!(desk.engine.tasks().await.unwrap().open.is_empty());
    let documents = tempfile::tempdir().unwrap();
    let file = desk
        .engine
        .export_own_texts(documents.path().to_owned())
        .await
        .unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    assert!(
        text.contains("Mitt eget") && text.contains("HR-2026-1-3411"),
        "{text}"
    );

    // A role again: everything is fetched afresh, and the draft is still there.
    server.gives_role().await;
    let session = server.session().await;
    desk.engine.begin_session(session).await.unwrap();
    rests(&desk).await;
    assert_eq!(access(&desk).await, AccessView::Granted);
    let again = desk.engine.report(tasks[0].id).await.unwrap();
    assert_eq!(again.draft.comment, "Mitt eget");
}
