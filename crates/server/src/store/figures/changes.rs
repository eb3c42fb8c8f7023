//! What a publication changes, written in one statement a table: it holds the lock that all others wait for.

use domain::{
    figures::Counts,
    ids::{OfficeId, UnitNo},
    published::{Count, Shown},
    report::json_bytes,
};
use serde::Serialize;

use super::{At, sums::Owned};
use crate::store::{StoreError, Tx, query, sql};

/// Half-year, indicator, unit, numerator and denominator.
type CountsRow = (String, &'static str, String, Option<i64>, Option<i64>);

/// Half-year, indicator, area, both counts with whether they are suppressed, and how many units are missing.
type ShownRow = (
    String,
    &'static str,
    String,
    Option<i64>,
    i64,
    Option<i64>,
    i64,
    u32,
);

/// Half-year, indicator, area, the office whose own it is, both counts, and how many units are missing.
type SumRow = (
    String,
    &'static str,
    String,
    Option<String>,
    Option<i64>,
    Option<i64>,
    u32,
);

/// Rows to write.
#[derive(Debug, Default)]
pub(super) struct Changes {
    counts: Vec<CountsRow>,
    shown: Vec<ShownRow>,
    sums: Vec<SumRow>,
}

impl Changes {
    /// A unit's counts.
    pub(super) fn count(&mut self, (period, indicator): At, unit: &UnitNo, counts: Option<Counts>) {
        self.counts.push((
            period.to_string(),
            indicator.code(),
            unit.to_string(),
            counts.map(|counts| counts.part),
            counts.map(|counts| counts.whole),
        ));
    }

    /// What everybody sees of an area.
    pub(super) fn shown(&mut self, (period, indicator): At, area: &str, shown: Shown) {
        let (part, part_hidden) = column(shown.part);
        let (whole, whole_hidden) = column(shown.whole);
        self.shown.push((
            period.to_string(),
            indicator.code(),
            area.to_owned(),
            part,
            part_hidden,
            whole,
            whole_hidden,
            shown.missing,
        ));
    }

    /// An area's sum.
    pub(super) fn sum(&mut self, (period, indicator): At, area: &str, (office, sum): &Owned) {
        self.sums.push((
            period.to_string(),
            indicator.code(),
            area.to_owned(),
            office.as_ref().map(OfficeId::to_string),
            sum.part.number(),
            sum.whole.number(),
            sum.missing,
        ));
    }

    /// Writes all of it under a change's number, and says how many rows that is.
    pub(super) async fn write(self, tx: &mut Tx, seq: i64) -> Result<u64, StoreError> {
        let figures = (sql::SQLITE_PUT_FIGURES, sql::POSTGRES_PUT_FIGURES);
        let shown = (sql::SQLITE_PUT_SHOWN, sql::POSTGRES_PUT_SHOWN);
        let sums = (sql::SQLITE_PUT_SUMS, sql::POSTGRES_PUT_SUMS);
        let mut written = put(tx, figures, &self.counts, seq).await?;
        written += put(tx, shown, &self.shown, seq).await?;
        Ok(written + put(tx, sums, &self.sums, seq).await?)
    }
}

async fn put(
    tx: &mut Tx,
    (sqlite, postgres): (&'static str, &'static str),
    rows: &[impl Serialize],
    seq: i64,
) -> Result<u64, StoreError> {
    if rows.is_empty() {
        return Ok(0);
    }
    let expected = u64::try_from(rows.len()).map_err(|_| StoreError::Damaged("a number"))?;
    let rows = json_bytes(&rows);
    let rows = String::from_utf8(rows).map_err(|_| StoreError::Damaged("a figure"))?;
    let text = tx.either(sqlite, postgres);
    match query(text).bind(rows).bind(seq).execute(tx).await? {
        found if found == expected => Ok(found),
        found => Err(StoreError::Unaffected { expected, found }),
    }
}

fn column(count: Count) -> (Option<i64>, i64) {
    (count.number(), i64::from(count == Count::Suppressed))
}
