//! Work for other systems: queued with what causes it, once.

use domain::wire::Submitted;

use crate::world::{
    INNLANDET, KARI, OLA, RINGSAKER, World, approve, decision, report, send_back, text,
};

/// Every job: its kind, what caused it, and when.
async fn jobs(world: &World) -> Vec<(String, String, String, i64)> {
    world
        .rows("SELECT kind, cause, cause_id, created_at FROM job ORDER BY id")
        .await
}

#[tokio::test]
async fn each_cause_queues_its_jobs_once() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let ola = world.officer(OLA, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let mut expected = Vec::new();
    let mut expect = |kind: &str, cause: &str, id: String, minute: i64| {
        let start = 1_782_892_800_000;
        let at = start + minute * 60_000;
        expected.push((kind.to_owned(), cause.to_owned(), id, at));
    };

    let first: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let _: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    expect("mail", "revision", format!("{}/1", first.report_id), 0);

    world.advance_minutes(1);
    let returned = decision(1, &first, send_back("Rett."));
    let too_high = decision(2, &first, approve(20));
    let items = [text(&too_high), text(&returned), text(&returned)];
    world.push(&kari, &items).await;
    expect("mail", "decision", returned.id.to_string(), 1);

    world.advance_minutes(1);
    let second: Submitted = world.submit(&client, &report(RINGSAKER, 2)).await.ok();
    expect("mail", "revision", format!("{}/2", second.report_id), 2);

    world.advance_minutes(1);
    let approved = decision(3, &second, approve(19));
    let stale = decision(4, &first, approve(1));
    world.push(&kari, &[text(&stale), text(&approved)]).await;
    world.push(&kari, &[text(&approved)]).await;
    world.decide(&ola, &decision(5, &second, approve(1))).await;
    expect("mail", "decision", approved.id.to_string(), 3);

    assert_eq!(jobs(&world).await, expected);
}
