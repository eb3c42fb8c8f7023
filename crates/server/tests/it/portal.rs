//! The portal's operations: who is answered, what two reporters of one unit can do to each other's work, and
//! the way of a report to the office and back.

#![expect(
    clippy::indexing_slicing,
    reason = "an answer without what is looked for fails its test"
)]

use crate::world::{
    Answer, BERGEN, Desk, INNLANDET, KARI, OLA, RINGSAKER, TOVE, World, approve, decision, report,
};
use axum::{
    body::Body,
    http::{Method, Request, header},
};
use domain::{
    Clock,
    decision::{Ask, Verdict},
    report::Report,
    wire::{
        IMPORT_MAX, Outcome, PortalClosed, PortalForm, PortalImported, PortalMe, PortalOutcome,
        PortalSaved, PortalSent, PortalSession, PortalState, PortalUnitView, PortalWithdrawn,
        ProblemKind, PullPage, Submitted, path,
    },
    workflow::ReportState,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) mod browser;
mod matrix;

use browser::{Browser, form_path};

const PERIOD: &str = "2026-1";
const IDA: &str = "02813299979";

/// What a report without faults holds.
fn content() -> Value {
    let whole = report(RINGSAKER, 1);
    json!({ "values": whole["values"], "comments": whole["comments"] })
}

fn with(mut content: Value, point: &str, value: i64) -> Value {
    content["values"][point] = json!(value);
    content
}

fn version(saved: &Answer) -> u64 {
    let PortalSaved::Saved { version, .. } = saved.ok() else {
        panic!("{saved:?}");
    };
    version
}

async fn form(world: &World, browser: &Browser) -> PortalForm {
    browser.get(world, &form_path("")).await.ok()
}

async fn save(world: &World, browser: &Browser, base: u64, content: &Value) -> Answer {
    let body = json!({ "base_version": base, "content": content });
    browser.post(world, &form_path("/draft"), &body).await
}

async fn send(world: &World, browser: &Browser, id: u128, version: u64) -> Answer {
    let id = Uuid::from_u128(id);
    let body = json!({ "submission_id": id, "draft_version": version });
    browser.post(world, &form_path("/send"), &body).await
}

/// Saves a content over what is there, and sends it.
async fn send_whole(world: &World, browser: &Browser, id: u128, content: &Value) -> PortalSent {
    let base = form(world, browser).await.draft_version;
    let saved = save(world, browser, base, content).await;
    send(world, browser, id, version(&saved)).await.ok()
}

/// The report as the office's feed has it.
async fn received(world: &World, desk: &Desk) -> Report {
    let PullPage::Ok { bodies, .. } = world.pull(desk, None, 10).await else {
        panic!("a place in the feed");
    };
    serde_json::from_str(bodies[0].body.get()).unwrap()
}

fn on(report: &Report) -> Submitted {
    let latest = report.latest().unwrap();
    Submitted {
        report_id: report.id,
        reference: report.reference.clone(),
        revision: latest.number,
        content_hash: latest.content_hash,
        received_at: latest.received_at,
        duplicate: false,
    }
}

#[tokio::test]
async fn a_person_sees_the_own_units_and_tells_how_to_be_reached() {
    let world = World::new().await;
    let turid = Browser::reporter(&world, OLA, RINGSAKER).await;
    // One person may report for several units.
    Browser::reporter(&world, OLA, "3403").await;
    let me: PortalMe = turid.get(&world, path::PORTAL_ME).await.ok();
    let units: Vec<_> = me.units.iter().map(|unit| unit.unit_no.as_str()).collect();
    assert_eq!(units, ["3403", RINGSAKER]);
    assert_eq!(me.units[1].name, "Ringsaker");
    assert_eq!(me.units[1].office_name, "Statsforvalteren i Innlandet");
    assert!(!me.is_bufdir && !me.sees_figures && me.contact.is_none());
    let told = json!({ "email": "turid@kommune.example", "phone": "22 22 22 22" });
    let kept: Value = turid.post(&world, path::PORTAL_CONTACT, &told).await.ok();
    assert_eq!(kept["phone"], "+4722222222");
    let wrong = json!({ "email": "turid", "phone": null });
    let refused = turid.post(&world, path::PORTAL_CONTACT, &wrong).await;
    refused.problem(422, ProblemKind::Invalid);
    let me: PortalMe = turid.get(&world, path::PORTAL_ME).await.ok();
    assert_eq!(me.contact.unwrap().email, "turid@kommune.example");
}

#[tokio::test]
async fn who_is_nobody_yet_sees_that_alone_and_bufdir_logs_in_at_the_high_level() {
    let world = World::new().await;
    let nobody = Browser::log_in(&world, IDA, false).await.unwrap();
    let me: PortalMe = nobody.get(&world, path::PORTAL_ME).await.ok();
    assert!(me.units.is_empty() && !me.is_bufdir);
    nobody
        .get(&world, &form_path(""))
        .await
        .problem(403, ProblemKind::NoRole);
    // The next login is the same person's, and makes no other.
    let again = Browser::log_in(&world, IDA, false).await.unwrap();
    let again: PortalMe = again.get(&world, path::PORTAL_ME).await.ok();
    assert_eq!(again.person_id, me.person_id);

    world.token_at_bufdir().await;
    assert!(Browser::log_in(&world, TOVE, false).await.is_none());
    let tove = Browser::log_in(&world, TOVE, true).await.unwrap();
    let me: PortalMe = tove.get(&world, path::PORTAL_ME).await.ok();
    assert!(me.is_bufdir && me.sees_figures && me.units.is_empty());
}

#[tokio::test]
async fn only_input_moves_the_end_of_a_session_and_nothing_its_last_end() {
    let world = World::new().await;
    let turid = Browser::reporter(&world, OLA, RINGSAKER).await;
    let alive = async |idle: u32| {
        let told = json!({ "idle_seconds": idle });
        turid.post(&world, path::PORTAL_ALIVE, &told).await
    };
    let start = world.clock.now();
    world.advance_minutes(20);
    // She went away right after the login; what her page asks by itself keeps nothing alive.
    let ends: PortalSession = alive(20 * 60).await.ok();
    assert_eq!(ends.idle_expires_at, start + SignedDuration::from_mins(30));
    let ends: PortalSession = alive(0).await.ok();
    assert_eq!(ends.idle_expires_at, start + SignedDuration::from_mins(50));
    assert_eq!(ends.ends_at, start + SignedDuration::from_hours(10));
    world.advance_minutes(29);
    assert_eq!(turid.get(&world, path::PORTAL_ME).await.status, 200);
    world.advance_minutes(1);
    for answer in [turid.get(&world, path::PORTAL_ME).await, alive(0).await] {
        answer.problem(401, ProblemKind::SignedOut);
    }

    let turid = Browser::log_in(&world, OLA, false).await.unwrap();
    for _ in 0..24 {
        world.advance_minutes(25);
        let told = json!({ "idle_seconds": 0 });
        turid.post(&world, path::PORTAL_ALIVE, &told).await;
    }
    let ended = turid.get(&world, path::PORTAL_ME).await;
    ended.problem(401, ProblemKind::SignedOut);
}

#[tokio::test]
async fn a_logout_ends_the_session_and_takes_the_cookie_away() {
    let world = World::new().await;
    let turid = Browser::reporter(&world, OLA, RINGSAKER).await;
    for _ in 0..2 {
        let asked = turid.request(Method::POST, path::PORTAL_END, Body::empty());
        let answer = world.open(asked).await;
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        assert_eq!(
            cookie,
            "__Host-halvaarsrapport=; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=0"
        );
        let ended = turid.get(&world, path::PORTAL_ME).await;
        ended.problem(401, ProblemKind::SignedOut);
    }
}

#[tokio::test]
async fn a_cookies_token_counts_in_its_cookie_alone_and_no_other_there() {
    let world = World::new().await;
    let turid = Browser::reporter(&world, OLA, RINGSAKER).await;
    let answer = world.get_as(path::ME, Some(&turid.token)).await;
    answer.problem(401, ProblemKind::SignedOut);
    let bearer = world.reporter(OLA, RINGSAKER).await;
    assert_eq!(world.get_as(path::ME, Some(&bearer)).await.status, 200);
    for cookie in [bearer.as_str(), "hrp_x", ""] {
        let other = Browser::with(cookie);
        let answer = other.get(&world, path::PORTAL_ME).await;
        answer.problem(401, ProblemKind::SignedOut);
    }
    // Two cookies of that name are somebody's trick.
    let asked = Request::get(path::PORTAL_ME).header(
        header::COOKIE,
        format!(
            "__Host-halvaarsrapport={0}; __Host-halvaarsrapport={0}",
            turid.token
        ),
    );
    let answer = world.send(asked.body(Body::empty()).unwrap()).await;
    answer.problem(401, ProblemKind::SignedOut);
    assert!(!world.holds(&turid.token), "only a hash is kept");
}

#[tokio::test]
async fn what_another_site_makes_a_browser_send_changes_nothing() {
    let world = World::new().await;
    let turid = Browser::reporter(&world, OLA, RINGSAKER).await;
    let body = json!({ "base_version": 0, "content": content() }).to_string();
    for headers in [
        vec![],
        vec![("x-halvaarsrapport", "1")],
        vec![("sec-fetch-site", "same-origin")],
        vec![("x-halvaarsrapport", "1"), ("sec-fetch-site", "cross-site")],
        vec![("x-halvaarsrapport", "1"), ("sec-fetch-site", "same-site")],
        vec![("x-halvaarsrapport", "1"), ("sec-fetch-site", "none")],
        vec![
            ("x-halvaarsrapport", "2"),
            ("sec-fetch-site", "same-origin"),
        ],
        vec![
            ("x-halvaarsrapport", "1"),
            ("origin", "https://evil.example"),
        ],
        vec![("x-halvaarsrapport", "1"), ("origin", "null")],
    ] {
        let mut asked = Request::post(form_path("/draft")).header(header::COOKIE, turid.cookie());
        for (name, value) in &headers {
            asked = asked.header(*name, *value);
        }
        let asked = asked.body(Body::from(body.clone())).unwrap();
        let answer = world.send(asked).await;
        answer.problem(403, ProblemKind::Elsewhere);
        assert_eq!(form(&world, &turid).await.draft_version, 0, "{headers:?}");
    }
    let saved = turid.post_text(&world, &form_path("/draft"), &body).await;
    assert_eq!(version(&saved), 1);
}

#[tokio::test]
async fn two_reporters_of_one_unit_never_overwrite_each_other_unseen() {
    let world = World::new().await;
    let turid = Browser::reporter(&world, OLA, RINGSAKER).await;
    let per = Browser::reporter(&world, IDA, RINGSAKER).await;
    let first = save(
        &world,
        &turid,
        0,
        &json!({ "values": { "inv_closed": 151 } }),
    )
    .await;
    assert_eq!(version(&first), 1);
    // Per's page was opened before.
    let late = save(&world, &per, 0, &json!({ "values": { "inv_closed": 7 } })).await;
    let PortalSaved::Stale {
        version: 1,
        draft: Some(draft),
        ..
    } = late.ok()
    else {
        panic!("{late:?}");
    };
    assert_eq!(
        draft.content.values[&"inv_closed".into()].number(),
        Some(151)
    );
    assert_eq!(draft.saved_by, "Reporter Test");
    let seen = form(&world, &per).await;
    assert_eq!(seen.draft, Some(draft));
    assert_eq!(seen.period.state, PortalState::Draft {});
    let merged = save(&world, &per, 1, &json!({ "values": { "inv_closed": 7 } })).await;
    assert_eq!(version(&merged), 2);
    let stale = save(&world, &turid, 1, &json!({ "values": {} })).await;
    assert!(matches!(stale.ok(), PortalSaved::Stale { version: 2, .. }));
    // A version that nobody has had.
    let early = save(&world, &turid, 9, &json!({ "values": {} })).await;
    assert!(matches!(early.ok(), PortalSaved::Stale { version: 2, .. }));
    let rows: Vec<(String,)> = world
        .rows("SELECT action FROM audit WHERE action = 'draft.written'")
        .await;
    assert_eq!(rows.len(), 2, "one for each who wrote");
}

#[tokio::test]
async fn a_draft_is_kept_as_it_is_typed_and_refused_where_no_page_made_it() {
    let world = World::new().await;
    let turid = Browser::reporter(&world, OLA, RINGSAKER).await;
    let typed = with(content(), "inv_closed", -4);
    let saved = save(&world, &turid, 0, &typed).await;
    let PortalSaved::Saved { faults, .. } = saved.ok() else {
        panic!("{saved:?}");
    };
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].at, "inv_closed");
    for stranger in [
        json!({ "values": { "nonsense": 1 } }),
        json!({ "values": { "sf_decision": true } }),
        json!({ "values": {}, "explanations": { "R00": "x" } }),
        json!({ "values": {}, "more": 1 }),
        json!({ "values": { "inv_closed": null } }),
        json!([]),
    ] {
        let refused = save(&world, &turid, 1, &stranger).await;
        refused.problem(422, ProblemKind::Invalid);
    }
    assert_eq!(form(&world, &turid).await.draft_version, 1);
    // Of a period that nobody has opened there is no form.
    let closed = format!("/v1/portal/units/{RINGSAKER}/periods/2031-1");
    let answer = turid.get(&world, &closed).await;
    answer.problem(404, ProblemKind::NotFound);
    let body = json!({ "base_version": 0, "content": content() });
    let answer = turid.post(&world, &format!("{closed}/draft"), &body).await;
    let reason = PortalClosed::Period;
    assert_eq!(answer.ok::<PortalSaved>(), PortalSaved::Closed { reason });
}

#[tokio::test]
async fn a_report_goes_to_the_office_comes_back_and_goes_again() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let turid = Browser::reporter(&world, OLA, RINGSAKER).await;

    // Every fault at once, and nothing is sent.
    let lacking = json!({ "values": { "inv_closed": 151 } });
    let PortalSent::Faulty { faults } = send_whole(&world, &turid, 1, &lacking).await else {
        panic!("nothing is missing");
    };
    assert!(faults.len() > 10);
    assert_eq!(world.stored_rows().await, 0);

    let PortalSent::Received { receipt } = send_whole(&world, &turid, 2, &content()).await else {
        panic!("not received");
    };
    assert_eq!(
        (receipt.reference.as_str(), receipt.revision),
        ("HR-2026-1-3411", 1)
    );
    let again: PortalSent = send(&world, &turid, 2, 99).await.ok();
    assert_eq!(again, PortalSent::Received { receipt });
    let sent = form(&world, &turid).await;
    assert_eq!(sent.period.state, PortalState::Submitted { revision: 1 });
    assert!(sent.draft.is_none() && sent.draft_version == 3);
    let at_office = received(&world, &kari).await;
    assert_eq!(at_office.latest().unwrap().submitted_by, "Reporter Test");

    // The office asks about one point.
    let back = Verdict::Return {
        own_figure: Some(4),
        comment: "Stemmer tallet?".to_owned(),
        asks: vec![Ask {
            point: "inv_closed".into(),
            rule: None,
            comment: None,
        }],
    };
    let returned = world
        .decide(&kari, &decision(1, &on(&at_office), back))
        .await;
    assert!(matches!(returned, Outcome::Applied { .. }));
    let seen = form(&world, &turid).await;
    assert_eq!(seen.period.state, PortalState::Returned { revision: 1 });
    assert_eq!(seen.period.asks_open, 1);
    let decided = &seen.report.as_ref().unwrap().revisions[0].decisions[0];
    let PortalOutcome::Returned { comment, asks } = &decided.outcome else {
        panic!("{decided:?}");
    };
    assert_eq!((comment.as_str(), asks.len()), ("Stemmer tallet?", 1));
    assert_eq!(seen.officer.unwrap().name, "Officer Test");

    // An ask without an answer is a fault; «rettet» without another answer too.
    let unanswered = send_whole(&world, &turid, 3, &content()).await;
    assert!(matches!(&unanswered, PortalSent::Faulty { faults } if faults[0].at == "inv_closed"));
    let mut corrected = content();
    corrected["answers"] = json!({ "inv_closed": { "kind": "corrected" } });
    let same = send_whole(&world, &turid, 4, &corrected).await;
    assert!(matches!(same, PortalSent::Faulty { .. }));
    let corrected = with(corrected, "inv_closed", 150);
    let sent = send_whole(&world, &turid, 5, &corrected).await;
    assert!(matches!(sent, PortalSent::Received { receipt } if receipt.revision == 2));
    let second = received(&world, &kari).await;
    assert_eq!(second.latest().unwrap().answers.len(), 1);
    world
        .decide(&kari, &decision(2, &on(&second), approve(2)))
        .await;
    let approved = form(&world, &turid).await;
    assert_eq!(approved.period.state, PortalState::Approved { revision: 2 });
    let text = serde_json::to_string(&approved.report).unwrap();
    assert!(!text.contains("own_figure"), "{text}");

    // An approved report takes no more.
    let reason = PortalClosed::Approved;
    let closed: PortalSaved = save(&world, &turid, approved.draft_version, &content())
        .await
        .ok();
    assert_eq!(closed, PortalSaved::Closed { reason });
    let closed: PortalSent = send(&world, &turid, 6, approved.draft_version).await.ok();
    assert_eq!(closed, PortalSent::Closed { reason });
}

#[tokio::test]
async fn what_is_not_decided_is_taken_back_and_is_the_draft_again() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let turid = Browser::reporter(&world, OLA, RINGSAKER).await;
    let withdraw = async |revision: u32| -> PortalWithdrawn {
        let body = json!({ "revision": revision });
        turid
            .post(&world, &form_path("/withdraw"), &body)
            .await
            .ok()
    };
    send_whole(&world, &turid, 1, &content()).await;
    let first = received(&world, &kari).await;
    let state = ReportState::Submitted { revision: 1 };
    assert_eq!(withdraw(2).await, PortalWithdrawn::NotWaiting { state });
    let PortalWithdrawn::Withdrawn { draft } = withdraw(1).await else {
        panic!("it waits");
    };
    assert_eq!(draft.content.comments.len(), 1);
    let state = ReportState::Withdrawn { revision: 1 };
    assert_eq!(withdraw(1).await, PortalWithdrawn::NotWaiting { state });
    let seen = form(&world, &turid).await;
    assert_eq!(seen.period.state, PortalState::Withdrawn { revision: 1 });
    assert_eq!(seen.draft, Some(draft));

    // The office sees it, and a decision made meanwhile meets a conflict.
    assert_eq!(received(&world, &kari).await.state, state);
    let late = world
        .decide(&kari, &decision(1, &on(&first), approve(2)))
        .await;
    assert!(matches!(late, Outcome::Conflict { .. }), "{late:?}");
    let sent: PortalSent = send(&world, &turid, 2, seen.draft_version).await.ok();
    assert!(matches!(sent, PortalSent::Received { receipt } if receipt.revision == 2));
}

#[tokio::test]
async fn what_a_colleague_sends_first_is_sent_once() {
    let world = World::new().await;
    let turid = Browser::reporter(&world, OLA, RINGSAKER).await;
    let per = Browser::reporter(&world, IDA, RINGSAKER).await;
    let saved = save(&world, &turid, 0, &content()).await;
    let seen = version(&saved);
    let sent: PortalSent = send(&world, &per, 1, seen).await.ok();
    assert!(matches!(sent, PortalSent::Received { .. }));
    let late: PortalSent = send(&world, &turid, 2, seen).await.ok();
    assert_eq!(
        late,
        PortalSent::Stale {
            version: seen + 1,
            draft: None
        }
    );
    let late = save(&world, &turid, seen, &content()).await;
    assert!(matches!(late.ok(), PortalSaved::Stale { draft: None, .. }));
    // The id of another unit's or period's report is not this one's.
    world.open_period("2026-2").await;
    let other = format!("/v1/portal/units/{RINGSAKER}/periods/2026-2/send");
    let body = json!({ "submission_id": Uuid::from_u128(1), "draft_version": 0 });
    let answer = turid.post(&world, &other, &body).await;
    answer.problem(409, ProblemKind::Conflict);
}

#[tokio::test]
async fn a_unit_sees_its_periods_and_whom_to_call() {
    let world = World::new().await;
    world.open_period("2026-2").await;
    let kari = world.officer(KARI, INNLANDET).await;
    let contact = json!({ "email": "kari@sf.example", "phone": null }).to_string();
    let access = Some(kari.session.access_token.as_str());
    assert_eq!(world.put(path::CONTACT, access, contact).await.status, 200);
    let turid = Browser::reporter(&world, OLA, RINGSAKER).await;
    let unit = async || -> PortalUnitView {
        let path = format!("/v1/portal/units/{RINGSAKER}");
        turid.get(&world, &path).await.ok()
    };
    let before = unit().await;
    assert!(before.officer.is_none());
    let seen: Vec<_> = before
        .periods
        .iter()
        .map(|of| (of.period.to_string(), of.state, of.overdue))
        .collect();
    let not_begun = PortalState::NotBegun {};
    assert_eq!(
        seen,
        [
            ("2026-2".to_owned(), not_begun, false),
            (PERIOD.to_owned(), not_begun, false)
        ]
    );
    send_whole(&world, &turid, 1, &content()).await;
    let sent = received(&world, &kari).await;
    world
        .decide(&kari, &decision(1, &on(&sent), approve(2)))
        .await;
    let after = unit().await;
    let officer = after.officer.unwrap();
    assert_eq!(officer.email.as_deref(), Some("kari@sf.example"));
    assert_eq!(
        after.periods[1].state,
        PortalState::Approved { revision: 1 }
    );
    // The deadline of the other one passes.
    world.advance_minutes(300 * 24 * 60);
    let turid = Browser::log_in(&world, OLA, false).await.unwrap();
    let path = format!("/v1/portal/units/{RINGSAKER}");
    let late: PortalUnitView = turid.get(&world, &path).await.ok();
    let overdue: Vec<_> = late.periods.iter().map(|of| of.overdue).collect();
    assert_eq!(overdue, [true, false]);
    // The earlier period stands beside the next one's form.
    let next = format!("/v1/portal/units/{RINGSAKER}/periods/2026-2");
    let next: PortalForm = turid.get(&world, &next).await.ok();
    assert_eq!(next.previous.len(), 1);
    assert_eq!(next.previous[0].period.to_string(), PERIOD);
}

#[tokio::test]
async fn a_file_is_shown_with_every_fault_and_nothing_is_kept() {
    let world = World::new().await;
    let turid = Browser::reporter(&world, OLA, RINGSAKER).await;
    let read = async |format: &str, text: &str| {
        let body = json!({ "format": format, "text": text });
        turid.post(&world, &form_path("/import"), &body).await
    };
    let whole: PortalImported = read("json", &report(RINGSAKER, 1).to_string()).await.ok();
    assert_eq!(whole.faults, vec![]);
    assert_eq!(whole.content.unwrap().comments.len(), 1);
    let others: PortalImported = read("json", &report(BERGEN, 1).to_string()).await.ok();
    assert!(others.content.is_none());
    assert_eq!(others.faults[0].at, "unit_no");
    let table = "point;value\ninv_closed;mange\nnonsense;1\n";
    let table: PortalImported = read("csv", table).await.ok();
    assert!(table.content.is_none());
    let lines: Vec<_> = table.faults.iter().filter_map(|fault| fault.line).collect();
    assert_eq!(lines, [2, 3]);
    let large = "x".repeat(IMPORT_MAX + 1);
    let refused = read("csv", &large).await;
    refused.problem(413, ProblemKind::TooLarge);
    assert_eq!(form(&world, &turid).await.draft_version, 0);
}
