//! Too many requests are refused: of one person, of one system, and from one address, whatever the
//! sender says of himself.

use std::num::NonZeroU32;

use axum::http::header;
use domain::wire::{ProblemKind, path};
use server::{Settings, config::RateLimits};

use crate::{
    bufdir::Bufdir,
    wire::Server,
    world::{INNLANDET, KARI, LIV, OLA, RINGSAKER, World, report, settings},
};

fn number(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

async fn world(rates: RateLimits) -> World {
    World::set(Settings {
        rates,
        ..settings()
    })
    .await
}

/// Asks through a real connection; gives the status, and after how many seconds to ask again.
async fn ask(server: &Server, first: &str, headers: &[&str]) -> (u16, Option<u64>) {
    let mut line = server.connect().await;
    let first = format!("{first} HTTP/1.1");
    let always = ["host: test", "content-length: 0", "connection: close"];
    let head = [&[first.as_str()][..], &always, headers, &["", ""]].concat();
    line.say(&head.join("\r\n")).await;
    let answer = line.hear_all().await;
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let seconds = answer
        .lines()
        .find_map(|line| line.strip_prefix("retry-after: "));
    (status, seconds.map(|seconds| seconds.parse().unwrap()))
}

const DISCOVER: &str = "GET /.well-known/halvaarsrapport";

#[tokio::test]
async fn no_header_moves_the_limit_of_an_address() {
    let world = world(RateLimits {
        address: number(5),
        ..RateLimits::default()
    })
    .await;
    let server = Server::of(&world).await;
    for number in 0..5 {
        let said = format!("X-Forwarded-For: 192.0.2.{number}");
        assert_eq!(ask(&server, DISCOVER, &[&said]).await, (200, None));
    }
    for said in [
        "X-Forwarded-For: 192.0.2.99",
        "X-Forwarded-For: 127.0.0.1",
        "Forwarded: for=192.0.2.99",
        "X-Real-IP: 192.0.2.99",
        "Authorization: Bearer other",
        "Cookie: other=1",
    ] {
        assert_eq!(ask(&server, DISCOVER, &[said]).await, (429, Some(12)));
    }
    // Neither does another path, not even one that is none.
    assert_eq!(ask(&server, "GET /nothing", &[]).await, (429, Some(12)));
    world.advance_minutes(1);
    assert_eq!(ask(&server, DISCOVER, &[]).await, (200, None));
}

#[tokio::test]
async fn a_trusted_proxy_says_whom_it_was_asked_by() {
    let world = world(RateLimits {
        address: number(2),
        proxies: vec!["127.0.0.0/8".parse().unwrap()],
        ..RateLimits::default()
    })
    .await;
    let server = Server::of(&world).await;
    for (said, status) in [
        ("X-Forwarded-For: 192.0.2.1", 200),
        ("X-Forwarded-For: 192.0.2.1", 200),
        ("X-Forwarded-For: 192.0.2.1", 429),
        ("X-Forwarded-For: 192.0.2.2", 200),
        // What the sender wrote stands before what the proxy wrote.
        ("X-Forwarded-For: 192.0.2.77, 192.0.2.1", 429),
        ("X-Forwarded-For: 127.0.0.1, 192.0.2.1", 429),
        // A network is one sender.
        ("X-Forwarded-For: 2001:db8::1", 200),
        ("X-Forwarded-For: 2001:db8::2", 200),
        ("X-Forwarded-For: 2001:db8::3", 429),
        ("X-Forwarded-For: 2001:db8:0:1::3", 200),
    ] {
        assert_eq!(ask(&server, DISCOVER, &[said]).await.0, status, "{said}");
    }
}

#[tokio::test]
async fn a_person_has_one_limit_in_all_sessions() {
    let world = world(RateLimits {
        caller: number(6),
        ..RateLimits::default()
    })
    .await;
    let desk = world.officer(KARI, INNLANDET).await;
    let colleague = world.officer(LIV, INNLANDET).await;
    let mut tokens = vec![desk.session.access_token.clone()];
    for _ in 0..3 {
        tokens.push(world.sign_in(desk.person).await.access_token);
    }
    for token in tokens.iter().cycle().take(6) {
        assert_eq!(world.get_as(path::HEAD, Some(token)).await.status, 200);
    }
    tokens.push(world.sign_in(desk.person).await.access_token);
    for token in &tokens {
        let refused = world.get_as(path::HEAD, Some(token)).await;
        refused.problem(429, ProblemKind::TooMany);
        assert_eq!(refused.header(&header::RETRY_AFTER), Some("10"));
        let refused = world.pull_raw(token, None, 1).await;
        refused.problem(429, ProblemKind::TooMany);
        let refused = world.events(token).await;
        assert_eq!(refused.status(), 429);
    }
    let token = colleague.session.access_token.as_str();
    assert_eq!(world.get_as(path::HEAD, Some(token)).await.status, 200);
    // Ten seconds give one request.
    world.advance_seconds(10);
    assert_eq!(world.get_as(path::HEAD, Some(&tokens[1])).await.status, 200);
    assert_eq!(world.get_as(path::HEAD, Some(&tokens[2])).await.status, 429);
}

#[tokio::test]
async fn what_is_refused_changes_nothing_and_can_be_sent_again() {
    let world = world(RateLimits {
        caller: number(1),
        ..RateLimits::default()
    })
    .await;
    let systems = [
        world.client(RINGSAKER).await,
        world.reporter(OLA, RINGSAKER).await,
    ];
    for (token, number) in systems.iter().zip(1..) {
        let (first, second) = (report(RINGSAKER, number), report(RINGSAKER, number + 10));
        assert_eq!(world.submit(token, &first).await.status, 200);
        let before = world.stored_rows().await;
        let refused = world.submit(token, &second).await;
        refused.problem(429, ProblemKind::TooMany);
        assert_eq!(refused.header(&header::RETRY_AFTER), Some("60"));
        assert_eq!(world.stored_rows().await, before);
        world.advance_minutes(1);
        assert_eq!(world.submit(token, &second).await.status, 200);
    }
    let bufdir = Bufdir::new(&world).await.token;
    let fetch = async || world.get_as(path::DELIVERIES, Some(&bufdir)).await.status;
    assert_eq!((fetch().await.as_u16(), fetch().await.as_u16()), (200, 429));
}

#[tokio::test]
async fn logins_have_a_limit_of_their_own() {
    let world = world(RateLimits {
        login: number(3),
        ..RateLimits::default()
    })
    .await;
    let server = Server::of(&world).await;
    for (first, status) in [
        ("POST /v1/session", 422),
        ("POST /v1/session/refresh", 422),
        ("POST /v1/session", 422),
        ("POST /v1/session", 429),
        ("POST /v1/session/refresh", 429),
        (DISCOVER, 200),
        ("POST /v1/sync/pull", 401),
    ] {
        assert_eq!(ask(&server, first, &[]).await.0, status, "{first}");
    }
    world.advance_seconds(20);
    assert_eq!(ask(&server, "POST /v1/session", &[]).await.0, 422);
}

#[tokio::test]
async fn wrong_tokens_have_a_limit_and_keep_no_right_one_out() {
    let world = world(RateLimits {
        refusal: number(3),
        ..RateLimits::default()
    })
    .await;
    let desk = world.officer(KARI, INNLANDET).await;
    let server = Server::of(&world).await;
    let head = format!("GET {}", path::HEAD);
    for number in 0..6 {
        let expected = if number < 3 { 401 } else { 429 };
        let token = format!("Authorization: Bearer hra_{number}");
        assert_eq!(ask(&server, &head, &[&token]).await.0, expected, "{number}");
    }
    // Without a token is no better.
    assert_eq!(ask(&server, &head, &[]).await, (429, Some(20)));
    let good = format!("Authorization: Bearer {}", desk.session.access_token);
    assert_eq!(ask(&server, &head, &[&good]).await.0, 200);
}

#[tokio::test]
async fn whoever_operates_the_server_is_not_limited() {
    let world = world(RateLimits {
        address: number(1),
        ..RateLimits::default()
    })
    .await;
    let server = Server::of(&world).await;
    for _ in 0..3 {
        let mut line = server.connect_to_operation().await;
        line.get("/metrics").await;
        assert!(line.hear().await.starts_with("HTTP/1.1 200"));
    }
}
