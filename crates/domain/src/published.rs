//! What is published of the figures: per unit, county and country, with small counts suppressed.
//!
//! A count of 1 to 3 is shown in the area it is about, and nowhere else. [`publish`] says what everybody may
//! see; [`FigureSheet`] puts an audience's own area in clear beside it.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::SchemaType, schema::Type},
};

use crate::{
    figures::{Counts, Share},
    ids::UnitNo,
};

mod board;
#[cfg(test)]
mod checker;
mod disclosure;
mod sheet;
#[cfg(test)]
mod tests;

pub use board::{Board, Changes, publish};
pub use sheet::{Area, AreaFigures, FigureCell, FigureSheet, IndicatorFigures, Known, Own};

/// Whether a count may be shown in its own area alone.
pub fn is_small(count: i64) -> bool {
    (1..=3).contains(&count)
}

/// A count as an audience sees it. Suppressed is not a number, and not missing.
///
/// Written as the number, as `".."`, or as `null`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, TS)]
#[ts(type = "number | \"..\" | null")]
pub enum Count {
    /// Nothing is approved, or it cannot be.
    #[default]
    Missing,
    /// 1, 2 or 3, or a number that would give such a one back.
    Suppressed,
    /// The number.
    Number(i64),
}

/// How a suppressed count is written.
pub const SUPPRESSED: &str = "..";

impl Count {
    /// The number, where it is shown.
    pub fn number(self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Missing | Self::Suppressed => None,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Number(i64),
    Word(String),
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = match self {
            Self::Missing => None,
            Self::Suppressed => Some(Written::Word(SUPPRESSED.to_owned())),
            Self::Number(number) => Some(Written::Number(*number)),
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Option::<Written>::deserialize(deserializer)? {
            None => Ok(Self::Missing),
            Some(Written::Number(number)) if number >= 0 => Ok(Self::Number(number)),
            Some(Written::Word(word)) if word == SUPPRESSED => Ok(Self::Suppressed),
            Some(Written::Number(_) | Written::Word(_)) => Err(serde::de::Error::custom(
                "not a count: expected a number from 0, \"..\" or null",
            )),
        }
    }
}

impl PartialSchema for Count {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([
                Type::Integer,
                Type::String,
                Type::Null,
            ]))
            .minimum(Some(0))
            .pattern(Some("^[.][.]$"))
            .description(Some(
                "A number from 0; \"..\" where it is suppressed; null where nothing is approved",
            ))
            .build()
            .into()
    }
}

impl ToSchema for Count {}

/// The two counts of an indicator in an area and a half-year, as somebody may see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The numerator.
    pub part: Count,
    /// The denominator.
    pub whole: Count,
    /// How many reporting units of a county or the country are in neither number.
    pub missing: u32,
}

impl Shown {
    /// Of a unit or an area without any figure.
    pub fn nothing(missing: u32) -> Self {
        Self {
            part: Count::Missing,
            whole: Count::Missing,
            missing,
        }
    }

    /// In clear.
    pub fn clear(counts: Counts, missing: u32) -> Self {
        Self {
            part: Count::Number(counts.part),
            whole: Count::Number(counts.whole),
            missing,
        }
    }

    /// With the counts suppressed that are hidden, as far as there are any.
    #[must_use]
    fn without(self, part: bool, whole: bool) -> Self {
        let shown = |count: Count, hidden: bool| match count {
            Count::Number(_) if hidden => Count::Suppressed,
            Count::Missing | Count::Suppressed | Count::Number(_) => count,
        };
        Self {
            part: shown(self.part, part),
            whole: shown(self.whole, whole),
            missing: self.missing,
        }
    }

    /// The share; none where one of the counts is not shown, or where there is nothing to be a share of.
    pub fn share(self) -> Option<Share> {
        Share::new(self.part.number()?, self.whole.number()?)
    }
}

/// What everybody may see of an indicator in a half-year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The units that have figures.
    pub units: BTreeMap<UnitNo, Shown>,
    /// Every county, by its number.
    pub counties: BTreeMap<String, Shown>,
    /// The country.
    pub country: Shown,
}
