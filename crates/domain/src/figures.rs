//! Figures derived from reports: `sf_breach`, and the indicators that Bufdir publishes from this report
//! (DOMAIN.md 5). Shares are never added: an area's share is its numerators over its denominators.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ids::PointId,
    report::{Value, Values},
    text::Text,
};

/// A share, kept as its two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Share {
    /// The numerator.
    #[ts(type = "number")]
    pub part: i64,
    /// The denominator.
    #[ts(type = "number")]
    pub whole: i64,
}

impl Share {
    /// A share of something; none where the numbers cannot be a share.
    pub fn new(part: i64, whole: i64) -> Option<Self> {
        (whole > 0 && (0..=whole).contains(&part)).then_some(Self { part, whole })
    }

    /// The share in tenths of a per cent, rounded to the nearest.
    pub fn permille(self) -> i64 {
        let (part, whole) = (i128::from(self.part), i128::from(self.whole));
        i64::try_from((part * 2000 + whole) / (whole * 2)).unwrap_or(1000)
    }

    /// The share of a county or the country: units without one are left out.
    pub fn of_area(units: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        let mut sum = None;
        for share in units.into_iter().flatten() {
            sum = Some(Self::added(sum, share));
        }
        sum
    }

    /// The share of an intermunicipal service: none where one member has none.
    pub fn of_service(members: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        let mut sum = None;
        for share in members {
            sum = Some(Self::added(sum, share?));
        }
        sum
    }

    fn added(sum: Option<Self>, share: Self) -> Self {
        let Self { part, whole } = sum.unwrap_or(Self { part: 0, whole: 0 });
        Self {
            part: part.saturating_add(share.part),
            whole: whole.saturating_add(share.whole),
        }
    }

    /// Whether the share may be shown outside the unit's own area: numerators of 1 to 3 are «..».
    pub fn is_suppressed(self) -> bool {
        (1..=3).contains(&self.part)
    }
}

/// Deadline breaches left after the extensions that the office accepts: `sf_breach`.
///
/// None until the office has answered, and where the result would be negative.
pub fn sf_breach(values: &Values, own_figure: Option<u32>) -> Option<i64> {
    let late = number(values, "inv_time_gt_6m")?.checked_add(number(values, "inv_time_3_6m")?)?;
    late.checked_sub(i64::from(own_figure?))
        .filter(|breaches| *breaches >= 0)
}

/// An indicator that Bufdir publishes from this report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Indicator {
    /// 3A: deadline breaches in investigations, by the office's judgement.
    InvestigationBreaches,
    /// 3B: foster children placed over a year whose supervision falls short.
    SupervisionUnmet,
    /// 3D: foster children placed over a year whose follow-up falls short.
    FollowUpUnmet,
    /// 3E: children with support measures who have a plan.
    WithPlan,
    /// 3F: plans of three months or more that were evaluated.
    PlanEvaluated,
}

impl Indicator {
    /// Every indicator.
    pub const ALL: [Self; 5] = [
        Self::InvestigationBreaches,
        Self::SupervisionUnmet,
        Self::FollowUpUnmet,
        Self::WithPlan,
        Self::PlanEvaluated,
    ];

    /// Its number in Bufdir's monitor.
    pub fn code(self) -> &'static str {
        match self {
            Self::InvestigationBreaches => "3A",
            Self::SupervisionUnmet => "3B",
            Self::FollowUpUnmet => "3D",
            Self::WithPlan => "3E",
            Self::PlanEvaluated => "3F",
        }
    }

    /// Its name.
    pub fn title(self) -> Text {
        match self {
            Self::InvestigationBreaches => Text::of(
                "Fristbrudd i undersøkelsessaker",
                "Fristbrot i undersøkingssaker",
                "Deadline breaches in investigations",
            ),
            Self::SupervisionUnmet => Text::of(
                "Tilsynskrav i fosterhjem ikke oppfylt",
                "Tilsynskrav i fosterheim ikkje oppfylt",
                "Supervision requirement in foster homes not met",
            ),
            Self::FollowUpUnmet => Text::of(
                "Barn i fosterhjem uten oppfølging i tråd med lovkrav",
                "Barn i fosterheim utan oppfølging i tråd med lovkrav",
                "Children in foster homes without the follow-up the law requires",
            ),
            Self::WithPlan => Text::of(
                "Barn i hjelpetiltak med tiltaksplan",
                "Barn i hjelpetiltak med tiltaksplan",
                "Children with support measures who have a measure plan",
            ),
            Self::PlanEvaluated => Text::of(
                "Barn i hjelpetiltak med evaluert tiltaksplan",
                "Barn i hjelpetiltak med evaluert tiltaksplan",
                "Children with support measures whose plan was evaluated",
            ),
        }
    }

    /// The indicator of one report; none where a number is missing or the share is impossible.
    pub fn of(self, values: &Values, own_figure: Option<u32>) -> Option<Share> {
        let (part, whole) = match self {
            Self::InvestigationBreaches => (sf_breach(values, own_figure)?, "inv_closed"),
            Self::SupervisionUnmet => (number(values, "superv_gt_1y_unmet")?, "superv_gt_1y"),
            Self::FollowUpUnmet => (number(values, "followup_gt_1y_unmet")?, "followup_gt_1y"),
            Self::WithPlan => (number(values, "meas_with_plan")?, "meas_children"),
            Self::PlanEvaluated => (number(values, "meas_plan_3m_evaluated")?, "meas_plan_3m"),
        };
        Share::new(part, number(values, whole)?)
    }
}

fn number(values: &Values, point: &str) -> Option<i64> {
    match values.get(&PointId::from(point))? {
        Value::Number(number) => Some(*number),
        Value::YesNo(_) | Value::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(numbers: &[(&str, i64)]) -> Values {
        numbers
            .iter()
            .map(|(point, number)| ((*point).into(), Value::Number(*number)))
            .collect()
    }

    #[test]
    fn one_wrong_own_figure_changes_the_published_share() {
        let values = values(&[
            ("inv_time_gt_6m", 1),
            ("inv_time_3_6m", 10),
            ("inv_closed", 40),
        ]);
        let share = |own| Indicator::InvestigationBreaches.of(&values, own);
        assert_eq!(share(Some(9)), Some(Share { part: 2, whole: 40 }));
        assert_eq!(share(Some(9)).map(Share::permille), Some(50));
        assert_eq!(share(Some(5)).map(Share::permille), Some(150));
        assert_eq!(share(None), None);
        assert_eq!(sf_breach(&values, Some(12)), None);
    }

    #[test]
    fn areas_sum_numbers_and_services_want_every_member() {
        let units = [Share::new(1, 2), None, Share::new(10, 100)];
        assert_eq!(
            Share::of_area(units),
            Some(Share {
                part: 11,
                whole: 102
            })
        );
        assert_eq!(Share::of_service(units), None);
        assert_eq!(Share::of_area([None, None]), None);
        assert_eq!(Share::new(3, 2), None);
        assert_eq!(Share::new(0, 0), None);
    }

    #[test]
    fn small_numbers_are_suppressed() {
        let suppressed = |part| Share::new(part, 50).map(Share::is_suppressed);
        let found: Vec<_> = (0..=4).map(suppressed).collect();
        assert_eq!(
            found,
            [Some(false), Some(true), Some(true), Some(true), Some(false)]
        );
    }
}
