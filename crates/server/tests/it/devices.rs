//! The machines that persons log in from, and what one may ask while nobody is logged in.

use domain::{
    decision::Verdict,
    ids::{DeviceId, MachineId, PersonId},
    wire::{
        ArrivalAnswer, ArrivalToken, DevicesAnswer, EndDevicesAnswer, EndDevicesRequest,
        EndPersonDevicesRequest, PersonDevicesAnswer, ProblemKind, Session, path,
    },
};
use jiff::SignedDuration;
use server::store::Machine;
use uuid::Uuid;

use crate::world::{
    Answer, INNLANDET, KARI, LIV, OLA, RINGSAKER, VESTLAND, World, decision, operator, text,
};

async fn sign_in_at(world: &World, person: PersonId, machine: u128, name: &str) -> Session {
    let machine = Machine {
        id: MachineId(Uuid::from_u128(machine)),
        name: name.to_owned(),
    };
    let session = server::issue_session_at(&world.app, person, machine, None).await;
    session.unwrap()
}

async fn devices(world: &World, session: &Session) -> DevicesAnswer {
    let token = Some(session.access_token.as_str());
    world.get_as(path::DEVICES, token).await.ok()
}

async fn end(world: &World, session: &Session, device_id: Option<DeviceId>) -> EndDevicesAnswer {
    let body = text(&EndDevicesRequest { device_id });
    let token = Some(session.access_token.as_str());
    world.post(path::END_DEVICES, token, body).await.ok()
}

async fn is_open(world: &World, session: &Session) -> bool {
    world.pull_raw(&session.access_token, None, 1).await.status == 200
}

/// The token with which the session's machine asks whether anything is new.
async fn arrival_token(world: &World, session: &Session) -> ArrivalToken {
    let token = Some(session.access_token.as_str());
    world.post(path::ARRIVAL_TOKEN, token, "").await.ok()
}

async fn arrivals_raw(world: &World, token: &ArrivalToken, after: u64) -> Answer {
    let asked = format!("{}?after={after}", path::ARRIVALS);
    world.get_as(&asked, Some(&token.arrival_token)).await
}

async fn arrivals(world: &World, token: &ArrivalToken, after: u64) -> (u64, u64) {
    let answer: ArrivalAnswer = arrivals_raw(world, token, after).await.ok();
    assert_eq!(answer.office.as_str(), INNLANDET);
    (answer.head, answer.waiting)
}

#[tokio::test]
async fn a_machine_is_the_same_at_each_login_and_another_persons_is_another() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let first = sign_in_at(&world, kari.person, 1, "Kontor-PC").await;
    world.advance_minutes(5);
    let again = sign_in_at(&world, kari.person, 1, "Ny PC").await;
    assert_eq!(first.device_id, again.device_id);
    let ola = world.officer(OLA, INNLANDET).await;
    let his = sign_in_at(&world, ola.person, 1, "Ny PC").await;
    assert_ne!(his.device_id, first.device_id);

    let listed = devices(&world, &again).await.devices;
    assert_eq!(listed.len(), 2, "that of `officer`, and this");
    let newest = &listed[0];
    assert_eq!(
        (newest.id, newest.name.as_str()),
        (again.device_id, "Ny PC")
    );
    assert!(newest.current && newest.logged_in);
    assert_eq!(newest.since, first.server_time);
    assert_eq!(newest.last_seen, again.server_time);
    assert_eq!(newest.arrivals_until, None);
    assert!(!listed[1].current);
}

#[tokio::test]
async fn a_machine_that_is_logged_out_is_out_at_the_next_request() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let stolen = sign_in_at(&world, kari.person, 1, "Stolen").await;
    let here = sign_in_at(&world, kari.person, 2, "Here").await;
    let heard = arrival_token(&world, &stolen).await;
    let ended = end(&world, &here, Some(stolen.device_id)).await;
    assert_eq!((ended.sessions, ended.devices), (1, 1));
    assert!(!is_open(&world, &stolen).await);
    assert!(is_open(&world, &here).await);
    let refreshed = world.refresh(&stolen.refresh_token).await;
    refreshed.problem(401, ProblemKind::SignedOut);
    arrivals_raw(&world, &heard, 0)
        .await
        .problem(401, ProblemKind::SignedOut);
    // Again ends nothing, and a later login from it is a new machine.
    let again = end(&world, &here, Some(stolen.device_id)).await;
    assert_eq!((again.sessions, again.devices), (0, 0));
    let back = sign_in_at(&world, kari.person, 1, "Found").await;
    assert_ne!(back.device_id, stolen.device_id);
    // All of them, this one too.
    let all = end(&world, &here, None).await;
    assert_eq!((all.sessions, all.devices), (3, 3));
    for session in [&here, &back, &kari.session] {
        assert!(!is_open(&world, session).await);
    }
}

#[tokio::test]
async fn nobody_ends_anothers_machine() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let liv = world.officer(LIV, VESTLAND).await;
    let ended = end(&world, &liv.session, Some(kari.session.device_id)).await;
    assert_eq!((ended.sessions, ended.devices), (0, 0));
    assert!(is_open(&world, &kari.session).await);
    let listed = devices(&world, &liv.session).await.devices;
    assert_eq!(listed.len(), 1);
}

#[tokio::test]
async fn bufdir_sees_everybodys_machines_and_logs_a_stolen_one_out() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let liv = world.officer(LIV, VESTLAND).await;
    let token = world.token_at_bufdir().await;
    let listed: PersonDevicesAnswer = world.get_as(path::PERSON_DEVICES, Some(&token)).await.ok();
    let found = listed.devices.iter().find(|of| of.person_id == kari.person);
    assert_eq!(found.unwrap().device.id, kari.session.device_id);
    let asked = text(&EndPersonDevicesRequest {
        person_id: kari.person,
        device_id: Some(kari.session.device_id),
    });
    let ended = world
        .post(path::END_PERSON_DEVICES, Some(&token), asked)
        .await;
    let ended: EndDevicesAnswer = ended.ok();
    assert_eq!((ended.sessions, ended.devices), (1, 1));
    assert!(!is_open(&world, &kari.session).await);
    assert!(is_open(&world, &liv.session).await);
    let who = "SELECT actor, object FROM audit WHERE action = 'devices.ended'";
    let noted: Vec<(String, String)> = world.rows(who).await;
    assert_eq!(
        noted,
        [("bufdir".to_owned(), kari.session.device_id.to_string())]
    );
}

#[tokio::test]
async fn an_operator_logs_machines_out() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let store = world.app.store();
    let listed = store
        .all_devices(operator(), Some(kari.person))
        .await
        .unwrap();
    assert_eq!(listed.len(), 1);
    let ended = store
        .end_all_devices(operator(), kari.person, None)
        .await
        .unwrap();
    assert_eq!((ended.sessions, ended.devices), (1, 1));
    assert!(!is_open(&world, &kari.session).await);
}

#[tokio::test]
async fn a_machine_is_told_a_number_and_nothing_else() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let token = arrival_token(&world, &kari.session).await;
    assert_eq!(
        token.expires_at,
        token.server_time + SignedDuration::from_hours(720)
    );
    let listed = devices(&world, &kari.session).await.devices;
    assert_eq!(listed[0].arrivals_until, Some(token.expires_at));
    assert_eq!(arrivals(&world, &token, 0).await, (0, 0));
    let received = world.receive(RINGSAKER, 1).await;
    assert_eq!(arrivals(&world, &token, 0).await, (1, 1));
    assert_eq!(arrivals(&world, &token, 1).await, (1, 0));
    assert_eq!(arrivals(&world, &token, u64::MAX).await, (1, 0));
    // What is decided waits no longer.
    let approve = Verdict::Approve {
        own_figure: 0,
        comment: None,
    };
    world.decide(&kari, &decision(7, &received, approve)).await;
    assert_eq!(arrivals(&world, &token, 0).await, (2, 0));
    // It opens nothing else.
    for path in [path::HEAD, path::ME, path::DEVICES, path::EVENTS] {
        let answer = world.get_as(path, Some(&token.arrival_token)).await;
        answer.problem(401, ProblemKind::SignedOut);
    }
    let refreshed = world.refresh(&token.arrival_token).await;
    refreshed.problem(401, ProblemKind::SignedOut);
}

#[tokio::test]
async fn an_arrival_token_outlives_the_session_for_thirty_days() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let token = arrival_token(&world, &kari.session).await;
    world.clock.advance(SignedDuration::from_hours(24));
    assert!(!is_open(&world, &kari.session).await);
    assert_eq!(arrivals_raw(&world, &token, 0).await.status, 200);
    let rest = SignedDuration::from_hours(29 * 24) - SignedDuration::from_millis(1);
    world.clock.advance(rest);
    assert_eq!(arrivals_raw(&world, &token, 0).await.status, 200);
    world.clock.advance(SignedDuration::from_millis(1));
    arrivals_raw(&world, &token, 0)
        .await
        .problem(401, ProblemKind::SignedOut);
}

#[tokio::test]
async fn an_arrival_token_ends_with_its_successor_its_role_and_a_logout() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let first = arrival_token(&world, &kari.session).await;
    let second = arrival_token(&world, &kari.session).await;
    arrivals_raw(&world, &first, 0)
        .await
        .problem(401, ProblemKind::SignedOut);
    assert_eq!(arrivals_raw(&world, &second, 0).await.status, 200);
    let access = Some(kari.session.access_token.as_str());
    assert_eq!(world.post(path::LOGOUT, access, "").await.status, 204);
    arrivals_raw(&world, &second, 0)
        .await
        .problem(401, ProblemKind::SignedOut);

    let session = world.sign_in(kari.person).await;
    let third = arrival_token(&world, &session).await;
    assert_eq!(arrivals_raw(&world, &third, 0).await.status, 200);
    let store = world.app.store();
    store.end_officer(operator(), kari.person).await.unwrap();
    arrivals_raw(&world, &third, 0)
        .await
        .problem(401, ProblemKind::SignedOut);
}

#[tokio::test]
async fn only_an_officers_machine_asks_for_arrivals() {
    let world = World::new().await;
    let reporter = world.reporter(OLA, RINGSAKER).await;
    let answer = world.post(path::ARRIVAL_TOKEN, Some(&reporter), "").await;
    answer.problem(403, ProblemKind::NoRole);
}

#[tokio::test]
async fn no_arrival_token_is_stored_as_it_is() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let token = arrival_token(&world, &kari.session).await;
    world.app.store().close().await;
    assert!(world.holds(&kari.session.device_id.to_string()));
    assert!(!world.holds(&token.arrival_token));
}

#[tokio::test]
async fn an_address_that_asks_for_nothing_known_is_refused() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let token = arrival_token(&world, &kari.session).await;
    for query in ["after=-1", "after=x", "until=1"] {
        let asked = format!("{}?{query}", path::ARRIVALS);
        let answer = world.get_as(&asked, Some(&token.arrival_token)).await;
        answer.problem(422, ProblemKind::Invalid);
    }
}
