//! Applications for access, answered without a server.

use domain::{
    application::{Answer, AnswerKind, ApplicationRefusal, Represents},
    ids::ApplicationId,
};
use jiff::civil::date;

use super::*;
use crate::{
    review::testing::application,
    view::{AnswerDraft, AnswerStage, ApplicationRowState},
};

fn saying(answer: AnswerKind, reason: &str) -> AnswerDraft {
    AnswerDraft {
        answer: Some(answer),
        until: (answer == AnswerKind::Approve).then(|| date(1971, 6, 30)),
        reason: reason.to_owned(),
    }
}

fn external(id: u128) -> Application {
    Application {
        represents: Represents::External {
            organisation: "Høgskolen".to_owned(),
            unit_no: Some("3411".into()),
        },
        ..application(id)
    }
}

async fn answers(
    engine: &Engine<Nothing, NoNetwork>,
    of: &Application,
    draft: AnswerDraft,
) -> Result<AnswerStage, EngineError> {
    engine.save_answer(of.id, draft).await?;
    Ok(engine.answer(of.id, of.content_hash).await?.stage)
}

#[tokio::test(crate = "crate::testing")]
async fn an_application_is_answered_offline_and_the_answer_is_taken_back() {
    let waiting = application(1);
    let (_folder, engine) = desk_with(&[], std::slice::from_ref(&waiting)).await;
    let row_state = async || {
        let lists = engine.tasks().await.unwrap().applications;
        assert_eq!((lists.open.len(), lists.archive.len()), (1, 0));
        lists.open[0].state.clone()
    };
    assert_eq!(row_state().await, ApplicationRowState::New);
    let yes = saying(AnswerKind::Approve, "");
    let stage = answers(&engine, &waiting, yes.clone()).await.unwrap();
    let AnswerStage::SavedHere {
        decision_id,
        answer,
        can_undo: true,
        ..
    } = stage
    else {
        panic!("{stage:?}");
    };
    let until = date(1971, 6, 30);
    assert_eq!(answer, Answer::Approve { until });
    let saved = ApplicationRowState::SavedHere {
        answer: AnswerKind::Approve,
    };
    assert_eq!(row_state().await, saved);
    assert_eq!(engine.app_state().await.unwrap().line.waiting, 1);
    let twice = engine.answer(waiting.id, waiting.content_hash).await;
    let not_waiting = ApplicationRefusal::NotWaiting;
    assert!(matches!(twice, Err(EngineError::Answer(why)) if why == not_waiting));
    // A report's undo does not take it.
    let undone = engine.undo(decision_id).await;
    assert!(matches!(undone, Err(EngineError::NotFound)));
    let view = engine.undo_answer(decision_id).await.unwrap().unwrap();
    assert_eq!((view.stage, view.draft), (AnswerStage::Undecided, yes));
    assert_eq!(engine.app_state().await.unwrap().line.waiting, 0);
}

#[tokio::test(crate = "crate::testing")]
async fn an_answer_whose_application_is_gone_can_be_taken_back() {
    let waiting = application(1);
    let (_folder, engine) = desk_with(&[], std::slice::from_ref(&waiting)).await;
    let stage = answers(&engine, &waiting, saying(AnswerKind::Approve, "")).await;
    let Ok(AnswerStage::SavedHere { decision_id, .. }) = stage else {
        panic!("{stage:?}");
    };
    let store = engine.open().unwrap().store;
    store.start_over(engine.ctx.now()).await.unwrap();
    let undone = engine.undo_answer(decision_id).await;
    assert!(matches!(undone, Ok(None)), "{undone:?}");
    assert_eq!(engine.app_state().await.unwrap().line.waiting, 0);
    let again = engine.undo_answer(decision_id).await;
    assert!(matches!(again, Err(EngineError::NotFound)), "{again:?}");
}

#[tokio::test(crate = "crate::testing")]
async fn what_cannot_be_answered_is_refused_and_queues_nothing() {
    let own = Application {
        applicant: PersonId(Uuid::from_u128(3)),
        ..application(1)
    };
    let (unit, outside) = (application(2), external(3));
    let all = [own.clone(), unit.clone(), outside.clone()];
    let (_folder, engine) = desk_with(&[], &all).await;
    let yes = || saying(AnswerKind::Approve, "");
    let late = AnswerDraft {
        until: Some(date(1975, 1, 1)),
        ..yes()
    };
    for (of, draft, why) in [
        (&own, yes(), ApplicationRefusal::OwnApplication),
        (&outside, yes(), ApplicationRefusal::External),
        (
            &unit,
            saying(AnswerKind::Forward, ""),
            ApplicationRefusal::NotExternal,
        ),
        (
            &unit,
            saying(AnswerKind::Reject, " \n"),
            ApplicationRefusal::ReasonMissing,
        ),
        (&unit, late, ApplicationRefusal::UntilTooFar),
    ] {
        let refused = answers(&engine, of, draft).await;
        let is_why = matches!(&refused, Err(EngineError::Answer(found)) if *found == why);
        assert!(is_why, "{why:?}: {refused:?}");
    }
    let other = engine.answer(unit.id, Hash::of(b"other")).await;
    assert!(matches!(other, Err(EngineError::Answer(_))));
    let nothing = answers(&engine, &unit, AnswerDraft::default()).await;
    assert!(matches!(nothing, Err(EngineError::BadInput)));
    let foreign = ApplicationId(Uuid::from_u128(99));
    let found = engine.application(foreign).await;
    assert!(matches!(found, Err(EngineError::NotFound)));
    let saved = engine.save_answer(foreign, yes()).await;
    assert!(matches!(saved, Err(EngineError::NotFound)));
    let long = saying(AnswerKind::Reject, &"a".repeat(1 << 20));
    let saved = engine.save_answer(unit.id, long).await;
    assert!(matches!(saved, Err(EngineError::Answer(_))));
    assert_eq!(engine.app_state().await.unwrap().line.waiting, 0);
    assert!(engine.application(own.id).await.unwrap().is_own);

    let stage = answers(&engine, &outside, saying(AnswerKind::Forward, "")).await;
    let stage = stage.unwrap();
    assert!(matches!(stage, AnswerStage::SavedHere { .. }), "{stage:?}");
}

/// What the officer wrote is kept and exported; what came from the server is gone.
#[tokio::test(crate = "crate::testing")]
async fn applications_go_when_access_ends_and_the_officers_words_stay() {
    let (answered, drafted) = (application(1), application(2));
    let all = [answered.clone(), drafted.clone()];
    let (folder, engine) = desk_with(&[], &all).await;
    let no = |reason| saying(AnswerKind::Reject, reason);
    answers(&engine, &answered, no("Ukjent søker."))
        .await
        .unwrap();
    let draft = no("Spør kommunen først.");
    engine.save_answer(drafted.id, draft).await.unwrap();
    let store = engine.open().unwrap().store;
    store.purge(Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!(store.applications().await.unwrap(), []);
    let lists = engine.tasks().await.unwrap().applications;
    assert_eq!((lists.open.len(), lists.kept.len()), (0, 0));
    let exported = folder.path().join("exported");
    let file = engine.export_own_texts(exported).await.unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    for words in ["Ukjent søker.", "Spør kommunen først.", &answered.reference] {
        assert!(text.contains(words), "{words:?} is not in {text}");
    }
    assert!(!text.contains(&answered.contact.name), "{text}");
}
