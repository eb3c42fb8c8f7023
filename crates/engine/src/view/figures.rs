//! The published figures, as the window shows them.

use std::collections::BTreeMap;

use domain::{figures::Indicator, ids::PointId, published::FigureSheet};
use serde::Serialize;
use ts_rs::TS;

/// The office's published figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FiguresView {
    /// The office's units and counties in clear, and the country.
    pub sheet: FigureSheet,
    /// Which points of the form an indicator is made of.
    pub points: BTreeMap<PointId, Indicator>,
}
