//! Bufdir in the portal: half-years, and whose reports are not approved.

use domain::{
    deadlines::SettingsFault,
    wire::{
        BufdirMissing, BufdirPeriodSet, BufdirPeriods, BufdirStanding, Outcome, ProblemKind, path,
    },
};
use serde_json::{Value, json};

use super::portal::browser::Browser;
use crate::world::{
    BERGEN, INNLANDET, KARI, RINGSAKER, World, approve, decision, report, send_back,
};

fn settings(period: &str, (municipality, office): (&str, &str)) -> Value {
    json!({
        "period": period,
        "template": "2026-1.0",
        "municipality_deadline": municipality,
        "office_deadline": office,
    })
}

async fn open(world: &World, tove: &Browser, settings: &Value) -> BufdirPeriodSet {
    tove.post(world, path::PORTAL_BUFDIR_PERIODS, settings)
        .await
        .ok()
}

#[tokio::test]
async fn bufdir_opens_a_half_year_moves_its_deadlines_and_closes_it() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    let listed: BufdirPeriods = tove.get(&world, path::PORTAL_BUFDIR_PERIODS).await.ok();
    let known: Vec<_> = listed.periods.iter().map(|of| of.settings.period).collect();
    assert_eq!(known, ["2026-1".parse().unwrap()]);
    let proposed: Vec<String> = listed
        .proposals
        .iter()
        .map(|of| of.period.to_string())
        .collect();
    assert!(proposed.contains(&"2026-2".to_owned()), "{proposed:?}");

    let wanted = settings("2026-2", ("2027-02-05", "2027-03-08"));
    let BufdirPeriodSet::Open { periods } = open(&world, &tove, &wanted).await else {
        panic!("not opened");
    };
    let newest = periods.periods.first().unwrap();
    assert_eq!(
        newest.settings.municipality_deadline.to_string(),
        "2027-02-05"
    );
    assert_eq!((newest.closed_at, newest.reports), (None, 0));

    let moved = settings("2026-2", ("2027-02-12", "2027-03-08"));
    let BufdirPeriodSet::Open { periods } = open(&world, &tove, &moved).await else {
        panic!("not moved");
    };
    let newest = periods.periods.first().unwrap();
    assert_eq!(
        newest.settings.municipality_deadline.to_string(),
        "2027-02-12"
    );

    let client = world.client(RINGSAKER).await;
    let mut late = report(RINGSAKER, 1);
    late.as_object_mut()
        .unwrap()
        .insert("period".to_owned(), "2026-2".into());
    let closed: BufdirPeriods = tove
        .post(
            &world,
            path::PORTAL_BUFDIR_CLOSE_PERIOD,
            &json!({ "period": "2026-2" }),
        )
        .await
        .ok();
    assert!(closed.periods.first().unwrap().closed_at.is_some());
    let problem = world.submit(&client, &late).await;
    let problem = problem.problem(422, ProblemKind::Invalid);
    assert_eq!(problem.faults.first().unwrap().at, "period");

    // Open again with the same settings, it takes reports in.
    open(&world, &tove, &moved).await;
    world.submit(&client, &late).await.ok::<Value>();
    let acts: Vec<(String, String)> = world
        .rows("SELECT actor, action FROM audit WHERE action LIKE 'period.%' AND actor = 'bufdir'")
        .await;
    assert_eq!(acts.len(), 4, "{acts:?}");
}

#[tokio::test]
async fn what_waits_at_an_office_can_be_decided_after_the_half_year_is_closed() {
    let world = World::new().await;
    let (kari, tove) = (
        world.officer(KARI, INNLANDET).await,
        Browser::at_bufdir(&world).await,
    );
    let received = world.receive(RINGSAKER, 1).await;
    let body = json!({ "period": "2026-1" });
    tove.post(&world, path::PORTAL_BUFDIR_CLOSE_PERIOD, &body)
        .await
        .ok::<BufdirPeriods>();
    let outcome = world
        .decide(&kari, &decision(1, &received, approve(17)))
        .await;
    assert!(matches!(outcome, Outcome::Applied { .. }), "{outcome:?}");
}

#[tokio::test]
async fn settings_that_cannot_be_right_change_nothing() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    let swapped = settings("2026-2", ("2027-03-01", "2027-02-01"));
    let BufdirPeriodSet::Faulty { faults } = open(&world, &tove, &swapped).await else {
        panic!("opened");
    };
    assert_eq!(faults, [SettingsFault::OutOfOrder]);
    let mut unknown = settings("2026-2", ("2027-02-01", "2027-03-01"));
    unknown
        .as_object_mut()
        .unwrap()
        .insert("template".to_owned(), "1999-1.0".into());
    let BufdirPeriodSet::Faulty { faults } = open(&world, &tove, &unknown).await else {
        panic!("opened");
    };
    assert_eq!(faults, [SettingsFault::Form]);
    let listed: BufdirPeriods = tove.get(&world, path::PORTAL_BUFDIR_PERIODS).await.ok();
    assert_eq!(listed.periods.len(), 1);
    let body = json!({ "period": "2019-1" });
    let never = tove.post(&world, path::PORTAL_BUFDIR_CLOSE_PERIOD, &body);
    never.await.problem(404, ProblemKind::NotFound);
}

#[tokio::test]
async fn bufdir_sees_who_is_missing_and_why_county_by_county() {
    const MISSING: &str = "/v1/portal/bufdir/periods/2026-1/missing";
    let world = World::new().await;
    let (kari, tove) = (
        world.officer(KARI, INNLANDET).await,
        Browser::at_bufdir(&world).await,
    );
    let before: BufdirMissing = tove.get(&world, MISSING).await.ok();
    let units: u32 = before.counties.iter().map(|county| county.units).sum();
    let missing: usize = before
        .counties
        .iter()
        .map(|county| county.missing.len())
        .sum();
    assert_eq!(usize::try_from(units).unwrap(), missing);
    assert!(units > 300, "{units}");

    let approved = world.receive(RINGSAKER, 1).await;
    world
        .decide(&kari, &decision(1, &approved, approve(17)))
        .await;
    let returned = world.receive("3403", 2).await;
    world
        .decide(&kari, &decision(2, &returned, send_back("Rett.")))
        .await;
    world.receive("3405", 3).await;
    world.receive(BERGEN, 4).await;
    let after: BufdirMissing = tove.get(&world, MISSING).await.ok();
    let innlandet = after.counties.iter().find(|of| of.name == "Innlandet");
    let innlandet = innlandet.unwrap();
    let stands = |unit: &str| {
        let found = innlandet
            .missing
            .iter()
            .find(|of| of.unit_no.as_str() == unit);
        found.map(|of| of.stands)
    };
    assert_eq!(stands(RINGSAKER), None);
    assert_eq!(stands("3403"), Some(BufdirStanding::Returned));
    assert_eq!(stands("3405"), Some(BufdirStanding::AtOffice));
    assert_eq!(stands("3407"), Some(BufdirStanding::NotSent));
    let lacking = u32::try_from(innlandet.missing.len()).unwrap();
    assert_eq!(lacking, innlandet.units - 1);
    assert_eq!(
        after.settings.unwrap().office_deadline.to_string(),
        "2026-09-15"
    );
}
