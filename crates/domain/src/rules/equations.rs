//! Checks that compare sums of one period.

use super::{
    judge::{Bench, Judgement, found},
    sum::Sum,
};
use crate::{number, text::Language};

/// «Avsluttede undersøkelser: 41 ≠ 12 + 3 + 25».
pub(super) fn sum_equals(bench: &Bench<'_>, left: &Sum, right: &Sum) -> Judgement {
    let (Some(total), Some(parts)) = (bench.amount(left), bench.amount(right)) else {
        return Judgement::NotApplicable;
    };
    if total.total == parts.total {
        return Judgement::Holds;
    }
    let finding = bench.finding(&total, Some(&parts), |language| {
        let head = left.single().map_or_else(
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
pub(super) fn at_most(bench: &Bench<'_>, chains: &[Vec<Sum>]) -> Judgement {
    let links = chains
        .iter()
        .flat_map(|chain| chain.iter().zip(chain.iter().skip(1)));
    let mut judged = false;
    let mut findings = Vec::new();
    for (part, whole) in links {
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

/// «Startede undersøkelser 52, Til undersøkelse 40: avvik 12, tillatt 2».
pub(super) fn within_tolerance(
    bench: &Bench<'_>,
    left: &Sum,
    right: &Sum,
    absolute: u32,
    percent: u32,
) -> Judgement {
    let (Some(one), Some(other)) = (bench.amount(left), bench.amount(right)) else {
        return Judgement::NotApplicable;
    };
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
            format!("{one}, {other}: avvik {off}, tillatt {absolute} eller {percent}"),
            format!("{one}, {other}: avvik {off}, tillate {absolute} eller {percent}"),
            format!("{one}, {other}: they differ by {off}; {absolute} or {percent} is accepted"),
        )
    });
    Judgement::Found(vec![finding])
}

/// «Barn uten tiltaksplan: 3 (Med tiltaksplan 17, Barn med hjelpetiltak 20)».
pub(super) fn all_of(bench: &Bench<'_>, part: &Sum, whole: &Sum) -> Judgement {
    let (Some(part), Some(whole)) = (bench.amount(part), bench.amount(whole)) else {
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
pub(super) fn positive(bench: &Bench<'_>, sum: &Sum) -> Judgement {
    let Some(amount) = bench.amount(sum) else {
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
