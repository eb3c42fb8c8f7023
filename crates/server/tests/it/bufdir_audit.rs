//! Bufdir in the portal: the audit log.

use domain::wire::{BufdirAudit, ProblemKind, path};
use serde_json::{Value, json};

use super::portal::browser::Browser;
use crate::world::{BERGEN, INNLANDET, KARI, RINGSAKER, World, approve, decision};

async fn read(world: &World, tove: &Browser, asked: Value) -> BufdirAudit {
    tove.post(world, path::PORTAL_BUFDIR_AUDIT, &asked)
        .await
        .ok()
}

#[tokio::test]
async fn bufdir_reads_who_did_what_when_and_to_what() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    let kari = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    world.receive(BERGEN, 2).await;
    world
        .decide(&kari, &decision(1, &received, approve(17)))
        .await;
    let all = read(&world, &tove, json!({})).await;
    let decided = all.rows.iter().find(|row| row.action == "decision.applied");
    let decided = decided.unwrap();
    assert_eq!(decided.actor, "officer");
    assert_eq!(decided.actor_name.as_deref(), Some("Officer Test"));
    assert_eq!(decided.office.as_ref().unwrap().as_str(), INNLANDET);
    let came = all
        .rows
        .iter()
        .filter(|row| row.action == "report.received");
    let named: Vec<_> = came.map(|row| row.object_name.as_deref()).collect();
    assert!(named.contains(&Some("HR-2026-1-3411")), "{named:?}");
    assert!(all.actions.contains(&"decision.applied".to_owned()));
    assert!(!all.more);

    let of_office = read(&world, &tove, json!({ "office": INNLANDET })).await;
    assert!(
        of_office
            .rows
            .iter()
            .all(|row| row.office == Some(INNLANDET.into()))
    );
    let by_kari = json!({ "actor": kari.person.to_string(), "action": "decision.applied" });
    assert_eq!(read(&world, &tove, by_kari).await.rows.len(), 1);
    let today = json!({ "since": "2026-07-01", "until": "2026-07-01" });
    assert!(!read(&world, &tove, today).await.rows.is_empty());
    let before = json!({ "until": "2026-06-30" });
    assert_eq!(read(&world, &tove, before).await.rows, []);
    // That it was read is an act itself.
    let readings = read(&world, &tove, json!({ "action": "audit.read" })).await;
    assert_eq!(readings.rows.len(), 5);
}

#[tokio::test]
async fn the_log_is_read_page_by_page_without_a_gap() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    let asked = json!({ "action": "audit.read" });
    for _ in 0..120 {
        read(&world, &tove, asked.clone()).await;
    }
    let first = read(&world, &tove, asked.clone()).await;
    assert_eq!((first.rows.len(), first.more), (100, true));
    let last = first.rows.last().unwrap().id;
    let rest = json!({ "action": "audit.read", "before": last });
    let rest = read(&world, &tove, rest).await;
    assert_eq!((rest.rows.len(), rest.more), (20, false));
    let mut ids: Vec<u64> = first
        .rows
        .iter()
        .chain(&rest.rows)
        .map(|row| row.id)
        .collect();
    assert!(ids.iter().is_sorted_by(|one, next| one > next));
    ids.dedup();
    assert_eq!(ids.len(), 120);
    let far = json!({ "before": u64::MAX });
    assert_eq!(read(&world, &tove, far).await.rows.len(), 100);
}

#[tokio::test]
async fn a_question_that_is_longer_than_any_answer_is_refused() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    for (path, asked, field) in [
        (
            path::PORTAL_BUFDIR_AUDIT,
            json!({ "actor": "x".repeat(101) }),
            "actor",
        ),
        (
            path::PORTAL_BUFDIR_PEOPLE,
            json!({ "text": "x".repeat(201), "role": null, "ended": false, "skip": 0 }),
            "text",
        ),
    ] {
        let refused = tove.post(&world, path, &asked).await;
        let refused = refused.problem(422, ProblemKind::Invalid);
        assert_eq!(refused.faults.first().unwrap().at, field);
    }
}
