//! Answers to applications, sent as decisions on reports are.

use domain::application::AnswerKind;
use jiff::civil::date;

use super::*;
use crate::{
    review::testing::application,
    view::{AnswerDraft, AnswerStage, Proof},
};

/// A desk that has an application, and nothing to do.
async fn with_application() -> (Desk, Application) {
    let desk = Desk::new().await;
    desk.rest().await;
    let waiting = application(7);
    desk.gets(&[], std::slice::from_ref(&waiting)).await;
    (desk, waiting)
}

async fn says_yes(desk: &Desk, to: &Application) {
    let draft = AnswerDraft {
        answer: Some(AnswerKind::Approve),
        until: Some(date(1971, 6, 30)),
        reason: String::new(),
    };
    desk.engine.save_answer(to.id, draft).await.unwrap();
    let answered = desk.engine.answer(to.id, to.content_hash).await.unwrap();
    let is_here = matches!(answered.stage, AnswerStage::SavedHere { .. });
    assert!(is_here, "{:?}", answered.stage);
}

#[tokio::test(crate = "crate::testing")]
async fn an_answer_is_sent_when_the_time_to_undo_is_over_and_proven_by_its_receipt() {
    let (desk, waiting) = with_application().await;
    says_yes(&desk, &waiting).await;
    let asked = desk.rest().await;
    assert!(!asked.contains(&path::PUSH.to_owned()), "{asked:?}");
    desk.advance(11);
    let asked = desk.rest().await;
    assert!(asked.contains(&path::PUSH.to_owned()), "{asked:?}");
    let stage = desk.engine.application(waiting.id).await.unwrap().stage;
    let AnswerStage::Received { proof, receipt, .. } = stage else {
        panic!("{stage:?}");
    };
    assert_eq!(proof, Some(Proof::Verified));
    assert_eq!(receipt.unwrap().number, "26-000001");
    let lists = desk.engine.tasks().await.unwrap().applications;
    assert_eq!((lists.open.len(), lists.archive.len()), (0, 1));
}

#[tokio::test(crate = "crate::testing")]
async fn an_answer_waits_until_its_receipt_proves_it() {
    let (desk, waiting) = with_application().await;
    // Signed, and for another last day.
    desk.server.lock().unwrap().forge = |mut right| {
        if let Subject::Application(on) = &mut right.subject {
            on.until = None;
        }
        right.signed(&key(1))
    };
    says_yes(&desk, &waiting).await;
    desk.advance(11);
    desk.rest().await;
    let stage = desk.engine.application(waiting.id).await.unwrap().stage;
    let waits = matches!(
        stage,
        AnswerStage::SavedHere {
            can_undo: false,
            ..
        }
    );
    assert!(waits, "{stage:?}");
    assert_eq!(desk.link().await, Link::ServerTrouble);
}
