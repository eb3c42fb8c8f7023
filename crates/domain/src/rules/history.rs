//! Checks against earlier periods.

use super::{
    check::{ChangeLimits, CopyLimits, EqualsPrevious},
    judge::{Bench, Compared, Judgement, found},
    sum::Sign,
};
use crate::{
    findings::{Finding, FindingTerm, Side, When},
    ids::PointId,
    number,
    template::Point,
};

/// «Åpne meldinger ved start: 12 ≠ 10 (forrige periode: Åpne meldinger ved slutt)».
pub(super) fn equals_previous(bench: &Bench<'_>, check: &EqualsPrevious) -> Judgement {
    let EqualsPrevious { point, previous } = check;
    let (Some(now), Some(before)) = (bench.number(point), bench.number_before(previous)) else {
        return Judgement::NotApplicable;
    };
    if now == before {
        return Judgement::Holds;
    }
    let terms = vec![
        term(bench, point, When::Current, now),
        term(bench, previous, When::Previous, before),
    ];
    let finding = bench.finding_of(terms, |language| {
        let (start, end) = (
            bench.short(point, language),
            bench.short(previous, language),
        );
        let (now, before) = (
            number::whole(now, language),
            number::whole(before, language),
        );
        language.pick(
            format!("{start}: {now} ≠ {before} (forrige periode: {end})"),
            format!("{start}: {now} ≠ {before} (førre periode: {end})"),
            format!("{start}: {now} ≠ {before} (the period before: {end})"),
        )
    });
    Judgement::Found(vec![finding])
}

/// One finding for each point that has changed greatly:
/// «Stor endring fra forrige periode: Meldinger mottatt 20 → 45 (samme halvår året før: 22)».
pub(super) fn change(bench: &Bench<'_>, limits: &ChangeLimits) -> Judgement {
    let compared = bench.compared().unwrap_or_default();
    let mut findings = Vec::new();
    for Compared { point, now, before } in compared.iter().copied() {
        let (new, old) = (
            Bench::in_tenths(point, now),
            Bench::in_tenths(point, before),
        );
        let least = |number: u32| i128::from(number) * 10;
        let difference = (new - old).abs();
        let great = difference >= least(limits.min_difference)
            && difference * 100 >= i128::from(limits.min_percent) * old.abs();
        let vanished = new == 0 && old >= least(limits.vanished_from);
        let appeared = old == 0 && new >= least(limits.appeared_at);
        // From 0 there is no percentage; `appeared_at` is the threshold there.
        if (old != 0 && great) || vanished || appeared {
            findings.push(changed(bench, point, now, before));
        }
    }
    if compared.is_empty() {
        Judgement::NotApplicable
    } else {
        found(findings)
    }
}

fn changed(bench: &Bench<'_>, point: &Point, now: i64, before: i64) -> Finding {
    let year_before = bench
        .answers
        .year_before
        .and_then(|values| point.number_in(values));
    let mut terms = vec![
        term(bench, &point.id, When::Current, now),
        term(bench, &point.id, When::Previous, before),
    ];
    terms.extend(year_before.map(|number| term(bench, &point.id, When::YearBefore, number)));
    bench.finding_of(terms, |language| {
        let title = bench.title(language);
        let name = bench.short(&point.id, language);
        let shown = |number| number::answer(number, point.kind, language);
        let season = year_before.map(|number| {
            let number = shown(number);
            language.pick(
                format!(" (samme halvår året før: {number})"),
                format!(" (same halvår året før: {number})"),
                format!(" (same half-year a year before: {number})"),
            )
        });
        let season = season.unwrap_or_default();
        format!("{title}: {name} {} → {}{season}", shown(before), shown(now))
    })
}

/// «Tallene ligner kopi av forrige periode: 60 av 72 tall er like».
pub(super) fn copy(bench: &Bench<'_>, limits: &CopyLimits) -> Judgement {
    let CopyLimits { percent, floor } = *limits;
    let compared = bench.compared().unwrap_or_default().iter();
    let compared: Vec<_> = compared.filter(|of| of.now != 0).collect();
    let equal: Vec<_> = compared.iter().filter(|of| of.now == of.before).collect();
    if compared.is_empty() || u32::try_from(compared.len()).is_ok_and(|count| count < floor) {
        return Judgement::NotApplicable;
    }
    let enough = equal.len().saturating_mul(100)
        >= compared
            .len()
            .saturating_mul(usize::try_from(percent).unwrap_or(usize::MAX));
    if !enough {
        return Judgement::Holds;
    }
    let terms = equal
        .iter()
        .flat_map(|of| {
            [
                term(bench, &of.point.id, When::Current, of.now),
                term(bench, &of.point.id, When::Previous, of.before),
            ]
        })
        .collect();
    let (equal, all) = (equal.len(), compared.len());
    let finding = bench.finding_of(terms, |language| {
        let title = bench.title(language);
        language.pick(
            format!("{title}: {equal} av {all} tall over 0 er like"),
            format!("{title}: {equal} av {all} tal over 0 er like"),
            format!("{title}: {equal} of {all} numbers above 0 are the same"),
        )
    });
    Judgement::Found(vec![finding])
}

fn term(bench: &Bench<'_>, point: &PointId, when: When, number: i64) -> FindingTerm {
    FindingTerm {
        point: point.clone(),
        when,
        side: match when {
            When::Current => Side::Left,
            When::Previous | When::YearBefore => Side::Right,
        },
        sign: Sign::Plus,
        number: Some(number),
        tenths: bench.is_tenths(point),
    }
}
