//! Tables as files that a spreadsheet opens: comma-separated values and workbooks that hold the same cells.
//!
//! A text is never a formula, whatever it begins with: in CSV it has an apostrophe before it, in a workbook it is a
//! cell of text.

pub mod csv;
pub mod figures;
pub mod xlsx;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing: not answered, not known.
    Empty,
    /// A whole number.
    Whole(i64),
    /// Whole tenths.
    Tenths(i64),
    /// Yes or no.
    YesNo(bool),
    /// Anything else.
    Text(String),
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// How a file for people says it.
fn yes_or_no(yes: bool) -> &'static str {
    if yes { "ja" } else { "nei" }
}

/// A table of a workbook.
#[derive(Debug, Clone)]
pub struct Page {
    /// What it is called: at most 31 characters, none of `[]:*?/\`.
    pub name: String,
    /// Its rows, the head first.
    pub rows: Vec<Vec<Cell>>,
}
