//! Bufdir in the portal: persons, and the roles it gives and ends.

use domain::wire::{
    BufdirPeople, BufdirPerson, BufdirRoleEnded, BufdirRoleGiven, BufdirRoleKind,
    BufdirRoleRefusal as No, path,
};
use serde_json::{Value, json};

use super::portal::browser::Browser;
use crate::world::{INNLANDET, KARI, LIV, OLA, RINGSAKER, TOVE, World};

/// Real: its month is one of the twelve. Synthetic systems take nobody of the kind.
const NO_NUMBER: &str = "12345678901";

async fn find(world: &World, tove: &Browser, text: &str, ended: bool) -> Vec<BufdirPerson> {
    let body = json!({ "text": text, "role": null, "ended": ended, "skip": 0 });
    let found = tove.post(world, path::PORTAL_BUFDIR_PEOPLE, &body).await;
    let found: BufdirPeople = found.ok();
    assert_eq!(usize::try_from(found.total).unwrap(), found.people.len());
    found.people
}

fn new(national_id: &str) -> Value {
    json!({ "kind": "new", "national_id": national_id, "name": "Nils Prøve" })
}

fn officer() -> Value {
    json!({ "kind": "officer", "office": INNLANDET })
}

async fn give(
    world: &World,
    tove: &Browser,
    (person, post): (Value, Value),
    (from, last_day): (&str, Option<&str>),
) -> BufdirRoleGiven {
    let body = json!({ "person": person, "post": post, "from": from, "last_day": last_day });
    tove.post(world, path::PORTAL_BUFDIR_GIVE_ROLE, &body)
        .await
        .ok()
}

async fn end(world: &World, tove: &Browser, role: &Value, day: Option<&str>) -> BufdirRoleEnded {
    let body = json!({ "role_id": role, "last_day": day });
    tove.post(world, path::PORTAL_BUFDIR_END_ROLE, &body)
        .await
        .ok()
}

#[tokio::test]
async fn a_role_is_given_found_and_ended_and_the_session_with_it() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    let today = "2026-07-01";
    let reporter = json!({ "kind": "reporter", "unit_no": RINGSAKER });
    let given = give(&world, &tove, (new(OLA), reporter), (today, None)).await;
    let BufdirRoleGiven::Given { person_id } = given else {
        panic!("{given:?}");
    };
    // By name, by the unit's name, and not by another.
    for (text, finds) in [("nils", 1), ("RINGSAKER", 1), ("", 2), ("nobody", 0)] {
        let found = find(&world, &tove, text, false).await;
        assert_eq!(found.len(), finds, "{text}");
    }
    let found = find(&world, &tove, "nils", false).await;
    let person = found.first().unwrap();
    assert_eq!((person.person_id, person.is_self), (person_id, false));
    let role = person.roles.first().unwrap();
    assert_eq!((role.kind, role.is_valid), (BufdirRoleKind::Reporter, true));
    assert_eq!(role.from.to_string(), today);

    let ola = Browser::log_in(&world, OLA, false).await.unwrap();
    let unit = format!("/v1/portal/units/{RINGSAKER}");
    assert_eq!(ola.get(&world, &unit).await.status, 200);
    let ended = end(&world, &tove, &json!(role.role_id), None).await;
    assert_eq!(ended, BufdirRoleEnded::Ended {});
    assert_ne!(ola.get(&world, &unit).await.status, 200);
    assert_eq!(find(&world, &tove, "nils", false).await, []);
    let past = find(&world, &tove, "nils", true).await;
    assert!(past.first().unwrap().roles.first().unwrap().is_over);
    let again = end(&world, &tove, &json!(role.role_id), None).await;
    assert_eq!(again, BufdirRoleEnded::Refused { reason: No::Over });

    let acts: Vec<(String, String)> = world
        .rows("SELECT actor, action FROM audit WHERE action IN ('role.added', 'roles.ended')")
        .await;
    let by_bufdir: Vec<_> = acts.iter().filter(|(actor, _)| actor == "bufdir").collect();
    assert_eq!(by_bufdir.len(), 2, "{acts:?}");
    assert!(!world.holds(OLA), "an identity number is stored");
}

#[tokio::test]
async fn nobody_changes_the_own_role() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    let found = find(&world, &tove, "", false).await;
    let own = found.iter().find(|person| person.is_self).unwrap();
    let role = json!(own.roles.first().unwrap().role_id);
    let ended = end(&world, &tove, &role, None).await;
    assert_eq!(ended, BufdirRoleEnded::Refused { reason: No::Own });
    let known = json!({ "kind": "known", "person_id": own.person_id });
    for person in [known, new(TOVE)] {
        let given = give(&world, &tove, (person, officer()), ("2026-07-01", None)).await;
        assert_eq!(given, BufdirRoleGiven::Refused { reason: No::Own });
    }
}

#[tokio::test]
async fn what_cannot_be_a_role_changes_nothing() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    world.officer(KARI, INNLANDET).await;
    let before: Vec<(i64,)> = world.rows("SELECT COUNT(*) FROM role").await;
    let always = ("2026-07-01", None);
    let nowhere = json!({ "kind": "officer", "office": "nowhere" });
    let nobody = json!({ "kind": "known", "person_id": "0197c1f0-0000-7000-8000-00000000ffff" });
    let nameless = json!({ "kind": "new", "national_id": LIV, "name": " " });
    for (person, post, days, reason) in [
        (new(NO_NUMBER), officer(), always, No::NationalId),
        (nameless, officer(), always, No::Name),
        (nobody, officer(), always, No::Person),
        (new(LIV), nowhere, always, No::Place),
        (new(LIV), officer(), ("2026-06-30", None), No::Days),
        (
            new(LIV),
            officer(),
            ("2026-07-02", Some("2026-07-01")),
            No::Days,
        ),
        (new(KARI), officer(), always, No::Held),
    ] {
        let given = give(&world, &tove, (person, post), days).await;
        assert_eq!(given, BufdirRoleGiven::Refused { reason });
    }
    let after: Vec<(i64,)> = world.rows("SELECT COUNT(*) FROM role").await;
    assert_eq!(before, after);
    let kept: Vec<(i64,)> = world.rows("SELECT COUNT(*) FROM person").await;
    assert_eq!(kept, [(2,)], "a refused person is not kept");
}

#[tokio::test]
async fn a_role_for_later_counts_from_its_first_day_to_the_end_of_its_last() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    let days = ("2026-07-03", Some("2026-07-04"));
    give(&world, &tove, (new(LIV), officer()), days).await;
    let valid = async |world: &World| {
        let tove = Browser::at_bufdir(world).await;
        let found = find(world, &tove, "nils", true).await;
        let role = found.first().unwrap().roles.first().unwrap().clone();
        assert_eq!(role.last_day.unwrap().to_string(), "2026-07-04");
        (role.is_valid, role.is_over)
    };
    assert_eq!(valid(&world).await, (false, false));
    world.advance_minutes(2 * 24 * 60);
    assert_eq!(valid(&world).await, (true, false));
    world.advance_minutes(2 * 24 * 60);
    assert_eq!(valid(&world).await, (false, true));
}
