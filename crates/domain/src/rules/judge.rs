//! Judging a report by one rule, or by all.

use std::cell::OnceCell;

use super::{
    Rule, amount::Amount, answers::Answers, check::Check, completeness, equations, history,
    numbers::Numbers, shares, sum::Sum,
};
use crate::{
    findings::{Finding, FindingTerm, Side, When},
    ids::PointId,
    template::{At, Point, PointKind, PointRole, Template},
    text::{Language, Text},
};

/// What a rule says about a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// A point, an answer or a period that the rule needs is not there, or a group is too small.
    NotApplicable,
    /// The demand holds.
    Holds,
    /// The demand fails; never empty.
    Found(Vec<Finding>),
}

/// Every finding of the template's rules, in the order of the rules.
pub fn findings(template: &Template, answers: &Answers<'_>) -> Vec<Finding> {
    let known = Known::default();
    template
        .rules
        .iter()
        .flat_map(|rule| match judge_beside(template, rule, answers, &known) {
            Judgement::Found(findings) => findings,
            Judgement::NotApplicable | Judgement::Holds => Vec::new(),
        })
        .collect()
}

/// Judges a report by one rule.
pub fn judge(template: &Template, rule: &Rule, answers: &Answers<'_>) -> Judgement {
    judge_beside(template, rule, answers, &Known::default())
}

/// The same, with what several rules look at.
fn judge_beside<'a>(
    template: &'a Template,
    rule: &'a Rule,
    answers: &'a Answers<'a>,
    known: &'a Known<'a>,
) -> Judgement {
    let has = |point: &PointId| template.point(point).is_some();
    if !rule.check.names_only(has) {
        return Judgement::NotApplicable;
    }
    let bench = Bench {
        template,
        rule,
        answers,
        known,
    };
    match &rule.check {
        Check::SumEquals(check) => equations::sum_equals(&bench, check),
        Check::AtMost(check) => equations::at_most(&bench, check),
        Check::WithinTolerance(check) => equations::within_tolerance(&bench, check),
        Check::AllOf(check) => equations::all_of(&bench, check),
        Check::Positive(check) => equations::positive(&bench, check),
        Check::ShareRange(check) => shares::share_range(&bench, check),
        Check::ShareAtLeast(check) => shares::share_at_least(&bench, check),
        Check::ShareBelow(check) => shares::share_below(&bench, check),
        Check::RatioAtMost(check) => shares::ratio_at_most(&bench, check),
        Check::EqualsPrevious(check) => history::equals_previous(&bench, check),
        Check::Change(limits) => history::change(&bench, limits),
        Check::Copy(limits) => history::copy(&bench, limits),
        Check::RequiresText(check) => completeness::requires_text(&bench, check),
        Check::RequiredAnswers {} => completeness::required_answers(&bench),
        Check::OfficerDecision(check) => completeness::officer_decision(&bench, check),
    }
}

/// A point's number, and the half-year before's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compared<'a> {
    pub(super) point: &'a Point,
    pub(super) now: i64,
    pub(super) before: i64,
}

/// What one rule has looked up and others need too.
#[derive(Debug, Default)]
struct Known<'a> {
    now: OnceCell<Numbers>,
    before: OnceCell<Numbers>,
    compared: OnceCell<Vec<Compared<'a>>>,
}

/// What every check works with.
pub(super) struct Bench<'a> {
    pub(super) template: &'a Template,
    pub(super) rule: &'a Rule,
    pub(super) answers: &'a Answers<'a>,
    known: &'a Known<'a>,
}

impl<'a> Bench<'a> {
    /// The municipality's numbers that the half-year before has too, in the order of the form. None without a
    /// half-year before.
    pub(super) fn compared(&self) -> Option<&'a [Compared<'a>]> {
        let before = self.before()?;
        Some(self.known.compared.get_or_init(|| {
            let points = self.template.places();
            let numbers = points.filter(|(_, of)| of.is_municipal() && of.kind.is_number());
            let both = numbers.filter_map(|(at, point)| {
                Some(Compared {
                    point,
                    now: self.now().at(at)?,
                    before: before.at(at)?,
                })
            });
            both.collect()
        }))
    }

    /// The report's numbers.
    fn now(&self) -> &'a Numbers {
        let now = &self.known.now;
        now.get_or_init(|| Numbers::of(self.template, self.answers.values))
    }

    /// The numbers of the half-year before, where it is known.
    fn before(&self) -> Option<&'a Numbers> {
        let previous = self.answers.previous?;
        let before = &self.known.before;
        Some(before.get_or_init(|| Numbers::of_earlier(self.template, previous)))
    }
}

impl Bench<'_> {
    /// A point of the form.
    fn point(&self, id: &PointId) -> Option<&Point> {
        self.template.point(id)
    }

    /// A point's number, if it has one.
    pub(super) fn number(&self, point: &PointId) -> Option<i64> {
        let (at, point) = self.template.place(point)?;
        self.number_at(at, point)
    }

    fn number_at(&self, at: At, point: &Point) -> Option<i64> {
        match point.role {
            Some(PointRole::OwnFigure) => self.answers.number(point),
            Some(_) | None => self.now().at(at),
        }
    }

    /// A point's number in the half-year before, if it has one.
    pub(super) fn number_before(&self, point: &PointId) -> Option<i64> {
        let (at, _) = self.template.place(point)?;
        self.before()?.at(at)
    }

    /// A yes/no point's answer, if it has one.
    pub(super) fn yes_no(&self, point: &PointId) -> Option<bool> {
        self.answers.yes_no(self.point(point)?)
    }

    /// Whether a text point says something.
    pub(super) fn has_text(&self, point: &PointId) -> bool {
        self.point(point)
            .is_some_and(|point| self.answers.has_text(point))
    }

    /// A sum of this period's answers; none where an answer is missing.
    pub(super) fn amount<'s>(&self, sum: &'s Sum) -> Option<Amount<'s>> {
        Amount::of(self.template, sum, |at, point| self.number_at(at, point))
    }

    /// A sum of the half-year before's answers.
    pub(super) fn amount_before<'s>(&self, sum: &'s Sum) -> Option<Amount<'s>> {
        let before = self.before()?;
        Amount::of(self.template, sum, |at, _| before.at(at))
    }

    /// Whether a point counts in tenths.
    pub(super) fn is_tenths(&self, point: &PointId) -> bool {
        self.point(point).map(|point| point.kind) == Some(PointKind::Tenths)
    }

    /// A point's number in tenths, whatever its kind.
    pub(super) fn in_tenths(point: &Point, number: i64) -> i128 {
        match point.kind {
            PointKind::Tenths => i128::from(number),
            PointKind::Whole | PointKind::Text | PointKind::YesNo => i128::from(number) * 10,
        }
    }

    /// The rule's title.
    pub(super) fn title(&self, language: Language) -> &str {
        self.rule.title.get(language)
    }

    /// A point's short name.
    pub(super) fn short<'a>(&'a self, point: &'a PointId, language: Language) -> &'a str {
        self.template.short(point, language)
    }

    /// The numbers of a sum: «12 + 3 − 1».
    pub(super) fn numbers(amount: &Amount<'_>, language: Language) -> String {
        amount.written(|_, number| amount.shown(number, language))
    }

    /// The names and numbers of a sum: «Med samtykke 12 + Uten samtykke 3».
    pub(super) fn named(&self, amount: &Amount<'_>, language: Language) -> String {
        amount.written(|term, number| {
            let name = self.short(&term.point, language);
            format!("{name} {}", amount.shown(number, language))
        })
    }

    /// A finding with two sums of this period.
    pub(super) fn finding(
        &self,
        left: &Amount<'_>,
        right: Option<&Amount<'_>>,
        message: impl Fn(Language) -> String,
    ) -> Finding {
        let mut terms = left.finding_terms(Side::Left, When::Current);
        if let Some(right) = right {
            terms.extend(right.finding_terms(Side::Right, When::Current));
        }
        self.finding_of(terms, message)
    }

    /// A finding with these terms, on the points they name.
    pub(super) fn finding_of(
        &self,
        terms: Vec<FindingTerm>,
        message: impl Fn(Language) -> String,
    ) -> Finding {
        let mut points: Vec<PointId> = Vec::new();
        for term in &terms {
            if !points.contains(&term.point) {
                points.push(term.point.clone());
            }
        }
        Finding {
            rule: self.rule.id.clone(),
            severity: self.rule.severity,
            high: false,
            points,
            terms,
            message: Text::each(message),
        }
    }
}

/// All findings of a rule, or that it holds.
pub(super) fn found(findings: Vec<Finding>) -> Judgement {
    if findings.is_empty() {
        Judgement::Holds
    } else {
        Judgement::Found(findings)
    }
}
