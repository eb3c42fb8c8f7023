//! Deliveries: one for each applied approval, in exact bytes, in one order, for Bufdir alone.

use domain::{
    decision::Verdict,
    report::{Hash, Report, TEXT_MAX},
    template::Template,
    wire::{DELIVERIES_MAX, DeliveryQuery, Outcome, ProblemKind, PullPage, Submitted, path},
};

use crate::{
    bufdir::{Bufdir, approved, get, opened},
    world::{
        INNLANDET, KARI, LIV, OLA, RINGSAKER, VESTLAND, World, approve, decision, operator, report,
        send_back, submission, text,
    },
};

const NOW: &str = "2026-1";
const PAGE_BYTES: usize = 4 * 1024 * 1024;

#[tokio::test]
async fn an_approval_is_delivered_in_its_exact_bytes() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    world.advance_minutes(3);
    let for_the_office = "Sett under ett.";
    let verdict = Verdict::Approve {
        own_figure: 17,
        comment: Some(for_the_office.to_owned()),
    };
    let sent = decision(7, &received, verdict);
    let Outcome::Applied { receipt } = world.decide(&desk, &sent).await else {
        panic!("not applied");
    };
    let page = bufdir.page(0, 1).await;
    let [entry] = page.deliveries.as_slice() else {
        panic!("{page:?}");
    };
    assert_eq!((page.head, entry.seq, entry.decision_id), (1, 1, sent.id));
    let delivery = opened(entry);
    let content = submission(&report(RINGSAKER, 1)).content();
    assert_eq!(delivery.content, content);
    assert_eq!(delivery.content.hash(), receipt.content_hash);
    assert_eq!(delivery.receipt, receipt);
    assert_eq!(delivery.report_id, received.report_id);
    assert_eq!((delivery.revision, delivery.own_figure), (1, 17));
    assert_eq!(delivery.office.as_str(), INNLANDET);
    assert_eq!(delivery.unit_name, "Ringsaker");
    assert_eq!(delivery.approved_by, "Officer Test");
    assert_eq!(delivery.confirmed_at, sent.confirmed_at);
    let body = entry.body.get();
    for missing in [KARI, for_the_office, &desk.person.to_string()] {
        assert!(!body.contains(missing), "{missing} in {body}");
    }
    let kept: Vec<(Vec<u8>, Vec<u8>, i64)> = world
        .rows("SELECT body, payload_hash, queued_at FROM delivery")
        .await;
    let at = receipt.received_at.as_millisecond();
    let hash = Hash::of(body.as_bytes()).0.to_vec();
    assert_eq!(kept, [(body.as_bytes().to_vec(), hash, at)]);
}

#[tokio::test]
async fn pages_of_any_size_give_the_same_deliveries() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    assert_eq!(bufdir.all(3).await, []);
    let innlandet = world.officer(KARI, INNLANDET).await;
    let vestland = world.officer(LIV, VESTLAND).await;
    let mut expected = Vec::new();
    for (seq, (desk, unit)) in (1..).zip([
        (&innlandet, "3411"),
        (&vestland, "4601"),
        (&innlandet, "3403"),
        (&innlandet, "3401"),
        (&vestland, "4602"),
    ]) {
        let id = approved(&world, desk, (unit, NOW), u128::from(seq)).await;
        expected.push((seq, id));
    }
    for limit in 1..=6 {
        assert_eq!(bufdir.all(limit).await, expected, "{limit}");
    }
    for (after, limit, found) in [
        (0, 0, 1),
        (0, u32::MAX, 5),
        (4, 100, 1),
        (5, 100, 0),
        (6, 100, 0),
        (i64::MAX.unsigned_abs() + 1, 100, 0),
        (u64::MAX, 100, 0),
    ] {
        let page = bufdir.page(after, limit).await;
        let read = (page.head, page.deliveries.len());
        assert_eq!(read, (5, found), "after {after} at most {limit}");
    }
    let all = format!("{}?", path::DELIVERIES);
    for address in [path::DELIVERIES, all.as_str()] {
        let page: domain::wire::DeliveryPage = bufdir.ask(address).await.ok();
        assert_eq!(page.deliveries.len(), 5, "{address}");
    }
}

#[tokio::test]
async fn a_page_has_at_most_a_hundred_deliveries() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let desk = world.officer(KARI, INNLANDET).await;
    for period in ["2025-2", "2025-1"] {
        world.open_period(period).await;
    }
    let of = INNLANDET.into();
    let units = world.app.store().units(Some(&of)).await.unwrap();
    let places = ["2026-1", "2025-2", "2025-1"]
        .into_iter()
        .flat_map(|period| {
            units
                .iter()
                .map(move |unit| (unit.unit_no.as_str(), period))
        });
    for (id, place) in (1..=101).zip(places) {
        approved(&world, &desk, place, id).await;
    }
    let most = usize::try_from(DELIVERIES_MAX).unwrap();
    for limit in [DELIVERIES_MAX, DELIVERIES_MAX + 1, u32::MAX] {
        let page = bufdir.page(0, limit).await;
        assert_eq!((page.head, page.deliveries.len()), (101, most));
    }
    assert_eq!(bufdir.all(u32::MAX).await.len(), 101);
}

#[tokio::test]
async fn a_page_ends_where_its_bodies_grow_too_large() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let comments: serde_json::Map<_, _> = Template::current()
        .municipal_points()
        .map(|point| (point.id.to_string(), "a".repeat(TEXT_MAX).into()))
        .collect();
    for (id, unit) in (1..).zip(["3401", "3403", "3405", "3407", "3411", "3412"]) {
        let client = world.client(unit).await;
        let mut large = report(unit, id);
        large["comments"] = comments.clone().into();
        let received: Submitted = world.submit(&client, &large).await.ok();
        world
            .decide(&desk, &decision(id, &received, approve(1)))
            .await;
    }
    let page = bufdir.page(0, 100).await;
    let size: usize = page.deliveries.iter().map(|it| it.body.get().len()).sum();
    let next = bufdir.page(page.deliveries.last().unwrap().seq, 1).await;
    let one_more = next.deliveries[0].body.get().len();
    assert!(size <= PAGE_BYTES && size + one_more > PAGE_BYTES, "{size}");
    assert_eq!(bufdir.all(100).await.len(), 6);
}

#[tokio::test]
async fn only_an_applied_approval_is_delivered_and_that_once() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let kari = world.officer(KARI, INNLANDET).await;
    let ola = world.officer(OLA, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let first: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let too_high = decision(1, &first, approve(20));
    let returned = decision(2, &first, send_back("Rett."));
    world.push(&kari, &[text(&too_high), text(&returned)]).await;
    let second: Submitted = world.submit(&client, &report(RINGSAKER, 2)).await.ok();
    let stale = decision(3, &first, approve(1));
    let good = decision(4, &second, approve(19));
    world
        .push(&kari, &[text(&stale), text(&good), text(&good)])
        .await;
    world.push(&kari, &[text(&good)]).await;
    world.decide(&ola, &decision(5, &second, approve(1))).await;
    assert_eq!(bufdir.all(1).await, [(1, good.id)]);
}

/// The server has no reopening yet: the report is made a reopened one in the database.
#[tokio::test]
async fn a_report_that_is_approved_again_is_another_delivery() {
    let reopen = if crate::ON_POSTGRES {
        r#"UPDATE feed_body SET body = convert_to(REPLACE(convert_from(body, 'UTF8'),
            '"state":{"kind":"approved"', '"state":{"kind":"reopened"'), 'UTF8')"#
    } else {
        r#"UPDATE feed_body SET body = CAST(REPLACE(CAST(body AS TEXT),
            '"state":{"kind":"approved"', '"state":{"kind":"reopened"') AS BLOB)"#
    };
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let first = approved(&world, &desk, (RINGSAKER, NOW), 1).await;
    assert!(world.takes(reopen).await);
    let second = approved(&world, &desk, (RINGSAKER, NOW), 2).await;
    assert_eq!(bufdir.all(1).await, [(1, first), (2, second)]);
    let page = bufdir.page(0, 2).await;
    let [before, after] = [0, 1].map(|n| opened(&page.deliveries[n]));
    assert_eq!(before.report_id, after.report_id);
    assert_eq!((before.revision, after.revision), (1, 2));

    // The later one may be acknowledged before the earlier one.
    for (id, expected) in [(second, [false, true]), (first, [true, true])] {
        bufdir.acknowledge(&[id]).await;
        let PullPage::Ok { bodies, .. } = world.pull(&desk, None, 500).await else {
            panic!("diverged");
        };
        let report: Report = serde_json::from_str(bodies[0].body.get()).unwrap();
        let acknowledged = report.revisions.iter().map(|revision| {
            let record = revision.decision.as_ref().unwrap();
            record.acknowledged_at.is_some()
        });
        assert_eq!(acknowledged.collect::<Vec<_>>(), expected);
    }
}

/// As in a database that an earlier program wrote, where deliveries were jobs.
#[tokio::test]
async fn what_was_approved_before_deliveries_is_delivered_too() {
    let without_trigger = if crate::ON_POSTGRES {
        "DROP TRIGGER delivery_remains ON delivery"
    } else {
        "DROP TRIGGER delivery_remains"
    };
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let desk = world.officer(KARI, INNLANDET).await;
    approved(&world, &desk, (RINGSAKER, NOW), 1).await;
    let returned = world.receive("3403", 2).await;
    world
        .decide(&desk, &decision(2, &returned, send_back("Rett.")))
        .await;
    approved(&world, &desk, ("3401", NOW), 3).await;
    let bodies = "SELECT seq, body FROM delivery ORDER BY seq";
    let expected: Vec<(i64, Vec<u8>)> = world.rows(bodies).await;
    for statement in [
        without_trigger,
        "DELETE FROM delivery",
        "UPDATE delivery_head SET seq = 0",
    ] {
        assert!(world.takes(statement).await, "{statement}");
    }
    assert_eq!(bufdir.all(1).await, []);
    for _ in 0..2 {
        world.place.migrate(world.app.ctx()).await;
        assert_eq!(world.rows::<(i64, Vec<u8>)>(bodies).await, expected);
    }
}

#[tokio::test]
async fn a_request_that_asks_for_nothing_known_is_refused() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    for query in [
        "after=-1",
        "after=one",
        "after=",
        "limit=-1",
        "limit=4294967296",
        "after=1&after=2",
        "before=1",
    ] {
        let answer = bufdir.ask(&format!("{}?{query}", path::DELIVERIES)).await;
        let problem = answer.problem(422, ProblemKind::Invalid);
        assert_eq!(problem.faults.len(), 1, "{query}");
        assert_eq!(problem.title, "the query has faults");
    }
}

#[tokio::test]
async fn no_other_credential_reads_deliveries_and_bufdirs_opens_nothing_else() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let id = approved(&world, &desk, (RINGSAKER, NOW), 1).await;
    let rows = world.stored_rows().await;
    let asked = DeliveryQuery::default().path();
    let body = format!(r#"{{"decision_ids":["{id}"]}}"#);
    for token in [
        Some(desk.session.access_token.as_str()),
        Some(&desk.session.refresh_token),
        Some(&client),
        Some("hrb_"),
        None,
    ] {
        let answer = get(&world, &asked, token).await;
        answer.problem(401, ProblemKind::SignedOut);
        let answer = world
            .post(path::ACKNOWLEDGEMENTS, token, body.clone())
            .await;
        answer.problem(401, ProblemKind::SignedOut);
    }
    let own = Some(bufdir.token.as_str());
    for (path, body) in [
        (path::PULL, r#"{"cursor":null,"max_entries":1}"#.to_owned()),
        (path::PUSH, r#"{"items":[]}"#.to_owned()),
        (path::REPORTS, report(RINGSAKER, 2).to_string()),
        (path::LOGOUT, String::new()),
    ] {
        let answer = world.post(path, own, body).await;
        answer.problem(401, ProblemKind::SignedOut);
    }
    let answer = world.refresh(&bufdir.token).await;
    answer.problem(401, ProblemKind::SignedOut);

    let store = world.app.store();
    let own = store.bufdir_clients(operator()).await.unwrap()[0].id;
    assert!(store.end_bufdir_client(operator(), own).await.unwrap());
    assert!(!store.end_bufdir_client(operator(), own).await.unwrap());
    assert!(
        store.bufdir_clients(operator()).await.unwrap()[0]
            .until
            .is_some()
    );
    let answer = bufdir.ask(&asked).await;
    answer.problem(401, ProblemKind::SignedOut);
    let answer = bufdir.acknowledge_raw(&[id]).await;
    answer.problem(401, ProblemKind::SignedOut);
    assert_eq!(world.stored_rows().await, rows);
    assert!(!world.holds(&bufdir.token));
}
