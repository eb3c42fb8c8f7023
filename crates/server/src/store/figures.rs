//! The published figures: made from approved reports in the transaction that approves or reopens, and read by
//! whoever may.
//!
//! What is shown of one unit depends on all units of its half-year, so publishing has a realm of its own that
//! reaches figures and nothing else, and one row that is locked last. What a server has published it keeps at hand
//! ([`Kept`]), so that the next publication reads what others have changed since and no more.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Period,
    figures::{Counts, Indicator},
    ids::UnitNo,
    published::{Area, Changes as Told, Count, Shown},
    report::Report,
};

use super::{Store, StoreError, Tx, number, query, sql};
use crate::access::{OperatorScope, Publishing, Scope};

mod changes;
mod half;
mod kept;
mod reads;
mod sums;

use changes::Changes;
use half::Half;
pub(super) use kept::{Kept, Shelf};

/// The country's name among the areas.
const COUNTRY: &str = "NO";

/// Area, both counts with whether they are suppressed, and how many units are missing.
type ShownRow = (String, Option<i64>, i64, Option<i64>, i64, i64);

/// Half-year and indicator.
type At = (Period, Indicator);

type PeriodCounts = BTreeMap<Indicator, BTreeMap<UnitNo, Counts>>;

impl Store {
    /// Makes all figures anew from the reports, and says how many rows were others than they should be. They are
    /// mended where that is asked for.
    pub async fn recompute_figures(
        &self,
        scope: OperatorScope,
        mend: bool,
    ) -> Result<u64, StoreError> {
        let mut tx = self.begin(&scope).await?;
        let seq = next_change(&mut tx).await?;
        let bodies: Vec<(Vec<u8>,)> = query(sql::APPROVED_BODIES).all(&mut tx).await?;
        let periods: Vec<(String,)> = query(sql::FIGURE_PERIODS).all(&mut tx).await?;
        let mut given: BTreeMap<Period, PeriodCounts> = BTreeMap::new();
        for (known,) in periods {
            given.entry(period(&known)?).or_default();
        }
        for (body,) in bodies {
            let report: Report =
                serde_json::from_slice(&body).map_err(|_| StoreError::Damaged("a report"))?;
            let of = given.entry(report.period).or_default();
            for (indicator, counts) in Counts::of_report(&report) {
                let units = of.entry(indicator).or_default();
                units.insert(report.unit_no.clone(), counts);
            }
        }
        let mut changes = Changes::default();
        for (period, given) in given {
            let mut half = Half::load(&mut tx, period).await?;
            for indicator in Indicator::ALL {
                let none = BTreeMap::new();
                let now = given.get(&indicator).unwrap_or(&none);
                let at = (period, indicator);
                for unit in half.units_other_than(indicator, now) {
                    let counts = now.get(&unit).copied();
                    half.set(indicator, &unit, counts);
                    changes.count(at, &unit, counts);
                }
                show(at, &mut half, &mut changes);
            }
        }
        let differing = changes.write(&mut tx, seq).await?;
        if mend && differing > 0 {
            tx.commit().await?;
        }
        Ok(differing)
    }

    /// Publishes what was approved before there were figures, and sums what was published before there were sums.
    pub(super) async fn publish_earlier_approvals(
        &self,
        scope: OperatorScope,
    ) -> Result<(), StoreError> {
        let mut tx = self.view(&scope).await?;
        let seq: i64 = query(sql::FIGURE_HEAD).value(&mut tx).await?;
        let sums: i64 = query(sql::SUMS_OF_COUNTRY).value(&mut tx).await?;
        drop(tx);
        if seq == 0 || sums == 0 {
            self.recompute_figures(scope, true).await?;
        }
        Ok(())
    }
}

/// Publishes what these reports give now, where each stands. Every other lock is held already.
pub(super) async fn publish_reports(
    tx: &mut Tx,
    scope: &impl Scope,
    reports: &[Report],
) -> Result<(), StoreError> {
    if reports.is_empty() {
        return Ok(());
    }
    tx.turn(&Publishing.realm()).await?;
    publish_given(tx, reports).await?;
    tx.turn(&scope.realm()).await
}

async fn publish_given(tx: &mut Tx, reports: &[Report]) -> Result<(), StoreError> {
    let seq = next_change(tx).await?;
    let mut kept = tx.take_figures();
    let mut changes = Changes::default();
    let periods: BTreeSet<Period> = reports.iter().map(|report| report.period).collect();
    for period in &periods {
        let mut half = kept.take(tx, *period, seq).await?;
        let mut touched = BTreeSet::new();
        for report in reports.iter().filter(|report| report.period == *period) {
            let given = Counts::of_report(report);
            for indicator in Indicator::ALL {
                let now = given.get(&indicator).copied();
                if half.set(indicator, &report.unit_no, now) {
                    changes.count((*period, indicator), &report.unit_no, now);
                    touched.insert(indicator);
                }
            }
        }
        for indicator in touched {
            show((*period, indicator), &mut half, &mut changes);
        }
        kept.put(*period, half, seq);
    }
    changes.write(tx, seq).await?;
    tx.keep_figures(kept);
    Ok(())
}

/// The next change's number. No other transaction publishes before this one ends.
async fn next_change(tx: &mut Tx) -> Result<i64, StoreError> {
    query(sql::NEXT_FIGURES).value(tx).await
}

/// Works out the sums of an indicator in a half-year and what is shown of it, where they are other than stored.
fn show(at: At, half: &mut Half, changes: &mut Changes) {
    let of = half.of(at.1);
    if of.shown.is_empty() && of.counts.is_empty() {
        return;
    }
    let Told { shown, sums } = of.board.changes();
    for (area, sum) in sums {
        let (no, now) = (no_of(&area), (sums::owner(&area), sum));
        if of.sums.get(no) != Some(&now) {
            changes.sum(at, no, &now);
            of.sums.insert(no.to_owned(), now);
        }
    }
    let of_register = shown.into_iter().filter_map(|(area, now)| {
        let no = no_of(&area);
        // A unit that never had a figure has no row.
        let is_unit = matches!(area, Area::Unit { .. });
        let is_row = !is_unit || now != Shown::nothing(0) || of.shown.contains_key(no);
        is_row.then(|| (no.to_owned(), now))
    });
    let gone = of.gone.iter().map(|no| (no.clone(), Shown::nothing(0)));
    let shown: Vec<_> = of_register.chain(gone).collect();
    for (no, now) in shown {
        if of.shown.get(&no) != Some(&now) {
            changes.shown(at, &no, now);
            of.shown.insert(no, now);
        }
    }
}

/// What an area is called in the tables.
fn no_of(area: &Area) -> &str {
    area.no().unwrap_or(COUNTRY)
}

/// The area that is called so in the tables.
fn area_of(name: String) -> Area {
    match name.len() {
        2 if name == COUNTRY => Area::Country {},
        2 => Area::County { no: name },
        _ => Area::Unit { no: UnitNo(name) },
    }
}

fn counts(part: Option<i64>, whole: Option<i64>) -> Result<Option<Counts>, StoreError> {
    let Some((part, whole)) = part.zip(whole) else {
        return Ok(None);
    };
    let counts = Counts::new(part, whole).ok_or(StoreError::Damaged("a figure"))?;
    Ok(Some(counts))
}

fn shown(row: ShownRow) -> Result<(String, Shown), StoreError> {
    let (area, part, part_hidden, whole, whole_hidden, missing) = row;
    let count = |count: Option<i64>, hidden: i64| match (count, hidden) {
        (Some(count), _) => Count::Number(count),
        (None, 0) => Count::Missing,
        (None, _) => Count::Suppressed,
    };
    let shown = Shown {
        part: count(part, part_hidden),
        whole: count(whole, whole_hidden),
        missing: number(missing)?,
    };
    Ok((area, shown))
}

fn period(text: &str) -> Result<Period, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged("a period"))
}

fn indicator(code: &str) -> Result<Indicator, StoreError> {
    Indicator::of_code(code).ok_or(StoreError::Damaged("an indicator"))
}
