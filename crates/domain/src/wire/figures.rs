//! The published figures on the wire («Utrapportering»).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use crate::{
    figures::{Indicator, IndicatorWords},
    period::Period,
    published::{Area, Count, FigureSheet},
    text::{Language, Text},
};

/// Whose figures a page asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FiguresQuery {
    /// The county; the reader's own, or the first, where absent
    #[param(pattern = "^[0-9]{2}$", nullable = false)]
    pub county_no: Option<String>,
}

/// The figures of a county's units, of the county and of the country, as the person may see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FiguresAnswer {
    /// Every county there is.
    pub counties: Vec<FiguresCounty>,
    /// Whose figures these are.
    #[schema(pattern = "^[0-9]{2}$")]
    pub county_no: String,
    /// The figures.
    pub sheet: FigureSheet,
    /// What is said of the indicators, in the order of their numbers.
    pub indicators: Vec<IndicatorWords>,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// A county whose figures can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FiguresCounty {
    /// Two digits.
    #[schema(pattern = "^[0-9]{2}$")]
    pub no: String,
    /// The name.
    pub name: Text,
    /// Whether some of it is the reader's own.
    pub own: bool,
}

/// Which table of figures a file is to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FiguresFileQuery {
    /// The county
    #[param(pattern = "^[0-9]{2}$")]
    pub county_no: String,
    /// The indicator
    #[param(inline)]
    pub indicator: Indicator,
    /// The language of its words
    #[serde(default)]
    #[param(value_type = String, pattern = "^(nb|nn|en)$", nullable = false, required = false)]
    pub language: Language,
}

/// Where a desktop's figures stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FigureChangesQuery {
    /// The last change that it has; 0, or absent, for all.
    #[serde(default)]
    pub after: u64,
}

/// What has changed in the figures of an office's own units and counties, and of the country. A row stands in the place of the
/// one before it of the same half-year, indicator and area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FigureChanges {
    /// The last change there is. Below what the desktop has, the server was restored from a backup.
    pub head: u64,
    /// The last change that the rows tell of; ask again from here until it is the head.
    pub until: u64,
    /// Own units and counties in clear, the country as everybody may see it.
    pub rows: Vec<FigureRow>,
    /// The server's time.
    pub server_time: Timestamp,
}

/// An indicator's counts of an area in a half-year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FigureRow {
    /// The half-year.
    pub period: Period,
    /// Which.
    pub indicator: Indicator,
    /// Whose.
    pub area: Area,
    /// The numerator; null where the report was reopened, or where no unit of the area has figures.
    #[serde(default)]
    pub part: Count,
    /// The denominator.
    #[serde(default)]
    pub whole: Count,
    /// How many reporting units of a county or the country are in neither number.
    pub missing: u32,
}
