//! Figures derived from reports: `sf_breach`, and the indicators that Bufdir publishes from this report
//! (DOMAIN.md 5). How a form's points make an indicator is the form version's data. Shares are never
//! added: an area's share is its numerators over its denominators.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    report::{Report, ReportState, Values},
    rules::{Amount, Answers, OfficerAnswers, Sum},
    template::{PointRole, Template},
};

mod words;

pub use words::IndicatorWords;

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
}

/// The two counts of an indicator: cases or children, and those of them that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// The numerator: a part of the other.
    pub part: i64,
    /// The denominator.
    pub whole: i64,
}

impl Counts {
    /// None where the part is no part of the whole.
    pub fn new(part: i64, whole: i64) -> Option<Self> {
        (0..=whole).contains(&part).then_some(Self { part, whole })
    }

    /// The counts of a county or the country: of the units that have any. None where no unit has.
    pub fn of_area(units: impl IntoIterator<Item = Self>) -> Option<Self> {
        units.into_iter().reduce(|sum, unit| Self {
            part: sum.part.saturating_add(unit.part),
            whole: sum.whole.saturating_add(unit.whole),
        })
    }

    /// The share; none of nothing.
    pub fn share(self) -> Option<Share> {
        Share::new(self.part, self.whole)
    }

    /// What a report gives to the published figures: of its approved revision, on the form it was made with.
    /// Nothing where it is not approved, or has been given back.
    pub fn of_report(report: &Report) -> BTreeMap<Indicator, Self> {
        let ReportState::Approved { revision } = report.state else {
            return BTreeMap::new();
        };
        let approved = report.revision(revision);
        let Some((revision, form)) = approved.zip(Template::by_id(&report.template)) else {
            return BTreeMap::new();
        };
        let counts =
            |indicator: Indicator| indicator.counts(form, &revision.values, revision.own_figure());
        Indicator::ALL
            .into_iter()
            .filter_map(|indicator| Some((indicator, counts(indicator)?)))
            .collect()
    }
}

/// How a form's points make a published figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Which.
    pub indicator: Indicator,
    /// The numerator.
    pub part: Sum,
    /// The denominator.
    pub whole: Sum,
}

/// Deadline breaches left after the extensions that the office accepts: `sf_breach`.
///
/// None until the office has answered, and where the result would be negative.
pub fn sf_breach(template: &Template, values: &Values, own_figure: Option<u32>) -> Option<i64> {
    let figure = template.figure(Indicator::InvestigationBreaches)?;
    total(template, &figure.part, values, own_figure).filter(|breaches| *breaches >= 0)
}

/// How `sf_breach` comes about before the office has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BreachTerms {
    /// The late investigations by kind, from which the own figure is subtracted.
    #[ts(type = "Array<number>")]
    pub late: Vec<i64>,
    /// The investigations that the breaches are a share of, where reported.
    #[ts(type = "number | null")]
    pub closed: Option<i64>,
}

impl BreachTerms {
    /// The numbers of one report; none where one of the late ones is missing.
    pub fn of(template: &Template, values: &Values) -> Option<Self> {
        let figure = template.figure(Indicator::InvestigationBreaches)?;
        let mut late = Vec::new();
        for term in figure.part.terms() {
            let point = template.point(&term.point)?;
            if point.role != Some(PointRole::OwnFigure) {
                late.push(point.number_in(values)?);
            }
        }
        let closed = total(template, &figure.whole, values, None);
        Some(Self { late, closed })
    }
}

/// An indicator that Bufdir publishes from this report.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema,
)]
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

    /// The indicator of one report on a form; none where a number is missing, the share is impossible,
    /// or the form does not give it.
    pub fn of(
        self,
        template: &Template,
        values: &Values,
        own_figure: Option<u32>,
    ) -> Option<Share> {
        self.counts(template, values, own_figure)?.share()
    }

    /// The two counts of one report on a form; none where a number is missing, the part is no part of the
    /// whole, or the form does not give it.
    pub fn counts(
        self,
        template: &Template,
        values: &Values,
        own_figure: Option<u32>,
    ) -> Option<Counts> {
        let figure = template.figure(self)?;
        let total = |sum| total(template, sum, values, own_figure);
        Counts::new(total(&figure.part)?, total(&figure.whole)?)
    }

    /// The indicator of that number in Bufdir's monitor.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|indicator| indicator.code() == code)
    }
}

/// A sum of a report's whole numbers.
fn total(template: &Template, sum: &Sum, values: &Values, own_figure: Option<u32>) -> Option<i64> {
    let officer = OfficerAnswers {
        own_figure,
        ..OfficerAnswers::default()
    };
    let answers = Answers {
        officer: Some(&officer),
        ..Answers::alone(values)
    };
    let amount = Amount::of(template, sum, |_, point| answers.number(point))?;
    i64::try_from(amount.total / 10).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{
        Value,
        testing::{approved, report, revision},
    };

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
        let template = Template::current();
        let share = |own| Indicator::InvestigationBreaches.of(template, &values, own);
        assert_eq!(share(Some(9)), Some(Share { part: 2, whole: 40 }));
        assert_eq!(share(Some(9)).map(Share::permille), Some(50));
        assert_eq!(share(Some(5)).map(Share::permille), Some(150));
        assert_eq!(share(None), None);
        assert_eq!(sf_breach(template, &values, Some(9)), Some(2));
        assert_eq!(sf_breach(template, &values, Some(12)), None);
        assert_eq!(sf_breach(template, &values, None), None);
        let terms = BreachTerms::of(template, &values);
        let expected = BreachTerms {
            late: vec![1, 10],
            closed: Some(40),
        };
        assert_eq!(terms, Some(expected));
        assert_eq!(BreachTerms::of(template, &Values::new()), None);
    }

    #[test]
    fn every_indicator_comes_from_its_points() {
        let values = values(&[
            ("inv_time_gt_6m", 1),
            ("inv_time_3_6m", 10),
            ("inv_closed", 40),
            ("superv_gt_1y_unmet", 2),
            ("superv_gt_1y", 20),
            ("followup_gt_1y_unmet", 3),
            ("followup_gt_1y", 30),
            ("meas_with_plan", 70),
            ("meas_children", 80),
            ("meas_plan_3m_evaluated", 50),
            ("meas_plan_3m", 60),
        ]);
        let template = Template::current();
        let shares = Indicator::ALL.map(|indicator| {
            let share = indicator.of(template, &values, Some(7)).unwrap();
            (indicator.code(), share.part, share.whole)
        });
        assert_eq!(
            shares,
            [
                ("3A", 4, 40),
                ("3B", 2, 20),
                ("3D", 3, 30),
                ("3E", 70, 80),
                ("3F", 50, 60)
            ]
        );
    }

    #[test]
    fn areas_sum_numbers_and_services_want_every_member() {
        let units = [Share::new(1, 2), None, Share::new(10, 100)];
        assert_eq!(Share::of_service(units), None);
        let units = [Counts::new(1, 2), Counts::new(0, 0), Counts::new(10, 100)];
        let sum = Counts::of_area(units.into_iter().flatten());
        assert_eq!(sum, Counts::new(11, 102));
        assert_eq!(sum.and_then(Counts::share), Share::new(11, 102));
        assert_eq!(Counts::of_area([]), None);
        assert_eq!(Share::new(3, 2), None);
        assert_eq!(Share::new(0, 0), None);
        assert_eq!(Counts::new(3, 2), None);
        assert_eq!(Counts::new(-1, 2), None);
    }

    #[test]
    fn an_approved_report_alone_gives_figures() {
        let mut approved = report(
            ReportState::Approved { revision: 1 },
            vec![revision(1, Some(approved(9)))],
        );
        approved.revisions[0].values = values(&[
            ("inv_time_gt_6m", 1),
            ("inv_time_3_6m", 10),
            ("inv_closed", 40),
            ("meas_with_plan", 0),
            ("meas_children", 0),
            ("superv_gt_1y_unmet", 3),
            ("superv_gt_1y", 2),
        ]);
        let given = Counts::of_report(&approved);
        let expected = [
            (
                Indicator::InvestigationBreaches,
                Counts { part: 2, whole: 40 },
            ),
            (Indicator::WithPlan, Counts { part: 0, whole: 0 }),
        ];
        assert_eq!(given, BTreeMap::from(expected));
        let at = jiff::Timestamp::UNIX_EPOCH;
        let reopened = approved.reopened("Feil tall.", "Bo Prøve", at).unwrap();
        assert!(Counts::of_report(&reopened).is_empty());
    }
}
