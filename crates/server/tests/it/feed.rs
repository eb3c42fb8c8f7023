//! The feed: a chain anyone can recompute, each body once, and only one's own.

use std::collections::BTreeMap;

use domain::{
    feed::{Cursor, Entry, GENESIS},
    ids::ReportId,
    report::{Hash, Report},
    wire::{PULL_MAX, PullPage, Submitted, path},
};
use uuid::Uuid;

use crate::world::{
    BERGEN, Desk, INNLANDET, KARI, LIV, RINGSAKER, VESTLAND, World, approve, decision, report,
    send_back,
};

const HAMAR: &str = "3403";

/// All of an office's feed, page by page, checked as a client checks it.
struct Read {
    entries: Vec<Entry>,
    /// The text of each body, with the entry it came with.
    bodies: BTreeMap<Uuid, (u64, String)>,
    cursor: Cursor,
}

async fn read(world: &World, desk: &Desk, from: Option<Cursor>, most: u32) -> Read {
    let start = Cursor::start(desk.session.officer.office.clone());
    let mut read = Read {
        entries: Vec::new(),
        bodies: BTreeMap::new(),
        cursor: from.clone().unwrap_or(start),
    };
    let mut asked = from;
    loop {
        let PullPage::Ok {
            office,
            server_time,
            head,
            entries,
            bodies,
        } = world.pull(desk, asked, most).await
        else {
            panic!("diverged at {:?}", read.cursor);
        };
        assert_eq!(office, desk.session.officer.office);
        assert_eq!(server_time, domain::Clock::now(&*world.clock));
        assert!(entries.len() <= usize::try_from(most).unwrap());
        assert_eq!(entries.is_empty(), head == read.cursor.seq);
        let last_of_page: BTreeMap<Uuid, &Entry> = entries.iter().map(|e| (e.id, e)).collect();
        for body in bodies {
            let entry = last_of_page.get(&body.id).unwrap();
            assert_eq!((body.kind, body.rev), (entry.kind, entry.rev));
            assert_eq!(Hash::of(body.body.get().as_bytes()), entry.payload_hash);
            let text = body.body.get().to_owned();
            let before = read.bodies.insert(body.id, (entry.seq, text));
            assert!(before.is_none(), "{} came twice", body.id);
        }
        for entry in &entries {
            assert_eq!(entry.seq, read.cursor.seq + 1);
            read.cursor.seq = entry.seq;
            read.cursor.chain = entry.chained_to(read.cursor.chain);
        }
        if entries.is_empty() {
            return read;
        }
        read.entries.extend(entries);
        asked = Some(read.cursor.clone());
    }
}

/// Two units of Innlandet with five changes, and one of Vestland between them.
async fn busy(world: &World, desk: &Desk) -> [ReportId; 3] {
    let ringsaker = world.client(RINGSAKER).await;
    let first: Submitted = world.submit(&ringsaker, &report(RINGSAKER, 1)).await.ok();
    let bergen = world.receive(BERGEN, 2).await;
    let hamar = world.receive(HAMAR, 3).await;
    let verdict = send_back("Rett inv_closed.");
    world.decide(desk, &decision(1, &first, verdict)).await;
    let second: Submitted = world.submit(&ringsaker, &report(RINGSAKER, 4)).await.ok();
    world.decide(desk, &decision(2, &second, approve(3))).await;
    [first.report_id, hamar.report_id, bergen.report_id]
}

#[tokio::test]
async fn pages_of_any_size_give_the_same_feed() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let [ringsaker, hamar, _] = busy(&world, &desk).await;
    let whole = read(&world, &desk, None, PULL_MAX).await;
    let changes: Vec<(u64, Uuid, u64)> =
        whole.entries.iter().map(|e| (e.seq, e.id, e.rev)).collect();
    let expected = [
        (1, ringsaker.0, 1),
        (2, hamar.0, 1),
        (3, ringsaker.0, 2),
        (4, ringsaker.0, 3),
        (5, ringsaker.0, 4),
    ];
    assert_eq!(changes, expected);
    // Each body comes with the last change of its report.
    let places: BTreeMap<Uuid, u64> = whole.bodies.iter().map(|(id, b)| (*id, b.0)).collect();
    assert_eq!(places, BTreeMap::from([(ringsaker.0, 5), (hamar.0, 2)]));
    let newest: Report = serde_json::from_str(&whole.bodies[&ringsaker.0].1).unwrap();
    assert_eq!(newest.revisions.len(), 2);
    assert!(newest.revisions.iter().all(|r| r.decision.is_some()));

    for most in 1..=6 {
        let paged = read(&world, &desk, None, most).await;
        assert_eq!(paged.entries, whole.entries, "{most}");
        assert_eq!(paged.bodies, whole.bodies, "{most}");
        assert_eq!(paged.cursor, whole.cursor, "{most}");
    }
}

#[tokio::test]
async fn a_cursor_continues_where_it_stood() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let [ringsaker, ..] = busy(&world, &desk).await;
    let whole = read(&world, &desk, None, 3).await;
    assert!(
        read(&world, &desk, Some(whole.cursor.clone()), 3)
            .await
            .entries
            .is_empty()
    );

    let hamar = world.client(HAMAR).await;
    let _: Submitted = world.submit(&hamar, &report(HAMAR, 5)).await.ok();
    let after = read(&world, &desk, Some(whole.cursor.clone()), 1).await;
    assert_eq!(after.entries.len(), 1);
    assert_eq!(after.bodies.len(), 1);
    let everything = read(&world, &desk, None, 2).await;
    assert_eq!(everything.cursor, after.cursor);
    // What did not change since keeps its bytes.
    assert_eq!(everything.bodies[&ringsaker.0], whole.bodies[&ringsaker.0]);
}

#[tokio::test]
async fn the_chain_told_is_the_chain_kept() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    busy(&world, &desk).await;
    let told = read(&world, &desk, None, 2).await;
    let head: Vec<(String, i64, Vec<u8>)> = world
        .rows("SELECT office, seq, chain FROM office_head")
        .await;
    let (_, seq, chain) = head
        .iter()
        .find(|(office, ..)| office == INNLANDET)
        .unwrap();
    assert_eq!(*seq, 5);
    assert_eq!(*chain, told.cursor.chain.0);
}

#[tokio::test]
async fn an_office_sees_only_its_own() {
    let world = World::new().await;
    let innlandet = world.officer(KARI, INNLANDET).await;
    let vestland = world.officer(LIV, VESTLAND).await;
    let [ringsaker, hamar, bergen] = busy(&world, &innlandet).await;
    let of = |read: Read| read.entries.iter().map(|e| e.id).collect::<Vec<_>>();
    let ours = of(read(&world, &innlandet, None, 2).await);
    assert!(!ours.contains(&bergen.0));
    let theirs = of(read(&world, &vestland, None, 2).await);
    assert_eq!(theirs, [bergen.0]);

    let answer = world
        .pull_raw(&vestland.session.access_token, None, PULL_MAX)
        .await;
    let text = String::from_utf8_lossy(&answer.body);
    for stranger in [ringsaker.to_string(), hamar.to_string(), "3411".to_owned()] {
        assert!(!text.contains(&stranger), "{text}");
    }
}

#[tokio::test]
async fn a_cursor_that_is_no_place_in_the_feed_diverges() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    busy(&world, &desk).await;
    let good = read(&world, &desk, None, PULL_MAX).await.cursor;
    let cursor = |seq, chain| Cursor {
        seq,
        chain,
        ..good.clone()
    };
    let mut flipped = good.chain;
    flipped.0[31] ^= 1;
    let elsewhere = Cursor::start(VESTLAND.into());
    for stray in [
        cursor(5, flipped),
        cursor(5, GENESIS),
        cursor(4, good.chain),
        cursor(0, good.chain),
        cursor(6, good.chain),
        cursor(i64::MAX.unsigned_abs(), good.chain),
        cursor(u64::MAX, good.chain),
        elsewhere,
    ] {
        let page = world.pull(&desk, Some(stray.clone()), 1).await;
        let PullPage::Diverged { office, head } = page else {
            panic!("{stray:?} did not diverge");
        };
        assert_eq!((office.as_str(), head), (INNLANDET, 5));
    }
}

#[tokio::test]
async fn an_empty_feed_is_an_empty_page() {
    let world = World::new().await;
    let desk = world.officer(LIV, VESTLAND).await;
    world.receive(RINGSAKER, 1).await;
    for cursor in [None, Some(Cursor::start(VESTLAND.into()))] {
        let PullPage::Ok {
            head,
            entries,
            bodies,
            ..
        } = world.pull(&desk, cursor, 1).await
        else {
            panic!("diverged");
        };
        assert_eq!((head, entries.len(), bodies.len()), (0, 0, 0));
    }
}

#[tokio::test]
async fn a_page_has_an_entry_whatever_is_asked() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    busy(&world, &desk).await;
    for (most, found) in [(0, 1), (1, 1), (4, 4), (u32::MAX, 5)] {
        let PullPage::Ok { entries, .. } = world.pull(&desk, None, most).await else {
            panic!("diverged");
        };
        assert_eq!(entries.len(), found, "{most}");
    }
}

#[tokio::test]
async fn a_page_ends_where_its_bodies_grow_too_large() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let text = "a".repeat(domain::report::TEXT_MAX);
    let template = domain::template::Template::current();
    let comments: serde_json::Map<_, _> = template
        .municipal_points()
        .map(|point| (point.id.to_string(), text.as_str().into()))
        .collect();
    // The third report alone is more than a page has room for.
    let periods = [
        "2024-1", "2024-2", "2025-1", "2025-1", "2025-1", "2025-1", "2025-1", "2025-2", "2026-1",
    ];
    for (submission, period) in (1..).zip(periods) {
        world.open_period(period).await;
        let mut large = report(RINGSAKER, submission);
        large["period"] = period.into();
        large["comments"] = comments.clone().into();
        let _: Submitted = world.submit(&client, &large).await.ok();
    }
    let PullPage::Ok {
        entries, bodies, ..
    } = world.pull(&desk, None, PULL_MAX).await
    else {
        panic!("diverged");
    };
    assert_eq!((entries.len(), bodies.len()), (6, 2));
    let whole = read(&world, &desk, None, PULL_MAX).await;
    assert_eq!((whole.entries.len(), whole.bodies.len()), (9, 5));
}

#[tokio::test]
async fn a_request_that_is_no_pull_is_refused() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let token = Some(desk.session.access_token.as_str());
    for body in [
        "",
        "{}",
        "[null,1]",
        r#"{"cursor":null,"max_entries":-1}"#,
        r#"{"cursor":null,"max_entries":1,"extra":1}"#,
        r#"{"cursor":{"office":"innlandet","seq":0,"chain":"00"},"max_entries":1}"#,
    ] {
        let answer = world.post(path::PULL, token, body).await;
        answer.problem(422, domain::wire::ProblemKind::Invalid);
    }
}
