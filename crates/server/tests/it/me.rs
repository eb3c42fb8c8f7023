//! What a person sees and tells of themselves.

use domain::{
    ids::MachineId,
    wire::{Contact, Me, ProblemKind, RoleName, Session, path},
};
use jiff::SignedDuration;
use serde_json::json;
use server::{
    admin,
    store::{Machine, StandIn},
};
use uuid::Uuid;

use crate::world::{Answer, INNLANDET, KARI, OLA, RINGSAKER, VESTLAND, World};

async fn me(world: &World, token: &str) -> Me {
    world.get_as(path::ME, Some(token)).await.ok()
}

async fn tell(world: &World, token: &str, contact: &str) -> Answer {
    world
        .put(path::CONTACT, Some(token), contact.to_owned())
        .await
}

#[tokio::test]
async fn a_person_sees_the_own_roles() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let own = me(&world, &kari.session.access_token).await;
    assert_eq!((own.person_id, own.role), (kari.person, RoleName::Officer));
    assert_eq!(own.name, "Officer Test");
    assert_eq!(own.device_id, Some(kari.session.device_id));
    assert_eq!(
        own.ends_at,
        own.server_time + SignedDuration::from_hours(10)
    );
    assert_eq!(own.contact, None);
    let [role] = own.roles.as_slice() else {
        panic!("{:?}", own.roles);
    };
    assert_eq!(role.place.as_deref(), Some(INNLANDET));
    assert_eq!(
        role.place_name.as_deref(),
        Some("Statsforvalteren i Innlandet")
    );
    assert!(!role.stands_in);

    // A reporter in a browser has no machine.
    let reporter = me(&world, &world.reporter(OLA, RINGSAKER).await).await;
    assert_eq!(
        (reporter.role, reporter.device_id),
        (RoleName::Reporter, None)
    );
    assert_eq!(reporter.roles[0].place.as_deref(), Some(RINGSAKER));
}

#[tokio::test]
async fn a_person_tells_how_to_be_reached() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let token = &kari.session.access_token;
    let told = r#"{"email":" kari@innlandet.example ","phone":"62 55 10 00"}"#;
    let kept: Contact = tell(&world, token, told).await.ok();
    assert_eq!(kept.email, "kari@innlandet.example");
    assert_eq!(kept.phone.as_deref(), Some("+4762551000"));
    assert_eq!(me(&world, token).await.contact, Some(kept));
    // Nobody else's is changed.
    let ola = world.officer(OLA, INNLANDET).await;
    assert_eq!(me(&world, &ola.session.access_token).await.contact, None);
    let noted: Vec<(String,)> = world
        .rows("SELECT action FROM audit WHERE action = 'contact.changed'")
        .await;
    assert_eq!(noted.len(), 1);
}

#[tokio::test]
async fn what_reaches_nobody_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let token = &kari.session.access_token;
    let told = r#"{"email":"kari","phone":"12"}"#;
    let problem = tell(&world, token, told)
        .await
        .problem(422, ProblemKind::Invalid);
    let at: Vec<&str> = problem
        .faults
        .iter()
        .map(|fault| fault.at.as_str())
        .collect();
    assert_eq!(at, ["email", "phone"]);
    let text = json!(problem).to_string();
    assert!(!text.contains("kari"), "{text}");
    for body in [
        "",
        "{}",
        r#"{"email":1}"#,
        r#"{"email":"a@b.example","x":1}"#,
    ] {
        tell(&world, token, body)
            .await
            .problem(422, ProblemKind::Invalid);
    }
    assert_eq!(me(&world, token).await.contact, None);
}

#[tokio::test]
async fn a_stand_in_chooses_the_office_at_the_login() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let from = domain::Clock::now(&*world.clock);
    let until = from + SignedDuration::from_hours(48);
    let stand_in = StandIn {
        person: kari.person,
        office: VESTLAND.into(),
        colleague: None,
        from,
        until,
    };
    admin::stand_in(world.app.store(), &stand_in).await.unwrap();
    let at = |office: Option<&'static str>| {
        let machine = Machine {
            id: MachineId(Uuid::from_u128(1)),
            name: "PC".to_owned(),
        };
        let office = office.map(Into::into);
        server::issue_session_at(&world.app, kari.person, machine, office)
    };
    for (wanted, office) in [
        (None, INNLANDET),
        (Some(VESTLAND), VESTLAND),
        (Some(INNLANDET), INNLANDET),
        // Where there is nothing to choose, it is the own one.
        (Some("oslo-og-viken"), INNLANDET),
        (Some("nowhere"), INNLANDET),
    ] {
        let session: Session = at(wanted).await.unwrap();
        assert_eq!(session.officer.office.as_str(), office, "{wanted:?}");
        let offices = session.offices.iter();
        let offices: Vec<_> = offices
            .map(|of| (of.office.as_str(), of.stands_in_until))
            .collect();
        assert_eq!(offices, [(INNLANDET, None), (VESTLAND, Some(until))]);
    }
    let own = me(&world, &at(Some(VESTLAND)).await.unwrap().access_token).await;
    assert!(own.roles.iter().any(|role| role.stands_in));
    world.clock.advance(SignedDuration::from_hours(48));
    let after = at(Some(VESTLAND)).await.unwrap();
    assert_eq!(after.officer.office.as_str(), INNLANDET);
    assert_eq!(after.offices.len(), 1);
}
