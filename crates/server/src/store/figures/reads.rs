//! What readers and desktops are given of the figures.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Period,
    application::Application,
    figures::IndicatorWords,
    published::{FigureSheet, Known, Own, Shown},
    units::Register,
    wire::{FigureChanges, FigureRow, FiguresAnswer, FiguresCounty},
};

use super::{area_of, indicator, period, shown, sums::sum};
use crate::{
    access::{FigureReader, OfficerScope, PersonScope},
    store::{Store, StoreError, Tx, number, query, sql},
};

/// So many rows at least are in a page of changes, where there are so many.
const PAGE_ROWS: u64 = 2000;

/// Half-year, indicator, unit, numerator and denominator.
type UnitRow = (String, String, String, Option<i64>, Option<i64>);

/// Half-year and indicator, and the sum of an area.
type SumRow = (String, String, String, Option<i64>, Option<i64>, i64);

/// Half-year and indicator, and what is shown of an area.
type AreaRow = (
    String,
    String,
    String,
    Option<i64>,
    i64,
    Option<i64>,
    i64,
    i64,
);

impl Store {
    /// What a person may see in clear as a reader; none where the person is no reader.
    pub(crate) async fn read_by(&self, scope: &PersonScope) -> Result<Option<Own>, StoreError> {
        let mut tx = self.view(scope).await?;
        let bodies: Vec<(Option<Vec<u8>>,)> = query(sql::READERS_APPLICATIONS)
            .bind(scope.person().to_string())
            .bind(self.now().as_millisecond())
            .all(&mut tx)
            .await?;
        let mut own = None;
        for (body,) in bodies {
            let of = match body {
                None => Own::Nothing,
                Some(body) => {
                    let application: Application = serde_json::from_slice(&body)
                        .map_err(|_| StoreError::Damaged("an application"))?;
                    Own::of_reader(Register::current(), &application.represents)
                }
            };
            own = Some(own.unwrap_or(Own::Nothing).and(of));
        }
        Ok(own)
    }

    /// The figures of a county, or of the reader's first; none where there is no such county.
    pub(crate) async fn figures(
        &self,
        reader: &FigureReader,
        county: Option<&str>,
    ) -> Result<Option<FiguresAnswer>, StoreError> {
        let register = Register::current();
        let own = reader.own();
        let counties: Vec<FiguresCounty> = register
            .counties()
            .map(|county| FiguresCounty {
                no: county.no.clone(),
                name: county.name.clone(),
                own: own.touches(register, &county.no),
            })
            .collect();
        let first = counties
            .iter()
            .find(|county| county.own)
            .or(counties.first());
        let chosen = match county {
            Some(no) => counties.iter().find(|county| county.no == no),
            None => first,
        };
        let Some(chosen) = chosen.map(|county| county.no.clone()) else {
            return Ok(None);
        };
        let mut tx = self.view(reader).await?;
        let known = known(&mut tx, own, &chosen).await?;
        let periods: BTreeSet<Period> = known.shown.keys().map(|(period, ..)| *period).collect();
        let chosen_only = BTreeSet::from([chosen.clone()]);
        Ok(Some(FiguresAnswer {
            sheet: FigureSheet::of(register, &periods, &chosen_only, &known),
            county_no: chosen,
            counties,
            indicators: IndicatorWords::all().to_vec(),
            server_time: self.now(),
        }))
    }

    /// What has changed in the office's figures and the country's since.
    pub(crate) async fn figures_after(
        &self,
        scope: &OfficerScope,
        after: u64,
    ) -> Result<FigureChanges, StoreError> {
        let mut tx = self.view(scope).await?;
        let head: i64 = query(sql::FIGURE_HEAD).value(&mut tx).await?;
        // A number past the store's range is past every change.
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let sizes: Vec<(i64, i64)> = query(sql::FIGURE_CHANGES)
            .bind(scope.office().as_str())
            .bind(after)
            .all(&mut tx)
            .await?;
        let mut room = PAGE_ROWS;
        let mut until = head;
        for (seq, rows) in sizes {
            room = room.saturating_sub(number(rows)?);
            if room == 0 {
                until = seq;
                break;
            }
        }
        let rows = changes(&mut tx, scope, (after, until)).await?;
        Ok(FigureChanges {
            head: number(head)?,
            until: number(until)?,
            rows,
            server_time: self.now(),
        })
    }
}

/// What a reader is given of a county.
async fn known(tx: &mut Tx, own: &Own, county: &str) -> Result<Known, StoreError> {
    let mut known = Known {
        own: own.clone(),
        clear: BTreeMap::new(),
        shown: BTreeMap::new(),
    };
    let rows: Vec<AreaRow> = query(sql::SHOWN_IN_COUNTY).bind(county).all(tx).await?;
    for (at, of, area, part, part_hidden, whole, whole_hidden, missing) in rows {
        let row = (area, part, part_hidden, whole, whole_hidden, missing);
        let (area, shown) = shown(row)?;
        let key = (period(&at)?, indicator(&of)?, area_of(area));
        known.shown.insert(key, shown);
    }
    let rows: Vec<(String, String, String, i64, i64)> =
        query(sql::FIGURES_IN_COUNTY).bind(county).all(tx).await?;
    for (at, of, unit, part, whole) in rows {
        let key = (period(&at)?, indicator(&of)?, area_of(unit));
        known.clear.insert(key, sum(Some(part), Some(whole), 0)?);
    }
    let rows: Vec<SumRow> = query(sql::SUMS_IN_COUNTY).bind(county).all(tx).await?;
    for (at, of, area, part, whole, missing) in rows {
        let key = (period(&at)?, indicator(&of)?, area_of(area));
        known.clear.insert(key, sum(part, whole, number(missing)?)?);
    }
    let register = Register::current();
    known
        .clear
        .retain(|(.., area), _| own.has_area(register, area));
    Ok(known)
}

/// The office's own counts and counties' sums, and what is shown of the country, changed in (after, until].
async fn changes(
    tx: &mut Tx,
    scope: &OfficerScope,
    (after, until): (i64, i64),
) -> Result<Vec<FigureRow>, StoreError> {
    let own: Vec<UnitRow> = query(sql::CHANGED_FIGURES)
        .bind(scope.office().as_str())
        .bind(after)
        .bind(until)
        .all(tx)
        .await?;
    let counties: Vec<SumRow> = query(sql::CHANGED_SUMS)
        .bind(scope.office().as_str())
        .bind(after)
        .bind(until)
        .all(tx)
        .await?;
    let country: Vec<AreaRow> = query(sql::CHANGED_COUNTRY)
        .bind(after)
        .bind(until)
        .all(tx)
        .await?;
    let mut rows = Vec::with_capacity(own.len() + counties.len() + country.len());
    let mut add = |(at, of, area): (String, String, String), shown: Shown| {
        rows.push(FigureRow {
            period: period(&at)?,
            indicator: indicator(&of)?,
            area: area_of(area),
            part: shown.part,
            whole: shown.whole,
            missing: shown.missing,
        });
        Ok::<_, StoreError>(())
    };
    for (at, of, unit, part, whole) in own {
        add((at, of, unit), sum(part, whole, 0)?)?;
    }
    for (at, of, county, part, whole, missing) in counties {
        add((at, of, county), sum(part, whole, number(missing)?)?)?;
    }
    for (at, of, area, part, part_hidden, whole, whole_hidden, missing) in country {
        let row = (area, part, part_hidden, whole, whole_hidden, missing);
        let (area, shown) = shown(row)?;
        add((at, of, area), shown)?;
    }
    Ok(rows)
}
