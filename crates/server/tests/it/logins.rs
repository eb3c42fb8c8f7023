//! Trading an access token of the identity provider for a session, once.

use domain::{
    national_id::NationalId,
    wire::{ProblemKind, Session, path},
};
use serde_json::{Value, json};
use server::hints::Timing;

use crate::{
    bufdir::Bufdir,
    issuer::{Issuer, Mood},
    world::{Answer, INNLANDET, KARI, OLA, RINGSAKER, World, operator, session_request},
};

/// A number that no register of made-up persons has. It is found, and so stands in no file.
fn real_looking() -> String {
    (0..100_000)
        .map(|rest| format!("010101{rest:05}"))
        .find(|digits| NationalId::parse(digits).is_ok())
        .unwrap()
}

async fn trade(world: &World, token: &str) -> Answer {
    let body = session_request(token).to_string();
    world.post(path::SESSION, None, body).await
}

/// The claims of a person's login just now.
fn login(world: &World, pid: &str, jti: &str) -> Value {
    Issuer::claims(pid, jti, domain::Clock::now(&*world.clock))
}

#[tokio::test]
async fn a_login_is_good_for_one_session() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let token = Issuer::sign(&login(&world, KARI, "1"));
    let session: Session = trade(&world, &token).await.ok();
    assert_eq!(session.officer, desk.session.officer);
    let pulled = world.pull_raw(&session.access_token, None, 1).await;
    assert_eq!(pulled.status, 200);

    trade(&world, &token)
        .await
        .problem(401, ProblemKind::SignedOut);
    // Nor under another signature, nor later, nor when it is forgotten because it has ended.
    let mut resigned = login(&world, KARI, "1");
    resigned["scope"] = json!("halvaarsrapport:officer");
    let resigned = Issuer::sign(&resigned);
    for minutes in [0, 2, 3, 20] {
        world.advance_minutes(minutes);
        for token in [&token, &resigned] {
            let answer = trade(&world, token).await;
            answer.problem(401, ProblemKind::SignedOut);
        }
    }
    // The next login is another.
    let next = Issuer::sign(&login(&world, KARI, "2"));
    let _: Session = trade(&world, &next).await.ok();
}

#[tokio::test]
async fn who_is_no_officer_has_no_role_here() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let stranger = Issuer::sign(&login(&world, OLA, "1"));
    let told = trade(&world, &stranger).await;
    assert_eq!(told.problem(403, ProblemKind::NoRole).person, None);
    // That login is spent, even where the person becomes an officer meanwhile.
    world.officer(OLA, INNLANDET).await;
    trade(&world, &stranger)
        .await
        .problem(401, ProblemKind::SignedOut);

    world
        .app
        .store()
        .end_officer(operator(), desk.person)
        .await
        .unwrap();
    let ended = Issuer::sign(&login(&world, KARI, "2"));
    // The machine is told whose it is, so that it forgets what it has.
    let told = trade(&world, &ended)
        .await
        .problem(403, ProblemKind::NoRole);
    assert_eq!(told.person, Some(desk.person));
}

#[tokio::test]
async fn every_token_of_the_servers_would_be_found_in_a_log() {
    let world = World::new().await;
    let session = world.officer(KARI, INNLANDET).await.session;
    let credentials = [
        session.access_token,
        session.refresh_token,
        world.client(RINGSAKER).await,
        world.reporter(OLA, RINGSAKER).await,
        Bufdir::new(&world).await.token,
        Issuer::sign(&login(&world, KARI, "1")),
    ];
    for secret in credentials {
        let found = log_search::search(&format!("something about {secret} here"));
        assert_eq!(found.len(), 1, "{}", secret.split_at(4).0);
    }
}

#[tokio::test]
async fn a_role_that_ended_yesterday_lets_nobody_in() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let store = world.app.store();
    store.end_officer(operator(), desk.person).await.unwrap();
    world.advance_minutes(24 * 60);
    let token = Issuer::sign(&login(&world, KARI, "1"));
    let refused = trade(&world, &token).await;
    let problem = refused.problem(403, ProblemKind::NoRole);
    assert_eq!(problem.title, "the person has no role here");
    assert!(problem.reference.is_some());
}

#[tokio::test]
async fn two_refreshes_at_once_leave_one_login_that_goes_on() {
    let world = World::new().await;
    let other = world.replica(Timing::default()).await;
    let token = Issuer::sign(&login(&world, KARI, "1"));
    world.officer(KARI, INNLANDET).await;
    let session: Session = trade(&world, &token).await.ok();
    let refresh = session.refresh_token.as_str();
    // At two processes of the server on one database.
    let (one, other) = tokio::join!(world.refresh(refresh), World::refresh_at(&other, refresh));
    let pairs: Vec<Session> = [one, other]
        .iter()
        .filter(|answer| answer.status == 200)
        .map(Answer::ok)
        .collect();
    // Whichever was given last is the session's pair; the other one's access token is over.
    let mut good = Vec::new();
    for pair in &pairs {
        let answer = world.pull_raw(&pair.access_token, None, 1).await;
        if answer.status == 200 {
            good.push(pair);
        }
    }
    assert_eq!(good.len(), 1, "of {}", pairs.len());
    let next: Session = world.refresh(&good[0].refresh_token).await.ok();
    let pulled = world.pull_raw(&next.access_token, None, 1).await;
    assert_eq!(pulled.status, 200);
}

#[tokio::test]
async fn a_token_that_is_not_as_it_must_be_is_no_login() {
    let world = World::new().await;
    world.officer(KARI, INNLANDET).await;
    for (claim, value) in [
        ("iss", json!("https://elsewhere.example")),
        ("aud", json!("https://elsewhere.example")),
        ("aud", json!(null)),
        ("client_id", json!("another")),
        ("scope", json!("openid")),
        ("acr", json!("idporten-loa-substantial")),
        ("pid", json!("1")),
        ("pid", json!(real_looking())),
        ("pid", json!(null)),
        ("jti", json!("")),
        ("jti", json!(null)),
        ("exp", json!(0)),
        ("iat", json!(0)),
    ] {
        let mut claims = login(&world, KARI, "1");
        claims[claim] = value;
        let answer = trade(&world, &Issuer::sign(&claims)).await;
        answer.problem(401, ProblemKind::SignedOut);
        assert!(!String::from_utf8_lossy(&answer.body).contains(&real_looking()));
    }
    let good = Issuer::sign(&login(&world, KARI, "1"));
    let (message, _) = good.rsplit_once('.').unwrap();
    let other = Issuer::sign(&login(&world, OLA, "1"));
    let (_, other_signature) = other.rsplit_once('.').unwrap();
    for token in [
        String::new(),
        "garbage".to_owned(),
        message.to_owned(),
        format!("{message}."),
        format!("{message}.{other_signature}"),
    ] {
        let answer = trade(&world, &token).await;
        answer.problem(401, ProblemKind::SignedOut);
    }
    // None of them has spent the login.
    let _: Session = trade(&world, &good).await.ok();
}

#[tokio::test]
async fn what_is_no_login_is_refused() {
    let world = World::new().await;
    for body in [
        "",
        "{}",
        r#"{"access_token":1}"#,
        r#"{"access_token":"","x":1}"#,
    ] {
        let answer = world.post(path::SESSION, None, body).await;
        answer.problem(422, ProblemKind::Invalid);
    }
}

#[tokio::test]
async fn a_login_waits_while_the_provider_is_away() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    world.issuer.is_in(Mood::IsAway);
    let token = Issuer::sign(&login(&world, KARI, "1"));
    let answer = trade(&world, &token).await;
    answer.problem(503, ProblemKind::Unavailable);
    // Whoever is logged in works on.
    let pulled = world.pull_raw(&desk.session.access_token, None, 1).await;
    assert_eq!(pulled.status, 200);
}
