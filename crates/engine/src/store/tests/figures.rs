use std::collections::BTreeSet;

use domain::{
    figures::Indicator,
    ids::OfficeId,
    published::{Area, Count},
    wire::{FigureChanges, FigureRow},
};

use super::*;

fn row(part: Count) -> FigureRow {
    FigureRow {
        period: "2026-1".parse().unwrap(),
        indicator: Indicator::WithPlan,
        area: Area::Unit { no: "3411".into() },
        part,
        whole: Count::Number(40),
        missing: 0,
    }
}

fn page(until: u64, rows: Vec<FigureRow>) -> FigureChanges {
    FigureChanges {
        head: until,
        until,
        rows,
        server_time: at(1),
    }
}

#[tokio::test(crate = "crate::testing")]
async fn a_figure_stands_in_the_place_of_the_one_before_it() {
    let (_folder, store) = new_store().await;
    let office = OfficeId::from("innlandet");
    assert_eq!(store.figures_at(&office).await.unwrap(), 0);
    let first = page(3, vec![row(Count::Number(30))]);
    assert!(store.put_figures(&office, 0, &first).await.unwrap());
    let second = page(5, vec![row(Count::Missing)]);
    // What was asked for before something else came is not written.
    assert!(!store.put_figures(&office, 0, &second).await.unwrap());
    assert_eq!(store.figures().await.unwrap(), first.rows);
    assert!(store.put_figures(&office, 3, &second).await.unwrap());
    assert_eq!(store.figures().await.unwrap(), second.rows);
    assert_eq!(store.figures_at(&office).await.unwrap(), 5);
    // Nothing new moves the place alone.
    assert!(
        !store
            .put_figures(&office, 5, &page(9, vec![]))
            .await
            .unwrap()
    );
    assert_eq!(store.figures_at(&office).await.unwrap(), 9);
}

#[tokio::test(crate = "crate::testing")]
async fn figures_go_where_the_reports_go() {
    let office = OfficeId::from("innlandet");
    let (_folder, store) = new_store().await;
    let some = page(3, vec![row(Count::Suppressed)]);
    for ends in ["begins anew", "has no access", "has others"] {
        assert!(store.put_figures(&office, 0, &some).await.unwrap());
        match ends {
            "begins anew" => store.start_over(at(4)).await.unwrap(),
            "has no access" => store.purge(at(4)).await.unwrap(),
            _ => store.forget_figures().await.unwrap(),
        }
        assert_eq!(store.figures().await.unwrap(), [], "{ends}");
        assert_eq!(store.figures_at(&office).await.unwrap(), 0, "{ends}");
    }
}

#[tokio::test(crate = "crate::testing")]
async fn one_indicator_of_counties_and_the_country_is_read_without_the_units() {
    let (_folder, store) = new_store().await;
    let [county, other] = ["34", "46"].map(|no| Area::County { no: no.into() });
    let mut rows = Vec::new();
    for period in ["2025-1", "2025-2", "2026-1"] {
        for indicator in [Indicator::WithPlan, Indicator::InvestigationBreaches] {
            for area in [
                &county,
                &other,
                &Area::Country {},
                &row(Count::Missing).area,
            ] {
                rows.push(FigureRow {
                    period: period.parse().unwrap(),
                    indicator,
                    area: area.clone(),
                    ..row(Count::Number(3))
                });
            }
        }
    }
    let office = OfficeId::from("innlandet");
    let counties = BTreeSet::from(["34".to_owned()]);
    let indicator = Indicator::WithPlan;
    let none = store.figures_of(indicator, &counties).await.unwrap();
    assert_eq!(none, []);
    store
        .put_figures(&office, 0, &page(3, rows.clone()))
        .await
        .unwrap();
    rows.retain(|row| {
        row.indicator == indicator && (row.area == county || row.area == Area::Country {})
    });
    assert_eq!(rows.len(), 6);
    let found = store.figures_of(indicator, &counties).await.unwrap();
    assert_eq!(found, rows);
}
