//! Sums of a form's points with the numbers of a report.

use super::sum::{Sign, Sum, Term, joined};
use crate::{
    findings::{FindingTerm, Side, When},
    number,
    template::{At, Point, PointKind, Template},
    text::Language,
};

/// A sum with its numbers.
pub(crate) struct Amount<'s> {
    /// Point, sign and number of each term.
    pub(super) terms: Vec<(&'s Term, i64)>,
    /// Whether the terms are in tenths.
    pub(super) tenths: bool,
    /// The sum; in tenths whatever the terms are, so that sums of both kinds compare. Wide enough for
    /// every number that JSON can carry.
    pub(crate) total: i128,
}

impl<'s> Amount<'s> {
    /// A sum of a form's points; none where a number is missing.
    pub(crate) fn of(
        template: &Template,
        sum: &'s Sum,
        number: impl Fn(At, &Point) -> Option<i64>,
    ) -> Option<Self> {
        let mut tenths = false;
        let mut terms = Vec::with_capacity(sum.terms().len());
        for term in sum.terms() {
            let (at, point) = template.place(&term.point)?;
            tenths |= point.kind == PointKind::Tenths;
            terms.push((term, number(at, point)?));
        }
        let scale = if tenths { 1 } else { 10 };
        let total = terms
            .iter()
            .map(|(term, number)| match term.sign {
                Sign::Plus => i128::from(*number) * scale,
                Sign::Minus => -i128::from(*number) * scale,
            })
            .sum();
        Some(Self {
            terms,
            tenths,
            total,
        })
    }

    /// The terms with their signs, each as `show` has it: «12 + 3 − 1».
    pub(super) fn written(&self, show: impl Fn(&Term, i64) -> String) -> String {
        let terms = self.terms.iter();
        joined(
            terms.map(|(term, number)| (term.sign, show(term, *number))),
            '−',
        )
    }

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
