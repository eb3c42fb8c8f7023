//! A server that lost what it had: what is offered again, and what is shown.

use domain::{
    decision::{DecisionRecord, Receipt},
    feed::EntityKind,
};

use super::*;

/// A report whose first revision was decided so.
fn put_decided(rev: u64, decision: &Decision) -> Put {
    let mut report = report(1, ReportState::Approved { revision: 1 });
    report.revisions[0].decision = Some(DecisionRecord {
        id: decision.id,
        verdict: decision.verdict.clone(),
        decided_by: domain::ids::PersonId(Uuid::nil()),
        decided_by_name: "Kari Nordmann".to_owned(),
        confirmed_at: decision.confirmed_at,
        receipt: receipt(decision),
        acknowledged_at: None,
    });
    Put {
        rev,
        body: to_json(&report),
        report,
    }
}

async fn settled(store: &Store, decision: &Decision, outcome: Outcome) {
    let due = store.take_due(at(200), 50).await.unwrap();
    let sent = AnyDecision::from(decision.clone());
    assert!(due.iter().any(|queued| queued.decision == sent));
    let outcomes = [(decision.id, outcome)];
    store.settle(&outcomes, at(201)).await.unwrap();
}

#[tokio::test(crate = "crate::testing")]
async fn what_was_acknowledged_is_offered_again_when_the_feed_is_another() {
    let (_folder, store) = new_store().await;
    let waiting = ReportState::Submitted { revision: 1 };
    let page = plan(None, 1, vec![put(1, 1, waiting)]);
    store.apply(&page, at(1)).await.unwrap();
    let (refused, kept) = (decision(1), decision(2));
    assert!(store.enqueue(&refused, at(110)).await.unwrap());
    settled(&store, &refused, conflict()).await;
    assert!(store.enqueue(&kept, at(120)).await.unwrap());
    let sent = store.take_due(at(120), 50).await.unwrap();
    settled(&store, &kept, applied(&kept)).await;

    store.start_over(at(300)).await.unwrap();
    assert_eq!(store.reports().await.unwrap(), vec![]);
    assert_eq!(store.cursor(&"innlandet".into()).await.unwrap(), None);
    // What was refused once is not the server's to apply now.
    let again = store.take_due(at(300), 50).await.unwrap();
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].request, sent[0].request);
    assert_eq!(again[0].first_receipt, Some(receipt(&kept)));
    assert!(!store.undo(kept.id).await.unwrap());
    assert!(!store.enqueue(&decision(3), at(310)).await.unwrap());
    assert_eq!(store.lost().await.unwrap(), vec![]);

    settled(&store, &kept, conflict()).await;
    let [lost] = &store.lost().await.unwrap()[..] else {
        panic!("one is lost");
    };
    assert_eq!(lost.decision, kept);
    assert_eq!(lost.outcome, Some(conflict()));
    assert_eq!(lost.first_receipt, Some(receipt(&kept)));
    let subject = lost.subject.clone().unwrap();
    let named = (subject.reference.as_str(), subject.unit_name.as_str());
    assert_eq!(named, ("HR-2026-1-3411", "Ringsaker"));

    // It stays in sight beside a new decision, and until the server has it again.
    assert!(store.enqueue(&decision(3), at(400)).await.unwrap());
    assert_eq!(store.lost().await.unwrap().len(), 1);
    store.start_over(at(500)).await.unwrap();
    let duplicate = Outcome::Duplicate {
        receipt: receipt(&kept),
    };
    settled(&store, &kept, duplicate).await;
    assert_eq!(store.lost().await.unwrap(), vec![]);
}

#[tokio::test(crate = "crate::testing")]
async fn a_receipt_that_the_whole_feed_lacks_is_missed() {
    let (_folder, store) = new_store().await;
    let kept = decision(8);
    let waiting = ReportState::Submitted { revision: 1 };
    let page = plan(None, 1, vec![put(1, 1, waiting)]);
    store.apply(&page, at(1)).await.unwrap();
    assert!(store.enqueue(&kept, at(110)).await.unwrap());
    settled(&store, &kept, applied(&kept)).await;
    let miss = async |end| {
        store
            .offer_contradicted(&cursor(end), at(300))
            .await
            .unwrap()
    };

    // The feed ends before the receipt: each receipt is missed once.
    assert!(miss(1).await);
    assert!(!miss(1).await);
    settled(&store, &kept, applied(&kept)).await;
    assert!(!miss(1).await);
    store.start_over(at(300)).await.unwrap();
    store.apply(&page, at(301)).await.unwrap();
    let anew = Receipt {
        number: "2026-10001".into(),
        ..receipt(&kept)
    };
    settled(&store, &kept, Outcome::Applied { receipt: anew }).await;
    assert!(miss(1).await);
    settled(&store, &kept, applied(&kept)).await;

    // It is past the receipt, and another stands in its place: asked once.
    assert!(miss(3).await);
    settled(&store, &kept, applied(&kept)).await;
    assert!(!miss(3).await);
    assert!(miss(4).await);
    settled(&store, &kept, applied(&kept)).await;

    let page = plan(Some(1), 5, vec![put_decided(2, &kept)]);
    store.apply(&page, at(301)).await.unwrap();
    assert!(!miss(5).await);
    let elsewhere = Cursor {
        office: "vestland".into(),
        ..cursor(9)
    };
    assert!(!store.offer_contradicted(&elsewhere, at(302)).await.unwrap());
}

#[tokio::test(crate = "crate::testing")]
async fn what_was_refused_and_the_feed_shows_is_asked_about() {
    let (_folder, store) = new_store().await;
    let waiting = ReportState::Submitted { revision: 1 };
    let page = plan(None, 1, vec![put(1, 1, waiting)]);
    store.apply(&page, at(1)).await.unwrap();
    let kept = decision(8);
    assert!(store.enqueue(&kept, at(110)).await.unwrap());
    settled(&store, &kept, conflict()).await;
    let asks = async |end| {
        let end = cursor(end);
        store.offer_contradicted(&end, at(300)).await.unwrap()
    };
    assert!(!asks(1).await);

    // A server that was brought back further has it after all: asked once at each place.
    let page = plan(Some(1), 2, vec![put_decided(2, &kept)]);
    store.apply(&page, at(301)).await.unwrap();
    assert!(asks(2).await);
    settled(&store, &kept, conflict()).await;
    assert!(!asks(2).await);
    assert!(asks(3).await);
    settled(&store, &kept, applied(&kept)).await;
    assert!(!asks(4).await);
}

#[tokio::test(crate = "crate::testing")]
async fn what_was_never_acknowledged_and_is_followed_by_another_stays() {
    let (_folder, store) = new_store().await;
    let waiting = ReportState::Submitted { revision: 1 };
    let page = plan(None, 1, vec![put(1, 1, waiting)]);
    store.apply(&page, at(1)).await.unwrap();
    let refused = decision(8);
    assert!(store.enqueue(&refused, at(110)).await.unwrap());
    settled(&store, &refused, conflict()).await;
    assert!(store.enqueue(&decision(9), at(310)).await.unwrap());
    let page = plan(Some(1), 2, vec![put_decided(2, &refused)]);
    store.apply(&page, at(301)).await.unwrap();
    let end = cursor(2);
    assert!(!store.offer_contradicted(&end, at(302)).await.unwrap());
}

#[tokio::test(crate = "crate::testing")]
async fn decisions_offered_again_keep_their_order() {
    let (_folder, store) = new_store().await;
    let all = [decision(9), decision(4), decision(7)];
    for decision in &all {
        assert!(store.enqueue(decision, at(110)).await.unwrap());
        settled(&store, decision, applied(decision)).await;
    }
    store.start_over(at(300)).await.unwrap();
    let due = store.take_due(at(300), 50).await.unwrap();
    let due: Vec<_> = due.into_iter().map(|queued| queued.decision).collect();
    assert_eq!(due, all.clone().map(AnyDecision::from));

    // Held ones that were acknowledged once are offered again, also behind a newer one.
    let held = Outcome::Held {
        reason: HeldReason::UnknownRevision,
    };
    for decision in &all {
        settled(&store, decision, held.clone()).await;
    }
    store.offer_held_again().await.unwrap();
    assert_eq!(store.take_due(at(300), 50).await.unwrap().len(), 3);
}

#[tokio::test(crate = "crate::testing")]
async fn receipts_of_another_office_are_asked_about_at_the_login() {
    let (_folder, store) = new_store().await;
    let kept = decision(8);
    assert!(store.enqueue(&kept, at(110)).await.unwrap());
    settled(&store, &kept, applied(&kept)).await;
    let offered = async |office: &str| {
        store.offer_unseen(&office.into(), at(300)).await.unwrap();
        store.take_due(at(300), 50).await.unwrap().len()
    };
    assert_eq!(offered("innlandet").await, 0);
    assert_eq!(offered("vestland").await, 1);
}

#[tokio::test(crate = "crate::testing")]
async fn a_body_is_awaited_until_it_comes() {
    let (_folder, store) = new_store().await;
    let waiting = ReportState::Submitted { revision: 1 };
    let awaited = |seq, id: u128| Plan {
        awaited: vec![(EntityKind::Report, Uuid::from_u128(id))],
        ..plan(Some(seq), seq + 1, vec![])
    };
    let start = plan(None, 1, vec![]);
    store.apply(&start, at(1)).await.unwrap();
    for page in [awaited(1, 1), awaited(2, 1)] {
        store.apply(&page, at(1)).await.unwrap();
        assert!(store.awaits_bodies().await.unwrap());
    }
    let body = plan(Some(3), 4, vec![put(1, 3, waiting)]);
    store.apply(&body, at(1)).await.unwrap();
    assert!(!store.awaits_bodies().await.unwrap());
    store.apply(&awaited(4, 2), at(1)).await.unwrap();
    store.start_over(at(2)).await.unwrap();
    assert!(!store.awaits_bodies().await.unwrap());
}
