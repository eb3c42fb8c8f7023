//! The settings of a period: its form and its deadlines.
//!
//! Bufdir sets them per period. No official deadlines were found; the defaults in `data/deadlines.json`
//! are proposals (DOMAIN.md 1.1).

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{period::Period, template::Template};

/// A period as Bufdir opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodSettings {
    /// The half-year.
    pub period: Period,
    /// The version of the form.
    pub template: String,
    /// The municipalities' deadline to the office.
    #[ts(type = "string")]
    pub municipality_deadline: Date,
    /// The office's deadline to Bufdir.
    #[ts(type = "string")]
    pub office_deadline: Date,
}

/// Settings that cannot be right.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema, thiserror::Error,
)]
#[serde(rename_all = "snake_case")]
pub enum SettingsFault {
    /// This build does not know the form, or the form is not for that period.
    #[error("the form is unknown or for other periods")]
    Form,
    /// A deadline before the period has ended.
    #[error("a deadline lies before the end of the period")]
    TooEarly,
    /// The office's deadline before the municipalities'.
    #[error("the office's deadline lies before the municipalities'")]
    OutOfOrder,
}

impl PeriodSettings {
    /// The proposal for a period; none where no known form is for it.
    pub fn default_for(period: Period) -> Option<Self> {
        Some(Self {
            period,
            template: Template::for_period(period)?.id.clone(),
            municipality_deadline: default_municipality(period),
            office_deadline: default_office(period),
        })
    }

    /// Everything wrong with the settings.
    pub fn faults(&self) -> Vec<SettingsFault> {
        let form = Template::by_id(&self.template).filter(|form| form.is_for(self.period));
        let ends = self.period.last_day();
        let early = self.municipality_deadline <= ends || self.office_deadline <= ends;
        let swapped = self.office_deadline < self.municipality_deadline;
        [
            (form.is_none(), SettingsFault::Form),
            (early, SettingsFault::TooEarly),
            (swapped, SettingsFault::OutOfOrder),
        ]
        .into_iter()
        .filter_map(|(wrong, fault)| wrong.then_some(fault))
        .collect()
    }
}

/// The proposed deadline of the municipalities: 31 July, or 31 January of the year after.
pub(crate) fn default_municipality(period: Period) -> Date {
    deadline(period, |default| default.municipality)
}

/// The proposed deadline of the office: 15 September, or 1 March of the year after.
pub(crate) fn default_office(period: Period) -> Date {
    deadline(period, |default| default.office)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Default {
    half: u8,
    municipality: Day,
    office: Day,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    years_after: i16,
    month: i8,
    day: i8,
}

fn deadline(period: Period, of: impl Fn(&Default) -> Day) -> Date {
    let day = DEFAULTS
        .iter()
        .find(|row| row.half == period.half())
        .map(of);
    day.and_then(|day| Date::new(period.year() + day.years_after, day.month, day.day).ok())
        .unwrap_or_else(|| period.last_day())
}

#[expect(
    clippy::expect_used,
    reason = "the data is part of the build, and a test reads it"
)]
static DEFAULTS: LazyLock<Vec<Default>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/deadlines.json")).expect("deadlines are valid")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposals_follow_the_half_year() {
        let proposed = |period: &str| {
            let settings = PeriodSettings::default_for(period.parse().unwrap()).unwrap();
            assert_eq!(settings.faults(), vec![]);
            (
                settings.municipality_deadline.to_string(),
                settings.office_deadline.to_string(),
            )
        };
        assert_eq!(
            proposed("2026-1"),
            ("2026-07-31".into(), "2026-09-15".into())
        );
        assert_eq!(
            proposed("2026-2"),
            ("2027-01-31".into(), "2027-03-01".into())
        );
    }

    #[test]
    fn impossible_settings_are_told() {
        let settings = PeriodSettings {
            period: "2026-1".parse().unwrap(),
            template: "1999-1.0".to_owned(),
            municipality_deadline: "2026-09-01".parse().unwrap(),
            office_deadline: "2026-06-30".parse().unwrap(),
        };
        assert_eq!(
            settings.faults(),
            [
                SettingsFault::Form,
                SettingsFault::TooEarly,
                SettingsFault::OutOfOrder
            ]
        );
        assert_eq!(PeriodSettings::default_for("2015-2".parse().unwrap()), None);
    }
}
