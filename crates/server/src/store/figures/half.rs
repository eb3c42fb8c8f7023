//! The published figures of one half-year, as they are stored.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Period,
    figures::{Counts, Indicator},
    ids::{OfficeId, UnitNo},
    published::{Board, Shown},
    units::Register,
};

use super::{area_of, counts, indicator, shown, sums};
use crate::store::{StoreError, Tx, number, query, sql};

/// Indicator, unit, numerator and denominator.
type CountsRow = (String, String, Option<i64>, Option<i64>);

/// Indicator, area, both counts with whether they are suppressed, and how many units are missing.
type ShownRow = (String, String, Option<i64>, i64, Option<i64>, i64, i64);

/// Indicator, area, the office whose own it is, numerator, denominator, and how many units are missing.
type SumRow = (
    String,
    String,
    Option<String>,
    Option<i64>,
    Option<i64>,
    i64,
);

/// What is stored of a half-year.
#[derive(Debug)]
pub(super) struct Half {
    period: Period,
    of: BTreeMap<Indicator, Of>,
}

/// What is stored of an indicator.
#[derive(Debug)]
pub(super) struct Of {
    pub(super) counts: BTreeMap<UnitNo, Counts>,
    pub(super) shown: BTreeMap<String, Shown>,
    pub(super) sums: BTreeMap<String, sums::Owned>,
    /// What these counts are to show.
    pub(super) board: Board<'static>,
    /// Areas that something was shown of and that the register does not have.
    pub(super) gone: BTreeSet<String>,
}

impl Of {
    fn new(period: Period) -> Self {
        Self {
            counts: BTreeMap::new(),
            shown: BTreeMap::new(),
            sums: BTreeMap::new(),
            board: Board::new(Register::current(), period),
            gone: BTreeSet::new(),
        }
    }

    /// Something of an area was written elsewhere.
    fn written(&mut self, area: &str) {
        if !self.board.forget(&area_of(area.to_owned())) {
            self.gone.insert(area.to_owned());
        }
    }
}

impl Half {
    /// All of it.
    pub(super) async fn load(tx: &mut Tx, period: Period) -> Result<Self, StoreError> {
        let mut half = Self {
            period,
            of: BTreeMap::new(),
        };
        half.catch_up(tx, period, 0).await?;
        Ok(half)
    }

    /// What has changed after a change.
    pub(super) async fn catch_up(
        &mut self,
        tx: &mut Tx,
        period: Period,
        after: i64,
    ) -> Result<(), StoreError> {
        let of_period = |text| query(text).bind(period.to_string()).bind(after);
        let rows: Vec<CountsRow> = of_period(sql::FIGURES_OF_PERIOD).all(tx).await?;
        for (of, unit, part, whole) in rows {
            self.set(indicator(&of)?, &UnitNo(unit), counts(part, whole)?);
        }
        let rows: Vec<ShownRow> = of_period(sql::SHOWN_OF_PERIOD).all(tx).await?;
        for (of, area, part, part_hidden, whole, whole_hidden, missing) in rows {
            let row = (area, part, part_hidden, whole, whole_hidden, missing);
            let (area, shown) = shown(row)?;
            let of = self.of(indicator(&of)?);
            of.written(&area);
            of.shown.insert(area, shown);
        }
        let rows: Vec<SumRow> = of_period(sql::SUMS_OF_PERIOD).all(tx).await?;
        for (of, area, office, part, whole, missing) in rows {
            let office = office.as_deref().map(OfficeId::from);
            let sum = sums::sum(part, whole, number(missing)?)?;
            let of = self.of(indicator(&of)?);
            of.written(&area);
            of.sums.insert(area, (office, sum));
        }
        Ok(())
    }

    pub(super) fn of(&mut self, indicator: Indicator) -> &mut Of {
        let period = self.period;
        self.of.entry(indicator).or_insert_with(|| Of::new(period))
    }

    /// Sets a unit's counts, and says whether they were others.
    pub(super) fn set(
        &mut self,
        indicator: Indicator,
        unit: &UnitNo,
        counts: Option<Counts>,
    ) -> bool {
        let of = self.of(indicator);
        of.board.set(unit, counts);
        let before = match counts {
            Some(counts) => of.counts.insert(unit.clone(), counts),
            None => of.counts.remove(unit),
        };
        before != counts
    }

    /// The units whose counts are others than these.
    pub(super) fn units_other_than(
        &mut self,
        indicator: Indicator,
        now: &BTreeMap<UnitNo, Counts>,
    ) -> BTreeSet<UnitNo> {
        let then = &self.of(indicator).counts;
        let units = then.keys().chain(now.keys());
        let others = units.filter(|unit| then.get(*unit) != now.get(*unit));
        others.cloned().collect()
    }
}
