//! Bufdir in the portal: what is approved, and reopening it.

use domain::{
    ids::{DecisionId, ReportId},
    report::{Report, ReportState},
    wire::{
        Acknowledgement, AcknowledgementAnswer, BufdirRefused, BufdirReopened, BufdirReport,
        BufdirReports, Outcome, ProblemKind, PullPage, ReopeningRequestAnswer,
        ReopeningRequestOutcome, Submitted, path,
    },
};
use serde_json::json;
use uuid::Uuid;

use super::portal::browser::Browser;
use crate::world::{BERGEN, Desk, INNLANDET, KARI, RINGSAKER, World, approve, decision, send_back};

const LIST: &str = "/v1/portal/bufdir/periods/2026-1";

fn one(report: ReportId) -> String {
    format!("/v1/portal/bufdir/reports/{report}")
}

/// The office asks Bufdir to reopen it.
async fn ask(world: &World, desk: &Desk, of: &Submitted) -> ReopeningRequestOutcome {
    let body = json!({
        "report_id": of.report_id, "revision": of.revision, "reason": "Ett tall er feil.",
    });
    let token = Some(desk.session.access_token.as_str());
    let asked = world.post(path::REOPENING_REQUESTS, token, body.to_string());
    let asked: ReopeningRequestAnswer = asked.await.ok();
    asked.outcome
}

async fn refuse(world: &World, tove: &Browser, of: &Submitted, reason: &str) -> BufdirRefused {
    let body = json!({ "report_id": of.report_id, "revision": of.revision, "reason": reason });
    tove.post(world, path::PORTAL_BUFDIR_REFUSE, &body)
        .await
        .ok()
}

async fn acknowledge(world: &World, tove: &Browser, ids: &[DecisionId]) -> AcknowledgementAnswer {
    let body = json!({ "decision_ids": ids });
    tove.post(world, path::PORTAL_BUFDIR_ACKNOWLEDGE, &body)
        .await
        .ok()
}

async fn reopen(world: &World, tove: &Browser, of: &Submitted, reason: &str) -> BufdirReopened {
    let body = json!({ "report_id": of.report_id, "revision": of.revision, "reason": reason });
    tove.post(world, path::PORTAL_BUFDIR_REOPEN, &body)
        .await
        .ok()
}

async fn in_feed(world: &World, desk: &Desk) -> Report {
    all_in_feed(world, desk).await.into_iter().next().unwrap()
}

async fn all_in_feed(world: &World, desk: &Desk) -> Vec<Report> {
    let PullPage::Ok { bodies, .. } = world.pull(desk, None, 100).await else {
        panic!("a place in the feed");
    };
    let reports = bodies
        .iter()
        .map(|body| serde_json::from_str(body.body.get()));
    reports.collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn bufdir_sees_what_is_approved_and_nothing_that_waits() {
    let world = World::new().await;
    let (kari, tove) = (
        world.officer(KARI, INNLANDET).await,
        Browser::at_bufdir(&world).await,
    );
    let received = world.receive(RINGSAKER, 1).await;
    let waiting = world.receive(BERGEN, 2).await;
    let list: BufdirReports = tove.get(&world, LIST).await.ok();
    assert_eq!(list.reports, []);
    for report in [received.report_id, waiting.report_id] {
        let missing = tove.get(&world, &one(report)).await;
        missing.problem(404, ProblemKind::NotFound);
    }
    let applied = world
        .decide(&kari, &decision(1, &received, approve(17)))
        .await;
    assert!(matches!(applied, Outcome::Applied { .. }), "{applied:?}");
    let list: BufdirReports = tove.get(&world, LIST).await.ok();
    let [row] = <[_; 1]>::try_from(list.reports).unwrap();
    assert_eq!((row.unit_no.as_str(), row.revision), (RINGSAKER, 1));
    assert_eq!(row.state, ReportState::Approved { revision: 1 });
    assert_eq!(row.acknowledged_at, None);
    let other: BufdirReports = tove
        .get(&world, "/v1/portal/bufdir/periods/2025-2")
        .await
        .ok();
    assert_eq!(other.reports, []);
    let whole: BufdirReport = tove.get(&world, &one(received.report_id)).await.ok();
    assert_eq!(whole.row, row);
    let revision = whole.report.revisions.into_iter().next().unwrap();
    let decided = revision.decisions.into_iter().next().unwrap();
    assert_eq!(decided.receipt_number, "26-000001");
}

#[tokio::test]
async fn bufdir_reopens_with_a_reason_and_answers_the_office_that_has_asked() {
    let world = World::new().await;
    let (kari, tove) = (
        world.officer(KARI, INNLANDET).await,
        Browser::at_bufdir(&world).await,
    );
    let received = world.receive(RINGSAKER, 1).await;
    world
        .decide(&kari, &decision(1, &received, approve(17)))
        .await;
    let asked = ask(&world, &kari, &received).await;
    assert_eq!(asked, ReopeningRequestOutcome::Asked);
    let list: BufdirReports = tove.get(&world, LIST).await.ok();
    let [request] = <[_; 1]>::try_from(list.requests).unwrap();
    assert_eq!(request.reason, "Ett tall er feil.");

    let silent = reopen(&world, &tove, &received, " ").await;
    assert_eq!(silent, BufdirReopened::NoReason {});
    let BufdirReopened::Reopened { report } =
        reopen(&world, &tove, &received, "Rett tallet.").await
    else {
        panic!("not reopened");
    };
    assert_eq!(report.row.state, ReportState::Reopened { revision: 1 });
    assert_eq!(report.request, None);
    let list: BufdirReports = tove.get(&world, LIST).await.ok();
    assert_eq!(list.requests, []);
    let told = in_feed(&world, &kari).await;
    assert_eq!(told.state, ReportState::Reopened { revision: 1 });
    let reopening = told.reopenings.into_iter().next().unwrap();
    assert_eq!(reopening.reason, "Rett tallet.");

    // Once is enough, and the office decides anew.
    let again = reopen(&world, &tove, &received, "Rett tallet.").await;
    assert!(matches!(again, BufdirReopened::NotApproved { .. }));
    let returned = world
        .decide(&kari, &decision(2, &received, send_back("Rett.")))
        .await;
    assert!(matches!(returned, Outcome::Applied { .. }), "{returned:?}");
}

#[tokio::test]
async fn what_never_was_approved_is_not_there_to_reopen() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    let waiting = world.receive(RINGSAKER, 1).await;
    for report in [waiting.report_id, ReportId(Uuid::from_u128(99))] {
        let body = json!({ "report_id": report, "revision": 1, "reason": "Feil." });
        let missing = tove.post(&world, path::PORTAL_BUFDIR_REOPEN, &body).await;
        missing.problem(404, ProblemKind::NotFound);
    }
}

#[tokio::test]
async fn a_person_at_bufdir_acknowledges_one_approval_or_many() {
    let world = World::new().await;
    let (kari, tove) = (
        world.officer(KARI, INNLANDET).await,
        Browser::at_bufdir(&world).await,
    );
    let mut sent = Vec::new();
    for (unit, id) in [(RINGSAKER, 1), ("3403", 2), ("3405", 3)] {
        let received = world.receive(unit, id).await;
        let decided = decision(id, &received, approve(17));
        world.decide(&kari, &decided).await;
        world.advance_seconds(1);
        sent.push(decided.id);
    }
    let list: BufdirReports = tove.get(&world, LIST).await.ok();
    let arrived: Vec<_> = list.arrived.iter().map(|of| of.decision_id).collect();
    assert_eq!(arrived, sent, "the oldest first");

    let [first, others @ ..] = sent.as_slice() else {
        panic!("three");
    };
    let answer = acknowledge(&world, &tove, &[*first]).await;
    let at = domain::Clock::now(&*world.clock);
    assert_eq!(
        answer.results[0].outcome,
        Acknowledgement::Acknowledged { at }
    );
    let told = all_in_feed(&world, &kari).await;
    let told = told.iter().map(|report| {
        let record = report.revisions[0].decision.as_ref().unwrap();
        (record.id, record.acknowledged_at)
    });
    let told: Vec<_> = told.filter(|(_, at)| at.is_some()).collect();
    assert_eq!(told, [(*first, Some(at))], "the office sees the one");

    world.advance_seconds(5);
    let mut all = vec![*first];
    all.extend(others);
    all.push(DecisionId(Uuid::from_u128(77)));
    let answer = acknowledge(&world, &tove, &all).await;
    let outcomes: Vec<_> = answer.results.iter().map(|of| of.outcome).collect();
    let now = domain::Clock::now(&*world.clock);
    let kept = |at| Acknowledgement::Acknowledged { at };
    let expected = [kept(at), kept(now), kept(now), Acknowledgement::Unknown];
    assert_eq!(outcomes, expected, "the first time counts");
    let list: BufdirReports = tove.get(&world, LIST).await.ok();
    assert_eq!(list.arrived, []);
    assert!(list.reports.iter().all(|row| row.acknowledged_at.is_some()));
    let by: Vec<(i64,)> = world
        .rows("SELECT COUNT(*) FROM delivery WHERE acknowledged_by_person IS NOT NULL")
        .await;
    assert_eq!(by, [(3,)]);
    let noted: Vec<(String,)> = world
        .rows("SELECT actor FROM audit WHERE action = 'delivery.acknowledged'")
        .await;
    assert_eq!(noted.len(), 3);
    assert!(noted.iter().all(|(actor,)| actor == "bufdir"));

    let many = vec![*first; 101];
    let body = json!({ "decision_ids": many });
    let refused = tove.post(&world, path::PORTAL_BUFDIR_ACKNOWLEDGE, &body);
    refused.await.problem(413, ProblemKind::TooLarge);
}

#[tokio::test]
async fn a_request_is_refused_for_a_reason_that_the_office_reads_and_can_be_made_anew() {
    let world = World::new().await;
    let (kari, tove) = (
        world.officer(KARI, INNLANDET).await,
        Browser::at_bufdir(&world).await,
    );
    let received = world.receive(RINGSAKER, 1).await;
    world
        .decide(&kari, &decision(1, &received, approve(17)))
        .await;
    let unasked = refuse(&world, &tove, &received, "Tallet er rett.").await;
    assert!(matches!(unasked, BufdirRefused::NotAsked { .. }));
    ask(&world, &kari, &received).await;
    let silent = refuse(&world, &tove, &received, "\n").await;
    assert_eq!(silent, BufdirRefused::NoReason {});
    let refused = refuse(&world, &tove, &received, " Tallet er rett. ").await;
    let BufdirRefused::Refused { report } = refused else {
        panic!("not refused");
    };
    assert_eq!(report.row.state, ReportState::Approved { revision: 1 });
    assert_eq!(report.request, None);
    assert_eq!(report.refusals[0].reason, "Tallet er rett.");
    let told = in_feed(&world, &kari).await;
    assert_eq!(told.state, ReportState::Approved { revision: 1 });
    assert_eq!(told.refusals, report.refusals);
    let kept: Vec<(String,)> = world
        .rows("SELECT refused_because FROM reopening_request WHERE decided_by IS NOT NULL")
        .await;
    assert_eq!(kept, [("Tallet er rett.".to_owned(),)]);

    // Once is once, and the office may ask again.
    let again = refuse(&world, &tove, &received, "Nei.").await;
    assert!(matches!(again, BufdirRefused::NotAsked { .. }));
    let asked = ask(&world, &kari, &received).await;
    assert_eq!(asked, ReopeningRequestOutcome::Asked);
    let reopened = reopen(&world, &tove, &received, "Rett tallet.").await;
    assert!(matches!(reopened, BufdirReopened::Reopened { .. }));
    let never = ReportId(Uuid::from_u128(99));
    let body = json!({ "report_id": never, "revision": 1, "reason": "Nei." });
    let missing = tove.post(&world, path::PORTAL_BUFDIR_REFUSE, &body).await;
    missing.problem(404, ProblemKind::NotFound);
}
