//! Bufdir in the portal: what is approved, and reopening it.

use domain::{
    ids::ReportId,
    report::{Report, ReportState},
    wire::{
        BufdirReopened, BufdirReport, BufdirReports, Outcome, ProblemKind, PullPage,
        ReopeningRequestAnswer, ReopeningRequestOutcome, Submitted, path,
    },
};
use serde_json::json;
use server::store::{Post, RoleKind};
use uuid::Uuid;

use super::portal::browser::Browser;
use crate::world::{
    BERGEN, Desk, INNLANDET, KARI, RINGSAKER, TOVE, World, approve, decision, send_back,
};

const LIST: &str = "/v1/portal/bufdir/periods/2026-1";

async fn tove(world: &World) -> Browser {
    world.token_as(TOVE, Post::Bufdir, RoleKind::Bufdir).await;
    Browser::log_in(world, TOVE, true).await.unwrap()
}

fn one(report: ReportId) -> String {
    format!("/v1/portal/bufdir/reports/{report}")
}

async fn reopen(world: &World, tove: &Browser, of: &Submitted, reason: &str) -> BufdirReopened {
    let body = json!({ "report_id": of.report_id, "revision": of.revision, "reason": reason });
    tove.post(world, path::PORTAL_BUFDIR_REOPEN, &body)
        .await
        .ok()
}

async fn in_feed(world: &World, desk: &Desk) -> Report {
    let PullPage::Ok { bodies, .. } = world.pull(desk, None, 100).await else {
        panic!("a place in the feed");
    };
    let body = bodies.into_iter().next().unwrap();
    serde_json::from_str(body.body.get()).unwrap()
}

#[tokio::test]
async fn bufdir_sees_what_is_approved_and_nothing_that_waits() {
    let world = World::new().await;
    let (kari, tove) = (world.officer(KARI, INNLANDET).await, tove(&world).await);
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
    let (kari, tove) = (world.officer(KARI, INNLANDET).await, tove(&world).await);
    let received = world.receive(RINGSAKER, 1).await;
    world
        .decide(&kari, &decision(1, &received, approve(17)))
        .await;
    let body = json!({
        "report_id": received.report_id, "revision": 1, "reason": "Ett tall er feil.",
    });
    let token = Some(kari.session.access_token.as_str());
    let asked = world.post(path::REOPENING_REQUESTS, token, body.to_string());
    let asked: ReopeningRequestAnswer = asked.await.ok();
    assert_eq!(asked.outcome, ReopeningRequestOutcome::Asked);
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
    let tove = tove(&world).await;
    let waiting = world.receive(RINGSAKER, 1).await;
    for report in [waiting.report_id, ReportId(Uuid::from_u128(99))] {
        let body = json!({ "report_id": report, "revision": 1, "reason": "Feil." });
        let missing = tove.post(&world, path::PORTAL_BUFDIR_REOPEN, &body).await;
        missing.problem(404, ProblemKind::NotFound);
    }
}
