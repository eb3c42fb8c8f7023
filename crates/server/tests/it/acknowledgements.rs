//! Bufdir's acknowledgements: each kept once, told to the office once, and the same for ever.

use domain::{
    ids::DecisionId,
    report::Report,
    wire::{ACKNOWLEDGE_MAX, Acknowledgement, ProblemKind, PullPage, path},
};
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use server::store::DeliveryBacklog;
use uuid::Uuid;

use crate::{
    bufdir::{Bufdir, approved},
    world::{Desk, INNLANDET, KARI, RINGSAKER, World, decision, operator, send_back},
};

const UNKNOWN: Acknowledgement = Acknowledgement::Unknown;

fn at(time: &str) -> Acknowledgement {
    let at = time.parse().unwrap();
    Acknowledgement::Acknowledged { at }
}

/// The last entry of the office's feed, and when each report's first revision was acknowledged.
async fn feed(world: &World, desk: &Desk) -> (u64, Vec<Option<Timestamp>>) {
    let PullPage::Ok { head, bodies, .. } = world.pull(desk, None, 500).await else {
        panic!("diverged");
    };
    let reports = bodies.iter().map(|body| {
        let report: Report = serde_json::from_str(body.body.get()).unwrap();
        let first = report.revision(1)?;
        first.decision.as_ref()?.acknowledged_at
    });
    (head, reports.collect())
}

#[tokio::test]
async fn an_acknowledgement_reaches_the_office_once_and_keeps_its_time() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let first = approved(&world, &desk, (RINGSAKER, "2026-1"), 1).await;
    let second = approved(&world, &desk, ("3403", "2026-1"), 2).await;
    assert_eq!(feed(&world, &desk).await, (4, vec![None, None]));

    world.advance_minutes(1);
    let minute_1 = at("2026-07-01T08:01:00Z");
    // Twice in one request, too.
    assert_eq!(
        bufdir.acknowledge(&[first, first]).await,
        [minute_1, minute_1]
    );
    let time_1 = Some("2026-07-01T08:01:00Z".parse().unwrap());
    let told = (5, vec![None, time_1]);
    assert_eq!(feed(&world, &desk).await, told);

    let rows = world.stored_rows().await;
    let page = bufdir.page(0, 2).await;
    world.advance_minutes(1);
    let session = world.sign_in(desk.person).await;
    let desk = Desk { session, ..desk };
    assert_eq!(bufdir.acknowledge(&[first]).await, [minute_1]);
    // Another system of Bufdir's gets the first answer as well.
    let other = Bufdir::new(&world).await;
    assert_eq!(other.acknowledge(&[first]).await, [minute_1]);
    assert_eq!(world.stored_rows().await, rows);
    assert_eq!(feed(&world, &desk).await, told);
    // A delivery is the same before and after.
    let again = bufdir.page(0, 2).await;
    let bodies = |page: &domain::wire::DeliveryPage| {
        let bodies = page.deliveries.iter().map(|it| it.body.get().to_owned());
        bodies.collect::<Vec<_>>()
    };
    assert_eq!(bodies(&again), bodies(&page));

    let minute_2 = at("2026-07-01T08:02:00Z");
    assert_eq!(
        bufdir.acknowledge(&[second, first]).await,
        [minute_2, minute_1]
    );
    let time_2 = Some("2026-07-01T08:02:00Z".parse().unwrap());
    assert_eq!(feed(&world, &desk).await, (6, vec![time_1, time_2]));
}

#[tokio::test]
async fn of_many_at_the_same_moment_one_is_kept() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let id = approved(&world, &desk, (RINGSAKER, "2026-1"), 1).await;
    let ids = [id];
    let answers = join_all((0..8).map(|_| bufdir.acknowledge(&ids))).await;
    let now = at("2026-07-01T08:00:00Z");
    assert!(answers.iter().all(|answer| *answer == [now]), "{answers:?}");
    assert_eq!(feed(&world, &desk).await.0, 3);
}

#[tokio::test]
async fn an_id_that_no_delivery_has_touches_no_other() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive("3403", 1).await;
    let returned = decision(1, &received, send_back("Rett."));
    world.decide(&desk, &returned).await;
    let good = approved(&world, &desk, (RINGSAKER, "2026-1"), 2).await;
    let rows = world.stored_rows().await;
    let never = DecisionId(Uuid::from_u128(99));
    assert_eq!(
        bufdir.acknowledge(&[returned.id, never]).await,
        [UNKNOWN, UNKNOWN]
    );
    assert_eq!(world.stored_rows().await, rows);
    let outcomes = bufdir.acknowledge(&[never, good, returned.id]).await;
    assert_eq!(outcomes, [UNKNOWN, at("2026-07-01T08:00:00Z"), UNKNOWN]);
}

#[tokio::test]
async fn acknowledgements_are_bounded() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    assert_eq!(bufdir.acknowledge(&[]).await, []);
    let ids: Vec<_> = (0..=100).map(|n| DecisionId(Uuid::from_u128(n))).collect();
    let most = &ids[..ACKNOWLEDGE_MAX];
    assert_eq!(bufdir.acknowledge(most).await, [UNKNOWN; ACKNOWLEDGE_MAX]);
    let answer = bufdir.acknowledge_raw(&ids).await;
    answer.problem(413, ProblemKind::TooLarge);
    let token = Some(bufdir.token.as_str());
    for body in [
        "",
        "{}",
        "[[]]",
        r#"{"decision_ids":["no id"]}"#,
        r#"{"decision_ids":[],"extra":1}"#,
    ] {
        let answer = world.post(path::ACKNOWLEDGEMENTS, token, body).await;
        answer.problem(422, ProblemKind::Invalid);
    }
}

#[tokio::test]
async fn the_backlog_is_what_bufdir_has_not_acknowledged() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let backlog = async || {
        let DeliveryBacklog { waiting, oldest } = world
            .app
            .store()
            .delivery_backlog(operator())
            .await
            .unwrap();
        (waiting, oldest.map(|age: SignedDuration| age.as_mins()))
    };
    assert_eq!(backlog().await, (0, None));
    let first = approved(&world, &desk, (RINGSAKER, "2026-1"), 1).await;
    world.advance_minutes(2);
    let second = approved(&world, &desk, ("3403", "2026-1"), 2).await;
    world.advance_minutes(3);
    assert_eq!(backlog().await, (2, Some(5)));
    // Fetching alone takes nothing away.
    bufdir.all(1).await;
    assert_eq!(backlog().await, (2, Some(5)));
    bufdir.acknowledge(&[first]).await;
    assert_eq!(backlog().await, (1, Some(3)));
    bufdir.acknowledge(&[second]).await;
    assert_eq!(backlog().await, (0, None));
}
