//! The one gate, proved: every operation that the server describes, asked by everybody there is.
//!
//! The operations come from the document as it is served, so a new one without a row fails here. What is
//! not the asker's own is answered exactly as what does not exist.

#![expect(
    clippy::indexing_slicing,
    reason = "a document without what is looked for fails its test"
)]

use std::collections::{BTreeMap, BTreeSet};

use axum::{body::Body, http::header};
use domain::wire::{ArrivalToken, path};
use serde_json::{Value, json};
use server::{
    admin,
    store::{Post, RoleKind},
};
use uuid::Uuid;

use super::described::Operation;
use crate::{
    bufdir::Bufdir,
    world::{
        BERGEN, INNLANDET, KARI, LIV, OLA, RINGSAKER, TOVE, VESTLAND, World, check_headers,
        operator, report, request,
    },
};

const IDA: &str = "02813299979";
const PER: &str = "02813299987";

/// Who asks. The order is that of the columns below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asker {
    Nobody,
    Garbage,
    /// Somebody with a refresh token where a bearer token belongs.
    Refresh,
    /// An officer whose token has ended.
    Expired,
    /// An officer whose role has ended.
    EndedRole,
    Officer,
    /// An officer of another office.
    OtherOffice,
    Reporter,
    CaseSystem,
    /// The case system of another unit.
    OtherUnit,
    /// A case system whose credential was ended.
    EndedSystem,
    BufdirSystem,
    /// A system of Bufdir's whose credential was ended.
    EndedBufdir,
    /// A person at Bufdir.
    BufdirPerson,
    Reader,
    Applicant,
    /// An officer's machine while nobody is logged in.
    Machine,
}

const ASKERS: [Asker; 17] = [
    Asker::Nobody,
    Asker::Garbage,
    Asker::Refresh,
    Asker::Expired,
    Asker::EndedRole,
    Asker::Officer,
    Asker::OtherOffice,
    Asker::Reporter,
    Asker::CaseSystem,
    Asker::OtherUnit,
    Asker::EndedSystem,
    Asker::BufdirSystem,
    Asker::EndedBufdir,
    Asker::BufdirPerson,
    Asker::Reader,
    Asker::Applicant,
    Asker::Machine,
];

type Answers = [u16; ASKERS.len()];

/// No token is looked at.
const fn everybody(status: u16) -> Answers {
    [status; ASKERS.len()]
}

/// For officers; nothing in the request names another office's.
const OFFICERS: Answers = [
    401, 401, 401, 401, 403, 200, 200, 403, 401, 401, 401, 401, 401, 403, 403, 403, 401,
];
/// For an officer on a machine, as all are who log in here.
const MACHINES: Answers = OFFICERS;
/// For whoever reports for the unit in the body.
const REPORTERS: Answers = [
    401, 401, 401, 401, 403, 403, 403, 200, 200, 404, 401, 401, 401, 403, 403, 403, 401,
];
/// For Bufdir's systems.
const BUFDIR: Answers = [
    401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 200, 401, 401, 401, 401, 401,
];
/// For persons at Bufdir.
const BUFDIRS_PERSONS: Answers = [
    401, 401, 401, 401, 403, 403, 403, 403, 401, 401, 401, 401, 401, 200, 403, 403, 401,
];
/// For every person with a role: what is the person's own.
const PERSONS: Answers = [
    401, 401, 401, 401, 403, 200, 200, 200, 401, 401, 401, 401, 401, 200, 200, 200, 401,
];
/// Every session there is can be ended.
const SESSIONS: Answers = [
    401, 401, 401, 204, 204, 204, 204, 204, 401, 401, 401, 401, 401, 204, 204, 204, 401,
];
/// For an arrival token alone.
const ARRIVALS: Answers = [
    401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 200,
];

/// The operations, each with what everybody is answered.
const ROWS: [(&str, Answers); 36] = [
    ("access", OFFICERS),
    ("acknowledge", BUFDIR),
    ("arrivals", ARRIVALS),
    ("askReopening", OFFICERS),
    ("deliveries", BUFDIR),
    ("devices", PERSONS),
    ("discovery", everybody(200)),
    ("endAccess", OFFICERS),
    ("endDevices", PERSONS),
    ("endPersonDevices", BUFDIRS_PERSONS),
    ("endSession", SESSIONS),
    ("events", OFFICERS),
    ("giveArrivalToken", MACHINES),
    ("figures", OFFICERS),
    ("head", OFFICERS),
    ("healthz", everybody(200)),
    ("keys", everybody(200)),
    ("lease", OFFICERS),
    ("me", PERSONS),
    ("openSession", everybody(401)),
    ("openapi", everybody(200)),
    ("personDevices", BUFDIRS_PERSONS),
    ("pull", OFFICERS),
    ("push", OFFICERS),
    ("pushSealed", OFFICERS),
    ("previewReminders", OFFICERS),
    ("readyz", everybody(200)),
    ("remind", OFFICERS),
    ("reminders", OFFICERS),
    ("renewSession", everybody(401)),
    ("setContact", PERSONS),
    ("submit", REPORTERS),
    ("ownMail", PERSONS),
    ("setMailWishes", PERSONS),
    ("askEmailCode", PERSONS),
    ("confirmEmail", PERSONS),
];

async fn operations(world: &World) -> Vec<Operation> {
    Operation::all(&world.get("/openapi.json").await.ok())
}

/// Everybody's tokens in one world.
async fn tokens(world: &World) -> BTreeMap<Asker, Option<String>> {
    let store = world.app.store();
    let expired = world.officer(TOVE, INNLANDET).await.session;
    world.advance_minutes(11);
    let ended = world.officer(TOVE, INNLANDET).await;
    store.end_officer(operator(), ended.person).await.unwrap();
    let officer = world.officer(KARI, INNLANDET).await.session;
    let other_office = world.officer(LIV, VESTLAND).await.session;
    let of_unit = |unit| admin::add_client(store, unit, "Case system");
    let (client, ended_client) = of_unit(&RINGSAKER.into()).await.unwrap();
    assert!(store.end_client(operator(), client).await.unwrap());
    let (bufdir, ended_bufdir) = admin::add_bufdir_client(store, "Bufdir").await.unwrap();
    assert!(store.end_bufdir_client(operator(), bufdir).await.unwrap());
    let given = world
        .post(path::ARRIVAL_TOKEN, Some(&officer.access_token), "")
        .await;
    let machine: ArrivalToken = given.ok();
    let reader = world.token_as(IDA, Post::Reader, RoleKind::Reader).await;
    let applicant = world
        .token_as(PER, Post::Applicant, RoleKind::Applicant)
        .await;
    let all = [
        (Asker::Garbage, "garbage".to_owned()),
        (Asker::Refresh, officer.refresh_token),
        (Asker::Expired, expired.access_token),
        (Asker::EndedRole, ended.session.access_token),
        (Asker::Officer, officer.access_token),
        (Asker::OtherOffice, other_office.access_token),
        (Asker::Reporter, world.reporter(OLA, RINGSAKER).await),
        (Asker::CaseSystem, world.client(RINGSAKER).await),
        (Asker::OtherUnit, world.client(BERGEN).await),
        (Asker::EndedSystem, ended_client.expose().to_owned()),
        (Asker::BufdirSystem, Bufdir::new(world).await.token),
        (Asker::EndedBufdir, ended_bufdir.expose().to_owned()),
        (Asker::BufdirPerson, world.token_at_bufdir().await),
        (Asker::Reader, reader),
        (Asker::Applicant, applicant),
        (Asker::Machine, machine.arrival_token),
    ];
    let all = all.map(|(asker, token)| (asker, Some(token)));
    all.into_iter().chain([(Asker::Nobody, None)]).collect()
}

#[tokio::test]
async fn every_operation_answers_everybody_as_the_table_says() {
    let world = World::new().await;
    let mut operations = operations(&world).await;
    let described: BTreeSet<&str> = operations.iter().map(|of| of.id.as_str()).collect();
    let rows = BTreeMap::from(ROWS);
    assert_eq!(described, rows.keys().copied().collect(), "a row for each");
    // A machine's next token comes after it has asked with this one, and the end of a session last: it ends
    // those that the others are asked with. The end of a machine names one that is nobody's here.
    let late = ["giveArrivalToken", "endSession"];
    operations.sort_by_key(|of| late.iter().position(|id| *id == of.id));
    let tokens = tokens(&world).await;
    for operation in &operations {
        for (asker, expected) in ASKERS.iter().zip(rows[operation.id.as_str()]) {
            let found = status(&world, operation, tokens[asker].as_deref()).await;
            assert_eq!(found, expected, "{} asked by {asker:?}", operation.id);
        }
    }
}

/// The status alone, because an answer may go on.
async fn status(world: &World, of: &Operation, token: Option<&str>) -> u16 {
    let body = of.body.as_ref().map(Value::to_string).unwrap_or_default();
    let asked = request(of.method.clone(), &of.path, token, Body::from(body));
    let answer = world.open(asked).await;
    check_headers(answer.headers());
    let tls = answer.headers().get(header::STRICT_TRANSPORT_SECURITY);
    assert_eq!(tls.unwrap(), "max-age=31536000", "{}", of.id);
    let asks_for_login = answer.headers().contains_key(header::WWW_AUTHENTICATE);
    assert_eq!(asks_for_login, answer.status() == 401, "{}", of.id);
    answer.status().as_u16()
}

/// A request about something of another's, and the same about something that is not there.
struct Stranger {
    operation: &'static str,
    asker: Asker,
    theirs: Value,
    nobodys: Value,
}

/// Every operation in which the asker names a thing. The others name none, or their own.
async fn strangers(world: &World) -> Vec<Stranger> {
    let theirs = world.receive(RINGSAKER, 77).await;
    let decision = |report: Uuid| {
        json!({ "items": [{
            "id": Uuid::from_u128(report.as_u128() ^ 1),
            "report_id": report,
            "revision": 1,
            "content_hash": theirs.content_hash,
            "verdict": { "kind": "approve", "own_figure": 1, "comment": null },
            "confirmed_at": "2026-07-01T07:59:00Z",
        }] })
    };
    let reopening =
        |report: Uuid| json!({ "report_id": report, "revision": 1, "reason": "Feil tall." });
    let mut nowhere = report(RINGSAKER, 5);
    nowhere["unit_no"] = json!("9999");
    vec![
        Stranger {
            operation: "push",
            asker: Asker::OtherOffice,
            theirs: decision(theirs.report_id.0),
            nobodys: decision(Uuid::from_u128(12)),
        },
        Stranger {
            operation: "askReopening",
            asker: Asker::OtherOffice,
            theirs: reopening(theirs.report_id.0),
            nobodys: reopening(Uuid::from_u128(12)),
        },
        Stranger {
            operation: "submit",
            asker: Asker::OtherUnit,
            theirs: report(RINGSAKER, 5),
            nobodys: nowhere,
        },
    ]
}

#[tokio::test]
async fn what_is_not_yours_is_answered_as_what_is_not_there() {
    let world = World::new().await;
    let tokens = tokens(&world).await;
    let operations = operations(&world).await;
    for stranger in strangers(&world).await {
        let of = operations.iter().find(|of| of.id == stranger.operation);
        let of = of.unwrap();
        let mut answers = Vec::new();
        for sent in [&stranger.theirs, &stranger.nobodys] {
            let token = tokens[&stranger.asker].as_deref();
            let asked = request(of.method.clone(), &of.path, token, sent.to_string().into());
            let answer = world.send(asked).await;
            let mut body: Value = serde_json::from_slice(&answer.body).unwrap();
            // What must differ: the reference, and the decision's own id.
            body["reference"] = Value::Null;
            if let Some(result) = body.pointer_mut("/results/0/decision_id") {
                *result = Value::Null;
            }
            let headers = answer.headers.keys().map(ToString::to_string);
            answers.push((answer.status, headers.collect::<BTreeSet<_>>(), body));
        }
        assert_eq!(answers[0], answers[1], "{}", stranger.operation);
        let told = answers[0].2.to_string();
        assert!(!told.contains("office"), "{told}");
    }
}
