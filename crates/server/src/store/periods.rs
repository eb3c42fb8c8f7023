//! The half-years that are open, each with its form and its deadlines.

use domain::{Period, deadlines::PeriodSettings, ids::UnitNo};
use jiff::civil::Date;

use crate::access::{OperatorScope, Public, Scope};

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    mail, query, sql,
};

/// What became of an attempt to open a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodOpening {
    /// It is open, with these settings.
    Open,
    /// Reports on another version of the form have come in, so the form stays.
    FormInUse,
}

impl Store {
    /// Opens a period for all units, or moves the deadlines of an open one. Deadlines stand in each
    /// report from its first sending on; those sent already keep theirs.
    pub async fn open_period(
        &self,
        scope: OperatorScope,
        settings: &PeriodSettings,
    ) -> Result<PeriodOpening, StoreError> {
        self.set_period(&scope, settings).await
    }

    /// The one place where a period is opened, a closed one too.
    pub(super) async fn set_period(
        &self,
        scope: &impl Scope,
        settings: &PeriodSettings,
    ) -> Result<PeriodOpening, StoreError> {
        let mut tx = self.begin(scope).await?;
        let form: Option<String> = query(sql::FORM_OF_PERIOD)
            .bind(settings.period.to_string())
            .optional_value(&mut tx)
            .await?;
        if form.as_ref().is_some_and(|form| *form != settings.template) {
            let reports: i64 = query(sql::REPORTS_OF_PERIOD)
                .bind(settings.period.to_string())
                .value(&mut tx)
                .await?;
            if reports > 0 {
                return Ok(PeriodOpening::FormInUse);
            }
        }
        query(sql::PUT_PERIOD)
            .bind(settings.period.to_string())
            .bind(&settings.template)
            .bind(settings.municipality_deadline.to_string())
            .bind(settings.office_deadline.to_string())
            .bind(self.now().as_millisecond())
            .execute_one(&mut tx)
            .await?;
        let deed = Deed::new(Action::PeriodOpened).on(&settings.period);
        audit::note(&mut tx, &scope.actor(), deed, self.now()).await?;
        if form.is_none() {
            mail::period_opened(&mut tx, settings, self.now()).await?;
        }
        tx.commit().await?;
        Ok(PeriodOpening::Open)
    }

    /// The open periods, newest first.
    pub async fn periods(&self) -> Result<Vec<PeriodSettings>, StoreError> {
        all_opened(&mut self.view(&Public).await?).await
    }
}

/// The open periods, newest first.
pub(super) async fn all_opened(tx: &mut Tx) -> Result<Vec<PeriodSettings>, StoreError> {
    let rows: Vec<PeriodRow> = query(sql::PERIODS).all(tx).await?;
    rows.into_iter().map(settings).collect()
}

/// The settings of a period; none where it is not open.
pub(super) async fn opened(
    tx: &mut Tx,
    period: Period,
) -> Result<Option<PeriodSettings>, StoreError> {
    let row: Option<PeriodRow> = query(sql::PERIOD)
        .bind(period.to_string())
        .optional(tx)
        .await?;
    row.map(settings).transpose()
}

/// The same for one unit: none also where the unit does not report for it. What is no unit hides nothing.
pub(super) async fn opened_for(
    tx: &mut Tx,
    unit: &UnitNo,
    period: Period,
) -> Result<Option<PeriodSettings>, StoreError> {
    let row: Option<PeriodRow> = query(sql::PERIOD_FOR_UNIT)
        .bind(period.to_string())
        .bind(unit.as_str())
        .bind(period.first_day().to_string())
        .bind(period.last_day().to_string())
        .optional(tx)
        .await?;
    row.map(settings).transpose()
}

/// The open periods that a unit reports for, newest first.
pub(super) async fn all_opened_for(
    tx: &mut Tx,
    unit: &UnitNo,
) -> Result<Vec<PeriodSettings>, StoreError> {
    let span: Option<(Option<String>, Option<String>)> = query(sql::UNIT_SPAN)
        .bind(unit.as_str())
        .optional(tx)
        .await?;
    let (from, to) = span.unwrap_or_default();
    let from = from.as_deref().map(date).transpose()?;
    let to = to.as_deref().map(date).transpose()?;
    let mut opened = all_opened(tx).await?;
    opened.retain(|of| {
        from.is_none_or(|from| from <= of.period.last_day())
            && to.is_none_or(|to| to >= of.period.first_day())
    });
    Ok(opened)
}

pub(super) type PeriodRow = (String, String, String, String);

pub(super) fn settings(
    (period, template, municipality, office): PeriodRow,
) -> Result<PeriodSettings, StoreError> {
    Ok(PeriodSettings {
        period: period
            .parse()
            .map_err(|_| StoreError::Damaged("a period"))?,
        template,
        municipality_deadline: date(&municipality)?,
        office_deadline: date(&office)?,
    })
}

pub(super) fn date(text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged("a date"))
}
