//! Findings: what a rule found, with the numbers of every term and a sentence that shows them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    ids::{PointId, RuleId},
    rules::{Severity, Sign},
    text::Text,
};

/// One place where a rule's demand fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// How grave it is.
    pub severity: Severity,
    /// Whether the rule's upper threshold is passed too (R21).
    #[serde(default)]
    pub high: bool,
    /// The points it concerns, each once, the most telling first.
    pub points: Vec<PointId>,
    /// Every number that went into it.
    pub terms: Vec<FindingTerm>,
    /// The sentence, with the numbers.
    pub message: Text,
}

/// One number of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FindingTerm {
    /// The point.
    pub point: PointId,
    /// The period it is from.
    pub when: When,
    /// The side of the comparison: the numerator and the smaller are left.
    pub side: Side,
    /// Added or subtracted there.
    pub sign: Sign,
    /// The number: whole, or whole tenths. None where there is no answer.
    #[ts(type = "number | null")]
    pub number: Option<i64>,
    /// Whether the number is in tenths.
    pub tenths: bool,
}

/// A period, seen from the report's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// The report's own.
    Current,
    /// The half-year before.
    Previous,
    /// The same half-year a year before.
    YearBefore,
}

/// A side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// What is compared.
    Left,
    /// What it is compared with.
    Right,
}
