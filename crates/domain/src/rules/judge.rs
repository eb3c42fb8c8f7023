//! Judging a report by one rule, or by all.

use super::{
    Rule,
    answers::{Answers, number_in},
    check::Check,
    completeness, equations, history, shares,
    sum::{Sign, Sum, Term},
};
use crate::{
    findings::{Finding, FindingTerm, Side, When},
    ids::PointId,
    number,
    report::Values,
    template::{Point, PointKind, Template},
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
    template
        .rules
        .iter()
        .flat_map(|rule| match judge(template, rule, answers) {
            Judgement::Found(findings) => findings,
            Judgement::NotApplicable | Judgement::Holds => Vec::new(),
        })
        .collect()
}

/// Judges a report by one rule.
pub fn judge(template: &Template, rule: &Rule, answers: &Answers<'_>) -> Judgement {
    let has = |point: &PointId| template.point(point).is_some();
    if !rule.check.points().iter().all(has) {
        return Judgement::NotApplicable;
    }
    let bench = Bench {
        template,
        rule,
        answers,
    };
    match &rule.check {
        Check::SumEquals { left, right } => equations::sum_equals(&bench, left, right),
        Check::AtMost { chains } => equations::at_most(&bench, chains),
        Check::WithinTolerance {
            left,
            right,
            absolute,
            percent,
        } => equations::within_tolerance(&bench, left, right, *absolute, *percent),
        Check::AllOf { part, whole } => equations::all_of(&bench, part, whole),
        Check::Positive { sum } => equations::positive(&bench, sum),
        Check::ShareRange {
            part,
            whole,
            min_percent,
            max_percent,
            change_points,
            floor,
        } => shares::share_range(
            &bench,
            part,
            whole,
            (*min_percent, *max_percent),
            *change_points,
            *floor,
        ),
        Check::ShareAtLeast {
            part,
            whole,
            percent,
            floor,
        } => shares::share_at_least(&bench, part, whole, *percent, *floor),
        Check::ShareBelow {
            parts,
            percent,
            high_percent,
            floor,
        } => shares::share_below(&bench, parts, *percent, *high_percent, *floor),
        Check::RatioAtMost { part, whole, max } => shares::ratio_at_most(&bench, part, whole, *max),
        Check::EqualsPrevious { point, previous } => {
            history::equals_previous(&bench, point, previous)
        }
        Check::Change {
            min_difference,
            min_percent,
            vanished_from,
            appeared_at,
        } => history::change(
            &bench,
            (*min_difference, *min_percent),
            *vanished_from,
            *appeared_at,
        ),
        Check::Copy { percent, floor } => history::copy(&bench, *percent, *floor),
        Check::RequiresText { when, text } => completeness::requires_text(&bench, when, text),
        Check::RequiredAnswers {} => completeness::required_answers(&bench),
        Check::OfficerDecision {
            decision,
            yes_requires,
            no_requires,
        } => completeness::officer_decision(&bench, decision, yes_requires, no_requires),
    }
}

/// What every check works with.
pub(super) struct Bench<'a> {
    pub(super) template: &'a Template,
    pub(super) rule: &'a Rule,
    pub(super) answers: &'a Answers<'a>,
}

/// A sum with its numbers.
pub(super) struct Amount {
    /// Point, sign and number of each term.
    pub(super) terms: Vec<(Term, i64)>,
    /// Whether the terms are in tenths.
    pub(super) tenths: bool,
    /// The sum; in tenths whatever the terms are, so that sums of both kinds compare. Wide enough for
    /// every number that JSON can carry.
    pub(super) total: i128,
}

impl Bench<'_> {
    /// A sum of this period's answers; none where an answer is missing.
    pub(super) fn amount(&self, sum: &Sum) -> Option<Amount> {
        self.amount_by(sum, |point| self.answers.number(point))
    }

    /// A sum of another period's answers.
    pub(super) fn amount_in(&self, values: &Values, sum: &Sum) -> Option<Amount> {
        self.amount_by(sum, |point| number_in(values, point))
    }

    fn amount_by(&self, sum: &Sum, number: impl Fn(&PointId) -> Option<i64>) -> Option<Amount> {
        let terms = sum
            .terms()
            .iter()
            .map(|term| Some((term.clone(), number(&term.point)?)))
            .collect::<Option<Vec<_>>>()?;
        let tenths = terms.iter().any(|(term, _)| self.is_tenths(&term.point));
        let scale = if tenths { 1 } else { 10 };
        let total = terms
            .iter()
            .map(|(term, number)| match term.sign {
                Sign::Plus => i128::from(*number) * scale,
                Sign::Minus => -i128::from(*number) * scale,
            })
            .sum();
        Some(Amount {
            terms,
            tenths,
            total,
        })
    }

    /// Whether a point counts in tenths.
    pub(super) fn is_tenths(&self, point: &PointId) -> bool {
        self.template.point(point).map(|point| point.kind) == Some(PointKind::Tenths)
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
    pub(super) fn numbers(amount: &Amount, language: Language) -> String {
        joined(amount, |_, number| amount.shown(number, language))
    }

    /// The names and numbers of a sum: «Med samtykke 12 + Uten samtykke 3».
    pub(super) fn named(&self, amount: &Amount, language: Language) -> String {
        joined(amount, |term, number| {
            let name = self.short(&term.point, language);
            format!("{name} {}", amount.shown(number, language))
        })
    }

    /// A finding with two sums of this period.
    pub(super) fn finding(
        &self,
        left: &Amount,
        right: Option<&Amount>,
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

impl Amount {
    /// One number of the sum, as text.
    pub(super) fn shown(&self, number: i64, language: Language) -> String {
        if self.tenths {
            number::tenths(number, language)
        } else {
            number::whole(number, language)
        }
    }

    /// The total, as text.
    pub(super) fn shown_total(&self, language: Language) -> String {
        let total = if self.tenths {
            self.total
        } else {
            self.total / 10
        };
        self.shown(i64::try_from(total).unwrap_or(i64::MAX), language)
    }

    /// The numbers as terms of a finding.
    pub(super) fn finding_terms(&self, side: Side, when: When) -> Vec<FindingTerm> {
        self.terms
            .iter()
            .map(|(term, number)| FindingTerm {
                point: term.point.clone(),
                when,
                side,
                sign: term.sign,
                number: Some(*number),
                tenths: self.tenths,
            })
            .collect()
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

fn joined(amount: &Amount, show: impl Fn(&Term, i64) -> String) -> String {
    let mut text = String::new();
    for (place, (term, number)) in amount.terms.iter().enumerate() {
        match (place, term.sign) {
            (0, _) => {}
            (_, Sign::Plus) => text.push_str(" + "),
            (_, Sign::Minus) => text.push_str(" − "),
        }
        text.push_str(&show(term, *number));
    }
    text
}
