//! Sessions on a clock the test moves: what ends them, and which tokens still count.

use domain::{
    ids::PersonId,
    wire::{ProblemKind, Session, path},
};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::world::{Answer, INNLANDET, KARI, VESTLAND, World, operator};

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

const ENDPOINTS: [&str; 3] = [path::PULL, path::PUSH, path::LOGOUT];

async fn is_open(world: &World, access_token: &str) -> bool {
    let answer = world.pull_raw(access_token, None, 1).await;
    if answer.status == 200 {
        return true;
    }
    answer.problem(401, ProblemKind::SignedOut);
    false
}

fn assert_signed_out(answer: &Answer) {
    answer.problem(401, ProblemKind::SignedOut);
}

#[tokio::test]
async fn a_session_says_whose_it_is_and_how_long() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let now = domain::Clock::now(&*world.clock);
    assert_eq!(desk.session.officer.id, desk.person);
    assert_eq!(desk.session.officer.name, "Officer Test");
    assert_eq!(desk.session.officer.office.as_str(), INNLANDET);
    assert_eq!(
        desk.session.officer.office_name,
        "Statsforvalteren i Innlandet"
    );
    assert_eq!(desk.session.server_time, now);
    assert_eq!(desk.session.access_expires_at, now + minutes(10));
    assert_eq!(desk.session.idle_expires_at, now + minutes(30));
}

#[tokio::test]
async fn without_a_good_token_nobody_is_logged_in() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let access = &desk.session.access_token;
    for endpoint in ENDPOINTS {
        assert_signed_out(&world.post(endpoint, None, "{}").await);
        for token in [
            "",
            "garbage",
            "hra_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            &desk.session.refresh_token,
            &access.to_lowercase(),
            &format!("{access} {access}"),
        ] {
            assert_signed_out(&world.post(endpoint, Some(token), "{}").await);
        }
    }
    for garbage in ["", "garbage", access] {
        assert_signed_out(&world.refresh(garbage).await);
    }
    assert!(is_open(&world, access).await);
}

#[tokio::test]
async fn a_header_that_is_not_one_bearer_token_is_no_login() {
    use axum::{
        body::Body,
        http::{Request, header},
    };
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let token = &desk.session.access_token;
    let ask = |headers: &[String]| {
        let mut request = Request::post(path::PULL);
        for header in headers {
            request = request.header(header::AUTHORIZATION, header);
        }
        let body = Body::from(r#"{"cursor":null,"max_entries":1}"#);
        world.send(request.body(body).unwrap())
    };
    let bearer = format!("Bearer {token}");
    for headers in [
        vec![token.clone()],
        vec![format!("Basic {token}")],
        vec![format!("Bearer{token}")],
        vec!["Bearer".to_owned()],
        vec![bearer.clone(), bearer.clone()],
    ] {
        assert_signed_out(&ask(&headers).await);
    }
    for headers in [vec![bearer], vec![format!("bearer {token}")]] {
        assert_eq!(ask(&headers).await.status, 200);
    }
}

#[tokio::test]
async fn an_access_token_ends_after_ten_minutes() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let access = &desk.session.access_token;
    world
        .clock
        .advance(minutes(10) - SignedDuration::from_millis(1));
    assert!(is_open(&world, access).await);
    world.clock.advance(SignedDuration::from_millis(1));
    assert!(!is_open(&world, access).await);
    // The session itself lives.
    let next: Session = world.refresh(&desk.session.refresh_token).await.ok();
    assert!(is_open(&world, &next.access_token).await);
}

#[tokio::test]
async fn a_refresh_rotates_both_tokens() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    world.advance_minutes(20);
    let next: Session = world.refresh(&desk.session.refresh_token).await.ok();
    let now = domain::Clock::now(&*world.clock);
    assert_ne!(next.access_token, desk.session.access_token);
    assert_ne!(next.refresh_token, desk.session.refresh_token);
    assert_eq!(next.officer, desk.session.officer);
    assert_eq!(next.access_expires_at, now + minutes(10));
    assert_eq!(next.idle_expires_at, now + minutes(30));
    assert!(is_open(&world, &next.access_token).await);
}

#[tokio::test]
async fn the_token_before_counts_until_its_successor_is_used() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let first = &desk.session;
    // The answer with the second pair is lost, twice.
    let lost: Session = world.refresh(&first.refresh_token).await.ok();
    let lost_too: Session = world.refresh(&first.refresh_token).await.ok();
    let third: Session = world.refresh(&first.refresh_token).await.ok();
    // Who takes the lost pairs' place makes them worthless.
    for lost in [&lost, &lost_too] {
        assert!(!is_open(&world, &lost.access_token).await);
    }
    assert!(is_open(&world, &third.access_token).await);

    // From here on the first is older than the one before.
    let fourth: Session = world.refresh(&third.refresh_token).await.ok();
    assert!(is_open(&world, &fourth.access_token).await);
    assert_signed_out(&world.refresh(&first.refresh_token).await);
    for token in [&third, &fourth] {
        assert!(!is_open(&world, &token.access_token).await);
        assert_signed_out(&world.refresh(&token.refresh_token).await);
    }
}

#[tokio::test]
async fn a_lost_pair_that_comes_back_ends_the_family() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let other = world.sign_in(desk.person).await;
    let lost: Session = world.refresh(&desk.session.refresh_token).await.ok();
    let taken: Session = world.refresh(&desk.session.refresh_token).await.ok();
    assert_signed_out(&world.refresh(&lost.refresh_token).await);
    assert!(!is_open(&world, &taken.access_token).await);
    assert_signed_out(&world.refresh(&taken.refresh_token).await);
    assert_signed_out(&world.refresh(&desk.session.refresh_token).await);
    // The same person's other session is another family.
    assert!(is_open(&world, &other.access_token).await);
    let ended: Vec<(Option<String>,)> = world.rows("SELECT ended_by FROM session").await;
    assert!(ended.contains(&(Some("reuse".to_owned()),)) && ended.contains(&(None,)));
}

#[tokio::test]
async fn thirty_idle_minutes_end_a_session() {
    for (late, open) in [(-1, true), (0, false), (1, false)] {
        let world = World::new().await;
        let desk = world.officer(KARI, INNLANDET).await;
        world.advance_minutes(29);
        let next: Session = world.refresh(&desk.session.refresh_token).await.ok();
        world
            .clock
            .advance(minutes(30) + SignedDuration::from_millis(late));
        let answer = world.refresh(&next.refresh_token).await;
        assert_eq!(answer.status == 200, open, "{late} ms");
        if !open {
            assert_signed_out(&answer);
            // Nor does the token before bring it back.
            assert_signed_out(&world.refresh(&desk.session.refresh_token).await);
        }
    }
}

#[tokio::test]
async fn only_a_persons_input_moves_the_idle_end() {
    let world = World::new().await;
    let first = world.officer(KARI, INNLANDET).await.session;
    let begun = first.server_time;
    world.advance_minutes(9);
    // Nothing was touched since the login.
    let second: Session = world.refresh_after(&first.refresh_token, 540).await.ok();
    assert_eq!(second.idle_expires_at, begun + minutes(30));
    world.advance_minutes(9);
    // The last touch was four minutes ago.
    let third: Session = world.refresh_after(&second.refresh_token, 240).await.ok();
    assert_eq!(third.idle_expires_at, begun + minutes(44));
    // What is said later of an earlier time takes nothing back.
    let fourth: Session = world.refresh_after(&third.refresh_token, 3000).await.ok();
    assert_eq!(fourth.idle_expires_at, begun + minutes(44));
    world.advance_minutes(18);
    // Tokens end with the session.
    let last: Session = world.refresh_after(&fourth.refresh_token, 1320).await.ok();
    assert_eq!(last.access_expires_at, begun + minutes(44));
    world.advance_minutes(8);
    assert!(!is_open(&world, &last.access_token).await);
    assert_signed_out(&world.refresh_after(&last.refresh_token, 0).await);
}

#[tokio::test]
async fn ten_hours_end_a_session_however_busy() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let end = desk.session.server_time + SignedDuration::from_hours(10);
    let mut session = desk.session;
    for _ in 0..24 {
        world.advance_minutes(24);
        session = world.refresh(&session.refresh_token).await.ok();
        assert!(session.idle_expires_at <= end);
        assert!(session.access_expires_at <= end);
    }
    world.advance_minutes(23);
    session = world.refresh(&session.refresh_token).await.ok();
    assert_eq!(session.idle_expires_at, end);
    assert_eq!(session.access_expires_at, end);
    world
        .clock
        .advance(minutes(1) - SignedDuration::from_millis(1));
    assert!(is_open(&world, &session.access_token).await);
    world.clock.advance(SignedDuration::from_millis(1));
    assert!(!is_open(&world, &session.access_token).await);
    assert_signed_out(&world.refresh(&session.refresh_token).await);
}

#[tokio::test]
async fn logging_out_ends_the_whole_family() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let next: Session = world.refresh(&desk.session.refresh_token).await.ok();
    let access = Some(next.access_token.as_str());
    let answer = world.post(path::LOGOUT, access, "").await;
    assert_eq!(answer.status, 204, "{answer:?}");
    assert!(answer.body.is_empty());
    for session in [&desk.session, &next] {
        assert!(!is_open(&world, &session.access_token).await);
        assert_signed_out(&world.refresh(&session.refresh_token).await);
    }
    // Again is no fault.
    assert_eq!(world.post(path::LOGOUT, access, "").await.status, 204);
}

#[tokio::test]
async fn an_expired_access_token_still_logs_out() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    world.advance_minutes(11);
    let access = Some(desk.session.access_token.as_str());
    assert_eq!(world.post(path::LOGOUT, access, "").await.status, 204);
    assert_signed_out(&world.refresh(&desk.session.refresh_token).await);
}

#[tokio::test]
async fn a_role_that_ends_is_over_at_the_next_request() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    assert!(is_open(&world, &desk.session.access_token).await);
    let ended = world
        .app
        .store()
        .end_officer(operator(), desk.person)
        .await
        .unwrap();
    assert_eq!(ended, 1);
    let access = Some(desk.session.access_token.as_str());
    for (endpoint, body) in [
        (path::PULL, r#"{"cursor":null,"max_entries":1}"#),
        (path::PUSH, r#"{"items":[]}"#),
    ] {
        let answer = world.post(endpoint, access, body).await;
        answer.problem(403, ProblemKind::NoRole);
    }
    let answer = world.refresh(&desk.session.refresh_token).await;
    answer.problem(403, ProblemKind::NoRole);
    assert!(
        server::issue_session(&world.app, desk.person)
            .await
            .is_err()
    );

    // A role in another office is another session: the old one does not move there.
    world.advance_minutes(1);
    let moved = world.officer(KARI, VESTLAND).await;
    assert_eq!(moved.person, desk.person);
    assert_eq!(moved.session.officer.office.as_str(), VESTLAND);
    let answer = world.pull_raw(&desk.session.access_token, None, 1).await;
    answer.problem(403, ProblemKind::NoRole);
    assert!(is_open(&world, &moved.session.access_token).await);
}

#[tokio::test]
async fn a_stranger_gets_no_session() {
    let world = World::new().await;
    let nobody = PersonId(Uuid::from_u128(1));
    assert!(server::issue_session(&world.app, nobody).await.is_err());
}

#[tokio::test]
async fn no_token_is_stored_as_it_is() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client("3411").await;
    world.app.store().close().await;
    let texts = [
        &desk.session.access_token,
        &desk.session.refresh_token,
        &client,
        KARI,
    ];
    assert!(world.holds(&desk.person.to_string()));
    for text in texts {
        assert!(!world.holds(text), "{text}");
    }
}
