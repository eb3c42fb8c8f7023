//! The published figures, as the window shows them.

use std::collections::BTreeMap;

use domain::{
    figures::{Indicator, IndicatorWords},
    ids::PointId,
    published::FigureSheet,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The office's published figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FiguresView {
    /// The office's units and counties in clear, and the country.
    pub sheet: FigureSheet,
    /// Which points of the form an indicator is made of.
    pub points: BTreeMap<PointId, Indicator>,
    /// What is said of the indicators, in the order of their numbers.
    pub indicators: Vec<IndicatorWords>,
}

/// What of the figures goes into a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FiguresFile {
    /// A county's table as comma-separated values.
    Csv {
        /// The indicator.
        indicator: Indicator,
        /// The county.
        area_no: String,
    },
    /// The same table as a workbook.
    Xlsx {
        /// The indicator.
        indicator: Indicator,
        /// The county.
        area_no: String,
    },
    /// A picture, as the page draws it.
    Svg {
        /// The indicator.
        indicator: Indicator,
        /// The unit or county that it is about.
        area_no: String,
        /// The whole file.
        text: String,
    },
    /// The same picture, painted.
    Png {
        /// The indicator.
        indicator: Indicator,
        /// The unit or county that it is about.
        area_no: String,
        /// The whole file.
        bytes: Vec<u8>,
    },
}

impl FiguresFile {
    pub(crate) fn indicator(&self) -> Indicator {
        match self {
            Self::Csv { indicator, .. }
            | Self::Xlsx { indicator, .. }
            | Self::Svg { indicator, .. }
            | Self::Png { indicator, .. } => *indicator,
        }
    }

    pub(crate) fn area_no(&self) -> &str {
        match self {
            Self::Csv { area_no, .. }
            | Self::Xlsx { area_no, .. }
            | Self::Svg { area_no, .. }
            | Self::Png { area_no, .. } => area_no,
        }
    }
}
