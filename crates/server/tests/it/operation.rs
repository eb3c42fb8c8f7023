//! What the server tells whoever operates it.

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{Method, header},
};
use domain::wire::{ProblemKind, Submitted, path};

use crate::{
    wire::Server,
    world::{INNLANDET, KARI, RINGSAKER, World, approve, decision, report, request, text},
};

#[tokio::test]
async fn health_is_told_on_both_doors() {
    let world = World::new().await;
    for answer in [world.get("/healthz").await, world.operate("/healthz").await] {
        assert_eq!((answer.status.as_u16(), &*answer.body), (200, &b"ok\n"[..]));
    }
    for answer in [world.get("/readyz").await, world.operate("/readyz").await] {
        assert_eq!(
            (answer.status.as_u16(), &*answer.body),
            (200, &b"ready\n"[..])
        );
    }
}

#[tokio::test]
async fn a_server_without_its_database_lives_and_is_not_ready() {
    let world = World::new().await;
    world.app.store().close().await;
    for answer in [world.get("/readyz").await, world.operate("/readyz").await] {
        answer.problem(503, ProblemKind::Unavailable);
        assert_eq!(answer.header(&header::RETRY_AFTER), Some("5"));
    }
    let client = Some("hrc_any");
    let answer = world.post(path::REPORTS, client, "{}").await;
    answer.problem(503, ProblemKind::Unavailable);
    assert_eq!(world.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_server_whose_database_lacks_a_migration_is_not_ready() {
    let world = World::new().await;
    let unready = async |what: &str| {
        let problem = world.get("/readyz").await;
        let problem = problem.problem(503, ProblemKind::Unavailable);
        assert_eq!(problem.title, what);
    };
    for (statement, what) in [
        (
            "INSERT INTO _sqlx_migrations
                SELECT 9999, 'newer', installed_on, success, checksum, 0 FROM _sqlx_migrations
                WHERE version = 1",
            None,
        ),
        (
            "UPDATE _sqlx_migrations SET success = FALSE WHERE version = 2",
            Some("the database lacks a migration"),
        ),
        (
            "DROP TABLE _sqlx_migrations",
            Some("the database cannot be asked"),
        ),
    ] {
        assert!(world.takes(statement).await, "{statement}");
        match what {
            None => assert_eq!(world.get("/readyz").await.status, 200),
            Some(what) => unready(what).await,
        }
    }
}

#[tokio::test]
async fn what_happened_is_counted() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let sent = report(RINGSAKER, 1);
    let on: Submitted = world.submit(&client, &sent).await.ok();
    world.submit(&client, &sent).await;
    let applied = text(&decision(1, &on, approve(2)));
    let items = [applied.clone(), applied, "null".to_owned()];
    world.push(&desk, &items).await;
    world.pull(&desk, None, 10).await;
    world.get("/nothing/01818520030").await;
    let strange = Method::from_bytes(b"KARI").unwrap();
    world
        .send(request(strange, "/healthz", None, Body::empty()))
        .await;
    let counted = world.operate("/metrics").await;
    let kind = counted.header(&header::CONTENT_TYPE);
    assert_eq!(kind, Some("text/plain; version=0.0.4; charset=utf-8"));
    let counted = String::from_utf8(counted.body.to_vec()).unwrap();
    let lines: BTreeSet<&str> = counted.lines().collect();
    for expected in [
        r#"halvaarsrapport_requests_total{method="POST",route="/v1/reports",status="200"} 2"#,
        r#"halvaarsrapport_requests_total{method="POST",route="/v1/sync/push",status="200"} 1"#,
        r#"halvaarsrapport_requests_total{method="GET",route="none",status="404"} 1"#,
        r#"halvaarsrapport_requests_total{method="other",route="/healthz",status="405"} 1"#,
        r#"halvaarsrapport_request_duration_seconds_count{method="POST",route="/v1/reports"} 2"#,
        r#"halvaarsrapport_submissions_total{outcome="received"} 1"#,
        r#"halvaarsrapport_submissions_total{outcome="duplicate"} 1"#,
        r#"halvaarsrapport_decisions_total{outcome="applied"} 1"#,
        r#"halvaarsrapport_decisions_total{outcome="duplicate"} 1"#,
        r#"halvaarsrapport_decisions_total{outcome="rejected"} 1"#,
        r#"halvaarsrapport_feed_pages_total{status="ok"} 1"#,
    ] {
        assert!(lines.contains(expected), "{expected}\n{counted}");
    }
    assert!(!counted.contains(KARI) && !counted.contains("KARI"));
    // Every server has its own.
    let other = World::new().await.operate("/metrics").await;
    let other = String::from_utf8(other.body.to_vec()).unwrap();
    assert!(!other.contains("halvaarsrapport_submissions_total{"));
}

#[tokio::test]
async fn the_counters_have_a_door_of_their_own() {
    let world = World::new().await;
    let answer = world.get("/metrics").await;
    answer.problem(404, ProblemKind::NotFound);
    let answer = world.operate(path::DISCOVERY).await;
    answer.problem(404, ProblemKind::NotFound);
    // No TLS there: RFC 6797 section 7.2.
    assert_eq!(answer.header(&header::STRICT_TRANSPORT_SECURITY), None);
    let server = Server::of(&world).await;
    let (mut public, mut operation) = (server.connect().await, server.connect_to_operation().await);
    public.get("/metrics").await;
    operation.get("/metrics").await;
    assert!(public.hear().await.starts_with("HTTP/1.1 404"));
    assert!(operation.hear().await.starts_with("HTTP/1.1 200"));
}
