//! Checks of what must be there at all.

use super::{
    check::{Condition, OfficerDecision, RequiresText},
    judge::{Bench, Judgement},
    sum::Sign,
};
use crate::{
    findings::{FindingTerm, Side, When},
    ids::PointId,
    number,
    report::{Value, Values},
    template::{Point, PointKind, Template},
    text::Language,
};

/// What R97 finds lacking at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// A required number or yes/no point has no answer of its kind.
    Unanswered,
    /// A number is negative.
    Negative,
}

/// Where R97 finds something lacking, in the order of the form: the only rule that stops a sending.
pub fn lacking<'t>(template: &'t Template, values: &Values) -> Vec<(&'t Point, Lack)> {
    template
        .municipal_points()
        .filter_map(|point| {
            let lack = match (values.get(&point.id), point.kind) {
                (Some(Value::Number(number)), PointKind::Whole | PointKind::Tenths) => {
                    (*number < 0).then_some(Lack::Negative)
                }
                (Some(Value::YesNo(_)), PointKind::YesNo) => None,
                (Some(_) | None, _) => point.stops_sending().then_some(Lack::Unanswered),
            };
            Some((point, lack?))
        })
        .collect()
}

/// «Manglende svar: Meldinger mottatt, Akuttvedtak i alt. Negative tall: Meldinger henlagt −3».
pub(super) fn required_answers(bench: &Bench<'_>) -> Judgement {
    let asked = |point: &Point| point.stops_sending() || point.kind.is_number();
    if !bench.template.municipal_points().any(asked) {
        return Judgement::NotApplicable;
    }
    let lacking = lacking(bench.template, bench.answers.values);
    if lacking.is_empty() {
        return Judgement::Holds;
    }
    let number = |point: &Point| bench.answers.number(point);
    let terms = lacking
        .iter()
        .map(|(point, lack)| FindingTerm {
            point: point.id.clone(),
            when: When::Current,
            side: Side::Left,
            sign: Sign::Plus,
            number: match lack {
                Lack::Unanswered => None,
                Lack::Negative => number(point),
            },
            tenths: point.kind == PointKind::Tenths,
        })
        .collect();
    let finding = bench.finding_of(terms, |language| {
        let of = |wanted: Lack| {
            lacking
                .iter()
                .filter(move |(_, lack)| *lack == wanted)
                .map(|(point, _)| point)
        };
        let missing: Vec<&str> = of(Lack::Unanswered)
            .map(|point| point.short.get(language))
            .collect();
        let negative: Vec<String> = of(Lack::Negative)
            .map(|point| {
                let shown = number::answer(number(point).unwrap_or(0), point.kind, language);
                format!("{} {shown}", point.short.get(language))
            })
            .collect();
        let title = bench.title(language);
        let below = language.pick("Negative tall", "Negative tal", "Negative numbers");
        match (missing.is_empty(), negative.is_empty()) {
            (_, true) => format!("{title}: {}", missing.join(", ")),
            (true, false) => format!("{below}: {}", negative.join(", ")),
            (false, false) => format!(
                "{title}: {}. {below}: {}",
                missing.join(", "),
                negative.join(", ")
            ),
        }
    });
    Judgement::Found(vec![finding])
}

/// «Begrunnelse mangler: Fristbrudd 3 + Meldinger over frist 2, men «Begrunnelse» er tomt».
pub(super) fn requires_text(bench: &Bench<'_>, check: &RequiresText) -> Judgement {
    let RequiresText { when, text } = check;
    let (terms, reason): (Vec<FindingTerm>, Box<dyn Fn(Language) -> String + '_>) = match when {
        Condition::Positive { sum } => {
            let Some(amount) = bench.amount(sum) else {
                return Judgement::NotApplicable;
            };
            if amount.total <= 0 {
                return Judgement::NotApplicable;
            }
            let terms = amount.finding_terms(Side::Left, When::Current);
            let reason = move |language| bench.named(&amount, language);
            (terms, Box::new(reason))
        }
        Condition::AnyNo { points } => {
            let denied: Vec<&PointId> = points
                .iter()
                .filter(|point| bench.yes_no(point) == Some(false))
                .collect();
            if denied.is_empty() {
                return Judgement::NotApplicable;
            }
            let terms = denied.iter().map(|point| unanswered(point)).collect();
            let reason = move |language: Language| {
                let no = language.pick("nei", "nei", "no");
                let named = denied
                    .iter()
                    .map(|point| format!("{} {no}", bench.short(point, language)));
                named.collect::<Vec<_>>().join(", ")
            };
            (terms, Box::new(reason))
        }
    };
    if bench.has_text(text) {
        return Judgement::Holds;
    }
    let mut terms = terms;
    terms.push(unanswered(text));
    let finding = bench.finding_of(terms, |language| {
        let (title, reason) = (bench.title(language), reason(language));
        let text = bench.short(text, language);
        language.pick(
            format!("{title}: {reason}; «{text}» er ikke fylt ut"),
            format!("{title}: {reason}; «{text}» er ikkje fylt ut"),
            format!("{title}: {reason}; “{text}” is empty"),
        )
    });
    Judgement::Found(vec![finding])
}

/// «Ufullstendig behandling: Godkjenner er Ja, men «Godkjente utvidelser» er ikke fylt ut».
pub(super) fn officer_decision(bench: &Bench<'_>, check: &OfficerDecision) -> Judgement {
    let OfficerDecision {
        decision,
        yes_requires,
        no_requires,
    } = check;
    let Some(approve) = bench.yes_no(decision) else {
        return Judgement::NotApplicable;
    };
    let (required, there) = if approve {
        (yes_requires, bench.number(yes_requires).is_some())
    } else {
        (no_requires, bench.has_text(no_requires))
    };
    if there {
        return Judgement::Holds;
    }
    let terms = vec![unanswered(required), unanswered(decision)];
    let finding = bench.finding_of(terms, |language| {
        let (title, point) = (bench.title(language), bench.short(decision, language));
        let required = bench.short(required, language);
        let answer = if approve {
            language.pick("Ja", "Ja", "Yes")
        } else {
            language.pick("Nei", "Nei", "No")
        };
        language.pick(
            format!("{title}: «{point}» er {answer}, men «{required}» er ikke fylt ut"),
            format!("{title}: «{point}» er {answer}, men «{required}» er ikkje fylt ut"),
            format!("{title}: “{point}” is {answer}, but “{required}” is empty"),
        )
    });
    Judgement::Found(vec![finding])
}

/// A term that names a point without a number.
fn unanswered(point: &PointId) -> FindingTerm {
    FindingTerm {
        point: point.clone(),
        when: When::Current,
        side: Side::Left,
        sign: Sign::Plus,
        number: None,
        tenths: false,
    }
}
