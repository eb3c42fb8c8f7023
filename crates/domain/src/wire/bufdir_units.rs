//! What the portal shows a person at Bufdir of units: who reports, and from when until when.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    ids::{OfficeId, UnitNo},
    units::UnitKind,
};

/// All units, and the counties that a unit can lie in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirUnits {
    /// In the order of their counties and numbers.
    pub units: Vec<BufdirUnit>,
    /// In the order of their numbers.
    pub counties: Vec<BufdirCountyName>,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// A unit, and when it reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirUnit {
    /// Its number.
    pub unit_no: UnitNo,
    /// Its name.
    pub name: String,
    /// Its county's number.
    pub county_no: String,
    /// The office that reviews it.
    pub office: OfficeId,
    /// The office's name in its own language form.
    pub office_name: String,
    /// The first day; none where it is not known.
    #[ts(type = "string | null")]
    pub reports_from: Option<Date>,
    /// The last day; none where there is no end.
    #[ts(type = "string | null")]
    pub reports_to: Option<Date>,
    /// How many reports it has sent.
    pub reports: u32,
}

/// A county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirCountyName {
    /// Its number.
    pub county_no: String,
    /// Its name.
    pub name: String,
    /// The office that reviews its units.
    pub office: OfficeId,
}

/// A unit that begins to report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BufdirAddUnit {
    /// Four digits for a municipality, six for a city district.
    #[schema(value_type = String, pattern = "^[0-9]{4}([0-9]{2})?$")]
    pub unit_no: UnitNo,
    /// Which of the two.
    pub kind: UnitKind,
    /// Its name.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The county that it lies in, which says whose it is.
    pub county_no: String,
    /// The first day that it reports on.
    #[ts(type = "string")]
    pub reports_from: Date,
}

/// When a unit reports. A unit that ends stays, with all that it has sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BufdirUnitSpan {
    /// The unit.
    pub unit_no: UnitNo,
    /// The first day; none where it is not known.
    #[ts(type = "string | null")]
    pub reports_from: Option<Date>,
    /// The last day; none where there is no end.
    #[ts(type = "string | null")]
    pub reports_to: Option<Date>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BufdirUnitSet {
    /// As all units are after it.
    Set {
        /// All units.
        units: BufdirUnits,
    },
    /// Nothing is changed.
    Refused {
        /// Why.
        reason: BufdirUnitRefusal,
    },
}

/// Why a unit is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BufdirUnitRefusal {
    /// A number that is none for that kind of unit.
    Number,
    /// A name that says nothing, or is longer than 100 characters.
    Name,
    /// No such county.
    County,
    /// Another unit has that number.
    Taken,
    /// The last day lies before the first.
    Days,
    /// No such unit.
    Unknown,
}

impl BufdirAddUnit {
    /// What is wrong with it in itself.
    pub fn fault(&self) -> Option<BufdirUnitRefusal> {
        let digits = match self.kind {
            UnitKind::Municipality => 4,
            UnitKind::CityDistrict => 6,
        };
        let no = self.unit_no.as_str();
        if no.len() != digits || !no.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(BufdirUnitRefusal::Number);
        }
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 100 {
            return Some(BufdirUnitRefusal::Name);
        }
        None
    }
}

impl BufdirUnitSpan {
    /// Whether the days are in their order.
    pub fn is_ordered(&self) -> bool {
        match (self.reports_from, self.reports_to) {
            (Some(from), Some(to)) => from <= to,
            (_, _) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BufdirUnitRefusal as No, *};

    #[test]
    fn a_number_belongs_to_its_kind_and_a_name_says_something() {
        let long = "ø".repeat(101);
        for (no, kind, name, fault) in [
            ("3461", UnitKind::Municipality, "Nyby", None),
            ("030118", UnitKind::CityDistrict, "Nydal", None),
            ("030118", UnitKind::Municipality, "Nyby", Some(No::Number)),
            ("3461", UnitKind::CityDistrict, "Nydal", Some(No::Number)),
            ("34a1", UnitKind::Municipality, "Nyby", Some(No::Number)),
            ("3461", UnitKind::Municipality, " ", Some(No::Name)),
            ("3461", UnitKind::Municipality, &long, Some(No::Name)),
        ] {
            let unit = BufdirAddUnit {
                unit_no: no.into(),
                kind,
                name: name.to_owned(),
                county_no: "34".to_owned(),
                reports_from: "2027-01-01".parse().unwrap(),
            };
            assert_eq!(unit.fault(), fault, "{no} {name}");
        }
    }
}
