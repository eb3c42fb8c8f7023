//! Half-years.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

use crate::{deadlines, text::Text};

/// A reporting period: the first half-year is 1 January to 30 June, the second 1 July to 31 December.
///
/// Written `2026-1`; ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct Period {
    year: i16,
    half: u8,
}

/// A text that is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a period: expected a year from 2000 to 2999, a hyphen, and 1 or 2, such as 2026-1")]
pub struct PeriodError;

impl Period {
    /// A half-year of a year from 2000 to 2999; `half` is 1 or 2.
    pub fn new(year: i16, half: u8) -> Result<Self, PeriodError> {
        if (2000..3000).contains(&year) && (1..=2).contains(&half) {
            Ok(Self { year, half })
        } else {
            Err(PeriodError)
        }
    }

    /// The calendar year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// 1 or 2.
    pub fn half(self) -> u8 {
        self.half
    }

    /// The half-year before.
    #[must_use]
    pub fn previous(self) -> Self {
        if self.half == 2 {
            Self { half: 1, ..self }
        } else {
            Self {
                year: self.year - 1,
                half: 2,
            }
        }
    }

    /// The same half-year a year before.
    #[must_use]
    pub fn year_before(self) -> Self {
        Self {
            year: self.year - 1,
            ..self
        }
    }

    /// The same half-year a year after.
    #[must_use]
    pub fn year_after(self) -> Self {
        Self {
            year: self.year + 1,
            ..self
        }
    }

    /// The half-year after.
    #[must_use]
    pub fn next(self) -> Self {
        if self.half == 1 {
            Self { half: 2, ..self }
        } else {
            Self {
                year: self.year + 1,
                half: 1,
            }
        }
    }

    /// 1 January, or 1 July.
    pub fn first_day(self) -> Date {
        Date::constant(self.year, if self.half == 1 { 1 } else { 7 }, 1)
    }

    /// 30 June, or 31 December: the day that stocks are counted on.
    pub fn last_day(self) -> Date {
        let (month, day) = if self.half == 1 { (6, 30) } else { (12, 31) };
        Date::constant(self.year, month, day)
    }

    /// The period as people write it, such as «1. halvår 2026».
    pub fn label(self) -> Text {
        let (half, year) = (self.half, self.year);
        let norwegian = format!("{half}. halvår {year}");
        let which = if half == 1 { "First" } else { "Second" };
        Text::of(&norwegian, &norwegian, &format!("{which} half of {year}"))
    }

    /// The municipality's default deadline to the office: a proposal, set per period by
    /// [`crate::deadlines::PeriodSettings`].
    pub fn default_municipality_deadline(self) -> Date {
        deadlines::default_municipality(self)
    }

    /// The county governor's default deadline to Bufdir: 15 September, or 1 March of the year after.
    ///
    /// A proposal to be overridden per period; no official deadline is published.
    pub fn default_office_deadline(self) -> Date {
        deadlines::default_office(self)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.year, self.half)
    }
}

impl FromStr for Period {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let (year, half) = text.split_once('-').ok_or(PeriodError)?;
        if year.len() != 4 || half.len() != 1 {
            return Err(PeriodError);
        }
        Self::new(
            year.parse().map_err(|_| PeriodError)?,
            half.parse().map_err(|_| PeriodError)?,
        )
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;
    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl PartialSchema for Period {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A half-year: its year, a hyphen, and 1 or 2."))
            .pattern(Some("^2[0-9]{3}-[12]$"))
            .examples(["2026-1"])
            .into()
    }
}

impl ToSchema for Period {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_cross_the_year() {
        let first: Period = "2026-1".parse().unwrap();
        assert_eq!(first.previous().to_string(), "2025-2");
        assert_eq!(first.previous().previous().to_string(), "2025-1");
        assert_eq!(first.year_before().to_string(), "2025-1");
        assert_eq!(first.previous().next(), first);
        assert_eq!(first.next().next().to_string(), "2027-1");
        assert_eq!(first.next().first_day().to_string(), "2026-07-01");
        assert_eq!(first.last_day().to_string(), "2026-06-30");
        assert_eq!(first.label().nb, "1. halvår 2026");
        assert!(first.previous() < first);
    }

    #[test]
    fn refuses_what_is_no_half_year() {
        for text in [
            "2026", "2026-0", "2026-3", "26-1", "2026-11", "2026-1 ", "", "-", "x-1",
        ] {
            assert_eq!(text.parse::<Period>(), Err(PeriodError), "{text:?}");
        }
    }
}
