//! What every answer has around it. Headers and problems are checked by [`World::send`] for each
//! answer of each test.

use axum::{
    body::Body,
    http::{Method, header},
};
use domain::{
    Clock,
    wire::{Discovery, Environment, ProblemKind, path},
};
use serde_json::json;

use crate::{
    bufdir::Bufdir,
    issuer::{Issuer, Mood},
    log::Log,
    wire::Server,
    world::{
        INNLANDET, KARI, RINGSAKER, World, approve, decision, report, request, settings, text,
    },
};

const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn discovery_says_what_a_client_must_know() {
    let world = World::new().await;
    world.advance_minutes(2);
    let found: Discovery = world.get(path::DISCOVERY).await.ok();
    let of = settings().idporten;
    let expected = Discovery {
        environment: Environment::Synthetic,
        issuer: of.issuer,
        client_id: of.client_id,
        scope: of.scope,
        resource: of.resource,
        acr: of.acr,
        server_time: "2026-07-01T08:02:00Z".parse().unwrap(),
    };
    assert_eq!(found, expected);
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let world = World::new().await;
    for (method, path) in [
        (Method::GET, "/nothing"),
        (Method::GET, "/v1/nothing"),
        (Method::POST, "/v1/sync/pull/"),
    ] {
        let answer = world.send(request(method, path, None, Body::empty())).await;
        answer.problem(404, ProblemKind::NotFound);
    }
    for (method, path, allowed) in [
        (Method::GET, path::PULL, "POST"),
        (Method::DELETE, path::REPORTS, "POST"),
        (Method::POST, path::DISCOVERY, "GET,HEAD"),
        (Method::POST, path::KEYS, "GET,HEAD"),
        (Method::POST, path::DELIVERIES, "GET,HEAD"),
        (Method::GET, path::ACKNOWLEDGEMENTS, "POST"),
    ] {
        let answer = world.send(request(method, path, None, Body::empty())).await;
        answer.problem(405, ProblemKind::MethodNotAllowed);
        assert_eq!(answer.header(&header::ALLOW), Some(allowed));
    }
    let answer = world.get("/healthz").await;
    assert_eq!((answer.status.as_u16(), &*answer.body), (200, &b"ok\n"[..]));
}

#[tokio::test]
async fn every_answer_has_a_reference_of_its_own() {
    let world = World::new().await;
    let mut references = Vec::new();
    for _ in 0..3 {
        let problem = world.get("/nothing").await;
        references.push(problem.problem(404, ProblemKind::NotFound).reference);
    }
    references.sort();
    references.dedup();
    assert_eq!(references.len(), 3);
}

#[tokio::test]
async fn a_body_is_at_most_a_mebibyte() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let access = desk.session.access_token.as_str();
    let bufdir = Bufdir::new(&world).await;
    for (path, token) in [
        (path::ACKNOWLEDGEMENTS, Some(bufdir.token.as_str())),
        (path::REPORTS, Some(client.as_str())),
        (path::PULL, Some(access)),
        (path::PUSH, Some(access)),
        (path::SESSION, None),
        (path::REFRESH, None),
    ] {
        let answer = world.post(path, token, vec![b' '; MIB + 1]).await;
        answer.problem(413, ProblemKind::TooLarge);
        let answer = world.post(path, token, vec![b' '; MIB]).await;
        answer.problem(422, ProblemKind::Invalid);
    }
    // Where the length is told but not kept, too.
    let mut asked = request(
        Method::POST,
        path::PULL,
        Some(access),
        vec![b' '; MIB + 1].into(),
    );
    asked.headers_mut().insert(
        header::CONTENT_LENGTH,
        header::HeaderValue::from_static("2"),
    );
    let answer = world.send(asked).await;
    answer.problem(413, ProblemKind::TooLarge);
    // A report that fills the mebibyte is received.
    let mut large = report(RINGSAKER, 1).to_string().into_bytes();
    large.resize(MIB, b' ');
    let answer = world
        .post(path::REPORTS, Some(client.as_str()), large)
        .await;
    assert_eq!(answer.status, 200);
}

/// Some of everything: the answers as they went out, headers and all.
async fn story(seed: u64) -> Vec<String> {
    let world = World::seeded(seed).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let mut answers = vec![
        world.get(path::DISCOVERY).await,
        world.get(path::KEYS).await,
        world.get("/nothing").await,
        world.submit(&client, &json!({})).await,
    ];
    let received = world.submit(&client, &report(RINGSAKER, 1)).await;
    let on = received.ok();
    answers.push(received);
    world.advance_minutes(1);
    let items = [
        text(&decision(1, &on, approve(20))),
        text(&decision(2, &on, approve(2))),
        text(&decision(3, &on, approve(2))),
        "null".to_owned(),
    ];
    answers.push(world.push_raw(&desk, &items).await);
    answers.push(world.push_raw(&desk, &items).await);
    let refreshed = world.refresh(&desk.session.refresh_token).await;
    let session: domain::wire::Session = refreshed.ok();
    answers.push(refreshed);
    answers.push(world.pull_raw(&session.access_token, None, 10).await);
    answers.push(world.refresh("garbage").await);
    let access = Some(session.access_token.as_str());
    answers.push(world.post(path::LOGOUT, access, "").await);
    answers.iter().map(|answer| format!("{answer:?}")).collect()
}

#[tokio::test]
async fn the_same_seed_and_the_same_requests_give_the_same_bytes() {
    let first = story(1).await;
    assert_eq!(first, story(1).await);
    assert_ne!(first, story(2).await);
}

#[tokio::test]
async fn an_answer_is_whole_on_the_wire() {
    let world = World::new().await;
    let server = Server::of(&world).await;
    for (asked, status) in [
        ("GET /nothing", "404"),
        ("POST /v1/sync/pull", "401"),
        ("GET /v1/sync/pull", "405"),
        ("GET /healthz", "200"),
    ] {
        let mut line = server.connect().await;
        line.say(&format!(
            "{asked} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n"
        ))
        .await;
        let answer = line.hear_all().await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{head}");
        let length = format!("content-length: {}", body.len());
        assert!(head.contains(&length), "{asked}: {head}\n{body}");
    }
}

#[tokio::test]
async fn a_panic_is_a_problem_in_the_log_and_the_server_lives() {
    let world = World::new().await;
    world.officer(KARI, INNLANDET).await;
    let token = Issuer::sign(&Issuer::claims(KARI, "1", world.clock.now()));
    let body = crate::world::session_request(&token).to_string();
    world.issuer.is_in(Mood::Panics);
    let log = Log::default();
    let listening = log.listen();
    let answer = world.post(path::SESSION, None, body.clone()).await;
    drop(listening);
    let problem = answer.problem(500, ProblemKind::Internal);
    let lines = log.text();
    let reference = problem.reference.unwrap();
    let told = |line: &str| line.contains("ERROR") && line.contains(&reference);
    assert!(lines.lines().any(told), "{lines}");
    assert!(!lines.contains(&token) && !lines.contains(KARI), "{lines}");
    world.issuer.is_in(Mood::Answers);
    let answer = world.post(path::SESSION, None, body).await;
    assert_eq!(answer.status, 200);
}
