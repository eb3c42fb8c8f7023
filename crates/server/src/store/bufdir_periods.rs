//! Half-years as a person at Bufdir opens, follows and closes them.

use std::collections::BTreeMap;

use domain::{
    Period,
    deadlines::PeriodSettings,
    norway,
    template::Template,
    wire::{
        BufdirCounty, BufdirMissing, BufdirMissingUnit, BufdirPeriod, BufdirPeriodSet,
        BufdirPeriods, BufdirStanding,
    },
};
use jiff::Timestamp;

use super::{
    PeriodOpening, Store, StoreError, Tx,
    audit::{self, Action, Deed},
    bufdir_reports::state_of,
    number, office, periods, query, sql, time,
};
use crate::access::{PortalBufdir, Scope};

/// Its settings, when it was opened and closed, and how many reports it has.
type OpenedRow = (String, String, String, String, i64, Option<i64>, i64);

/// The unit, its name, county and office, and its report's state and revision.
type StateRow = (String, String, String, String, Option<String>, Option<i64>);

impl Store {
    /// The half-years that were opened, and those that can be.
    pub(crate) async fn periods_at_bufdir(
        &self,
        scope: &PortalBufdir,
    ) -> Result<BufdirPeriods, StoreError> {
        let mut tx = self.view(scope).await?;
        let rows: Vec<OpenedRow> = query(sql::ALL_PERIODS).all(&mut tx).await?;
        let periods = rows.into_iter().map(opened);
        let periods = periods.collect::<Result<Vec<_>, StoreError>>()?;
        let now = self.now();
        let proposals = around(now).into_iter().filter(|period| {
            let mut known = periods.iter().map(|known| known.settings.period);
            known.all(|known| known != *period)
        });
        Ok(BufdirPeriods {
            proposals: proposals.filter_map(PeriodSettings::default_for).collect(),
            templates: Template::all().map(|form| form.id.clone()).collect(),
            periods,
            server_time: now,
        })
    }

    /// Opens a half-year for all units, or moves its deadlines.
    pub(crate) async fn open_period_at_bufdir(
        &self,
        scope: &PortalBufdir,
        settings: &PeriodSettings,
    ) -> Result<BufdirPeriodSet, StoreError> {
        let faults = settings.faults();
        if !faults.is_empty() {
            return Ok(BufdirPeriodSet::Faulty { faults });
        }
        Ok(match self.set_period(scope, settings).await? {
            PeriodOpening::Open => BufdirPeriodSet::Open {
                periods: self.periods_at_bufdir(scope).await?,
            },
            PeriodOpening::FormInUse => BufdirPeriodSet::FormInUse {},
        })
    }

    /// Closes a half-year: nothing more comes in, and what waits at an office can still be decided. A closed one
    /// stays as it is. False where it never was opened.
    pub(crate) async fn close_period(
        &self,
        scope: &PortalBufdir,
        period: Period,
    ) -> Result<bool, StoreError> {
        let now = self.now();
        let mut tx = self.begin(scope).await?;
        let known: Option<String> = query(sql::FORM_OF_PERIOD)
            .bind(period.to_string())
            .optional_value(&mut tx)
            .await?;
        let closed = query(sql::CLOSE_PERIOD)
            .bind(period.to_string())
            .bind(now.as_millisecond())
            .execute(&mut tx)
            .await?;
        if closed == 1 {
            let deed = Deed::new(Action::PeriodClosed).on(&period);
            audit::note(&mut tx, &scope.actor(), deed, now).await?;
        }
        tx.commit().await?;
        Ok(known.is_some())
    }

    /// Whose reports of a half-year are not approved.
    pub(crate) async fn missing_at_bufdir(
        &self,
        scope: &PortalBufdir,
        period: Period,
    ) -> Result<BufdirMissing, StoreError> {
        let mut tx = self.view(scope).await?;
        let settings = periods::opened(&mut tx, period).await?;
        let names = counties(&mut tx).await?;
        let rows: Vec<StateRow> = query(sql::STATES_IN)
            .bind(period.to_string())
            .bind(period.first_day().to_string())
            .bind(period.last_day().to_string())
            .all(&mut tx)
            .await?;
        drop(tx);
        let deed = Deed::new(Action::StatesRead).on(&period);
        self.note_reading(scope, deed).await?;
        Ok(BufdirMissing {
            settings,
            counties: by_county(rows, &names)?,
            server_time: self.now(),
        })
    }
}

/// The half-year after the present one, the present one, and the two before.
fn around(now: Timestamp) -> Vec<Period> {
    let today = norway::date(now);
    let half = if today.month() <= 6 { 1 } else { 2 };
    let Ok(present) = Period::new(today.year(), half) else {
        return Vec::new();
    };
    let before = present.previous();
    vec![present.next(), present, before, before.previous()]
}

fn opened(
    (period, template, municipality, of_office, opened, closed, reports): OpenedRow,
) -> Result<BufdirPeriod, StoreError> {
    Ok(BufdirPeriod {
        settings: periods::settings((period, template, municipality, of_office))?,
        opened_at: time(opened)?,
        closed_at: closed.map(time).transpose()?,
        reports: number(reports)?,
    })
}

/// Every county's name under its number.
async fn counties(tx: &mut Tx) -> Result<BTreeMap<String, String>, StoreError> {
    let rows: Vec<(String, String, String)> = query(sql::COUNTIES).all(tx).await?;
    Ok(rows.into_iter().map(|(no, name, _)| (no, name)).collect())
}

/// The rows come county by county.
fn by_county(
    rows: Vec<StateRow>,
    names: &BTreeMap<String, String>,
) -> Result<Vec<BufdirCounty>, StoreError> {
    let mut counties: Vec<BufdirCounty> = Vec::new();
    for (unit_no, name, county_no, of, state, revision) in rows {
        if counties
            .last()
            .is_none_or(|last| last.county_no != county_no)
        {
            counties.push(BufdirCounty {
                name: names.get(&county_no).cloned().unwrap_or_default(),
                county_no,
                units: 0,
                missing: Vec::new(),
            });
        }
        let state = state.zip(revision).map(|(state, revision)| {
            let revision = number(revision)?;
            state_of(&state, revision)
        });
        let Some(county) = counties.last_mut() else {
            continue;
        };
        county.units += 1;
        if let Some(stands) = BufdirStanding::of(state.transpose()?) {
            county.missing.push(BufdirMissingUnit {
                unit_no: unit_no.as_str().into(),
                name,
                office: office(of),
                stands,
            });
        }
    }
    Ok(counties)
}
