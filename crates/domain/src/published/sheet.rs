//! Figures over half-years, as one audience sees them: the one model of pictures, tables and downloads.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Count, Shown};
use crate::{
    application::Represents,
    figures::Indicator,
    ids::{OfficeId, UnitNo},
    period::Period,
    text::Text,
    units::{Register, Unit},
};

/// What figures are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Area {
    /// Norway.
    Country {},
    /// A county.
    County {
        /// Two digits.
        #[schema(pattern = "^[0-9]{2}$")]
        no: String,
    },
    /// A municipality or city district.
    Unit {
        /// Its number.
        no: UnitNo,
    },
}

impl Area {
    /// Its number; the country has none.
    pub fn no(&self) -> Option<&str> {
        match self {
            Self::Country {} => None,
            Self::County { no } => Some(no),
            Self::Unit { no } => Some(no.as_str()),
        }
    }
}

/// The indicators of some areas over half-years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FigureSheet {
    /// The half-years, oldest first.
    pub periods: Vec<Period>,
    /// The country, the counties, and the units of these by name.
    pub areas: Vec<AreaFigures>,
}

/// One area's indicators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AreaFigures {
    /// Which.
    pub area: Area,
    /// Its name.
    pub name: Text,
    /// The county a unit lies in.
    #[schema(pattern = "^[0-9]{2}$")]
    pub county_no: Option<String>,
    /// Whether it is the reader's own, where no count is suppressed.
    pub own: bool,
    /// Its indicators, in the order of their numbers.
    pub series: Vec<IndicatorFigures>,
}

/// One indicator of an area over the sheet's half-years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct IndicatorFigures {
    /// Which.
    pub indicator: Indicator,
    /// One for each half-year of the sheet.
    pub cells: Vec<FigureCell>,
}

/// An indicator of an area in one half-year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FigureCell {
    /// The numerator.
    pub part: Count,
    /// The denominator.
    pub whole: Count,
    /// The share in tenths of a per cent; none where a count is not shown, or where there is nothing to be a
    /// share of.
    #[ts(type = "number | null")]
    #[schema(minimum = 0, maximum = 1000)]
    pub permille: Option<i64>,
    /// How many reporting units of a county or the country are in neither number.
    pub missing: u32,
}

impl From<Shown> for FigureCell {
    fn from(shown: Shown) -> Self {
        Self {
            part: shown.part,
            whole: shown.whole,
            permille: shown.share().map(crate::figures::Share::permille),
            missing: shown.missing,
        }
    }
}

/// Whose figures a reader sees in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Own {
    /// Nobody's.
    Nothing,
    /// Of these units, and of a county where all of it is.
    Units(BTreeSet<UnitNo>),
    /// Of all: Bufdir.
    Everything,
}

impl Own {
    /// Whether a unit's figures are in clear.
    pub fn has(&self, unit: &UnitNo) -> bool {
        match self {
            Self::Nothing => false,
            Self::Units(units) => units.contains(unit),
            Self::Everything => true,
        }
    }

    /// What an applicant sees whose application is approved: a city with its districts, or the units of a County
    /// Governor's office. Whoever represents neither sees what everybody may see.
    pub fn of_reader(register: &Register, represents: &Represents) -> Self {
        match represents {
            Represents::Unit { unit_no } => Self::of(register, |unit| {
                unit.no.as_str().starts_with(unit_no.as_str())
            }),
            Represents::CountyGovernor { unit_no } => {
                let office = register.unit(unit_no).map(|unit| &unit.office);
                Self::of(register, |unit| office == Some(&unit.office))
            }
            Represents::External { .. } => Self::Nothing,
        }
    }

    /// What an officer sees: the office's units.
    pub fn of_office(register: &Register, office: &OfficeId) -> Self {
        Self::of(register, |unit| unit.office == *office)
    }

    fn of(register: &Register, is_own: impl Fn(&Unit) -> bool) -> Self {
        let own = register.units().filter(|unit| is_own(unit));
        Self::Units(own.map(|unit| unit.no.clone()).collect())
    }

    /// What a person sees who may see both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Everything, _) | (_, Self::Everything) => Self::Everything,
            (Self::Nothing, own) | (own, Self::Nothing) => own,
            (Self::Units(mut units), Self::Units(others)) => {
                units.extend(others);
                Self::Units(units)
            }
        }
    }

    /// Whether an area's figures are in clear: a county's where those of all its reporting units are.
    pub fn has_area(&self, register: &Register, area: &Area) -> bool {
        match (area, self) {
            (_, Self::Everything) => true,
            (Area::Country {}, Self::Units(_)) | (_, Self::Nothing) => false,
            (Area::Unit { no }, Self::Units(_)) => self.has(no),
            (Area::County { no }, Self::Units(_)) => register
                .units()
                .filter(|unit| unit.reports && unit.county_no == *no)
                .all(|unit| self.has(&unit.no)),
        }
    }

    /// Whether any unit of a county is in clear.
    pub fn touches(&self, register: &Register, county_no: &str) -> bool {
        register
            .units()
            .any(|unit| unit.county_no == county_no && self.has(&unit.no))
    }
}

/// What a reader is given to make a sheet from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Whose figures are in clear.
    pub own: Own,
    /// What is the reader's own: units, whole counties, and the country of whoever sees everything.
    pub clear: BTreeMap<(Period, Indicator, Area), Shown>,
    /// What everybody may see, of all other areas.
    pub shown: BTreeMap<(Period, Indicator, Area), Shown>,
}

impl FigureSheet {
    /// The sheet of some counties: their units, themselves, and the country.
    pub fn of(
        register: &Register,
        periods: &BTreeSet<Period>,
        counties: &BTreeSet<String>,
        known: &Known,
    ) -> Self {
        let areas = Areas {
            register,
            periods,
            known,
        };
        let name = |unit: &Unit| {
            let name = register.shown_name(unit);
            Text::of(&name, &name, &name)
        };
        let mut rows = vec![areas.row(
            Area::Country {},
            Text::of("Landet", "Landet", "Norway"),
            None,
        )];
        for county in register
            .counties()
            .filter(|county| counties.contains(&county.no))
        {
            let no = county.no.clone();
            rows.push(areas.row(Area::County { no }, county.name.clone(), None));
        }
        let inside = |unit: &&Unit| unit.reports && counties.contains(&unit.county_no);
        for unit in register.units().filter(inside) {
            let no = unit.no.clone();
            let county = Some(unit.county_no.clone());
            rows.push(areas.row(Area::Unit { no }, name(unit), county));
        }
        Self {
            periods: periods.iter().copied().collect(),
            areas: rows,
        }
    }
}

struct Areas<'a> {
    register: &'a Register,
    periods: &'a BTreeSet<Period>,
    known: &'a Known,
}

impl Areas<'_> {
    fn row(&self, area: Area, name: Text, county_no: Option<String>) -> AreaFigures {
        let known = self.known;
        let own = known.own.has_area(self.register, &area);
        let from = if own { &known.clear } else { &known.shown };
        let cell = |period: Period, indicator: Indicator| {
            let shown = from.get(&(period, indicator, area.clone())).copied();
            shown.unwrap_or_else(|| Shown::nothing(self.members(period, &area)))
        };
        let series = Indicator::ALL.map(|indicator| IndicatorFigures {
            indicator,
            cells: self
                .periods
                .iter()
                .map(|period| cell(*period, indicator).into())
                .collect(),
        });
        AreaFigures {
            area,
            name,
            county_no,
            own,
            series: series.into(),
        }
    }

    /// How many units an area without figures lacks.
    fn members(&self, period: Period, area: &Area) -> u32 {
        if let Area::Unit { .. } = area {
            return 0;
        }
        let all = self.register.reporting_on(period.last_day());
        u32::try_from(all.filter(|unit| lies_in(unit, area)).count()).unwrap_or(u32::MAX)
    }
}

fn lies_in(unit: &Unit, area: &Area) -> bool {
    match area {
        Area::Country {} => true,
        Area::County { no } => unit.county_no == *no,
        Area::Unit { no } => unit.no == *no,
    }
}
