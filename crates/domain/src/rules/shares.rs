//! Checks of shares and quotients. Compared by cross-multiplication; divided only for the text.

use super::{
    amount::Amount,
    check::{Group, RatioAtMost, ShareAtLeast, ShareBelow, ShareRange},
    judge::{Bench, Judgement},
};
use crate::{
    findings::{Finding, Side, When},
    number::{self, Rounding},
    text::Language,
};

/// Whether a denominator is large enough to be judged. 0 never is.
fn judged(whole: &Amount<'_>, floor: u32) -> bool {
    whole.total > 0 && whole.total >= i128::from(floor) * 10
}

/// `part / whole` is below that per cent.
fn below(part: &Amount<'_>, whole: &Amount<'_>, percent: u32) -> bool {
    part.total * 100 < i128::from(percent) * whole.total
}

/// «Uvanlig henleggelsesandel: 3 av 80 (3 + 12 + 20 + 45) = 3,7 %, ventet 5–40 %».
pub(super) fn share_range(bench: &Bench<'_>, check: &ShareRange) -> Judgement {
    let (Some(part), Some(whole)) = (bench.amount(&check.part), bench.amount(&check.whole)) else {
        return Judgement::NotApplicable;
    };
    if !judged(&whole, check.floor) {
        return Judgement::NotApplicable;
    }
    let outside = out_of_range(bench, check, &part, &whole);
    let finding = outside.or_else(|| moved(bench, check, &part, &whole));
    finding.map_or(Judgement::Holds, |finding| Judgement::Found(vec![finding]))
}

fn out_of_range(
    bench: &Bench<'_>,
    check: &ShareRange,
    part: &Amount<'_>,
    whole: &Amount<'_>,
) -> Option<Finding> {
    let too_small = below(part, whole, check.min_percent);
    let too_great = part.total * 100 > i128::from(check.max_percent) * whole.total;
    if !too_small && !too_great {
        return None;
    }
    let rounding = if too_small {
        Rounding::Down
    } else {
        Rounding::Up
    };
    Some(bench.finding(part, Some(whole), |language| {
        let share = of(part, whole, rounding, language);
        let range = number::percent_range(check.min_percent, check.max_percent, language);
        let expected = language.pick("ventet", "venta", "expected");
        format!("{}: {share}, {expected} {range}", bench.title(language))
    }))
}

fn moved(
    bench: &Bench<'_>,
    check: &ShareRange,
    part: &Amount<'_>,
    whole: &Amount<'_>,
) -> Option<Finding> {
    let old_part = bench.amount_before(&check.part)?;
    let old_whole = bench
        .amount_before(&check.whole)
        .filter(|whole| judged(whole, check.floor))?;
    let moved = (part.total * old_whole.total - old_part.total * whole.total).abs();
    if moved * 100 < i128::from(check.change_points) * whole.total * old_whole.total {
        return None;
    }
    let mut terms = part.finding_terms(Side::Left, When::Current);
    terms.extend(whole.finding_terms(Side::Right, When::Current));
    terms.extend(old_part.finding_terms(Side::Left, When::Previous));
    terms.extend(old_whole.finding_terms(Side::Right, When::Previous));
    Some(bench.finding_of(terms, |language| {
        let title = bench.title(language);
        let now = of(part, whole, Rounding::Down, language);
        let before = of(&old_part, &old_whole, Rounding::Down, language);
        language.pick(
            format!("{title}: {now}; forrige periode {before}"),
            format!("{title}: {now}; førre periode {before}"),
            format!("{title}: {now}; {before} in the period before"),
        )
    }))
}

/// «Få evaluerte tiltaksplaner: 12 av 20 = 60,0 %, ventet minst 80 %».
pub(super) fn share_at_least(bench: &Bench<'_>, check: &ShareAtLeast) -> Judgement {
    let (Some(part), Some(whole)) = (bench.amount(&check.part), bench.amount(&check.whole)) else {
        return Judgement::NotApplicable;
    };
    if !judged(&whole, check.floor) {
        return Judgement::NotApplicable;
    }
    if !below(&part, &whole, check.percent) {
        return Judgement::Holds;
    }
    let finding = bench.finding(&part, Some(&whole), |language| {
        let title = bench.title(language);
        let share = of(&part, &whole, Rounding::Down, language);
        let least = number::percent(check.percent, language);
        language.pick(
            format!("{title}: {share}, ventet minst {least}"),
            format!("{title}: {share}, venta minst {least}"),
            format!("{title}: {share}, expected at least {least}"),
        )
    });
    Judgement::Found(vec![finding])
}

/// «Høy andel fristbrudd: 3 + 10 − 4 av 41 = 21,9 %, grensen er 20 %». Of several groups the message
/// names each that fails: «Krav ikke oppfylt: oppfølging 3 + 0 av 30 (24 + 6) = 10,0 %; tilsyn …».
pub(super) fn share_below(bench: &Bench<'_>, check: &ShareBelow) -> Judgement {
    let amounts = check.groups.iter().filter_map(|group| {
        let (part, whole) = (bench.amount(&group.part)?, bench.amount(&group.whole)?);
        judged(&whole, check.floor).then_some((group, part, whole))
    });
    let groups: Vec<(&Group, Amount<'_>, Amount<'_>)> = amounts.collect();
    if groups.is_empty() {
        return Judgement::NotApplicable;
    }
    let fails =
        |(_, part, whole): &(&Group, Amount<'_>, Amount<'_>), percent| !below(part, whole, percent);
    let failing: Vec<_> = groups
        .iter()
        .filter(|group| fails(group, check.percent))
        .collect();
    if failing.is_empty() {
        return Judgement::Holds;
    }
    let high = check
        .high_percent
        .filter(|high| failing.iter().any(|group| fails(group, *high)));
    let terms = failing.iter().flat_map(|(_, part, whole)| {
        let part = part.finding_terms(Side::Left, When::Current);
        part.into_iter()
            .chain(whole.finding_terms(Side::Right, When::Current))
    });
    let mut finding = bench.finding_of(terms.collect(), |language| {
        let shares = failing.iter().map(|(group, part, whole)| {
            let share = of(part, whole, Rounding::Down, language);
            let name = group.name.as_ref().map(|name| name.get(language));
            name.map_or_else(|| share.clone(), |name| format!("{name} {share}"))
        });
        let shares = shares.collect::<Vec<_>>().join("; ");
        let title = bench.title(language);
        let limit = number::percent(high.unwrap_or(check.percent), language);
        language.pick(
            format!("{title}: {shares}, grensen er {limit}"),
            format!("{title}: {shares}, grensa er {limit}"),
            format!("{title}: {shares}; the limit is {limit}"),
        )
    });
    finding.high = high.is_some();
    Judgement::Found(vec![finding])
}

/// «Mange barn per fagstilling: 200 + 60 per 9,5 = 27,3, ventet høyst 25».
pub(super) fn ratio_at_most(bench: &Bench<'_>, check: &RatioAtMost) -> Judgement {
    let (Some(part), Some(whole)) = (bench.amount(&check.part), bench.amount(&check.whole)) else {
        return Judgement::NotApplicable;
    };
    // A unit may have the positions of its service in another municipality.
    if whole.total <= 0 {
        return Judgement::NotApplicable;
    }
    let max = check.max;
    if part.total <= i128::from(max) * whole.total {
        return Judgement::Holds;
    }
    let finding = bench.finding(&part, Some(&whole), |language| {
        let title = bench.title(language);
        let numbers = Bench::numbers(&part, language);
        let by = Bench::numbers(&whole, language);
        let ratio = number::ratio(part.total, whole.total, Rounding::Up, language);
        language.pick(
            format!("{title}: {numbers} per {by} = {ratio}, ventet høyst {max}"),
            format!("{title}: {numbers} per {by} = {ratio}, venta høgst {max}"),
            format!("{title}: {numbers} per {by} = {ratio}, expected at most {max}"),
        )
    });
    Judgement::Found(vec![finding])
}

/// «3 + 10 − 4 av 41 = 21,9 %»; a whole of several terms shows them: «2 av 51 (2 + 3 + 6 + 40)».
fn of(part: &Amount<'_>, whole: &Amount<'_>, rounding: Rounding, language: Language) -> String {
    let numbers = Bench::numbers(part, language);
    let total = whole.shown_total(language);
    let terms = if whole.terms.len() > 1 {
        format!(" ({})", Bench::numbers(whole, language))
    } else {
        String::new()
    };
    let share = number::share(part.total, whole.total, rounding, language);
    let of = language.pick("av", "av", "of");
    format!("{numbers} {of} {total}{terms} = {share}")
}
