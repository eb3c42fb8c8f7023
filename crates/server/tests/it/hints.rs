//! Hints: told at once and at every commit of one's own office, for as long as one may listen.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Response, header},
};
use bytes::Bytes;
use domain::wire::{HEAD_EVENT, Head, HeadAnswer, ProblemKind, Session, path};
use edge::{
    BodyStream, Http, HttpError, ReqwestHttp,
    sse::{Event, Events},
};
use futures::StreamExt;
use server::{
    Doors, Stopped,
    hints::{STREAMS_MAX, Timing},
};
use tokio::{net::TcpListener, sync::mpsc};

use crate::world::{
    BERGEN, Desk, INNLANDET, KARI, LIV, OLA, RINGSAKER, VESTLAND, World, approve, decision,
    events_of, operator,
};

const HAMAR: &str = "3403";
/// Longer than any test.
const NEVER: Duration = Duration::from_hours(1);
/// Shorter than anybody waits.
const OFTEN: Duration = Duration::from_millis(5);

/// Nothing but a commit in the same process wakes anybody.
const ONLY_COMMITS: Timing = Timing {
    poll: NEVER,
    keep_alive: NEVER,
};

/// Only other things than a commit in the same process.
const LIVELY: Timing = Timing {
    poll: OFTEN,
    keep_alive: OFTEN,
};

async fn soon<F: Future>(future: F) -> F::Output {
    let most = Duration::from_mins(1);
    tokio::time::timeout(most, future).await.unwrap()
}

struct Stream(Events);

impl Stream {
    fn of(response: Response<Body>) -> Self {
        assert_eq!(response.status(), 200);
        let pieces = response.into_body().into_data_stream();
        let pieces = pieces.map(|piece| piece.map_err(|_| HttpError::Unreachable));
        Self(Events::new(BodyStream::new(pieces)))
    }

    async fn hint(&mut self) -> (String, u64) {
        self.next().await.unwrap()
    }

    /// The next hint; none where the stream is over.
    async fn next(&mut self) -> Option<(String, u64)> {
        let Event { name, data } = soon(self.0.next()).await.unwrap()?;
        assert_eq!(name, HEAD_EVENT);
        let told: Head = serde_json::from_str(&data).unwrap();
        // An office and a number, and nothing else.
        let office = &told.office;
        assert_eq!(
            data,
            format!(r#"{{"office":"{office}","head":{}}}"#, told.head)
        );
        Some((told.office.to_string(), told.head))
    }
}

async fn listen(world: &World, desk: &Desk) -> Stream {
    Stream::of(world.events(&desk.session.access_token).await)
}

fn head(office: &str, head: u64) -> (String, u64) {
    (office.to_owned(), head)
}

#[tokio::test]
async fn the_head_is_told_at_once_and_at_every_commit() {
    let world = World::listening(ONLY_COMMITS).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let on = world.receive(RINGSAKER, 1).await;
    let mut stream = listen(&world, &desk).await;
    assert_eq!(stream.hint().await, head(INNLANDET, 1));
    world.receive(HAMAR, 2).await;
    assert_eq!(stream.hint().await, head(INNLANDET, 2));
    world.decide(&desk, &decision(1, &on, approve(3))).await;
    assert_eq!(stream.hint().await, head(INNLANDET, 3));
    // What changes nothing tells nothing: the same decision, a refused one, the next commit.
    world.decide(&desk, &decision(1, &on, approve(3))).await;
    world.decide(&desk, &decision(2, &on, approve(4))).await;
    world.receive("3405", 3).await;
    assert_eq!(stream.hint().await, head(INNLANDET, 4));
}

#[tokio::test]
async fn another_offices_commits_wake_nobody() {
    let world = World::listening(ONLY_COMMITS).await;
    let ours = world.officer(KARI, INNLANDET).await;
    let theirs = world.officer(LIV, VESTLAND).await;
    let mut ours = listen(&world, &ours).await;
    let mut theirs = listen(&world, &theirs).await;
    assert_eq!(ours.hint().await, head(INNLANDET, 0));
    assert_eq!(theirs.hint().await, head(VESTLAND, 0));
    world.receive(RINGSAKER, 1).await;
    assert_eq!(ours.hint().await, head(INNLANDET, 1));
    world.receive(HAMAR, 2).await;
    assert_eq!(ours.hint().await, head(INNLANDET, 2));
    world.receive(BERGEN, 3).await;
    assert_eq!(theirs.hint().await, head(VESTLAND, 1));
}

#[tokio::test]
async fn replicas_on_one_database_hear_of_each_other() {
    let world = World::listening(ONLY_COMMITS).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let replica = world.replica(LIVELY).await;
    let token = &desk.session.access_token;
    let mut there = Stream::of(events_of(&replica, token).await);
    let mut here = listen(&world, &desk).await;
    assert_eq!(there.hint().await, head(INNLANDET, 0));
    assert_eq!(here.hint().await, head(INNLANDET, 0));
    for (submission, unit) in [(1, RINGSAKER), (2, HAMAR)] {
        world.receive(unit, submission).await;
        let told = head(INNLANDET, u64::try_from(submission).unwrap());
        assert_eq!(there.hint().await, told);
        assert_eq!(here.hint().await, told);
    }
}

#[tokio::test]
async fn a_slow_reader_finds_only_the_newest() {
    let world = World::listening(ONLY_COMMITS).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let mut slow = listen(&world, &desk).await;
    let mut quick = listen(&world, &desk).await;
    assert_eq!(slow.hint().await, head(INNLANDET, 0));
    assert_eq!(quick.hint().await, head(INNLANDET, 0));
    for (submission, unit) in [(1, RINGSAKER), (2, HAMAR), (3, "3405")] {
        world.receive(unit, submission).await;
        quick.hint().await;
    }
    assert_eq!(slow.hint().await, head(INNLANDET, 3));
}

#[tokio::test]
async fn a_quiet_stream_gives_signs_of_life() {
    let world = World::listening(LIVELY).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let response = world.events(&desk.session.access_token).await;
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-store"),
        ("x-accel-buffering", "no"),
        ("x-content-type-options", "nosniff"),
    ] {
        let mut found = response.headers().get_all(name).iter();
        assert_eq!(found.next().unwrap(), value, "{name}");
        assert_eq!(found.next(), None, "{name}");
    }
    assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
    let mut body = response.into_body().into_data_stream();
    let first = soon(body.next()).await.unwrap().unwrap();
    assert_eq!(
        first,
        "event: head\ndata: {\"office\":\"innlandet\",\"head\":0}\n\n"
    );
    for _ in 0..3 {
        assert_eq!(soon(body.next()).await.unwrap().unwrap(), ":\n\n");
    }
}

/// What ends an officer's right to listen.
const ENDS: [&str; 4] = ["logout", "role", "ten minutes", "database"];

async fn end(world: &World, desk: &Desk, how: &str) {
    match how {
        "logout" => {
            let token = Some(desk.session.access_token.as_str());
            assert_eq!(world.post(path::LOGOUT, token, "").await.status, 204);
        }
        "role" => {
            let ended = world.app.store().end_officer(operator(), desk.person).await;
            assert_eq!(ended.unwrap(), 1);
        }
        "ten minutes" => world.advance_minutes(10),
        "ten hours" => world.advance_minutes(600),
        // Who cannot be asked says no.
        "database" => world.app.store().close().await,
        other => panic!("{other} is no end"),
    }
}

#[tokio::test]
async fn a_stream_ends_with_the_right_to_listen() {
    for how in ENDS {
        let world = World::listening(LIVELY).await;
        let desk = world.officer(KARI, INNLANDET).await;
        let mut stream = listen(&world, &desk).await;
        assert_eq!(stream.hint().await, head(INNLANDET, 0));
        end(&world, &desk, how).await;
        assert_eq!(stream.next().await, None, "{how}");
    }
}

#[tokio::test]
async fn who_may_not_listen_any_more_is_not_told_of_a_commit() {
    for how in ["logout", "role", "ten minutes"] {
        let world = World::listening(ONLY_COMMITS).await;
        let desk = world.officer(KARI, INNLANDET).await;
        let mut stream = listen(&world, &desk).await;
        assert_eq!(stream.hint().await, head(INNLANDET, 0));
        end(&world, &desk, how).await;
        world.receive(RINGSAKER, 1).await;
        assert_eq!(stream.next().await, None, "{how}");
    }
}

#[tokio::test]
async fn a_logout_ends_the_stream_at_once_and_with_it_nobody_elses() {
    let world = World::listening(ONLY_COMMITS).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let other = world.officer(OLA, INNLANDET).await;
    let mut stream = listen(&world, &desk).await;
    let mut others = listen(&world, &other).await;
    assert_eq!(stream.hint().await, head(INNLANDET, 0));
    assert_eq!(others.hint().await, head(INNLANDET, 0));
    end(&world, &desk, "logout").await;
    assert_eq!(stream.next().await, None);
    world.receive(RINGSAKER, 1).await;
    assert_eq!(others.hint().await, head(INNLANDET, 1));
}

/// The hub looks at least once a second (`POLL_MAX`), so a stream without a commit and without a sign of
/// life ends within two, whichever process ended the right to it.
#[tokio::test]
async fn the_next_look_ends_the_stream_of_whoever_may_not_listen_any_more() {
    const LOOKS: Timing = Timing {
        poll: OFTEN,
        keep_alive: NEVER,
    };
    const { assert!(server::hints::POLL_MAX.as_secs() < 2) };
    for how in ["logout", "role", "ten hours"] {
        let world = World::listening(LOOKS).await;
        let desk = world.officer(KARI, INNLANDET).await;
        let replica = world.replica(LOOKS).await;
        let token = &desk.session.access_token;
        let mut there = Stream::of(events_of(&replica, token).await);
        let mut here = listen(&world, &desk).await;
        assert_eq!(there.hint().await, head(INNLANDET, 0));
        assert_eq!(here.hint().await, head(INNLANDET, 0));
        end(&world, &desk, how).await;
        assert_eq!(there.next().await, None, "{how}");
        assert_eq!(here.next().await, None, "{how}");
    }
}

#[tokio::test]
async fn a_renewed_session_goes_on_listening() {
    let world = World::listening(LIVELY).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let mut stream = listen(&world, &desk).await;
    assert_eq!(stream.hint().await, head(INNLANDET, 0));
    world.advance_minutes(9);
    let next: Session = world.refresh(&desk.session.refresh_token).await.ok();
    world.receive(RINGSAKER, 1).await;
    assert_eq!(stream.hint().await, head(INNLANDET, 1));
    let mut second = Stream::of(world.events(&next.access_token).await);
    assert_eq!(second.hint().await, head(INNLANDET, 1));
    world.advance_minutes(1);
    assert_eq!(stream.next().await, None);
    world.receive(HAMAR, 2).await;
    assert_eq!(second.hint().await, head(INNLANDET, 2));
}

#[tokio::test]
async fn one_stream_more_than_a_session_may_have_ends_its_oldest() {
    let world = World::listening(ONLY_COMMITS).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let other = world.officer(OLA, INNLANDET).await;
    let mut others = listen(&world, &other).await;
    assert_eq!(others.hint().await, head(INNLANDET, 0));
    let mut streams = Vec::new();
    for _ in 0..=STREAMS_MAX {
        let mut stream = listen(&world, &desk).await;
        assert_eq!(stream.hint().await, head(INNLANDET, 0));
        streams.push(stream);
    }
    assert_eq!(streams.remove(0).next().await, None);
    world.receive(RINGSAKER, 1).await;
    for stream in &mut streams {
        assert_eq!(stream.hint().await, head(INNLANDET, 1));
    }
    assert_eq!(others.hint().await, head(INNLANDET, 1));
    // One that was given up leaves its place.
    streams.pop();
    streams.push(listen(&world, &desk).await);
    world.receive(HAMAR, 2).await;
    assert_eq!(streams[0].hint().await, head(INNLANDET, 2));
}

#[tokio::test]
async fn the_head_can_be_asked_for() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    world.receive(RINGSAKER, 1).await;
    world.receive(BERGEN, 2).await;
    world.receive(HAMAR, 3).await;
    let token = Some(desk.session.access_token.as_str());
    let found: HeadAnswer = world.get_as(path::HEAD, token).await.ok();
    let expected = HeadAnswer {
        office: INNLANDET.into(),
        head: 2,
        server_time: domain::Clock::now(&*world.clock),
    };
    assert_eq!(found, expected);
}

#[tokio::test]
async fn nobody_without_a_session_is_told_anything() {
    let world = World::new().await;
    let client = world.client(RINGSAKER).await;
    let desk = world.officer(KARI, INNLANDET).await;
    for path in [path::HEAD, path::EVENTS] {
        for token in [
            None,
            Some(client.as_str()),
            Some(&*desk.session.refresh_token),
        ] {
            let answer = world.get_as(path, token).await;
            answer.problem(401, ProblemKind::SignedOut);
        }
    }
    world
        .app
        .store()
        .end_officer(operator(), desk.person)
        .await
        .unwrap();
    for path in [path::HEAD, path::EVENTS] {
        let answer = world.get_as(path, Some(&desk.session.access_token)).await;
        answer.problem(403, ProblemKind::NoRole);
    }
}

#[tokio::test]
async fn a_server_that_stops_ends_its_streams() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}{}", listener.local_addr().unwrap(), path::EVENTS);
    let doors = Doors {
        public: listener,
        operation: None,
    };
    let (stop, stopped) = mpsc::channel(1);
    let serving = tokio::spawn(server::serve(world.app.clone(), doors, stopped));
    let http = ReqwestHttp::new().unwrap();
    let request = http::Request::get(address)
        .header(
            header::AUTHORIZATION,
            format!("Bearer {}", desk.session.access_token),
        )
        .body(Bytes::new())
        .unwrap();
    let mut stream = Stream(Events::new(http.stream(request).await.unwrap().into_body()));
    assert_eq!(stream.hint().await, head(INNLANDET, 0));
    world.receive(RINGSAKER, 1).await;
    assert_eq!(stream.hint().await, head(INNLANDET, 1));
    stop.send(()).await.unwrap();
    assert_eq!(stream.next().await, None);
    assert_eq!(soon(serving).await.unwrap(), Stopped::Finished);
    world.app.store().close().await;
}
