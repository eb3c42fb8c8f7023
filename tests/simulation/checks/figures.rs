//! The published figures of an office's own units: what its approved reports give, and nothing else.

use std::collections::BTreeMap;

use domain::{
    figures::Counts,
    published::{Area, Count},
    report::Report,
    wire::FigureRow,
};
use sqlx::SqliteConnection;

use super::mirror::bodies;

/// Half-year, indicator and unit; numerator and denominator.
type Figures = BTreeMap<(String, &'static str, String), (Count, Count)>;

/// What the approved reports of an office give at the server.
pub(super) async fn approved(server: &mut SqliteConnection, office: &str) -> Figures {
    let mut figures = Figures::new();
    for (_, body) in bodies(server, office, "report").await.into_values() {
        let report: Report = serde_json::from_str(&body).unwrap();
        for (indicator, Counts { part, whole }) in Counts::of_report(&report) {
            let (period, unit) = (report.period.to_string(), report.unit_no.to_string());
            let counts = (Count::Number(part), Count::Number(whole));
            figures.insert((period, indicator.code(), unit), counts);
        }
    }
    figures
}

/// What an officer's store has of units.
pub(super) async fn in_store(store: &mut SqliteConnection) -> Figures {
    let bodies: Vec<String> = sqlx::query_scalar("SELECT body FROM figure")
        .fetch_all(store)
        .await
        .unwrap();
    let rows = bodies
        .iter()
        .map(|body| serde_json::from_str::<FigureRow>(body).unwrap());
    rows.filter_map(|row| match row.area {
        // A report that was reopened leaves a row without numbers.
        Area::Unit { no } if row.part != Count::Missing => {
            let at = (row.period.to_string(), row.indicator.code(), no.to_string());
            Some((at, (row.part, row.whole)))
        }
        Area::Unit { .. } | Area::County { .. } | Area::Country {} => None,
    })
    .collect()
}
