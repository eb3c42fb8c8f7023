//! What the database itself refuses, and what it keeps when many write at once.

use std::sync::Arc;

use domain::{
    feed::Cursor,
    wire::{PullPage, Submitted},
};
use tokio::task::JoinHandle;

use crate::world::{INNLANDET, KARI, RINGSAKER, World, approve, decision, report};

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
    ] {
        assert!(!world.takes(statement).await, "{statement}");
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
