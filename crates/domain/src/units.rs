//! Reporting units, counties and the County Governors' offices: the product's own data, with their
//! sources in `data/SOURCES.md`.
//!
//! Histories follow today's numbers, as the published series do.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    csv,
    ids::{OfficeId, UnitNo},
    sorting::SortKey,
    text::{Language, Text},
};

/// A municipality or an Oslo city district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Unit {
    /// Four digits for a municipality, six for a city district.
    pub no: UnitNo,
    /// Which of the two.
    pub kind: UnitKind,
    /// The Norwegian name.
    pub name: String,
    /// The whole official name where it has Sámi or Kven parts.
    pub official_name: Option<String>,
    /// The county's number: two digits.
    pub county_no: String,
    /// The office that reviews its reports.
    pub office: OfficeId,
    /// Whether it reports. Oslo does not: its districts do.
    pub reports: bool,
    /// The first day the entry holds; none where it is not known.
    #[ts(type = "string | null")]
    pub valid_from: Option<Date>,
    /// The last day the entry holds; none where there is no end.
    #[ts(type = "string | null")]
    pub valid_to: Option<Date>,
}

/// What kind of reporting unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// A municipality (kommune).
    Municipality,
    /// An Oslo city district (bydel).
    CityDistrict,
}

impl UnitKind {
    /// The kind as the tables write it: `kommune` or `bydel`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Municipality => "kommune",
            Self::CityDistrict => "bydel",
        }
    }
}

/// A county (fylke).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct County {
    /// Two digits.
    pub no: String,
    /// The name.
    pub name: Text,
    /// The office that serves it.
    pub office: OfficeId,
}

/// A County Governor's office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Office {
    /// Its address name at statsforvalteren.no.
    pub id: OfficeId,
    /// The name.
    pub name: Text,
    /// The form the office itself writes.
    pub official_name: String,
    /// The language of that form.
    pub official_language: Language,
    /// The organisation number.
    pub org_no: String,
}

/// All units, counties and offices of this build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    units: Vec<Unit>,
    /// Where each unit stands among them.
    places: BTreeMap<UnitNo, usize>,
    counties: Vec<County>,
    offices: Vec<Office>,
}

/// A table that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the {table}: {problem}")]
pub struct TableError {
    /// Which table.
    pub table: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// What is wrong.
    pub problem: String,
}

impl Register {
    /// The tables of this build.
    pub fn current() -> &'static Self {
        &CURRENT
    }

    /// Reads the three tables.
    pub fn read(units: &str, counties: &str, offices: &str) -> Result<Self, TableError> {
        let mut register = Self {
            units: Table::read("units", units)?.map(unit)?,
            places: BTreeMap::new(),
            counties: Table::read("counties", counties)?.map(county)?,
            offices: Table::read("offices", offices)?.map(office)?,
        };
        register.units.sort_by_cached_key(|unit| {
            (
                SortKey::of(&unit.name),
                unit.county_no.clone(),
                unit.no.clone(),
            )
        });
        let places = register.units.iter().zip(0..);
        register.places = places.map(|(unit, at)| (unit.no.clone(), at)).collect();
        Ok(register)
    }

    /// Every unit, by name in Norwegian order, then by county.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter()
    }

    /// The units that report on a day, by name in Norwegian order.
    pub fn reporting_on(&self, day: Date) -> impl Iterator<Item = &Unit> {
        self.units()
            .filter(move |unit| unit.reports && unit.holds_on(day))
    }

    /// The reporting units of an office on a day.
    pub fn of_office(&self, office: &OfficeId, day: Date) -> impl Iterator<Item = &Unit> {
        self.reporting_on(day)
            .filter(move |unit| unit.office == *office)
    }

    /// The unit of that number.
    pub fn unit(&self, no: &UnitNo) -> Option<&Unit> {
        self.units.get(self.place(no)?)
    }

    /// Where the unit of that number stands in [`Register::units`].
    pub fn place(&self, no: &UnitNo) -> Option<usize> {
        self.places.get(no).copied()
    }

    /// The county of that number.
    pub fn county(&self, no: &str) -> Option<&County> {
        self.counties.iter().find(|county| county.no == no)
    }

    /// Every county, by number.
    pub fn counties(&self) -> impl Iterator<Item = &County> {
        self.counties.iter()
    }

    /// The office of that id.
    pub fn office(&self, id: &OfficeId) -> Option<&Office> {
        self.offices.iter().find(|office| office.id == *id)
    }

    /// Every office.
    pub fn offices(&self) -> impl Iterator<Item = &Office> {
        self.offices.iter()
    }

    /// The name as lists show it: with the county where two units share it, «Herøy (Nordland)».
    pub fn shown_name(&self, unit: &Unit) -> String {
        let homonym = self
            .units()
            .any(|other| other.no != unit.no && other.name == unit.name);
        match self.county(&unit.county_no).filter(|_| homonym) {
            Some(county) => format!("{} ({})", unit.name, county.name.nb),
            None => unit.name.clone(),
        }
    }
}

impl Unit {
    /// Whether the entry holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|first| first <= day)
            && self.valid_to.is_none_or(|last| day <= last)
    }
}

fn unit(row: &Fields<'_>) -> Result<Unit, TableError> {
    Ok(Unit {
        no: row.get("unit_no")?.into(),
        kind: row.kind()?,
        name: row.get("name")?.to_owned(),
        official_name: row.filled("official_name")?.map(str::to_owned),
        county_no: row.get("county_no")?.to_owned(),
        office: row.get("office_id")?.into(),
        reports: match row.get("reports")? {
            "yes" => true,
            "no" => false,
            _ => return Err(row.error("reports is yes or no")),
        },
        valid_from: row.date("valid_from")?,
        valid_to: row.date("valid_to")?,
    })
}

fn county(row: &Fields<'_>) -> Result<County, TableError> {
    Ok(County {
        no: row.get("county_no")?.to_owned(),
        name: row.name()?,
        office: row.get("office_id")?.into(),
    })
}

fn office(row: &Fields<'_>) -> Result<Office, TableError> {
    Ok(Office {
        id: row.get("id")?.into(),
        name: row.name()?,
        official_name: row.get("official_name")?.to_owned(),
        official_language: match row.get("official_language")? {
            "nb" => Language::Nb,
            "nn" => Language::Nn,
            _ => return Err(row.error("official_language is nb or nn")),
        },
        org_no: row.get("org_no")?.to_owned(),
    })
}

/// A table whose first row names the columns.
struct Table {
    name: &'static str,
    columns: BTreeMap<String, usize>,
    rows: Vec<csv::Row>,
}

impl Table {
    fn read(name: &'static str, text: &str) -> Result<Self, TableError> {
        let (rows, open) = csv::read(text, ',');
        if let Some(open) = open {
            return Err(TableError {
                table: name,
                line: open.line,
                problem: "a quote is never closed".to_owned(),
            });
        }
        let mut rows = rows.into_iter();
        let columns = rows.next().map(|row| row.fields).unwrap_or_default();
        Ok(Self {
            name,
            columns: columns.into_iter().zip(0..).collect(),
            rows: rows.collect(),
        })
    }

    fn map<T>(
        &self,
        make: impl Fn(&Fields<'_>) -> Result<T, TableError>,
    ) -> Result<Vec<T>, TableError> {
        self.rows
            .iter()
            .map(|row| make(&Fields { table: self, row }))
            .collect()
    }
}

/// One row, by column name.
struct Fields<'a> {
    table: &'a Table,
    row: &'a csv::Row,
}

impl Fields<'_> {
    fn get(&self, column: &str) -> Result<&str, TableError> {
        let place = self.table.columns.get(column);
        place
            .and_then(|place| self.row.fields.get(*place))
            .map(String::as_str)
            .ok_or_else(|| self.error(&format!("no field {column}")))
    }

    fn filled(&self, column: &str) -> Result<Option<&str>, TableError> {
        Ok(Some(self.get(column)?).filter(|text| !text.is_empty()))
    }

    fn date(&self, column: &str) -> Result<Option<Date>, TableError> {
        let date = self.filled(column)?.map(str::parse).transpose();
        date.map_err(|_| self.error(&format!("{column} is a date or empty")))
    }

    fn kind(&self) -> Result<UnitKind, TableError> {
        let text = self.get("kind")?;
        [UnitKind::Municipality, UnitKind::CityDistrict]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| self.error("kind is kommune or bydel"))
    }

    fn name(&self) -> Result<Text, TableError> {
        Ok(Text::of(
            self.get("name_nb")?,
            self.get("name_nn")?,
            self.get("name_en")?,
        ))
    }

    fn error(&self, problem: &str) -> TableError {
        TableError {
            table: self.table.name,
            line: self.row.line,
            problem: problem.to_owned(),
        }
    }
}

#[expect(
    clippy::expect_used,
    reason = "the data is part of the build, and a test reads it"
)]
static CURRENT: LazyLock<Register> = LazyLock::new(|| {
    Register::read(
        include_str!("../data/units.csv"),
        include_str!("../data/counties.csv"),
        include_str!("../data/offices.csv"),
    )
    .expect("the tables are valid")
});

#[cfg(test)]
mod tests;
