//! What was measured, as a table for people and a list for programs.

use std::{fmt::Write, path::Path};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::samples::{Samples, millis};

/// What a measure must reach.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    /// So many times the floor at most.
    Ratio(f64),
    /// So many times the floor at least: the value is a rate.
    RatioAtLeast(f64),
    /// So much at most, in the measure's unit.
    AtMost(f64),
    /// So much at least, in the measure's unit.
    AtLeast(f64),
    /// So many times the floor, and so much in the measure's unit, at most.
    Both {
        /// Times the floor.
        ratio: f64,
        /// In the measure's unit.
        most: f64,
    },
    /// It stands here to compare with.
    None,
}

impl Goal {
    fn text(self, unit: &str) -> String {
        match self {
            Self::Ratio(most) => format!("≤ {most} ×"),
            Self::RatioAtLeast(least) => format!("≥ {least} ×"),
            Self::AtMost(most) => format!("≤ {most} {unit}"),
            Self::AtLeast(least) => format!("≥ {least} {unit}"),
            Self::Both { ratio, most } => format!("≤ {ratio} ×, ≤ {most} {unit}"),
            Self::None => "–".to_owned(),
        }
    }

    fn is_met(self, value: f64, ratio: Option<f64>) -> Option<bool> {
        match self {
            Self::Ratio(most) => ratio.map(|ratio| ratio <= most),
            Self::RatioAtLeast(least) => ratio.map(|ratio| ratio >= least),
            Self::AtMost(most) => Some(value <= most),
            Self::AtLeast(least) => Some(value >= least),
            Self::Both { ratio: times, most } => ratio.map(|ratio| ratio <= times && value <= most),
            Self::None => None,
        }
    }
}

/// One measure.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    measure: String,
    /// How many reports there are, where that may matter.
    n: Option<usize>,
    value: f64,
    unit: &'static str,
    /// The smallest and the largest of what was measured.
    spread: [f64; 2],
    /// The floor's value, measured in the same run.
    floor: Option<f64>,
    ratio: Option<f64>,
    goal: String,
    met: Option<bool>,
}

impl Row {
    /// The median of times, in milliseconds, beside that of a floor.
    pub(crate) fn times(
        measure: impl Into<String>,
        n: Option<usize>,
        took: &Samples,
        floor: Option<&Samples>,
        goal: Goal,
    ) -> Self {
        let row = Self::new(measure, n, (millis(took.median()), "ms"), goal);
        let floor = floor.map(|floor| millis(floor.median()));
        row.beside(floor, goal).spread(took.spread().map(millis))
    }

    /// A value alone.
    pub(crate) fn new(
        measure: impl Into<String>,
        n: Option<usize>,
        (value, unit): (f64, &'static str),
        goal: Goal,
    ) -> Self {
        let row = Self {
            measure: measure.into(),
            n,
            value,
            unit,
            spread: [value, value],
            floor: None,
            ratio: None,
            goal: goal.text(unit),
            met: None,
        };
        row.beside(None, goal)
    }

    /// The same beside a floor in its unit.
    pub(crate) fn beside(mut self, floor: Option<f64>, goal: Goal) -> Self {
        self.floor = floor;
        self.ratio = floor.map(|floor| self.value / floor);
        self.met = goal.is_met(self.value, self.ratio);
        self
    }

    /// The smallest and the largest of what was measured.
    pub(crate) fn spread(mut self, spread: [f64; 2]) -> Self {
        self.spread = spread;
        self
    }

    /// The median.
    pub(crate) fn value(&self) -> f64 {
        self.value
    }

    fn line(&self) -> String {
        let number = |value: f64| {
            if value >= 100.0 {
                format!("{value:.0}")
            } else if value >= 1.0 {
                format!("{value:.2}")
            } else {
                format!("{value:.4}")
            }
        };
        let or_none = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
        let met = match self.met {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "–",
        };
        format!(
            "| {} | {} | {} {} | {} – {} | {} | {} | {} | {met} |",
            self.measure,
            or_none(self.n.map(|n| n.to_string())),
            number(self.value),
            self.unit,
            number(self.spread[0]),
            number(self.spread[1]),
            or_none(self.floor.map(number)),
            or_none(self.ratio.map(|ratio| format!("{ratio:.2} ×"))),
            self.goal,
        )
    }
}

const HEAD: &str = "\
| measure | reports | median | spread | floor | ratio | goal | met |
|---|---|---|---|---|---|---|---|";

/// Where the table stands in the page.
const BEGIN: &str = "<!-- table: begin -->";
const END: &str = "<!-- table: end -->";

/// The whole table.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    /// Adds a row, and says it.
    #[expect(clippy::print_stdout, reason = "whoever waits sees what is done")]
    pub(crate) fn add(&mut self, row: Row) {
        if self.0.is_empty() {
            println!("{HEAD}");
        }
        println!("{}", row.line());
        self.0.push(row);
    }

    /// The list for programs.
    pub(crate) fn write_summary(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, serde_json::to_vec_pretty(&self.0)?)?;
        Ok(())
    }

    /// Puts the table in its place in the page.
    pub(crate) fn write_page(&self, page: &Path, machine: &str) -> Result<()> {
        let text = std::fs::read_to_string(page)?;
        let (before, rest) = text.split_once(BEGIN).context("no place for the table")?;
        let (_, after) = rest.split_once(END).context("no end of the table")?;
        let mut table = format!("{machine}\n\n{HEAD}\n");
        for row in &self.0 {
            writeln!(table, "{}", row.line())?;
        }
        std::fs::write(page, format!("{before}{BEGIN}\n\n{table}\n{END}{after}"))?;
        Ok(())
    }
}
