//! «Utrapportering» at the largest office: twenty half-years of 66 units, its counties and the country.

use anyhow::{Result, ensure};
use domain::{
    Period,
    figures::Indicator,
    published::{AreaFigures, FigureSheet},
    wire::FigureRow,
};

use crate::{
    desk::synced,
    floor::{self, Body, Kept},
    machine::CHEAP,
    office::{Limited, Office, Plan},
    samples::Samples,
    table::{Goal, Row, Table},
};

/// So many half-years are published.
const HALF_YEARS: usize = 20;
/// The units of the office.
const UNITS: usize = 66;
/// The page is opened so often.
const OPENINGS: usize = 40;

/// From the command until its answer is text for the window; beside it the same rows read from SQLCipher.
pub(crate) async fn figures(table: &mut Table) -> Result<()> {
    // Those of the last two half-years wait.
    let plan = Plan::largest(22)?;
    let office = Office::on_file(&plan, Limited::Not).await?;
    let folder = tempfile::tempdir()?;
    let machine = synced(&office, folder.path(), CHEAP).await?;
    let sheet = machine.engine.figures().await?.sheet;
    let units = sheet.areas.iter().filter(|row| row.county_no.is_some());
    let (periods, units) = (sheet.periods.len(), units.count());
    ensure!(
        (periods, units) == (HALF_YEARS, UNITS),
        "{periods} half-years of {units} units came"
    );
    let pool = floor::bodies(folder.path(), "floor.db", Kept::Encrypted).await?;
    let rows = rows(&sheet)?;
    let n = rows.len();
    let mut tx = pool.begin().await?;
    floor::write(&mut tx, rows.into_iter()).await?;
    tx.commit().await?;
    let (mut took, mut floors) = (Samples::default(), Samples::default());
    for _ in 0..OPENINGS {
        let opened = async {
            let view = machine.engine.figures().await?;
            Ok(serde_json::to_vec(&view)?)
        };
        took.time(opened).await?;
        let read = sqlx::query_scalar::<_, Vec<u8>>("SELECT body FROM body ORDER BY id");
        let read = floors
            .time(async { Ok(read.fetch_all(&pool).await?) })
            .await?;
        ensure!(read.len() == n, "{} rows were read", read.len());
    }
    pool.close().await;
    let goal = Goal::Both {
        ratio: 5.0,
        most: 100.0,
    };
    table.add(Row::times(
        "figures_open",
        Some(n),
        &took,
        Some(&floors),
        goal,
    ));
    machine.engine.prepare_to_quit().await;
    office.end().await
}

/// What is shown as the rows that it came in.
fn rows(sheet: &FigureSheet) -> Result<Vec<Body>> {
    let mut rows = Vec::new();
    for area in &sheet.areas {
        for series in &area.series {
            for (period, cell) in sheet.periods.iter().zip(&series.cells) {
                let row = FigureRow {
                    period: *period,
                    indicator: series.indicator,
                    area: area.area.clone(),
                    part: cell.part,
                    whole: cell.whole,
                    missing: cell.missing,
                };
                rows.push(body(area, *period, series.indicator, &row)?);
            }
        }
    }
    Ok(rows)
}

fn body(area: &AreaFigures, period: Period, indicator: Indicator, row: &FigureRow) -> Result<Body> {
    let no = area.area.no().unwrap_or("NO");
    Ok(Body {
        id: format!("{period}-{}-{no}", indicator.code()),
        unit_no: no.to_owned(),
        period: period.to_string(),
        body: serde_json::to_vec(row)?,
    })
}
