//! Sealed decisions: opened for who sealed them, and settled as if they were pushed.

use domain::{
    decision::Decision,
    sealing::SealedDecision,
    wire::{
        Opened, Outcome, PublishedKeys, PushSealedAnswer, PushSealedRequest, RejectedReason, path,
    },
};
use edge::system_ctx;

use crate::world::{
    Desk, INNLANDET, KARI, OLA, RINGSAKER, World, approve, decision, send_back, text,
};

async fn seal(world: &World, desk: &Desk, decision: &Decision) -> SealedDecision {
    let keys: PublishedKeys = world.get(path::KEYS).await.ok();
    let (person, bytes) = (desk.session.officer.id, text(decision));
    let sealed = keys
        .sealing
        .seal(&system_ctx(), person, decision.id, bytes.as_bytes());
    sealed.unwrap()
}

async fn push(world: &World, desk: &Desk, boxed: SealedDecision) -> Option<Opened> {
    let token = Some(desk.session.access_token.as_str());
    let id = boxed.decision_id;
    let body = text(&PushSealedRequest { items: vec![boxed] });
    let answer: PushSealedAnswer = world.post(path::PUSH_SEALED, token, body).await.ok();
    let [result] = <[_; 1]>::try_from(answer.results).unwrap();
    assert_eq!(result.decision_id, id);
    result.opened
}

#[tokio::test]
async fn a_sealed_decision_is_settled_as_a_pushed_one() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    let sent = decision(1, &received, approve(19));
    let boxed = seal(&world, &desk, &sent).await;
    let opened = push(&world, &desk, boxed.clone()).await.unwrap();
    assert_eq!(opened.decision.get(), text(&sent));
    let Outcome::Applied { receipt } = opened.outcome else {
        panic!("{:?}", opened.outcome);
    };
    // The same decision by either way is one decision.
    let duplicate = Outcome::Duplicate { receipt };
    assert_eq!(push(&world, &desk, boxed).await.unwrap().outcome, duplicate);
    assert_eq!(world.decide(&desk, &sent).await, duplicate);
    let other = decision(1, &received, send_back("Rett."));
    let boxed = seal(&world, &desk, &other).await;
    let reused = Outcome::Rejected {
        reason: RejectedReason::KeyReuse,
    };
    assert_eq!(push(&world, &desk, boxed).await.unwrap().outcome, reused);
}

#[tokio::test]
async fn a_box_is_nothing_in_other_hands() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let colleague = world.officer(OLA, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    let sent = decision(1, &received, approve(19));
    let boxed = seal(&world, &desk, &sent).await;
    let rows = world.stored_rows().await;
    assert!(push(&world, &colleague, boxed.clone()).await.is_none());
    let renamed = SealedDecision {
        decision_id: decision(2, &received, approve(19)).id,
        ..boxed.clone()
    };
    assert!(push(&world, &desk, renamed).await.is_none());
    assert_eq!(world.stored_rows().await, rows);
    let opened = push(&world, &desk, boxed).await.unwrap();
    assert!(matches!(opened.outcome, Outcome::Applied { .. }));
}

#[tokio::test]
async fn a_box_under_another_decisions_name_counts_for_nothing() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    let (sent, named) = (
        decision(1, &received, approve(19)),
        decision(2, &received, approve(19)).id,
    );
    let keys: PublishedKeys = world.get(path::KEYS).await.ok();
    let person = desk.session.officer.id;
    let boxed = keys
        .sealing
        .seal(&system_ctx(), person, named, text(&sent).as_bytes());
    let rows = world.stored_rows().await;
    assert!(push(&world, &desk, boxed.unwrap()).await.is_none());
    assert_eq!(world.stored_rows().await, rows);
}
