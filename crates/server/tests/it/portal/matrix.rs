//! Every operation that the portal describes, asked by everybody there is.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use domain::wire::{ProblemKind, path};
use serde_json::Value;
use server::store::{Post, RoleKind};

use super::{super::described::Operation, IDA, PERIOD, browser::Browser, content, send_whole};
use crate::world::{BERGEN, INNLANDET, KARI, LIV, OLA, RINGSAKER, TOVE, World};

/// Who asks. The order is that of the columns below.
const ASKERS: [&str; 9] = [
    "nobody",
    "garbage in the cookie",
    "a bearer token in the cookie",
    "a session that has ended",
    "a reporter",
    "a reporter of another unit",
    "a person without a role",
    "an officer",
    "a person at Bufdir",
];

/// A report that is not there.
const NOBODYS: &str = "0197c1f0-0000-7000-8000-00000000ffff";

type Answers = [u16; ASKERS.len()];

/// For every person in a browser.
const PERSONS: Answers = [401, 401, 401, 401, 200, 200, 200, 200, 200];
/// For whoever reports for the unit in the address.
const REPORTERS: Answers = [401, 401, 401, 401, 200, 404, 403, 403, 403];
/// A session that has ended can be ended, and no token is garbage to whoever forgets it.
const ENDING: Answers = [401, 200, 401, 200, 200, 200, 200, 200, 200];

/// For whoever sees the published figures.
const READERS: Answers = [401, 401, 401, 401, 403, 403, 403, 200, 200];

/// For whoever works at Bufdir. The answered application is nobody's here.
const BUFDIR: Answers = [401, 401, 401, 401, 403, 403, 403, 403, 200];
const BUFDIR_NAMING: Answers = [401, 401, 401, 401, 403, 403, 403, 403, 404];
/// The one application of the table's id is the first asker's, and nobody else's to see or take back.
const APPLYING: Answers = [401, 401, 401, 401, 200, 404, 404, 404, 403];
const TAKING_BACK: Answers = [401, 401, 401, 401, 200, 404, 404, 404, 404];

const ROWS: [(&str, Answers); 41] = [
    ("bufdirAccess", BUFDIR),
    ("bufdirAcknowledge", BUFDIR),
    ("bufdirAddUnit", BUFDIR),
    ("bufdirAnswer", BUFDIR_NAMING),
    ("bufdirApplications", BUFDIR),
    ("bufdirAudit", BUFDIR),
    ("bufdirClosePeriod", BUFDIR),
    ("bufdirEndAccess", BUFDIR),
    ("bufdirEndRole", BUFDIR),
    ("bufdirExport", BUFDIR),
    ("bufdirGiveRole", BUFDIR),
    ("bufdirMissing", BUFDIR),
    ("bufdirOpenPeriod", BUFDIR),
    ("bufdirPeople", BUFDIR),
    ("bufdirPeriods", BUFDIR),
    ("bufdirRefuseReopening", BUFDIR_NAMING),
    ("bufdirReopen", BUFDIR_NAMING),
    ("bufdirReport", BUFDIR_NAMING),
    ("bufdirReports", BUFDIR),
    ("bufdirUnitSpan", BUFDIR),
    ("bufdirUnits", BUFDIR),
    ("endPortalSession", ENDING),
    ("portalAlive", PERSONS),
    ("portalApplications", PERSONS),
    ("portalApply", APPLYING),
    ("portalFigures", READERS),
    ("portalFiguresFile", READERS),
    ("portalForm", REPORTERS),
    ("portalMe", PERSONS),
    ("portalPlaces", PERSONS),
    ("portalUnit", REPORTERS),
    ("portalWithdrawApplication", TAKING_BACK),
    ("readFile", REPORTERS),
    ("saveDraft", REPORTERS),
    ("sendDraft", REPORTERS),
    ("setPortalContact", PERSONS),
    ("withdraw", REPORTERS),
    ("portalMail", PERSONS),
    ("setPortalMailWishes", PERSONS),
    ("askPortalEmailCode", PERSONS),
    ("confirmPortalEmail", PERSONS),
];

/// What a browser goes to without a session.
const PAGES: [&str; 8] = [
    "firstPage",
    "openApplication",
    "openTask",
    "page",
    "portalCallback",
    "portalLogin",
    "portalWithoutSlash",
    "root",
];

fn operations() -> Vec<Operation> {
    let [_, _, (_, document)] = server::documents();
    let mut operations = Operation::all(&serde_json::from_str(&document).unwrap());
    for operation in &mut operations {
        operation.path = operation
            .path
            .replace("{unit_no}", RINGSAKER)
            .replace("{period}", PERIOD)
            .replace("{report_id}", NOBODYS)
            .replace(
                "figures/{format}",
                "figures/csv?county_no=34&indicator=with_plan",
            )
            .replace("{format}", "csv");
    }
    operations
}

async fn askers(world: &World) -> Vec<Browser> {
    let ended = Browser::reporter(world, OLA, RINGSAKER).await;
    let asked = ended.request(Method::POST, path::PORTAL_END, Body::empty());
    world.open(asked).await;
    let bearer = world.reporter(OLA, RINGSAKER).await;
    world.officer(KARI, INNLANDET).await;
    world.token_as(TOVE, Post::Bufdir, RoleKind::Bufdir).await;
    vec![
        Browser::with(""),
        Browser::with("hrp_garbage"),
        Browser::with(&bearer),
        ended,
        Browser::reporter(world, OLA, RINGSAKER).await,
        Browser::reporter(world, LIV, BERGEN).await,
        Browser::log_in(world, IDA, false).await.unwrap(),
        Browser::log_in(world, KARI, false).await.unwrap(),
        Browser::log_in(world, TOVE, true).await.unwrap(),
    ]
}

#[tokio::test]
async fn every_operation_answers_everybody_as_the_table_says() {
    let world = World::new().await;
    let mut operations = operations();
    let rows = BTreeMap::from(ROWS);
    let described = |guarded: bool| {
        let among = operations.iter().filter(move |of| of.guarded == guarded);
        among.map(|of| of.id.as_str()).collect::<BTreeSet<_>>()
    };
    assert_eq!(
        described(true),
        rows.keys().copied().collect(),
        "a row for each"
    );
    assert_eq!(described(false), BTreeSet::from(PAGES));
    operations.retain(|of| of.guarded);
    // What there is must be there before it is taken back, and sessions end last.
    let late = [
        "portalWithdrawApplication",
        "withdraw",
        "bufdirClosePeriod",
        "endPortalSession",
    ];
    operations.sort_by_key(|of| late.iter().position(|id| *id == of.id));
    let askers = askers(&world).await;
    let reporter = Browser::reporter(&world, OLA, RINGSAKER).await;
    send_whole(&world, &reporter, 1, &content()).await;
    for operation in &operations {
        for ((asker, who), expected) in askers.iter().zip(ASKERS).zip(rows[operation.id.as_str()]) {
            let body = operation.body.as_ref().map(Value::to_string);
            let body = Body::from(body.unwrap_or_default());
            let asked = asker.request(operation.method.clone(), &operation.path, body);
            let answer = world.open(asked).await;
            let found = answer.status().as_u16();
            assert_eq!(found, expected, "{} asked by {who}", operation.id);
        }
    }
}

#[tokio::test]
async fn what_is_not_yours_is_answered_as_what_is_not_there() {
    let world = World::new().await;
    let liv = Browser::reporter(&world, LIV, BERGEN).await;
    for operation in operations().iter().filter(|of| of.path.contains(RINGSAKER)) {
        let mut answers = Vec::new();
        for unit in [RINGSAKER, "9999", "x%20y"] {
            let path = operation.path.replace(RINGSAKER, unit);
            let body = operation.body.as_ref().map(Value::to_string);
            let body = Body::from(body.unwrap_or_default());
            let asked = liv.request(operation.method.clone(), &path, body);
            let answer = world.send(asked).await;
            let problem = answer.problem(404, ProblemKind::NotFound);
            answers.push((problem.title, problem.faults));
        }
        assert_eq!(answers[0], answers[1], "{}", operation.id);
        assert_eq!(answers[0], answers[2], "{}", operation.id);
    }
}

#[tokio::test]
async fn a_server_without_a_portal_lets_nobody_log_in_there() {
    let world = World::new().await;
    for path in ["/portal/login", "/portal/callback?code=x&state=y"] {
        let answer = world.get(path).await;
        answer.problem(404, ProblemKind::NotFound);
    }
    let answer = world.get("/portal/no.such.file").await;
    answer.problem(404, ProblemKind::NotFound);
    for path in ["/", "/portal"] {
        let asked = Request::get(path).body(Body::empty()).unwrap();
        let answer = world.open(asked).await;
        assert_eq!(answer.status(), 303);
        assert_eq!(answer.headers()[header::LOCATION], "/portal/");
    }
}
