//! The closed set of checks.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::sum::Sum;
use crate::ids::PointId;

/// What must hold. Each variant is named for its demand; a finding is where the demand fails.
/// Thresholds are part of the form version; those of DOMAIN.md 1.4 are proposals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Check {
    /// `left = right`.
    SumEquals {
        /// The total.
        left: Sum,
        /// Its parts.
        right: Sum,
    },
    /// In each chain every sum is at most the next.
    AtMost {
        /// Chains of two or more sums, each at most the next.
        chains: Vec<Vec<Sum>>,
    },
    /// A point equals a point of the half-year before.
    EqualsPrevious {
        /// This period's point.
        point: PointId,
        /// The point of the half-year before.
        previous: PointId,
    },
    /// `|left - right|` is at most the greater of a number and a share of `right`.
    WithinTolerance {
        /// What is compared.
        left: Sum,
        /// What it is compared with.
        right: Sum,
        /// The difference that is always accepted.
        absolute: u32,
        /// The difference accepted in per cent of `right`.
        percent: u32,
    },
    /// `part / whole` lies in a range, and has not moved far since the half-year before.
    ShareRange {
        /// The numerator.
        part: Sum,
        /// The denominator.
        whole: Sum,
        /// Least expected per cent.
        min_percent: u32,
        /// Greatest expected per cent.
        max_percent: u32,
        /// A move of this many percentage points is a finding.
        change_points: u32,
        /// Denominators below this are not judged.
        floor: u32,
    },
    /// `part / whole` is at least a share.
    ShareAtLeast {
        /// The numerator.
        part: Sum,
        /// The denominator.
        whole: Sum,
        /// Least accepted per cent.
        percent: u32,
        /// Denominators below this are not judged.
        floor: u32,
    },
    /// Each `part / whole` is below a share.
    ShareBelow {
        /// What is judged.
        parts: Vec<Part>,
        /// The per cent from which it is a finding.
        percent: u32,
        /// The per cent from which the finding is marked high.
        #[serde(default)]
        high_percent: Option<u32>,
        /// Denominators below this are not judged.
        floor: u32,
    },
    /// `part` is not less than `whole`. A greater `part` is another rule's matter.
    AllOf {
        /// Those that have it.
        part: Sum,
        /// Those that must have it.
        whole: Sum,
    },
    /// `part / whole` is at most a number.
    RatioAtMost {
        /// The numerator.
        part: Sum,
        /// The denominator.
        whole: Sum,
        /// The greatest expected quotient.
        max: u32,
    },
    /// A text is there when a condition holds.
    RequiresText {
        /// The condition.
        when: Condition,
        /// The text.
        text: PointId,
    },
    /// A sum is not positive.
    Positive {
        /// The sum.
        sum: Sum,
    },
    /// No number has changed greatly since the half-year before. Thresholds count in the point's own
    /// unit: 10 is ten notifications, or ten positions.
    Change {
        /// A difference this great, and …
        min_difference: u32,
        /// … this great in per cent of the number before, is a finding.
        min_percent: u32,
        /// From this number to 0 is a finding.
        vanished_from: u32,
        /// From 0 to this number is a finding.
        appeared_at: u32,
    },
    /// The numbers are not a copy of the half-year before.
    Copy {
        /// This share of equal numbers, in per cent of those that are not 0, is a finding.
        percent: u32,
        /// Fewer numbers than this are not judged.
        floor: u32,
    },
    /// Every required number and yes/no point has an answer, and no number is negative.
    RequiredAnswers {},
    /// The officer's answers are complete: Ja with the figure, Nei with the comment.
    OfficerDecision {
        /// «Godkjenner».
        decision: PointId,
        /// The figure that Ja requires.
        yes_requires: PointId,
        /// The text that Nei requires.
        no_requires: PointId,
    },
}

/// A numerator and its denominator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The numerator.
    pub part: Sum,
    /// The denominator.
    pub whole: Sum,
}

/// When a text is required.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// When a sum is greater than 0.
    Positive {
        /// The sum.
        sum: Sum,
    },
    /// When any of these is answered «nei».
    AnyNo {
        /// The yes/no points.
        points: Vec<PointId>,
    },
}

impl Check {
    /// The points the check names, in its own order, each once. Checks over the whole form name none.
    pub fn points(&self) -> Vec<PointId> {
        let mut points = Vec::new();
        for sum in self.sums() {
            points.extend(sum.terms().iter().map(|term| term.point.clone()));
        }
        match self {
            Self::EqualsPrevious { point, previous } => {
                points.extend([point.clone(), previous.clone()]);
            }
            Self::RequiresText { when, text } => {
                if let Condition::AnyNo { points: asked } = when {
                    points.extend(asked.iter().cloned());
                }
                points.push(text.clone());
            }
            Self::OfficerDecision {
                decision,
                yes_requires,
                no_requires,
            } => points.extend([decision, yes_requires, no_requires].map(Clone::clone)),
            Self::SumEquals { .. }
            | Self::AtMost { .. }
            | Self::WithinTolerance { .. }
            | Self::ShareRange { .. }
            | Self::ShareAtLeast { .. }
            | Self::ShareBelow { .. }
            | Self::AllOf { .. }
            | Self::RatioAtMost { .. }
            | Self::Positive { .. }
            | Self::Change { .. }
            | Self::Copy { .. }
            | Self::RequiredAnswers {} => {}
        }
        let mut seen = std::collections::BTreeSet::new();
        points.retain(|point| seen.insert(point.clone()));
        points
    }

    /// Every sum in the check.
    pub fn sums(&self) -> Vec<&Sum> {
        match self {
            Self::SumEquals { left, right } | Self::WithinTolerance { left, right, .. } => {
                vec![left, right]
            }
            Self::AtMost { chains } => chains.iter().flatten().collect(),
            Self::ShareRange { part, whole, .. }
            | Self::ShareAtLeast { part, whole, .. }
            | Self::AllOf { part, whole }
            | Self::RatioAtMost { part, whole, .. } => vec![part, whole],
            Self::ShareBelow { parts, .. } => parts
                .iter()
                .flat_map(|pair| [&pair.part, &pair.whole])
                .collect(),
            Self::Positive { sum }
            | Self::RequiresText {
                when: Condition::Positive { sum },
                ..
            } => vec![sum],
            Self::RequiresText {
                when: Condition::AnyNo { .. },
                ..
            }
            | Self::EqualsPrevious { .. }
            | Self::Change { .. }
            | Self::Copy { .. }
            | Self::RequiredAnswers {}
            | Self::OfficerDecision { .. } => Vec::new(),
        }
    }
}
