//! Hints over real connections: what is committed at the server is news at the desktop, and costs no
//! question before.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::header,
    response::Response,
};
use domain::{
    Clock,
    decision::Draft,
    report::json_bytes,
    wire::{Head, path},
};
use edge::{Http, ReqwestHttp, sse::Events, system_ctx};
use engine::{Step, view::Link};
use http::Method;
use jiff::SignedDuration;
use scratch_postgres::Cluster;
use support::{data, fleet::Fleet};
use tokio::{net::TcpListener, sync::oneshot};

use crate::desk::{Desk, Hold, OFFICER, Server, VirtualClock, soon};

fn head(head: u64) -> Head {
    Head {
        office: "innlandet".into(),
        head,
    }
}

async fn link(desk: &Desk) -> Link {
    desk.engine.app_state().await.unwrap().line.link
}

/// Waits for a link, asking only when told to.
async fn until_link(desk: &mut Desk, wanted: Link) {
    while link(desk).await != wanted {
        soon(desk.changed.recv()).await.unwrap();
    }
}

/// A session begins with the keys and the lease; then the feed is pulled, while it is listened to, and the published
/// figures are asked for.
async fn begins(desk: &mut Desk) {
    let mut calls = Vec::new();
    for _ in 0..5 {
        calls.push(soon(desk.calls.recv()).await.unwrap());
    }
    assert_eq!(calls.remove(0), path::KEYS);
    calls.sort();
    assert_eq!(
        calls,
        [path::FIGURES, path::LEASE, path::EVENTS, path::PULL]
    );
    // One step at a time: this one waits for the pull's end.
    assert!(matches!(desk.engine.step().await, Step::Idle { .. }));
}

#[tokio::test]
async fn a_commit_is_an_event_at_the_desktop() {
    let server = Server::start().await;
    let mut desk = Desk::at(server.address, &server, system_ctx()).await;
    desk.runs();
    begins(&mut desk).await;
    for (unit, name) in [("3411", "Ringsaker"), ("3403", "Hamar")] {
        server.receives(unit).await;
        assert_eq!(soon(desk.notified.recv()).await.unwrap(), [name]);
        // One pull for each, and nothing else: what is sent moves no figures.
        assert_eq!(soon(desk.calls.recv()).await.unwrap(), path::PULL);
    }
    assert!(desk.calls.try_recv().is_err());
    // The page heard of the login, of the PIN, of the link, and of each report.
    for _ in 0..5 {
        soon(desk.changed.recv()).await.unwrap();
    }
    assert!(desk.changed.try_recv().is_err());
}

#[tokio::test]
async fn a_server_that_comes_back_is_heard_again() {
    let mut server = Server::start().await;
    let mut desk = Desk::at(server.address, &server, system_ctx()).await;
    desk.runs();
    desk.calls_until(path::EVENTS).await;
    server.stop().await;
    until_link(&mut desk, Link::Offline).await;
    server.start_again().await;
    until_link(&mut desk, Link::Online).await;
    desk.calls_until(path::EVENTS).await;
    server.receives("3411").await;
    assert_eq!(soon(desk.notified.recv()).await.unwrap(), ["Ringsaker"]);
}

#[tokio::test]
async fn a_hint_that_comes_during_a_pull_leads_to_another() {
    let server = Server::start().await;
    let mut desk = Desk::at(server.address, &server, system_ctx()).await;
    // The keys, a lease, the feed, and then the figures.
    for _ in 0..4 {
        assert_eq!(desk.engine.step().await, Step::Went);
    }
    server.receives("3411").await;
    desk.engine.hint(&head(1));
    let (held, is_held) = oneshot::channel();
    let (go_on, goes_on) = oneshot::channel();
    *desk.hold.lock().unwrap() = Some(Hold { held, goes_on });
    let meanwhile = async {
        is_held.await.unwrap();
        // The answer is on its way, without what comes now.
        server.receives("3403").await;
        desk.engine.hint(&head(2));
        go_on.send(()).unwrap();
    };
    let (step, ()) = tokio::join!(desk.engine.step(), meanwhile);
    assert_eq!(step, Step::Went);
    assert_eq!(desk.notified.try_recv().unwrap(), ["Ringsaker"]);
    assert_eq!(desk.engine.step().await, Step::Went);
    assert_eq!(desk.notified.try_recv().unwrap(), ["Hamar"]);
    // And that one is the last.
    desk.engine.hint(&head(2));
    assert!(matches!(desk.engine.step().await, Step::Idle { .. }));
}

#[tokio::test]
async fn an_approval_moves_the_published_figures_and_they_are_asked_for() {
    let server = Server::start().await;
    server.receives("3411").await;
    let (clock, ctx) = VirtualClock::new();
    let mut desk = Desk::at(server.address, &server, ctx).await;
    // The keys, a lease, the feed, and then the figures.
    for _ in 0..4 {
        assert_eq!(desk.engine.step().await, Step::Went);
    }
    desk.calls_until(path::FIGURES).await;
    assert_eq!(desk.engine.figures().await.unwrap().sheet.periods, []);
    let waiting = desk.engine.open_tasks().await.unwrap().open[0].id;
    let view = desk.engine.report(waiting).await.unwrap();
    let points = view.points().map(|point| point.id.clone()).collect();
    let approval = Draft {
        own_figure: Some(0),
        approve: Some(true),
        ..Draft::default()
    };
    let (id, revision) = (view.id, view.revision);
    desk.engine.see(id, revision, points).await.unwrap();
    desk.engine
        .save_draft(id, revision, approval)
        .await
        .unwrap();
    let decided = desk.engine.decide(id, revision, view.content_hash).await;
    decided.unwrap();
    clock.advance(SignedDuration::from_secs(10));
    for asked in [path::PUSH, path::PULL, path::FIGURES] {
        assert_eq!(desk.engine.step().await, Step::Went);
        assert_eq!(desk.calls.try_recv().unwrap(), asked);
    }
    assert!(matches!(desk.engine.step().await, Step::Idle { .. }));
    let figures = desk.engine.figures().await.unwrap();
    assert_eq!(figures.sheet.periods, [view.period]);
}

#[tokio::test]
async fn where_a_proxy_keeps_the_events_the_head_is_asked_for() {
    let server = Server::start().await;
    let proxy = buffering_proxy(&server).await;
    let (clock, ctx) = VirtualClock::new();
    let mut desk = Desk::at(proxy, &server, ctx).await;
    desk.runs();
    begins(&mut desk).await;
    server.receives("3411").await;
    let Step::Idle { until: Some(until) } = desk.engine.step().await else {
        panic!("nothing is due");
    };
    let wait = until.duration_since(clock.now());
    let around_a_minute = SignedDuration::from_secs(48)..=SignedDuration::from_secs(72);
    assert!(around_a_minute.contains(&wait), "{wait}");
    clock.advance(wait - SignedDuration::from_millis(1));
    assert_eq!(desk.engine.step().await, Step::Idle { until: Some(until) });
    assert!(desk.calls.try_recv().is_err());
    clock.advance(SignedDuration::from_millis(1));
    assert_eq!(desk.engine.step().await, Step::Went);
    assert_eq!(desk.calls.try_recv().unwrap(), path::HEAD);
    assert_eq!(desk.engine.step().await, Step::Went);
    assert_eq!(desk.calls.try_recv().unwrap(), path::PULL);
    assert_eq!(desk.notified.try_recv().unwrap(), ["Ringsaker"]);
    // Where nothing has moved, nothing is pulled.
    clock.advance(SignedDuration::from_secs(72));
    assert_eq!(desk.engine.step().await, Step::Went);
    assert_eq!(desk.calls.try_recv().unwrap(), path::HEAD);
    assert!(matches!(desk.engine.step().await, Step::Idle { .. }));
}

#[tokio::test]
async fn two_servers_on_one_postgresql_hear_of_each_other() {
    let folder = tempfile::tempdir().unwrap();
    Cluster::shared().create("hints").unwrap();
    let database = Cluster::shared().url("hints");
    let fleet = Fleet::start(folder.path(), &database, 2).await.unwrap();
    fleet.open_period("2026-1".parse().unwrap()).await.unwrap();
    let (_, session) = fleet.officer(OFFICER, "innlandet").await.unwrap();
    let mut streams = fleet.events(&session.access_token).await.unwrap();
    for stream in &mut streams {
        assert_eq!(next(stream).await, head(0));
    }
    // Each report is received by the server whose turn it is.
    for (number, unit) in (1..).zip(["3411", "3403", "3420", "3405"]) {
        let credential = fleet.client(&unit.into()).await.unwrap();
        let id = system_ctx().new_id();
        let report = data::submission(id, unit, "2026-1".parse().unwrap(), 1).unwrap();
        let body = json_bytes(&report);
        let sent = fleet.call(Method::POST, path::REPORTS, &credential, body);
        assert_eq!(sent.await.unwrap().status(), 200);
        for stream in &mut streams {
            assert_eq!(next(stream).await, head(number));
        }
    }
    drop(streams);
    fleet.close().await;
}

async fn next(stream: &mut Events) -> Head {
    let event = soon(stream.next()).await.unwrap().unwrap();
    serde_json::from_str(&event.data).unwrap()
}

/// A proxy that hands on an answer when it is whole: a stream never is.
async fn buffering_proxy(server: &Server) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new()
        .fallback(hand_on)
        .with_state((server.address, ReqwestHttp::new().unwrap()));
    drop(tokio::spawn(async move {
        axum::serve(listener, router).await.unwrap();
    }));
    address
}

async fn hand_on(
    State((server, http)): State<(std::net::SocketAddr, ReqwestHttp)>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    parts.uri = format!("http://{server}{}", parts.uri.path())
        .parse()
        .unwrap();
    parts.headers.remove(header::ACCEPT_ENCODING);
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let answer = http.call(Request::from_parts(parts, body)).await;
    let mut answer = answer.unwrap().map(Body::from);
    // What came packed and in pieces goes on whole.
    for name in [header::CONTENT_ENCODING, header::TRANSFER_ENCODING] {
        answer.headers_mut().remove(name);
    }
    answer
}
