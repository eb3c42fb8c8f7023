//! The control rules: a closed set of typed checks, their data in the template, evaluated here only.
//!
//! Rules inform; the officer decides. Only R97 stops a sending, R98 a decision and R18 a Ja
//! (DOMAIN.md 1.4). Numbers are compared as whole tenths and shares by cross-multiplication, so no
//! rounding can turn a finding around. A rule does not apply where one of its points is not in the
//! form version, has no answer, or needs a period that is not there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{ids::RuleId, text::Text};

mod amount;
mod answers;
mod check;
mod completeness;
mod equations;
mod history;
mod judge;
mod numbers;
mod shares;
mod sum;

pub(crate) use amount::Amount;
pub(crate) use answers::number_in;
pub use answers::{Answers, OfficerAnswers};
pub use check::{
    AllOf, AtMost, ChangeLimits, Check, Condition, CopyLimits, EqualsPrevious, Group,
    OfficerDecision, Positive, RatioAtMost, RequiresText, ShareAtLeast, ShareBelow, ShareRange,
    SumEquals, WithinTolerance,
};
pub use completeness::{Lack, lacking};
pub use judge::{Judgement, findings, judge};
pub use sum::{Sign, Sum, SumError, Term};
pub(crate) use sum::{is_point_name, joined};

/// One control rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Identifier, such as `R16`.
    pub id: RuleId,
    /// How grave a finding is.
    pub severity: Severity,
    /// What a finding means, in a few words.
    pub title: Text,
    /// What must hold, with every threshold.
    pub check: Check,
}

/// How grave a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// E: cannot be right; return it.
    Error,
    /// W: must be explained.
    Warning,
    /// I: for information.
    Information,
}

#[cfg(test)]
mod tests;
