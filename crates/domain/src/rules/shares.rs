//! Checks of shares and quotients. Compared by cross-multiplication; divided only for the text.

use super::{
    check::Part,
    judge::{Amount, Bench, Judgement, found},
    sum::Sum,
};
use crate::{
    findings::{Side, When},
    number::{self, Rounding},
    text::Language,
};

/// Whether a denominator is large enough to be judged. 0 never is.
fn judged(whole: &Amount, floor: u32) -> bool {
    whole.total > 0 && whole.total >= i128::from(floor) * 10
}

/// `part / whole` is below that per cent.
fn below(part: &Amount, whole: &Amount, percent: u32) -> bool {
    part.total * 100 < i128::from(percent) * whole.total
}

/// «Uvanlig henleggelsesandel: 3 av 80 = 3,7 %, ventet 5–40 %».
pub(super) fn share_range(
    bench: &Bench<'_>,
    part: &Sum,
    whole: &Sum,
    (least, greatest): (u32, u32),
    change_points: u32,
    floor: u32,
) -> Judgement {
    let (Some(now_part), Some(now_whole)) = (bench.amount(part), bench.amount(whole)) else {
        return Judgement::NotApplicable;
    };
    if !judged(&now_whole, floor) {
        return Judgement::NotApplicable;
    }
    let too_small = below(&now_part, &now_whole, least);
    let too_great = now_part.total * 100 > i128::from(greatest) * now_whole.total;
    if too_small || too_great {
        let rounding = if too_small {
            Rounding::Down
        } else {
            Rounding::Up
        };
        let finding = bench.finding(&now_part, Some(&now_whole), |language| {
            let share = of(&now_part, &now_whole, rounding, language);
            let range = number::percent_range(least, greatest, language);
            let expected = language.pick("ventet", "venta", "expected");
            format!("{}: {share}, {expected} {range}", bench.title(language))
        });
        return Judgement::Found(vec![finding]);
    }
    let before = bench.answers.previous.and_then(|values| {
        let whole = bench.amount_in(values, whole)?;
        let part = bench.amount_in(values, part)?;
        judged(&whole, floor).then_some((part, whole))
    });
    let Some((old_part, old_whole)) = before else {
        return Judgement::Holds;
    };
    let moved = (now_part.total * old_whole.total - old_part.total * now_whole.total).abs();
    if moved * 100 < i128::from(change_points) * now_whole.total * old_whole.total {
        return Judgement::Holds;
    }
    let mut terms = now_part.finding_terms(Side::Left, When::Current);
    terms.extend(now_whole.finding_terms(Side::Right, When::Current));
    terms.extend(old_part.finding_terms(Side::Left, When::Previous));
    terms.extend(old_whole.finding_terms(Side::Right, When::Previous));
    let finding = bench.finding_of(terms, |language| {
        let title = bench.title(language);
        let now = of(&now_part, &now_whole, Rounding::Down, language);
        let before = of(&old_part, &old_whole, Rounding::Down, language);
        language.pick(
            format!("{title}: {now}; forrige periode {before}"),
            format!("{title}: {now}; førre periode {before}"),
            format!("{title}: {now}; {before} in the period before"),
        )
    });
    Judgement::Found(vec![finding])
}

/// «Få evaluerte tiltaksplaner: 12 av 20 = 60,0 %, minst 80 % ventes».
pub(super) fn share_at_least(
    bench: &Bench<'_>,
    part: &Sum,
    whole: &Sum,
    percent: u32,
    floor: u32,
) -> Judgement {
    let (Some(part), Some(whole)) = (bench.amount(part), bench.amount(whole)) else {
        return Judgement::NotApplicable;
    };
    if !judged(&whole, floor) {
        return Judgement::NotApplicable;
    }
    if !below(&part, &whole, percent) {
        return Judgement::Holds;
    }
    let finding = bench.finding(&part, Some(&whole), |language| {
        let title = bench.title(language);
        let share = of(&part, &whole, Rounding::Down, language);
        let least = number::percent(percent, language);
        language.pick(
            format!("{title}: {share}, ventet minst {least}"),
            format!("{title}: {share}, venta minst {least}"),
            format!("{title}: {share}, expected at least {least}"),
        )
    });
    Judgement::Found(vec![finding])
}

/// «Høy andel fristbrudd: 3 + 10 − 4 av 41 = 21,9 %, grensen er 10 %».
pub(super) fn share_below(
    bench: &Bench<'_>,
    parts: &[Part],
    percent: u32,
    high_percent: Option<u32>,
    floor: u32,
) -> Judgement {
    let mut judged_any = false;
    let mut findings = Vec::new();
    for Part { part, whole } in parts {
        let (Some(part), Some(whole)) = (bench.amount(part), bench.amount(whole)) else {
            continue;
        };
        if !judged(&whole, floor) {
            continue;
        }
        judged_any = true;
        if below(&part, &whole, percent) {
            continue;
        }
        let high = high_percent.filter(|high| !below(&part, &whole, *high));
        let mut finding = bench.finding(&part, Some(&whole), |language| {
            let title = bench.title(language);
            let name = part
                .terms
                .first()
                .map_or("", |(term, _)| bench.short(&term.point, language));
            // Where a rule judges several shares, the first point tells which one this is.
            let name = if parts.len() > 1 {
                format!(" ({name})")
            } else {
                String::new()
            };
            let share = of(&part, &whole, Rounding::Down, language);
            let limit = number::percent(high.unwrap_or(percent), language);
            language.pick(
                format!("{title}{name}: {share}, grensen er {limit}"),
                format!("{title}{name}: {share}, grensa er {limit}"),
                format!("{title}{name}: {share}; the limit is {limit}"),
            )
        });
        finding.high = high.is_some();
        findings.push(finding);
    }
    if judged_any {
        found(findings)
    } else {
        Judgement::NotApplicable
    }
}

/// «Mange barn per fagstilling: 200 + 60 per 9,5 = 27,3, over 25».
pub(super) fn ratio_at_most(bench: &Bench<'_>, part: &Sum, whole: &Sum, max: u32) -> Judgement {
    let (Some(part), Some(whole)) = (bench.amount(part), bench.amount(whole)) else {
        return Judgement::NotApplicable;
    };
    // A unit may have the positions of its service in another municipality.
    if whole.total <= 0 {
        return Judgement::NotApplicable;
    }
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

/// «3 + 10 − 4 av 41 = 21,9 %».
fn of(part: &Amount, whole: &Amount, rounding: Rounding, language: Language) -> String {
    let numbers = Bench::numbers(part, language);
    let total = whole.shown_total(language);
    let share = number::share(part.total, whole.total, rounding, language);
    let of = language.pick("av", "av", "of");
    format!("{numbers} {of} {total} = {share}")
}
