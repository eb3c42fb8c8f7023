//! The closed set of checks.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::sum::Sum;
use crate::{ids::PointId, text::Text};

/// What must hold. Each kind is named for its demand; a finding is where the demand fails.
/// Thresholds are part of the form version; those of DOMAIN.md 1.4 are proposals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Check {
    /// A total equals its parts.
    SumEquals(SumEquals),
    /// Sums are at most others.
    AtMost(AtMost),
    /// A point equals a point of the half-year before.
    EqualsPrevious(EqualsPrevious),
    /// Two sums lie near each other.
    WithinTolerance(WithinTolerance),
    /// A share lies in a range, and has not moved far since the half-year before.
    ShareRange(ShareRange),
    /// A share is great enough.
    ShareAtLeast(ShareAtLeast),
    /// Shares are small enough.
    ShareBelow(ShareBelow),
    /// All have what they must have. More than all is another rule's matter.
    AllOf(AllOf),
    /// A quotient is small enough.
    RatioAtMost(RatioAtMost),
    /// A text is there when a condition holds.
    RequiresText(RequiresText),
    /// A sum is not positive.
    Positive(Positive),
    /// No number has changed greatly since the half-year before.
    Change(ChangeLimits),
    /// The numbers are not a copy of the half-year before.
    Copy(CopyLimits),
    /// Every required number and yes/no point has an answer, and no number is negative.
    RequiredAnswers {},
    /// The officer's answers are complete: Ja with the figure, Nei with the comment.
    OfficerDecision(OfficerDecision),
}

/// `left = right`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SumEquals {
    /// The total.
    pub left: Sum,
    /// Its parts.
    pub right: Sum,
}

/// In each chain every sum is at most the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AtMost {
    /// Chains of two or more sums.
    pub chains: Vec<Vec<Sum>>,
}

/// `point = previous`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EqualsPrevious {
    /// This period's point.
    pub point: PointId,
    /// The point of the half-year before.
    pub previous: PointId,
}

/// `|left - right|` is at most the greater of a number and a share of `right`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WithinTolerance {
    /// What is compared.
    pub left: Sum,
    /// What it is compared with.
    pub right: Sum,
    /// The difference that is always accepted.
    pub absolute: u32,
    /// The difference accepted in per cent of `right`.
    pub percent: u32,
}

/// `part` is not less than `whole`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AllOf {
    /// Those that have it.
    pub part: Sum,
    /// Those that must have it.
    pub whole: Sum,
}

/// `part / whole` lies in a range, and has moved little.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ShareRange {
    /// The numerator.
    pub part: Sum,
    /// The denominator.
    pub whole: Sum,
    /// Least expected per cent.
    pub min_percent: u32,
    /// Greatest expected per cent.
    pub max_percent: u32,
    /// A move of this many percentage points is a finding.
    pub change_points: u32,
    /// Denominators below this are not judged.
    pub floor: u32,
}

/// `part / whole` is at least a share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ShareAtLeast {
    /// The numerator.
    pub part: Sum,
    /// The denominator.
    pub whole: Sum,
    /// Least accepted per cent.
    pub percent: u32,
    /// Denominators below this are not judged.
    pub floor: u32,
}

/// Each `part / whole` is below a share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ShareBelow {
    /// What is judged.
    pub groups: Vec<Group>,
    /// The per cent from which it is a finding.
    pub percent: u32,
    /// The per cent from which the finding is marked high.
    #[serde(default)]
    pub high_percent: Option<u32>,
    /// Denominators below this are not judged.
    pub floor: u32,
}

/// A group of which a share is judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Which of the rule's groups; none where it is the only one.
    #[serde(default)]
    pub name: Option<Text>,
    /// The numerator.
    pub part: Sum,
    /// The denominator.
    pub whole: Sum,
}

/// `part / whole` is at most a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RatioAtMost {
    /// The numerator.
    pub part: Sum,
    /// The denominator.
    pub whole: Sum,
    /// The greatest expected quotient.
    pub max: u32,
}

/// A text is there when a condition holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RequiresText {
    /// The condition.
    pub when: Condition,
    /// The text.
    pub text: PointId,
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

/// A sum is not positive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Positive {
    /// The sum.
    pub sum: Sum,
}

/// What change is great. The numbers count in the point's own unit: 10 is ten notifications, or ten
/// positions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChangeLimits {
    /// A difference this great, and …
    pub min_difference: u32,
    /// … this great in per cent of the number before, is a finding.
    pub min_percent: u32,
    /// From this number to 0 is a finding.
    pub vanished_from: u32,
    /// From 0 to this number is a finding.
    pub appeared_at: u32,
}

/// How much may be equal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CopyLimits {
    /// This share of equal numbers, in per cent of those that are not 0, is a finding.
    pub percent: u32,
    /// Fewer numbers than this are not judged.
    pub floor: u32,
}

/// What the officer's answer requires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OfficerDecision {
    /// «Godkjenner».
    pub decision: PointId,
    /// The figure that Ja requires.
    pub yes_requires: PointId,
    /// The text that Nei requires.
    pub no_requires: PointId,
}

impl AtMost {
    /// Each sum with the next, which it must not exceed.
    pub fn links(&self) -> impl Iterator<Item = (&Sum, &Sum)> {
        self.chains
            .iter()
            .flat_map(|chain| chain.iter().zip(chain.iter().skip(1)))
    }
}

impl Check {
    /// The points the check names, in its own order, each once. Checks over the whole form name none.
    pub fn points(&self) -> Vec<PointId> {
        let mut points: Vec<PointId> = Vec::new();
        for point in self.named() {
            if !points.contains(point) {
                points.push(point.clone());
            }
        }
        points
    }

    /// Whether it names no other points than these.
    pub(super) fn names_only(&self, is_one: impl Fn(&PointId) -> bool) -> bool {
        self.named().all(is_one)
    }

    fn named(&self) -> impl Iterator<Item = &PointId> {
        let terms = self.sums().into_iter().flat_map(Sum::terms);
        let points = terms.map(|term| &term.point);
        points.chain(self.points_outside_sums())
    }

    /// Every sum in the check.
    pub fn sums(&self) -> Vec<&Sum> {
        match self {
            Self::SumEquals(SumEquals { left, right })
            | Self::WithinTolerance(WithinTolerance { left, right, .. }) => vec![left, right],
            Self::AtMost(AtMost { chains }) => chains.iter().flatten().collect(),
            Self::ShareRange(ShareRange { part, whole, .. })
            | Self::ShareAtLeast(ShareAtLeast { part, whole, .. })
            | Self::AllOf(AllOf { part, whole })
            | Self::RatioAtMost(RatioAtMost { part, whole, .. }) => vec![part, whole],
            Self::ShareBelow(ShareBelow { groups, .. }) => groups
                .iter()
                .flat_map(|group| [&group.part, &group.whole])
                .collect(),
            Self::Positive(Positive { sum }) => vec![sum],
            Self::RequiresText(RequiresText { when, .. }) => match when {
                Condition::Positive { sum } => vec![sum],
                Condition::AnyNo { .. } => Vec::new(),
            },
            Self::EqualsPrevious(_)
            | Self::Change(_)
            | Self::Copy(_)
            | Self::RequiredAnswers {}
            | Self::OfficerDecision(_) => Vec::new(),
        }
    }

    fn points_outside_sums(&self) -> Vec<&PointId> {
        match self {
            Self::EqualsPrevious(EqualsPrevious { point, previous }) => vec![point, previous],
            Self::RequiresText(RequiresText { when, text }) => match when {
                Condition::Positive { .. } => vec![text],
                Condition::AnyNo { points } => points.iter().chain([text]).collect(),
            },
            Self::OfficerDecision(OfficerDecision {
                decision,
                yes_requires,
                no_requires,
            }) => vec![decision, yes_requires, no_requires],
            Self::SumEquals(_)
            | Self::AtMost(_)
            | Self::WithinTolerance(_)
            | Self::ShareRange(_)
            | Self::ShareAtLeast(_)
            | Self::ShareBelow(_)
            | Self::AllOf(_)
            | Self::RatioAtMost(_)
            | Self::Positive(_)
            | Self::Change(_)
            | Self::Copy(_)
            | Self::RequiredAnswers {} => Vec::new(),
        }
    }
}
