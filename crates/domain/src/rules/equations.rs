//! Checks that compare sums of one period.

use super::{
    check::{AllOf, AtMost, Positive, SumEquals, WithinTolerance},
    judge::{Bench, Judgement, found},
};
use crate::{number, text::Language};

/// «Avsluttede undersøkelser: 41 ≠ 12 + 3 + 25».
pub(super) fn sum_equals(bench: &Bench<'_>, check: &SumEquals) -> Judgement {
    let (Some(total), Some(parts)) = (bench.amount(&check.left), bench.amount(&check.right)) else {
        return Judgement::NotApplicable;
    };
    if total.total == parts.total {
        return Judgement::Holds;
    }
    let finding = bench.finding(&total, Some(&parts), |language| {
        let head = check.left.single().map_or_else(
            || bench.title(language),
            |point| bench.short(point, language),
        );
        let (total, parts) = (
            Bench::numbers(&total, language),
            Bench::numbers(&parts, language),
        );
        format!("{head}: {total} ≠ {parts}")
    });
    Judgement::Found(vec![finding])
}

/// «Planer overstiger antall barn: Med tiltaksplan 25 > Barn med hjelpetiltak 20».
pub(super) fn at_most(bench: &Bench<'_>, check: &AtMost) -> Judgement {
    let mut judged = false;
    let mut findings = Vec::new();
    for (part, whole) in check.links() {
        let (Some(part), Some(whole)) = (bench.amount(part), bench.amount(whole)) else {
            continue;
        };
        judged = true;
        if part.total > whole.total {
            findings.push(bench.finding(&part, Some(&whole), |language| {
                let title = bench.title(language);
                let (part, whole) = (bench.named(&part, language), bench.named(&whole, language));
                format!("{title}: {part} > {whole}")
            }));
        }
    }
    if judged {
        found(findings)
    } else {
        Judgement::NotApplicable
    }
}

/// «Startede undersøkelser 52, Til undersøkelse 40: avvik 12, grensen er 2 eller 5 %».
pub(super) fn within_tolerance(bench: &Bench<'_>, check: &WithinTolerance) -> Judgement {
    let (Some(one), Some(other)) = (bench.amount(&check.left), bench.amount(&check.right)) else {
        return Judgement::NotApplicable;
    };
    let (absolute, percent) = (check.absolute, check.percent);
    let difference = (one.total - other.total).abs();
    let within_number = difference <= i128::from(absolute) * 10;
    let within_share = difference * 100 <= i128::from(percent) * other.total.abs();
    if within_number || within_share {
        return Judgement::Holds;
    }
    let finding = bench.finding(&one, Some(&other), |language| {
        let (one, other) = (bench.named(&one, language), bench.named(&other, language));
        let off = number::ratio(difference, 10, number::Rounding::Up, language);
        let off = without_zero_decimal(&off);
        let percent = number::percent(percent, language);
        language.pick(
            format!("{one}, {other}: avvik {off}, grensen er {absolute} eller {percent}"),
            format!("{one}, {other}: avvik {off}, grensa er {absolute} eller {percent}"),
            format!("{one}, {other}: they differ by {off}; the limit is {absolute} or {percent}"),
        )
    });
    Judgement::Found(vec![finding])
}

/// «Barn uten tiltaksplan: 3 (Med tiltaksplan 17, Barn med hjelpetiltak 20)».
pub(super) fn all_of(bench: &Bench<'_>, check: &AllOf) -> Judgement {
    let (Some(part), Some(whole)) = (bench.amount(&check.part), bench.amount(&check.whole)) else {
        return Judgement::NotApplicable;
    };
    if part.total >= whole.total {
        return Judgement::Holds;
    }
    let lacking = whole.total - part.total;
    let finding = bench.finding(&part, Some(&whole), |language| {
        let title = bench.title(language);
        let lacking = number::ratio(lacking, 10, number::Rounding::Up, language);
        let lacking = without_zero_decimal(&lacking);
        let (part, whole) = (bench.named(&part, language), bench.named(&whole, language));
        format!("{title}: {lacking} ({part}, {whole})")
    });
    Judgement::Found(vec![finding])
}

/// «Alvorlig oversittelse av enkeltfrist: Over 90 dager 2».
pub(super) fn positive(bench: &Bench<'_>, check: &Positive) -> Judgement {
    let Some(amount) = bench.amount(&check.sum) else {
        return Judgement::NotApplicable;
    };
    if amount.total <= 0 {
        return Judgement::Holds;
    }
    let finding = bench.finding(&amount, None, |language: Language| {
        format!(
            "{}: {}",
            bench.title(language),
            bench.named(&amount, language)
        )
    });
    Judgement::Found(vec![finding])
}

fn without_zero_decimal(text: &str) -> &str {
    text.strip_suffix(",0")
        .or_else(|| text.strip_suffix(".0"))
        .unwrap_or(text)
}
