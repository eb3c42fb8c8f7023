//! Decisions of which only the sealed copy was left, and answers to applications that came back.

use domain::{
    application::{Answer, Application, ApplicationDecision, ApplicationRefusal, ApplicationState},
    ids::PersonId,
};

use super::*;
use crate::{
    review::{subject_of, testing::application},
    sync::plan::PutApplication,
};

const WAITING: ReportState = ReportState::Submitted { revision: 1 };

/// Writes down what the server has read from a sealed copy.
async fn restored(store: &Store, decision: AnyDecision, request: &str, outcome: &Outcome) {
    let written = store.restore(&decision, request, outcome, at(200)).await;
    written.unwrap();
}

async fn named(store: &Store) -> Option<String> {
    let all = store.outbox().await.unwrap();
    Some(all.first()?.subject.clone()?.reference)
}

#[tokio::test(crate = "crate::testing")]
async fn it_is_named_as_soon_as_its_report_is_here_and_keeps_the_name() {
    let decision = decision(1);
    let (any, request) = (AnyDecision::from(decision.clone()), to_json(&decision));
    let page = plan(None, 1, vec![put(1, 1, WAITING)]);
    let reference = Some(report(1, WAITING).reference);
    let (_folder, store) = new_store().await;
    restored(&store, any.clone(), &request, &conflict()).await;
    assert_eq!(named(&store).await, None);
    store.apply(&page, at(201)).await.unwrap();
    assert_eq!(named(&store).await, reference);
    store.start_over(at(300)).await.unwrap();
    assert_eq!(store.reports().await.unwrap(), vec![]);
    assert_eq!(named(&store).await, reference);
    // Or at once, where the store was put back and the report is in it.
    let (_folder, store) = new_store().await;
    store.apply(&page, at(201)).await.unwrap();
    restored(&store, any, &request, &conflict()).await;
    assert_eq!(named(&store).await, reference);
}

fn answer_to(application: &Application) -> ApplicationDecision {
    ApplicationDecision {
        id: DecisionId(Uuid::from_u128(9)),
        application_id: application.id,
        content_hash: application.content_hash,
        answer: Answer::Forward {},
        confirmed_at: at(100),
    }
}

#[tokio::test(crate = "crate::testing")]
async fn an_answer_that_came_back_is_named_counted_and_laid_aside() {
    let (_folder, store) = new_store().await;
    let application = application(7);
    let answer = answer_to(&application);
    let came_back = Outcome::ApplicationConflict {
        reason: ApplicationRefusal::NotWaiting,
        current: ApplicationState::Rejected {
            by: PersonId(Uuid::nil()),
            reason: "x".to_owned(),
        },
    };
    let request = to_json(&answer);
    restored(&store, answer.clone().into(), &request, &came_back).await;
    let page = Plan {
        applications: vec![PutApplication {
            rev: 1,
            body: to_json(&application),
            application: application.clone(),
        }],
        ..plan(None, 1, vec![])
    };
    store.apply(&page, at(201)).await.unwrap();
    let answers = store.answers().await.unwrap();
    assert_eq!(answers[0].subject, Some(subject_of(&application)));
    assert_eq!(store.counts().await.unwrap().needs_you, 1);
    // Its box is nobody's any more.
    assert_eq!(
        store.waiting(&[]).await.unwrap().get(&answer.id),
        Some(&false)
    );
    assert!(store.lay_aside(answer.id, at(202)).await.unwrap());
    assert_eq!(store.counts().await.unwrap().needs_you, 0);
}
