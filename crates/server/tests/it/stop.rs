//! What takes long: heads and bodies that never come, and the server's own end.

use std::time::Duration;

use domain::wire::path;
use server::{Stopped, config::Limits};
use tokio::net::TcpStream;

use crate::{
    issuer::{Issuer, Mood},
    wire::{Line, Server},
    world::{INNLANDET, KARI, World},
};

const SOON: Duration = Duration::from_millis(200);
const NEVER: Duration = Duration::from_hours(1);

/// Nothing is cut short but what a test says.
fn patient() -> Limits {
    Limits {
        head: NEVER,
        body: NEVER,
        stop: NEVER,
        ..Limits::default()
    }
}

/// A world whose provider ponders, and a login that waits for it.
async fn begun(limits: Limits) -> (World, Server, Line) {
    let world = World::limited(limits).await;
    world.officer(KARI, INNLANDET).await;
    world.issuer.is_in(Mood::Ponders);
    let server = Server::of(&world).await;
    let token = Issuer::sign(&Issuer::claims(
        KARI,
        "1",
        domain::Clock::now(&*world.clock),
    ));
    let body = crate::world::session_request(&token).to_string();
    let mut line = server.connect().await;
    line.post(path::SESSION, body.len(), &body).await;
    world.issuer.is_asked().await;
    (world, server, line)
}

#[tokio::test]
async fn a_request_that_was_begun_is_finished() {
    let (world, server, mut line) = begun(patient()).await;
    let address = server.public;
    server.say_stop().await;
    world.app.stopping().await;
    assert!(TcpStream::connect(address).await.is_err());
    world.issuer.goes_on();
    let answer = line.hear_all().await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("access_expires_at"), "{answer}");
    assert_eq!(server.ended().await, Stopped::Finished);
}

#[tokio::test]
async fn what_does_not_finish_in_time_is_cut_off() {
    let limits = Limits {
        stop: SOON,
        ..patient()
    };
    let (_world, server, mut line) = begun(limits).await;
    server.say_stop().await;
    assert_eq!(line.hear_all().await, "");
    assert_eq!(server.ended().await, Stopped::CutOff(1));
}

#[tokio::test]
async fn a_second_word_ends_it_at_once() {
    let (world, server, mut line) = begun(patient()).await;
    server.say_stop().await;
    world.app.stopping().await;
    server.say_stop().await;
    assert_eq!(line.hear_all().await, "");
    assert_eq!(server.ended().await, Stopped::CutOff(1));
}

#[tokio::test]
async fn an_idle_connection_does_not_keep_the_server() {
    let world = World::limited(patient()).await;
    let server = Server::of(&world).await;
    let mut line = server.connect().await;
    line.get("/healthz").await;
    assert!(line.hear().await.ends_with("ok\n"));
    server.say_stop().await;
    assert_eq!(line.hear_all().await, "");
    assert_eq!(server.ended().await, Stopped::Finished);
}

#[tokio::test]
async fn whatever_goes_on_for_long_hears_of_the_stop() {
    let world = World::new().await;
    let server = Server::of(&world).await;
    let before = tokio::spawn(world.app.stopping());
    assert!(!before.is_finished());
    server.say_stop().await;
    before.await.unwrap();
    // Also what begins too late.
    world.app.stopping().await;
    assert_eq!(server.ended().await, Stopped::Finished);
}

#[tokio::test]
async fn a_head_that_does_not_come_ends_the_connection() {
    let limits = Limits {
        head: SOON,
        ..patient()
    };
    let world = World::limited(limits).await;
    let server = Server::of(&world).await;
    for begun in ["", "GET /healthz HTTP/1.1\r\nho"] {
        let mut line = server.connect().await;
        line.say(begun).await;
        let answer = line.hear_all().await;
        assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let limits = Limits {
        body: SOON,
        ..patient()
    };
    let world = World::limited(limits).await;
    let server = Server::of(&world).await;
    let mut line = server.connect().await;
    line.post(path::REFRESH, 100, r#"{"refresh_"#).await;
    let answer = line.hear_all().await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains(r#""type":"too_slow""#), "{answer}");
}
