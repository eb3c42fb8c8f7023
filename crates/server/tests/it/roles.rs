//! Roles: for how long, for whom, and in which environment.

use domain::{
    ids::PersonId,
    national_id::NationalId,
    wire::{Environment, ProblemKind},
};
use jiff::{SignedDuration, Timestamp};
use server::{
    Settings,
    admin::{self, AdminError},
    store::{Ending, Holding, Post, RoleKind, StandIn, Validity},
};

use crate::world::{
    BERGEN, INNLANDET, KARI, LIV, RINGSAKER, VESTLAND, World, operator, report, settings,
};

const NAME: &str = "Officer Test";

fn now(world: &World) -> Timestamp {
    domain::Clock::now(&*world.clock)
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

async fn add(world: &World, number: &str, post: Post, validity: Validity) -> PersonId {
    let (store, settings) = (world.app.store(), world.app.settings());
    let added = admin::add_role(store, settings, (number, NAME), post, validity).await;
    added.unwrap()
}

/// The office of whoever logs in now; none where nobody may.
async fn office_now(world: &World, person: PersonId) -> Option<String> {
    let session = server::issue_session(&world.app, person).await.ok()?;
    Some(session.officer.office.as_str().to_owned())
}

#[tokio::test]
async fn a_role_counts_from_its_first_day_to_its_last() {
    let world = World::new().await;
    let validity = Validity {
        from: now(&world) + hours(24),
        until: Some(now(&world) + hours(48)),
    };
    let kari = add(&world, KARI, Post::Officer(INNLANDET.into()), validity).await;
    assert_eq!(office_now(&world, kari).await, None);
    world
        .clock
        .advance(hours(24) - SignedDuration::from_millis(1));
    assert_eq!(office_now(&world, kari).await, None);
    world.clock.advance(SignedDuration::from_millis(1));
    assert_eq!(office_now(&world, kari).await.as_deref(), Some(INNLANDET));

    // A session that has begun ends with the role, at the next request.
    world
        .clock
        .advance(hours(24) - SignedDuration::from_mins(5));
    let session = world.sign_in(kari).await;
    assert_eq!(
        world.pull_raw(&session.access_token, None, 1).await.status,
        200
    );
    world.advance_minutes(5);
    let answer = world.pull_raw(&session.access_token, None, 1).await;
    answer.problem(403, ProblemKind::NoRole);
    assert_eq!(office_now(&world, kari).await, None);
}

#[tokio::test]
async fn a_time_that_ends_before_it_begins_is_refused() {
    let world = World::new().await;
    let (store, settings) = (world.app.store(), world.app.settings());
    let validity = Validity {
        from: now(&world),
        until: Some(now(&world)),
    };
    let added = admin::add_role(store, settings, (KARI, NAME), Post::Bufdir, validity).await;
    assert!(matches!(added, Err(AdminError::NoTime)), "{added:?}");
}

#[tokio::test]
async fn the_same_role_again_is_one_role() {
    let world = World::new().await;
    let from = now(&world);
    let always = Validity { from, until: None };
    let post = || Post::Reporter(RINGSAKER.into());
    let person = add(&world, KARI, post(), always).await;
    let within = Validity {
        from: from + hours(1),
        until: Some(from + hours(2)),
    };
    assert_eq!(add(&world, KARI, post(), within).await, person);
    let roles = world
        .app
        .store()
        .roles(operator(), RoleKind::Reporter, None);
    assert_eq!(roles.await.unwrap().len(), 1);
    let earlier = Validity {
        from: from - hours(1),
        until: None,
    };
    add(&world, KARI, post(), earlier).await;
    let roles = world
        .app
        .store()
        .roles(operator(), RoleKind::Reporter, None);
    assert_eq!(roles.await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_person_reports_for_several_units_until_each_ends() {
    let world = World::new().await;
    let from = Validity {
        from: now(&world),
        until: None,
    };
    let person = add(&world, KARI, Post::Reporter(RINGSAKER.into()), from).await;
    add(&world, KARI, Post::Reporter(BERGEN.into()), from).await;
    let token = server::issue_reporter_session(&world.app, person).await;
    let token = token.unwrap().expose().to_owned();
    for (unit, id) in [(RINGSAKER, 1), (BERGEN, 2)] {
        let answer = world.submit(&token, &report(unit, id)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let ending = Ending {
        person,
        kind: RoleKind::Reporter,
        place: Some(BERGEN),
        at: None,
    };
    let ended = world.app.store().end_roles(operator(), &ending).await;
    assert_eq!(ended.unwrap(), 1);
    let answer = world.submit(&token, &report(BERGEN, 3)).await;
    answer.problem(404, ProblemKind::NotFound);
    let answer = world.submit(&token, &report(RINGSAKER, 4)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn an_officer_stands_in_for_a_time() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await.person;
    let liv = world.officer(LIV, VESTLAND).await.person;
    let from = now(&world) + hours(1);
    let stand_in = |office: &str, colleague| StandIn {
        person: liv,
        office: office.into(),
        colleague,
        from,
        until: from + hours(24),
    };
    let store = world.app.store();
    let stand = async |new: StandIn| admin::stand_in(store, &new).await;
    stand(stand_in(INNLANDET, Some(kari))).await.unwrap();

    let roles = store.roles(operator(), RoleKind::Officer, Some(INNLANDET));
    let holdings: Vec<Holding> = roles
        .await
        .unwrap()
        .iter()
        .map(|role| role.holding)
        .collect();
    assert_eq!(holdings, [Holding::Own, Holding::StandsIn(Some(kari))]);

    // Whoever has an own office works there; whoever has lost it, where the stand-in is.
    world.clock.advance(hours(1));
    assert_eq!(office_now(&world, liv).await.as_deref(), Some(VESTLAND));
    let ending = Ending {
        person: liv,
        kind: RoleKind::Officer,
        place: Some(VESTLAND),
        at: None,
    };
    store.end_roles(operator(), &ending).await.unwrap();
    assert_eq!(office_now(&world, liv).await.as_deref(), Some(INNLANDET));
    world.clock.advance(hours(24));
    assert_eq!(office_now(&world, liv).await, None);

    let refused = stand(stand_in(VESTLAND, None)).await;
    assert!(matches!(refused, Err(AdminError::NoOfficer)), "{refused:?}");
}

#[tokio::test]
async fn a_stand_in_needs_an_officer_a_colleague_and_an_office() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await.person;
    let liv = world.officer(LIV, VESTLAND).await.person;
    let stand = async |person, office: &str, colleague| {
        let new = StandIn {
            person,
            office: office.into(),
            colleague,
            from: now(&world),
            until: now(&world) + hours(1),
        };
        admin::stand_in(world.app.store(), &new).await
    };
    let nobody = PersonId(uuid::Uuid::nil());
    let refused = stand(nobody, INNLANDET, None).await;
    assert!(matches!(refused, Err(AdminError::NoOfficer)), "{refused:?}");
    for colleague in [nobody, liv, kari] {
        let refused = stand(kari, VESTLAND, Some(colleague)).await;
        let is_there = colleague == liv;
        let is_refused = matches!(refused, Err(AdminError::NoColleague));
        assert_ne!(is_refused, is_there, "{refused:?}");
    }
    let refused = stand(kari, "atlantis", None).await;
    assert!(
        matches!(refused, Err(AdminError::UnknownOffice)),
        "{refused:?}"
    );
}

/// Each environment takes its own persons only, whatever they are to be.
#[tokio::test]
async fn each_environment_has_its_own_persons() {
    let world = World::new().await;
    let from = Validity {
        from: now(&world),
        until: None,
    };
    // A number of another register's range, nobody's: month 60 higher.
    let not_synthetic = (0..100)
        .map(|control| format!("016185200{control:02}"))
        .find(|text| NationalId::parse(text).is_ok())
        .unwrap();
    let production = Settings {
        environment: Environment::Production,
        ..settings()
    };
    for post in [
        Post::Officer(INNLANDET.into()),
        Post::Reporter(RINGSAKER.into()),
        Post::Bufdir,
        Post::Reader,
        Post::Applicant,
    ] {
        let add = async |settings: &Settings, number: &str| {
            let post = post.clone();
            admin::add_role(world.app.store(), settings, (number, NAME), post, from).await
        };
        let refused = add(&settings(), &not_synthetic).await;
        assert!(
            matches!(refused, Err(AdminError::RealPerson)),
            "{refused:?}"
        );
        let refused = add(&production, KARI).await;
        assert!(
            matches!(refused, Err(AdminError::SyntheticPerson)),
            "{refused:?}"
        );
    }
    let persons: Vec<(i64,)> = world.rows("SELECT COUNT(*) FROM person").await;
    assert_eq!(persons, [(0,)]);
}

/// A role opens what is its own and nothing of another's.
#[tokio::test]
async fn a_role_without_a_place_opens_no_office_and_no_unit() {
    let world = World::new().await;
    let from = Validity {
        from: now(&world),
        until: None,
    };
    for (post, kind) in [
        (Post::Bufdir, RoleKind::Bufdir),
        (Post::Reader, RoleKind::Reader),
        (Post::Applicant, RoleKind::Applicant),
    ] {
        let person = add(&world, KARI, post, from).await;
        let token = server::issue_token(&world.app, person, kind).await.unwrap();
        let pull = world.pull_raw(token.expose(), None, 1).await;
        pull.problem(403, ProblemKind::NoRole);
        let sent = world.submit(token.expose(), &report(RINGSAKER, 1)).await;
        sent.problem(403, ProblemKind::NoRole);
        assert!(server::issue_session(&world.app, person).await.is_err());
    }
}
