//! Access that has ended: what the server gave goes, and what the officer wrote stays.

use std::path::PathBuf;

use aws_lc_rs::cipher::{AES_256, DecryptingKey, DecryptionContext, UnboundCipherKey};
use domain::{decision::Draft, feed::Cursor, report::ReportState};

use super::*;
use crate::{
    review::testing::report,
    store::SavedDraft,
    sync::plan::{Plan, Put},
    view::AccessView,
};

const CANARY: &str = "Kanarifugl";

async fn access(desk: &Desk) -> AccessView {
    desk.engine.app_state().await.unwrap().store.unwrap().access
}

fn store_file(desk: &Desk) -> PathBuf {
    desk.folder
        .path()
        .join(format!("{}.db", session().officer.id))
}

/// A desk with a report, a draft on it, a phrase, and a decision that waits.
async fn desk() -> (Desk, DecisionId) {
    let desk = Desk::new().await;
    desk.rest().await;
    let store = desk.engine.open().unwrap().store;
    let mut here = report(2, ReportState::Submitted { revision: 1 });
    here.revisions[0].submitted_by = CANARY.repeat(1000);
    let report_id = here.id;
    let from = store.cursor(&"innlandet".into()).await.unwrap();
    let plan = Plan {
        from: from.clone(),
        to: from.unwrap_or_else(|| Cursor::start("innlandet".into())),
        puts: vec![Put {
            rev: 1,
            body: serde_json::to_string(&here).unwrap(),
            report: here,
        }],
        applications: vec![],
        awaited: vec![],
        more: false,
    };
    store.apply(&plan, desk.clock.now()).await.unwrap();
    let draft = Draft {
        own_figure: Some(17),
        approve: Some(false),
        comment: "Tallene må forklares".to_owned(),
        asks: vec![],
    };
    store
        .save_draft(&SavedDraft {
            report_id,
            revision: 1,
            draft,
            saved_at: desk.clock.now(),
        })
        .await
        .unwrap();
    desk.engine
        .add_phrase("Vennlig hilsen".to_owned())
        .await
        .unwrap();
    let id = desk.decide_later().await;
    (desk, id)
}

/// The server says that the officer has no role, at the next contact.
async fn contact(desk: &Desk) {
    desk.server.lock().unwrap().has_access = false;
    desk.engine.sync_now();
    desk.rest().await;
}

#[tokio::test(crate = "crate::testing")]
async fn the_reports_go_at_the_next_contact_and_the_officers_words_stay() {
    let (mut desk, id) = desk().await;
    contact(&desk).await;
    assert_eq!(access(&desk).await, AccessView::Ended { exported: false });
    for _ in 0..2 {
        let store = desk.engine.open().unwrap().store;
        assert_eq!(store.reports().await.unwrap(), []);
        assert_eq!(store.cursor(&"innlandet".into()).await.unwrap(), None);
        assert_eq!(store.drafts().await.unwrap().len(), 1);
        assert_eq!(store.phrases().await.unwrap().len(), 1);
        assert_eq!(desk.outcome(id).await, None);
        assert_eq!(boxes(&desk), [format!("{id}.box")]);
        // And so it is after a new start, without the server.
        desk.start_again();
        desk.engine.reopen().await;
        desk.engine.unlock(pin()).await.unwrap();
        assert_eq!(access(&desk).await, AccessView::Ended { exported: false });
    }
}

#[tokio::test(crate = "crate::testing")]
async fn where_the_store_fails_in_it_the_reports_go_as_soon_as_they_can() {
    let (desk, _) = desk().await;
    let store = desk.engine.open().unwrap().store;
    store.fails_at("DELETE", "report", "true").await;
    contact(&desk).await;
    assert_eq!(store.reports().await.unwrap().len(), 1);
    // Not again and again, and though the session has ended.
    let Step::Idle { until: Some(until) } = desk.engine.step().await else {
        panic!("it is not tried again");
    };
    assert!(until > desk.clock.now());
    store.fails_no_more().await;
    desk.rest().await;
    assert_eq!(store.reports().await.unwrap(), []);
    assert_eq!(access(&desk).await, AccessView::Ended { exported: false });

    // A program that ended meanwhile does it before it shows anything.
    let (mut desk, _) = self::desk().await;
    let store = desk.engine.open().unwrap().store;
    store.fails_at("DELETE", "report", "true").await;
    contact(&desk).await;
    store.close().await;
    desk.start_again();
    desk.engine.reopen().await;
    desk.engine.unlock(pin()).await.unwrap();
    let store = desk.engine.open().unwrap().store;
    assert_eq!(store.reports().await.unwrap(), []);
}

/// The reports are still to go, and cannot.
async fn to_be_purged() -> Desk {
    let (desk, _) = desk().await;
    let store = desk.engine.open().unwrap().store;
    store.fails_at("DELETE", "report", "true").await;
    contact(&desk).await;
    desk.server.lock().unwrap().has_access = true;
    desk
}

#[tokio::test(crate = "crate::testing")]
async fn reports_that_could_not_go_stay_where_access_came_back() {
    let mut desk = to_be_purged().await;
    desk.engine.begin_session(session()).await.unwrap();
    let store = desk.engine.open().unwrap().store;
    store.fails_no_more().await;
    for _ in 0..2 {
        assert_eq!(access(&desk).await, AccessView::Granted);
        let store = desk.engine.open().unwrap().store;
        assert_eq!(store.reports().await.unwrap().len(), 1);
        // And so it is after a new start, without the server.
        desk.start_again();
        desk.engine.reopen().await;
        desk.engine.unlock(pin()).await.unwrap();
    }
}

#[tokio::test(crate = "crate::testing")]
async fn what_one_officer_has_lost_another_keeps() {
    let desk = to_be_purged().await;
    desk.engine.logout().await;
    let mut other = session();
    other.officer.id = PersonId(Uuid::from_u128(4));
    desk.engine.begin_session(other).await.unwrap();
    desk.engine.choose_pin(pin()).await.unwrap();
    desk.rest().await;
    assert_eq!(access(&desk).await, AccessView::Granted);
}

#[tokio::test(crate = "crate::testing")]
async fn a_decision_that_could_not_be_taken_back_has_its_sealed_copy() {
    let desk = Desk::new().await;
    desk.rest().await;
    let id = desk.decide_later().await;
    let open = desk.engine.open().unwrap();
    open.store.fails_at("DELETE", "outbox", "true").await;
    assert!(desk.engine.take_out(&open, id).await.is_err());
    assert_eq!(boxes(&desk), [format!("{id}.box")]);
    open.store.fails_no_more().await;
    assert!(desk.engine.take_out(&open, id).await.unwrap());
    assert_eq!(boxes(&desk), [""; 0]);
    assert!(!desk.engine.take_out(&open, id).await.unwrap());
}

#[tokio::test(crate = "crate::testing")]
async fn a_login_without_access_is_a_contact_too() {
    // With the store open.
    let (shown, id) = desk().await;
    let officer = session().officer.id;
    shown
        .engine
        .access_ended(PersonId(Uuid::from_u128(77)))
        .await;
    assert_eq!(access(&shown).await, AccessView::Granted, "somebody else");
    shown.engine.access_ended(officer).await;
    assert_eq!(access(&shown).await, AccessView::Ended { exported: false });
    assert_eq!(shown.outcome(id).await, None);

    // With the store closed: before anything in it is shown.
    let (mut closed, _) = desk().await;
    closed.engine.lock().await;
    closed.engine.access_ended(officer).await;
    closed.start_again();
    closed.engine.reopen().await;
    closed.engine.unlock(pin()).await.unwrap();
    assert_eq!(access(&closed).await, AccessView::Ended { exported: false });
    let store = closed.engine.open().unwrap().store;
    assert_eq!(store.reports().await.unwrap(), []);
    assert_eq!(store.drafts().await.unwrap().len(), 1);

    // Access that came back before the PIN was typed takes nothing.
    let (back, _) = desk().await;
    back.engine.lock().await;
    back.engine.access_ended(officer).await;
    back.engine.begin_session(session()).await.unwrap();
    for _ in 0..2 {
        back.engine.unlock(pin()).await.unwrap();
        assert_eq!(access(&back).await, AccessView::Granted);
        back.engine.lock().await;
    }
}

#[tokio::test(crate = "crate::testing")]
async fn nothing_of_a_report_is_left_in_the_file_that_the_key_opens() {
    let (desk, _) = desk().await;
    let key = desk
        .engine
        .vault
        .open(&desk.engine.ctx, session().officer.id, pin())
        .await
        .unwrap();
    // What is in the log only is moved to the file when the store is closed.
    desk.engine.lock().await;
    desk.engine.unlock(pin()).await.unwrap();
    let word = CANARY.as_bytes();
    assert!(holds(&store_file(&desk), &key, word), "the search finds it");
    contact(&desk).await;
    assert!(!holds(&store_file(&desk), &key, word));
    let log = store_file(&desk).with_extension("db-wal");
    let left = std::fs::metadata(log).map_or(0, |log| log.len());
    // Only what was written since: that the file was rewritten.
    assert!(left < 64 * 1024, "{left}");
}

/// Whether the bytes are in any page of an SQLCipher file, free ones included.
fn holds(file: &std::path::Path, key: &[u8; 32], word: &[u8]) -> bool {
    const PAGE: usize = 4096;
    const RESERVED: usize = 80;
    let bytes = std::fs::read(file).unwrap();
    let mut plain = Vec::new();
    for (number, page) in bytes.chunks_exact(PAGE).enumerate() {
        // The first page begins with the salt, as it is.
        let begin = if number == 0 { 16 } else { 0 };
        let end = PAGE - RESERVED;
        let iv: [u8; 16] = page[end..end + 16].try_into().unwrap();
        let mut content = page[begin..end].to_vec();
        let key = UnboundCipherKey::new(&AES_256, key).unwrap();
        let opened = DecryptingKey::cbc(key)
            .unwrap()
            .decrypt(&mut content, DecryptionContext::Iv128(iv.into()))
            .unwrap();
        // A word that goes on in the next page is found in one of the others.
        plain.extend_from_slice(opened);
    }
    plain.windows(word.len()).any(|part| part == word)
}

#[tokio::test(crate = "crate::testing")]
async fn own_texts_are_exported_and_only_then_removed() {
    let (desk, id) = desk().await;
    contact(&desk).await;
    assert!(matches!(
        desk.engine.remove_own_texts().await,
        Err(EngineError::BadInput)
    ));
    let documents = desk.folder.path().join("Dokumenter");
    let file = desk
        .engine
        .export_own_texts(documents.clone())
        .await
        .unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    for said in [
        "Kari Prøve, Statsforvalteren i Innlandet",
        "Tallene må forklares",
        "Ditt tall: 17",
        "HR-2026-1-3411",
        "Godkjenner: Nei",
        "Venter på å bli sendt",
        "Vennlig hilsen",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // Another one stands beside it, and nothing is overwritten.
    let second = desk.engine.export_own_texts(documents).await.unwrap();
    assert_ne!(second, file);
    assert_eq!(access(&desk).await, AccessView::Ended { exported: true }); // Where something cannot be removed all of it is there.
    let sealed = desk
        .folder
        .path()
        .join(format!("{}.sealed", session().officer.id));
    std::fs::remove_dir_all(&sealed).unwrap();
    std::fs::write(&sealed, "in the way").unwrap();
    assert!(matches!(
        desk.engine.remove_own_texts().await,
        Err(EngineError::Store(_))
    ));
    std::fs::remove_file(&sealed).unwrap();
    assert_eq!(access(&desk).await, AccessView::Ended { exported: true });
    desk.engine.remove_own_texts().await.unwrap();
    assert!(!store_file(&desk).exists());
    assert_eq!(boxes(&desk), [""; 0], "{id}");
    assert!(matches!(
        desk.engine.app_state().await.unwrap().session,
        SessionView::SignedOut { .. }
    ));
    assert!(file.exists());
    // A new login begins anew.
    desk.server.lock().unwrap().has_access = true;
    desk.engine.begin_session(session()).await.unwrap();
    desk.engine.choose_pin(pin()).await.unwrap();
    assert_eq!(access(&desk).await, AccessView::Granted);
}

#[tokio::test(crate = "crate::testing")]
async fn while_there_is_access_nothing_can_be_removed() {
    let (desk, _) = desk().await;
    let documents = desk.folder.path().join("Dokumenter");
    desk.engine.export_own_texts(documents).await.unwrap();
    assert!(matches!(
        desk.engine.remove_own_texts().await,
        Err(EngineError::BadInput)
    ));
    assert!(store_file(&desk).exists());
}

#[tokio::test(crate = "crate::testing")]
async fn a_folder_that_cannot_be_written_to_is_said_and_exports_nothing() {
    let (desk, _) = desk().await;
    contact(&desk).await;
    let file = desk.folder.path().join("a file");
    std::fs::write(&file, b"").unwrap();
    let refused = desk.engine.export_own_texts(file).await;
    assert!(matches!(refused, Err(EngineError::NotWritten)));
    assert_eq!(access(&desk).await, AccessView::Ended { exported: false });
}

#[tokio::test(crate = "crate::testing")]
async fn access_that_comes_back_sends_what_waited_and_fetches_everything() {
    let (desk, id) = desk().await;
    contact(&desk).await;
    desk.server.lock().unwrap().has_access = true;
    desk.engine.begin_session(session()).await.unwrap();
    assert_eq!(access(&desk).await, AccessView::Granted);
    desk.advance(11);
    let asked = desk.rest().await;
    assert!(asked.contains(&path::PUSH.to_owned()), "{asked:?}");
    assert!(desk.outcome(id).await.is_some());
    let store = desk.engine.open().unwrap().store;
    assert_eq!(store.drafts().await.unwrap().len(), 1);
}
