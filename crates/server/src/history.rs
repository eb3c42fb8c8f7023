//! Reports that an earlier system approved, so that comparison works from the first day.
//!
//! A file of them is JSON Lines: one report a line.

use domain::report::{Fault, Submission};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A report that was approved elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovedReport {
    /// What the municipality sent last.
    pub submission: Submission,
    /// Who sent it.
    pub submitted_by: String,
    /// When the office had it.
    pub received_at: Timestamp,
    /// The officer's own figure.
    pub own_figure: u32,
    /// The officer's comment.
    #[serde(default)]
    pub comment: Option<String>,
    /// Who approved it.
    pub decided_by: String,
    /// When it was approved.
    pub decided_at: Timestamp,
}

/// What is wrong with one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFaults {
    /// From 1.
    pub line: usize,
    /// Every fault of it.
    pub faults: Vec<Fault>,
}

/// Reads a file's lines with their numbers, or what is wrong with each that is no report. Empty lines
/// count and say nothing.
pub fn read(text: &str) -> Result<Vec<(usize, ApprovedReport)>, Vec<LineFaults>> {
    let mut reports = Vec::new();
    let mut faulty = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(text) {
            Ok(report) => reports.push((line, report)),
            Err(error) => faulty.push(LineFaults {
                line,
                // Not the parser's message: it may quote what stands there.
                faults: vec![Fault {
                    at: format!("column {}", error.column()),
                    found: "something else".to_owned(),
                    expected: "an approved report as a JSON object".to_owned(),
                }],
            }),
        }
    }
    if faulty.is_empty() {
        Ok(reports)
    } else {
        Err(faulty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_that_is_no_report_is_told() {
        let found = read("\n{\"submission\": 1}\n\nKari\n").unwrap_err();
        let lines: Vec<usize> = found.iter().map(|faults| faults.line).collect();
        assert_eq!(lines, [2, 4]);
        assert!(!format!("{found:?}").contains("Kari"));
        assert_eq!(read("\n \n"), Ok(vec![]));
    }
}
