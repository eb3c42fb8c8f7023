//! What the database itself refuses, and what it keeps when many write at once.

use std::sync::Arc;

use domain::{
    feed::Cursor,
    ids::DecisionId,
    report::Report,
    wire::{PullPage, Submitted},
};
use tokio::task::JoinHandle;

use crate::{
    bufdir::{Bufdir, approved},
    world::{
        BERGEN, INNLANDET, KARI, LIV, RINGSAKER, VESTLAND, World, approve, decision, report,
        send_back,
    },
};

#[tokio::test]
async fn what_is_kept_cannot_be_changed() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    world
        .decide(&desk, &decision(1, &received, approve(1)))
        .await;
    for statement in [
        "UPDATE decision SET answer = bytes",
        "DELETE FROM decision",
        "UPDATE revision SET submission = content_hash",
        "DELETE FROM revision",
        "UPDATE feed_entry SET rev = 9",
        "DELETE FROM feed_entry",
        "INSERT INTO feed_entry SELECT office, seq + 3, kind, id, 9, payload_hash, chain, 0
            FROM feed_entry WHERE seq = 1",
        "UPDATE delivery SET body = payload_hash",
        "UPDATE delivery SET seq = 2",
        "UPDATE delivery SET acknowledged_at = 1",
        "DELETE FROM delivery",
    ] {
        assert!(!world.takes(statement).await, "{statement}");
    }
}

#[tokio::test]
async fn a_delivery_is_acknowledged_once_and_its_number_has_none_before_it() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let id = approved(&world, &desk, (RINGSAKER, "2026-1"), 1).await;
    let returned = world.receive("3403", 2).await;
    world
        .decide(&desk, &decision(2, &returned, send_back("Rett.")))
        .await;
    bufdir.acknowledge(&[id]).await;
    for statement in [
        "UPDATE delivery SET acknowledged_at = 1",
        "UPDATE delivery SET acknowledged_at = NULL, acknowledged_by = NULL",
    ] {
        assert!(!world.takes(statement).await, "{statement}");
    }
    // Any applied decision would do, in the next place only.
    let add = |seq: &str| {
        let statement = format!(
            "INSERT INTO delivery (seq, decision_id, report_id, revision, office, body, payload_hash,
                queued_at)
            SELECT {seq}, decision.id, decision.report_id, 1, delivery.office, body, payload_hash, 0
            FROM delivery, decision WHERE decision.id <> delivery.decision_id"
        );
        &*statement.leak()
    };
    for (seq, is_taken) in [("0", false), ("3", false), ("2", true)] {
        assert_eq!(world.takes(add(seq)).await, is_taken, "{seq}");
    }
}

/// Eight case systems write while a reader polls: the reader misses nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_writers_leave_no_gap() {
    const UNITS: [&str; 8] = [
        "3403", "3405", "3407", "3411", "3412", "3413", "3414", "3415",
    ];
    const EACH: u128 = 5;
    let world = Arc::new(World::new().await);
    let desk = world.officer(KARI, INNLANDET).await;
    let writers = UNITS.map(|unit| {
        let world = Arc::clone(&world);
        tokio::spawn(async move {
            let client = world.client(unit).await;
            for submission in 1..=EACH {
                let sent = report(unit, submission);
                let received: Submitted = world.submit(&client, &sent).await.ok();
                assert_eq!(u128::from(received.revision), submission);
            }
        })
    });
    let mut cursor = Cursor::start(INNLANDET.into());
    loop {
        let all_written = writers.iter().all(JoinHandle::is_finished);
        let page = world.pull(&desk, Some(cursor.clone()), 3).await;
        let PullPage::Ok { entries, .. } = page else {
            panic!("diverged at {cursor:?}");
        };
        cursor = cursor.advanced(&entries).unwrap();
        if all_written && entries.is_empty() {
            break;
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let PullPage::Ok { head, bodies, .. } = world.pull(&desk, None, 500).await else {
        panic!("diverged");
    };
    assert_eq!((head, bodies.len()), (40, UNITS.len()));
}

/// Eight officers' machines approve in two offices while Bufdir reads and acknowledges: nothing is
/// missed, and nobody waits for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_writers_leave_no_gap_between_deliveries() {
    const PERIODS: [&str; 4] = ["2026-1", "2025-2", "2025-1", "2024-2"];
    let world = Arc::new(World::new().await);
    for period in PERIODS {
        world.open_period(period).await;
    }
    let innlandet = Arc::new(world.officer(KARI, INNLANDET).await);
    let vestland = Arc::new(world.officer(LIV, VESTLAND).await);
    let units = [
        (&innlandet, ["3403", "3405", "3407", RINGSAKER]),
        (&vestland, [BERGEN, "4602", "4611", "4612"]),
    ];
    let units = units
        .iter()
        .flat_map(|(desk, units)| units.map(|unit| (*desk, unit)));
    let writers: Vec<JoinHandle<Vec<DecisionId>>> = (0..)
        .zip(units)
        .map(|(writer, (desk, unit))| {
            let (world, desk) = (Arc::clone(&world), Arc::clone(desk));
            tokio::spawn(async move {
                let mut ids = Vec::new();
                for (id, period) in (writer * 10..).zip(PERIODS) {
                    ids.push(approved(&world, &desk, (unit, period), id).await);
                }
                ids
            })
        })
        .collect();

    let bufdir = Bufdir::new(&world).await;
    let mut read: Vec<(u64, DecisionId)> = Vec::new();
    loop {
        let all_written = writers.iter().all(JoinHandle::is_finished);
        let after = read.last().map_or(0, |(seq, _)| *seq);
        let page = bufdir.page(after, 3).await;
        let ids: Vec<_> = page.deliveries.iter().map(|it| it.decision_id).collect();
        bufdir.acknowledge(&ids).await;
        read.extend(page.deliveries.iter().map(|it| it.seq).zip(ids));
        if all_written && page.deliveries.is_empty() {
            break;
        }
    }
    let mut approved = Vec::new();
    for writer in writers {
        approved.extend(writer.await.unwrap());
    }
    let numbers: Vec<_> = read.iter().map(|(seq, _)| *seq).collect();
    assert_eq!(numbers, (1..=32).collect::<Vec<_>>());
    let mut found: Vec<_> = read.iter().map(|(_, id)| *id).collect();
    found.sort();
    approved.sort();
    assert_eq!(found, approved);

    for (desk, office) in [(innlandet, INNLANDET), (vestland, VESTLAND)] {
        let page = world.pull(&desk, None, 500).await;
        let PullPage::Ok {
            head,
            entries,
            bodies,
            ..
        } = page
        else {
            panic!("diverged");
        };
        // Received, approved, acknowledged.
        assert_eq!((head, bodies.len()), (16 * 3, 16));
        Cursor::start(office.into()).advanced(&entries).unwrap();
        for body in bodies {
            let report: Report = serde_json::from_str(body.body.get()).unwrap();
            let record = report.revisions[0].decision.clone().unwrap();
            assert!(record.acknowledged_at.is_some(), "{}", report.reference);
        }
    }
}
