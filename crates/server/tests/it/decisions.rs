//! Deciding once: every item has its outcome, the same item has it for ever, and nobody decides what
//! another office's feed holds.

use domain::{
    decision::{COMMENT_MAX, Decision, Refusal, Verdict},
    ids::{DecisionId, ReportId},
    report::{Hash, ReportState},
    wire::{HeldReason, Outcome, ProblemKind, PushAnswer, RejectedReason, Submitted},
};
use futures::future::join_all;
use serde_json::json;
use uuid::Uuid;

use crate::world::{
    BERGEN, INNLANDET, KARI, LIV, OLA, RINGSAKER, VESTLAND, World, approve, decision, report,
    send_back, text,
};

fn held(reason: HeldReason) -> Outcome {
    Outcome::Held { reason }
}

fn rejected(reason: RejectedReason) -> Outcome {
    Outcome::Rejected { reason }
}

#[tokio::test]
async fn a_decision_is_applied_with_a_receipt() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    world.advance_minutes(3);
    let sent = decision(1, &received, approve(19));
    let Outcome::Applied { receipt } = world.decide(&desk, &sent).await else {
        panic!("not applied");
    };
    assert_eq!(receipt.number, "26-000001");
    assert_eq!(receipt.decision_id, sent.id);
    let on = receipt.report().unwrap();
    assert_eq!(on.report_id, received.report_id);
    assert_eq!(on.revision, 1);
    assert_eq!(receipt.content_hash, received.content_hash);
    assert_eq!(on.own_figure, Some(19));
    assert_eq!(receipt.received_at.to_string(), "2026-07-01T08:03:00Z");
    assert_eq!((receipt.office.as_str(), receipt.seq), (INNLANDET, 2));
}

#[tokio::test]
async fn the_same_bytes_keep_their_first_receipt() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let first: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let sent = decision(1, &first, send_back("Rett."));
    let Outcome::Applied { receipt } = world.decide(&desk, &sent).await else {
        panic!("not applied");
    };
    let duplicate = Outcome::Duplicate { receipt };
    let rows = world.stored_rows().await;
    world.advance_minutes(1);
    assert_eq!(world.decide(&desk, &sent).await, duplicate);
    // Twice in one push, too.
    for result in world.push(&desk, &[text(&sent), text(&sent)]).await {
        assert_eq!(result.outcome, duplicate);
    }
    assert_eq!(world.stored_rows().await, rows);

    let second: Submitted = world.submit(&client, &report(RINGSAKER, 2)).await.ok();
    assert_eq!(world.decide(&desk, &sent).await, duplicate);
    world.decide(&desk, &decision(2, &second, approve(0))).await;
    assert_eq!(world.decide(&desk, &sent).await, duplicate);
    // And under a later session of the same officer.
    let session = world.sign_in(desk.person).await;
    let later = crate::world::Desk { session, ..desk };
    assert_eq!(world.decide(&later, &sent).await, duplicate);
}

#[tokio::test]
async fn one_push_may_carry_the_same_decision_twice() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    let sent = text(&decision(1, &received, approve(1)));
    let results = world.push(&desk, &[sent.clone(), sent]).await;
    let Outcome::Applied { receipt } = results[0].outcome.clone() else {
        panic!("not applied");
    };
    assert_eq!(results[1].outcome, Outcome::Duplicate { receipt });
}

#[tokio::test]
async fn other_bytes_under_a_known_id_are_rejected() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    let sent = decision(1, &received, approve(1));
    world.decide(&desk, &sent).await;
    let rows = world.stored_rows().await;
    let respaced = serde_json::to_string_pretty(&sent).unwrap();
    let other_figure = text(&decision(1, &received, approve(2)));
    let garbage = json!({ "id": sent.id }).to_string();
    for other in [respaced, other_figure, garbage] {
        let results = world.push(&desk, std::slice::from_ref(&other)).await;
        assert_eq!(results[0].decision_id, Some(sent.id), "{other}");
        assert_eq!(
            results[0].outcome,
            rejected(RejectedReason::KeyReuse),
            "{other}"
        );
    }
    assert_eq!(world.stored_rows().await, rows);
    let again = world.decide(&desk, &sent).await;
    assert!(matches!(again, Outcome::Duplicate { .. }), "{again:?}");
}

#[tokio::test]
async fn what_the_officer_did_not_see_is_a_conflict() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let first: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let second: Submitted = world.submit(&client, &report(RINGSAKER, 2)).await.ok();
    let current = ReportState::Submitted { revision: 2 };
    let mut revision_0 = decision(2, &first, approve(1));
    revision_0.revision = 0;
    let mut other_content = decision(3, &second, approve(1));
    other_content.content_hash = Hash::of(b"other");
    for (sent, reason) in [
        (decision(1, &first, approve(1)), Refusal::OtherRevision),
        (revision_0, Refusal::OtherRevision),
        (other_content, Refusal::OtherContent),
    ] {
        let conflict = Outcome::Conflict { reason, current };
        assert_eq!(world.decide(&desk, &sent).await, conflict);
        // Final: the same bytes never become another outcome.
        assert_eq!(world.decide(&desk, &sent).await, conflict);
    }
    let now = world.decide(&desk, &decision(4, &second, approve(1))).await;
    assert!(matches!(now, Outcome::Applied { .. }), "{now:?}");
}

#[tokio::test]
async fn the_second_of_two_colleagues_meets_a_conflict() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let ola = world.officer(OLA, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    let first = decision(1, &received, approve(1));
    let applied = world.decide(&kari, &first).await;
    assert!(matches!(applied, Outcome::Applied { .. }));
    let rows = world.stored_rows().await;
    let second = decision(2, &received, send_back("Rett."));
    let conflict = Outcome::Conflict {
        reason: Refusal::NotWaiting,
        current: ReportState::Approved { revision: 1 },
    };
    assert_eq!(world.decide(&ola, &second).await, conflict);
    assert_eq!(world.decide(&ola, &second).await, conflict);
    // The conflict itself is kept, and nothing else.
    assert_eq!(world.stored_rows().await, rows + 1);

    // A colleague's id is no way to a colleague's receipt.
    let no_access = held(HeldReason::NoAccess);
    assert_eq!(world.decide(&ola, &first).await, no_access);
    let other = decision(1, &received, approve(2));
    assert_eq!(world.decide(&ola, &other).await, no_access);
}

#[tokio::test]
async fn of_many_at_the_same_moment_one_is_applied() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let ola = world.officer(OLA, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    let sent: Vec<Decision> = (0..8)
        .map(|id| decision(id, &received, approve(1)))
        .collect();
    let desks = [&kari, &ola].into_iter().cycle();
    let outcomes = sent
        .iter()
        .zip(desks)
        .map(|(sent, desk)| world.decide(desk, sent));
    let mut applied = 0;
    for outcome in join_all(outcomes).await {
        match outcome {
            Outcome::Applied { .. } => applied += 1,
            Outcome::Conflict { reason, .. } => assert_eq!(reason, Refusal::NotWaiting),
            Outcome::Duplicate { .. }
            | Outcome::ApplicationConflict { .. }
            | Outcome::Held { .. }
            | Outcome::Rejected { .. } => {
                panic!("{outcome:?}")
            }
        }
    }
    assert_eq!(applied, 1);

    // The same item many times at once is one act, too.
    let received = world.receive(BERGEN, 2).await;
    let liv = world.officer(LIV, VESTLAND).await;
    let sent = decision(9, &received, approve(1));
    let outcomes = join_all((0..8).map(|_| world.decide(&liv, &sent))).await;
    let is_applied = |outcome: &&Outcome| matches!(outcome, Outcome::Applied { .. });
    let is_duplicate = |outcome: &&Outcome| matches!(outcome, Outcome::Duplicate { .. });
    assert_eq!(outcomes.iter().filter(is_applied).count(), 1);
    assert_eq!(outcomes.iter().filter(is_duplicate).count(), 7);
}

#[tokio::test]
async fn what_is_another_offices_is_as_if_it_were_not() {
    let world = World::new().await;
    let desk = world.officer(LIV, VESTLAND).await;
    world.receive(BERGEN, 1).await;
    let elsewhere = world.receive(RINGSAKER, 2).await;
    let rows = world.stored_rows().await;
    let nowhere = Submitted {
        report_id: ReportId(Uuid::from_u128(99)),
        ..elsewhere.clone()
    };
    let answers = |revision| {
        let make = |on: &Submitted| {
            let mut sent = decision(1, on, approve(1));
            sent.revision = revision;
            text(&sent)
        };
        [make(&elsewhere), make(&nowhere)]
    };
    for revision in [1, 7] {
        let [theirs, none] = answers(revision);
        let theirs = world.push_raw(&desk, &[theirs]).await;
        let none = world.push_raw(&desk, &[none]).await;
        assert_eq!(theirs.body, none.body);
        let answer: PushAnswer = theirs.ok();
        assert_eq!(answer.results[0].outcome, held(HeldReason::NoAccess));
    }
    assert_eq!(world.stored_rows().await, rows);
}

#[tokio::test]
async fn what_is_held_may_be_applied_later() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let first: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let ahead = Submitted {
        revision: 2,
        ..first
    };
    let sent = decision(1, &ahead, approve(1));
    let unknown = held(HeldReason::UnknownRevision);
    assert_eq!(world.decide(&desk, &sent).await, unknown);
    assert_eq!(world.decide(&desk, &sent).await, unknown);
    let second: Submitted = world.submit(&client, &report(RINGSAKER, 2)).await.ok();
    assert_eq!(second.content_hash, ahead.content_hash);
    let applied = world.decide(&desk, &sent).await;
    assert!(matches!(applied, Outcome::Applied { .. }), "{applied:?}");
}

#[tokio::test]
async fn what_breaks_a_rule_of_decisions_is_rejected() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    let long = "æ".repeat(COMMENT_MAX + 1);
    let long_approval = Verdict::Approve {
        own_figure: 1,
        comment: Some(long.clone()),
    };
    for (id, verdict) in (1..).zip([
        approve(20),
        approve(u32::MAX),
        send_back(""),
        send_back(" \n\t"),
        send_back(&long),
        long_approval,
    ]) {
        let sent = decision(id, &received, verdict);
        let invalid = rejected(RejectedReason::Invalid);
        assert_eq!(world.decide(&desk, &sent).await, invalid, "{id}");
        assert_eq!(world.decide(&desk, &sent).await, invalid, "{id}");
    }
    let longest = send_back(&"æ".repeat(COMMENT_MAX));
    let applied = world.decide(&desk, &decision(99, &received, longest)).await;
    assert!(matches!(applied, Outcome::Applied { .. }), "{applied:?}");
}

#[tokio::test]
async fn an_item_that_is_no_decision_touches_no_other() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    let sent = decision(1, &received, approve(1));
    let other_id = |n| DecisionId(Uuid::from_u128(n));
    let mut stranger = serde_json::to_value(Decision {
        id: other_id(2),
        ..sent.clone()
    })
    .unwrap();
    stranger["extra"] = json!(1);
    let mut lacking = stranger.clone();
    lacking["id"] = json!(other_id(3));
    lacking.as_object_mut().unwrap().remove("extra");
    lacking.as_object_mut().unwrap().remove("verdict");
    let mut negative = lacking.clone();
    negative["id"] = json!(other_id(4));
    negative["verdict"] = json!({ "kind": "approve", "own_figure": -1, "comment": null });
    let twice = format!(r#"{{"id":"{0}","id":"{0}"}}"#, other_id(5));
    let items = [
        ("null".to_owned(), None),
        ("17".to_owned(), None),
        (r#""text""#.to_owned(), None),
        ("[]".to_owned(), None),
        ("{}".to_owned(), None),
        (r#"{"id":"no id"}"#.to_owned(), None),
        (twice, None),
        (stranger.to_string(), Some(other_id(2))),
        (lacking.to_string(), Some(other_id(3))),
        (negative.to_string(), Some(other_id(4))),
        (text(&sent), Some(sent.id)),
        ("{}".to_owned(), None),
    ];
    let texts: Vec<String> = items.iter().map(|(item, _)| item.clone()).collect();
    let results = world.push(&desk, &texts).await;
    for ((item, id), result) in items.iter().zip(&results) {
        assert_eq!(result.decision_id, *id, "{item}");
        if *id == Some(sent.id) {
            let applied = matches!(result.outcome, Outcome::Applied { .. });
            assert!(applied, "{result:?}");
        } else {
            let invalid = rejected(RejectedReason::Invalid);
            assert_eq!(result.outcome, invalid, "{item}");
        }
    }
}

#[tokio::test]
async fn an_array_is_no_decision() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    let sent = serde_json::to_value(decision(1, &received, approve(1))).unwrap();
    let fields = [
        "id",
        "report_id",
        "revision",
        "content_hash",
        "verdict",
        "confirmed_at",
    ];
    let array = json!(fields.map(|field| &sent[field])).to_string();
    let id_alone = json!([sent["id"]]).to_string();
    for result in world.push(&desk, &[array, id_alone]).await {
        assert_eq!(result.decision_id, None);
        assert_eq!(result.outcome, rejected(RejectedReason::Invalid));
    }
    // The id is still free.
    let results = world.push(&desk, &[sent.to_string()]).await;
    let applied = matches!(results[0].outcome, Outcome::Applied { .. });
    assert!(applied, "{results:?}");
}

#[tokio::test]
async fn a_push_is_bounded() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    assert!(world.push(&desk, &[]).await.is_empty());
    let items = vec!["{}".to_owned(); 51];
    assert_eq!(world.push(&desk, &items[..50]).await.len(), 50);
    let answer = world.push_raw(&desk, &items).await;
    answer.problem(413, ProblemKind::TooLarge);
}

#[tokio::test]
async fn receipts_are_counted_within_the_year() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let mut numbers = Vec::new();
    // At 23:30 UTC on 31 December the year is new in Norway.
    let to_new_year = 183 * 24 * 60 + 15 * 60 + 30;
    for (id, minutes) in [(1, 0), (2, to_new_year - 31), (3, 31), (4, 60)] {
        world.advance_minutes(minutes);
        let session = world.sign_in(desk.person).await;
        let today = crate::world::Desk {
            person: desk.person,
            session,
        };
        let received: Submitted = world.submit(&client, &report(RINGSAKER, id)).await.ok();
        let sent = decision(id, &received, send_back("Rett."));
        let Outcome::Applied { receipt } = world.decide(&today, &sent).await else {
            panic!("not applied");
        };
        numbers.push(receipt.number);
    }
    assert_eq!(world.app.ctx().now().to_string(), "2027-01-01T00:30:00Z");
    let expected = ["26-000001", "26-000002", "27-000001", "27-000002"];
    assert_eq!(numbers, expected);
}
