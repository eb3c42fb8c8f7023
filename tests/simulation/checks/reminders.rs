//! Reminders: each sending once, and no unit twice within the hour.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::{RemindingId, UnitNo},
    wire::WhyNotReminded as Why,
};
use sqlx::SqliteConnection;

use super::ServerFile;
use crate::{model::Reminding, network::Network};

/// So long nobody reminds a unit again, in milliseconds.
const PAUSE: i64 = 60 * 60 * 1000;

/// The office, the sending, the unit, the half-year, what became of it, to how many, and when.
type Row = (String, String, String, String, String, i64, i64);

async fn rows(server: &mut SqliteConnection) -> Vec<Row> {
    sqlx::query_as(
        "SELECT office, reminding_id, unit_no, period, outcome, receivers, sent_at FROM reminder
         ORDER BY sent_at",
    )
    .fetch_all(&mut *server)
    .await
    .unwrap()
}

fn outcome(row: &Row) -> Reminding {
    if row.4 == "reminded" {
        return Ok(u32::try_from(row.5).unwrap());
    }
    let why = Why::ALL.into_iter().find(|why| why.as_str() == row.4);
    Err(why.unwrap())
}

/// What the server keeps of a sending.
pub(crate) async fn reminded(
    database: &ServerFile,
    office: &str,
    id: RemindingId,
) -> BTreeMap<UnitNo, Reminding> {
    let server = &mut *database.look().await;
    let rows = rows(server).await.into_iter();
    let of_it = rows.filter(|row| row.0 == office && row.1 == id.to_string());
    of_it
        .map(|row| (UnitNo(row.2.clone()), outcome(&row)))
        .collect()
}

/// What is kept is what was asked for and answered, and each unit has its rest. The mails are looked at with all others.
pub(super) async fn check(network: &Network, server: &mut SqliteConnection) {
    let rows = rows(server).await;
    let found: BTreeMap<_, _> = rows
        .iter()
        .map(|row| {
            let key = (row.0.clone(), row.1.parse().unwrap(), UnitNo(row.2.clone()));
            (key, outcome(row))
        })
        .collect();
    assert_eq!(found, network.remindings(), "reminders");
    let mut last = BTreeMap::new();
    let mut told = BTreeSet::new();
    for row in rows.iter().filter(|row| outcome(row).is_ok()) {
        assert!(told.insert((&row.1, &row.2)), "one sending, one reminder");
        if let Some(before) = last.insert((&row.2, &row.3), row.6) {
            assert!(row.6 - before >= PAUSE, "{} is reminded too soon", row.2);
        }
    }
}
