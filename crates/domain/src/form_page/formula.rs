//! A rule's demand in words and names.

use crate::{
    ids::PointId,
    number::{percent, percent_range},
    rules::{Check, Condition, Part, Sign, Sum},
    template::Template,
    text::Language,
};

/// What must hold, with the points' short names.
pub(super) fn formula(template: &Template, check: &Check, language: Language) -> String {
    let words = Words { template, language };
    match check {
        Check::SumEquals { left, right } => {
            format!("{} = {}", words.sum(left), words.sum(right))
        }
        Check::AtMost { chains } => {
            let chains: Vec<String> = chains
                .iter()
                .map(|chain| {
                    let sums: Vec<String> = chain.iter().map(|sum| words.sum(sum)).collect();
                    sums.join(" ≤ ")
                })
                .collect();
            chains.join("; ")
        }
        Check::EqualsPrevious { point, previous } => {
            let (point, previous) = (words.name(point), words.name(previous));
            language.pick(
                format!("{point} = {previous} i forrige periode"),
                format!("{point} = {previous} i førre periode"),
                format!("{point} = {previous} in the period before"),
            )
        }
        Check::WithinTolerance {
            left,
            right,
            absolute,
            percent: share,
        } => {
            let (left, right) = (words.sum(left), words.sum(right));
            let share = percent(*share, language);
            language.pick(
                format!("{left} = {right}, med et avvik på høyst {absolute} eller {share}"),
                format!("{left} = {right}, med eit avvik på høgst {absolute} eller {share}"),
                format!("{left} = {right}, within {absolute} or {share}"),
            )
        }
        Check::AllOf { part, whole } => format!("{} ≥ {}", words.sum(part), words.sum(whole)),
        Check::Positive { sum } => format!("{} = 0", words.sum(sum)),
        Check::ShareRange {
            part,
            whole,
            min_percent,
            max_percent,
            change_points,
            floor,
        } => {
            let range = percent_range(*min_percent, *max_percent, language);
            words.share_range(&words.share(part, whole), &range, *change_points, *floor)
        }
        Check::ShareAtLeast {
            part,
            whole,
            percent: share,
            floor,
        } => {
            let of = words.share(part, whole);
            format!(
                "{of} ≥ {}{}",
                percent(*share, language),
                words.floor(*floor)
            )
        }
        Check::ShareBelow {
            parts,
            percent: share,
            high_percent,
            floor,
        } => words.share_below(parts, *share, *high_percent, *floor),
        Check::RatioAtMost { part, whole, max } => {
            format!("{} ≤ {max}", words.share(part, whole))
        }
        Check::RequiresText { when, text } => words.requires_text(when, text),
        Check::Change {
            min_difference,
            min_percent,
            vanished_from,
            appeared_at,
        } => words.change(*min_difference, *min_percent, *vanished_from, *appeared_at),
        Check::Copy {
            percent: share,
            floor,
        } => words.copy(*share, *floor),
        Check::RequiredAnswers {} => words.required_answers(),
        Check::OfficerDecision {
            decision,
            yes_requires,
            no_requires,
        } => words.officer_decision(decision, yes_requires, no_requires),
    }
}

struct Words<'a> {
    template: &'a Template,
    language: Language,
}

impl<'a> Words<'a> {
    fn name(&self, point: &'a PointId) -> &'a str {
        self.template.short(point, self.language)
    }

    fn sum(&self, sum: &Sum) -> String {
        let mut text = String::new();
        for (place, term) in sum.terms().iter().enumerate() {
            match (place, term.sign) {
                (0, _) => {}
                (_, Sign::Plus) => text.push_str(" + "),
                (_, Sign::Minus) => text.push_str(" − "),
            }
            text.push_str(self.template.short(&term.point, self.language));
        }
        text
    }

    fn share(&self, part: &Sum, whole: &Sum) -> String {
        let grouped = |sum: &Sum| {
            let text = self.sum(sum);
            if sum.terms().len() > 1 {
                format!("({text})")
            } else {
                text
            }
        };
        format!("{} / {}", grouped(part), grouped(whole))
    }

    fn share_range(&self, share: &str, range: &str, change_points: u32, floor: u32) -> String {
        let floor = self.floor(floor);
        self.language.pick(
            format!(
                "{share} er {range}, og mindre enn {change_points} prosentpoeng fra forrige \
                 periode{floor}"
            ),
            format!(
                "{share} er {range}, og mindre enn {change_points} prosentpoeng frå førre \
                 periode{floor}"
            ),
            format!(
                "{share} is {range}, and less than {change_points} percentage points from the \
                 period before{floor}"
            ),
        )
    }

    fn change(&self, difference: u32, share: u32, vanished: u32, appeared: u32) -> String {
        let share = percent(share, self.language);
        self.language.pick(
            format!(
                "Ingen tall er endret med {difference} og {share} eller mer, gått fra {vanished} \
                 eller mer til 0, eller fra 0 til {appeared} eller mer"
            ),
            format!(
                "Ingen tal er endra med {difference} og {share} eller meir, gått frå {vanished} \
                 eller meir til 0, eller frå 0 til {appeared} eller meir"
            ),
            format!(
                "No number has changed by {difference} and {share} or more, gone from {vanished} \
                 or more to 0, or from 0 to {appeared} or more"
            ),
        )
    }

    fn copy(&self, share: u32, floor: u32) -> String {
        let share = percent(share, self.language);
        let floor = self.floor(floor);
        self.language.pick(
            format!("Under {share} av tallene over 0 er de samme som i forrige periode{floor}"),
            format!("Under {share} av tala over 0 er dei same som i førre periode{floor}"),
            format!(
                "Less than {share} of the numbers above 0 are those of the period before{floor}"
            ),
        )
    }

    fn required_answers(&self) -> String {
        let demand = self.language.pick(
            "Alle tall og ja/nei-punkter som må fylles ut, er besvart, og ingen tall er negative; \
             0 er et svar",
            "Alle tal og ja/nei-punkt som må fyllast ut, har svar, og ingen tal er negative; 0 er \
             eit svar",
            "Every required number and yes/no point is answered, and no number is negative; 0 is \
             an answer",
        );
        demand.to_owned()
    }

    fn officer_decision(&self, decision: &PointId, yes: &PointId, no: &PointId) -> String {
        let [decision, yes, no] =
            [decision, yes, no].map(|point| self.template.short(point, self.language));
        self.language.pick(
            format!("«{decision}» = Ja krever «{yes}»; Nei krever «{no}»"),
            format!("«{decision}» = Ja krev «{yes}»; Nei krev «{no}»"),
            format!("“{decision}” = Yes requires “{yes}”; No requires “{no}”"),
        )
    }

    fn share_below(
        &self,
        parts: &[Part],
        share: u32,
        high_percent: Option<u32>,
        floor: u32,
    ) -> String {
        let share = percent(share, self.language);
        let parts: Vec<String> = parts
            .iter()
            .map(|Part { part, whole }| format!("{} < {share}", self.share(part, whole)))
            .collect();
        let high = high_percent.map_or_else(String::new, |high| {
            let high = percent(high, self.language);
            self.language.pick(
                format!(" (høy fra {high})"),
                format!(" (høg frå {high})"),
                format!(" (high from {high})"),
            )
        });
        format!("{}{high}{}", parts.join("; "), self.floor(floor))
    }

    fn requires_text(&self, when: &Condition, text: &'a PointId) -> String {
        let text = self.name(text);
        match when {
            Condition::Positive { sum } => {
                let sum = self.sum(sum);
                self.language.pick(
                    format!("{sum} > 0 krever «{text}»"),
                    format!("{sum} > 0 krev «{text}»"),
                    format!("{sum} > 0 requires “{text}”"),
                )
            }
            Condition::AnyNo { points } => {
                let names: Vec<&str> = points
                    .iter()
                    .map(|point| self.template.short(point, self.language))
                    .collect();
                let names = names.join(", ");
                self.language.pick(
                    format!("Nei på et av punktene {names} krever «{text}»"),
                    format!("Nei på eit av punkta {names} krev «{text}»"),
                    format!("No to any of {names} requires “{text}”"),
                )
            }
        }
    }

    fn floor(&self, floor: u32) -> String {
        self.language.pick(
            format!("; vurderes ikke under {floor}"),
            format!("; blir ikkje vurdert under {floor}"),
            format!("; not judged below {floor}"),
        )
    }
}
