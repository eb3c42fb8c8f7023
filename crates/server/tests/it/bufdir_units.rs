//! Bufdir in the portal: which units report, and when.

use domain::wire::{
    BufdirMissing, BufdirUnitRefusal as No, BufdirUnitSet, BufdirUnits, ProblemKind, Submitted,
    path,
};
use serde_json::{Value, json};
use server::store::AuditFilter;

use super::portal::browser::Browser;
use crate::world::{RINGSAKER, World, operator, report};

async fn add(world: &World, tove: &Browser, (no, county): (&str, &str)) -> BufdirUnitSet {
    let body = json!({
        "unit_no": no, "kind": "municipality", "name": "Nykommune", "county_no": county,
        "reports_from": "2026-01-01",
    });
    tove.post(world, path::PORTAL_BUFDIR_UNITS, &body)
        .await
        .ok()
}

async fn span(world: &World, tove: &Browser, (no, to): (&str, Option<&str>)) -> BufdirUnitSet {
    let body = json!({ "unit_no": no, "reports_from": "2020-01-01", "reports_to": to });
    tove.post(world, path::PORTAL_BUFDIR_UNIT_SPAN, &body)
        .await
        .ok()
}

async fn reporting(world: &World, tove: &Browser, period: &str) -> u32 {
    let path = format!("/v1/portal/bufdir/periods/{period}/missing");
    let missing: BufdirMissing = tove.get(world, &path).await.ok();
    missing.counties.iter().map(|county| county.units).sum()
}

#[tokio::test]
async fn a_new_unit_reports_to_the_office_of_its_county() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    let before = reporting(&world, &tove, "2026-1").await;
    let BufdirUnitSet::Set { units } = add(&world, &tove, ("3499", "34")).await else {
        panic!("not added");
    };
    let new = units
        .units
        .iter()
        .find(|unit| unit.unit_no.as_str() == "3499");
    let new = new.unwrap();
    assert_eq!((new.office.as_str(), new.reports), ("innlandet", 0));
    assert_eq!(new.reports_from.unwrap().to_string(), "2026-01-01");
    assert_eq!(reporting(&world, &tove, "2026-1").await, before + 1);
    assert_eq!(reporting(&world, &tove, "2025-2").await, before);
    let received = world.receive("3499", 1).await;
    assert_eq!(received.reference, "HR-2026-1-3499");

    // The register is read anew at each start; what Bufdir has added stays.
    world.place.migrate(world.app.ctx()).await;
    let units: BufdirUnits = tove.get(&world, path::PORTAL_BUFDIR_UNITS).await.ok();
    assert!(
        units
            .units
            .iter()
            .any(|unit| unit.unit_no.as_str() == "3499")
    );
}

#[tokio::test]
async fn a_unit_that_has_ended_sends_nothing_more_and_its_history_stays() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    world.open_period("2026-2").await;
    let client = world.client(RINGSAKER).await;
    let sent: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let before = reporting(&world, &tove, "2026-2").await;
    let ended = span(&world, &tove, (RINGSAKER, Some("2026-06-30"))).await;
    assert!(matches!(ended, BufdirUnitSet::Set { .. }), "{ended:?}");
    assert_eq!(reporting(&world, &tove, "2026-2").await, before - 1);
    let mut late = report(RINGSAKER, 2);
    let fields = late.as_object_mut().unwrap();
    fields.insert("period".to_owned(), "2026-2".into());
    let refused = world.submit(&client, &late).await;
    let refused = refused.problem(422, ProblemKind::Invalid);
    assert_eq!(refused.faults.first().unwrap().at, "period");
    // The half-year in which it still reported is open to it.
    world
        .submit(&client, &report(RINGSAKER, 3))
        .await
        .ok::<Value>();
    let units: BufdirUnits = tove.get(&world, path::PORTAL_BUFDIR_UNITS).await.ok();
    let unit = units
        .units
        .iter()
        .find(|unit| unit.unit_no.as_str() == RINGSAKER);
    assert_eq!(unit.unwrap().reports, 1, "{}", sent.reference);

    world.place.migrate(world.app.ctx()).await;
    assert_eq!(reporting(&world, &tove, "2026-2").await, before - 1);
    let filter = AuditFilter {
        action: Some("unit.changed".to_owned()),
        most: 9,
        ..AuditFilter::default()
    };
    let acts = world.app.store().audit(operator(), &filter);
    let acts = acts.await.unwrap();
    assert_eq!(acts.first().unwrap().object.as_deref(), Some(RINGSAKER));
}

#[tokio::test]
async fn what_cannot_be_a_unit_changes_nothing() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    let before: BufdirUnits = tove.get(&world, path::PORTAL_BUFDIR_UNITS).await.ok();
    for (new, reason) in [
        (("34991", "34"), No::Number),
        ((RINGSAKER, "34"), No::Taken),
        (("3499", "99"), No::County),
    ] {
        let refused = add(&world, &tove, new).await;
        assert_eq!(refused, BufdirUnitSet::Refused { reason });
    }
    for (of, reason) in [
        ((RINGSAKER, Some("2019-12-31")), No::Days),
        (("9999", None), No::Unknown),
    ] {
        let refused = span(&world, &tove, of).await;
        assert_eq!(refused, BufdirUnitSet::Refused { reason });
    }
    let after: BufdirUnits = tove.get(&world, path::PORTAL_BUFDIR_UNITS).await.ok();
    assert_eq!(before.units, after.units);
}
