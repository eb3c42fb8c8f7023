//! A rule's demand in words and names.

use crate::{
    ids::PointId,
    number::{percent, percent_range},
    rules::{
        AllOf, AtMost, ChangeLimits, Check, Condition, CopyLimits, EqualsPrevious, OfficerDecision,
        Positive, RatioAtMost, RequiresText, ShareAtLeast, ShareBelow, ShareRange, Sum, SumEquals,
        WithinTolerance, joined,
    },
    template::Template,
    text::Language,
};

/// What must hold, with the points' short names.
pub(super) fn formula(template: &Template, check: &Check, language: Language) -> String {
    let words = Words { template, language };
    match check {
        Check::SumEquals(check) => words.sum_equals(check),
        Check::AtMost(check) => words.at_most(check),
        Check::EqualsPrevious(check) => words.equals_previous(check),
        Check::WithinTolerance(check) => words.within_tolerance(check),
        Check::AllOf(AllOf { part, whole }) => {
            format!("{} ≥ {}", words.sum(part), words.sum(whole))
        }
        Check::Positive(Positive { sum }) => format!("{} = 0", words.sum(sum)),
        Check::ShareRange(check) => words.share_range(check),
        Check::ShareAtLeast(check) => words.share_at_least(check),
        Check::ShareBelow(check) => words.share_below(check),
        Check::RatioAtMost(RatioAtMost { part, whole, max }) => {
            format!("{} ≤ {max}", words.share(part, whole))
        }
        Check::RequiresText(check) => words.requires_text(check),
        Check::Change(limits) => words.change(limits),
        Check::Copy(limits) => words.copy(limits),
        Check::RequiredAnswers {} => words.required_answers(),
        Check::OfficerDecision(check) => words.officer_decision(check),
    }
}

/// How a share is worked out, with the points' short names.
pub(super) fn share(template: &Template, part: &Sum, whole: &Sum, language: Language) -> String {
    Words { template, language }.share(part, whole)
}

struct Words<'a> {
    template: &'a Template,
    language: Language,
}

impl Words<'_> {
    fn name<'p>(&'p self, point: &'p PointId) -> &'p str {
        self.template.short(point, self.language)
    }

    fn sum(&self, sum: &Sum) -> String {
        let terms = sum.terms().iter();
        joined(terms.map(|term| (term.sign, self.name(&term.point))), '−')
    }

    fn sum_equals(&self, check: &SumEquals) -> String {
        format!("{} = {}", self.sum(&check.left), self.sum(&check.right))
    }

    fn at_most(&self, check: &AtMost) -> String {
        let chains: Vec<String> = check
            .chains
            .iter()
            .map(|chain| {
                let sums: Vec<String> = chain.iter().map(|sum| self.sum(sum)).collect();
                sums.join(" ≤ ")
            })
            .collect();
        chains.join("; ")
    }

    fn equals_previous(&self, check: &EqualsPrevious) -> String {
        let (point, previous) = (self.name(&check.point), self.name(&check.previous));
        self.language.pick(
            format!("{point} = {previous} i forrige periode"),
            format!("{point} = {previous} i førre periode"),
            format!("{point} = {previous} in the period before"),
        )
    }

    fn within_tolerance(&self, check: &WithinTolerance) -> String {
        let (left, right) = (self.sum(&check.left), self.sum(&check.right));
        let (number, share) = (check.absolute, percent(check.percent, self.language));
        self.language.pick(
            format!("{left} = {right}, med et avvik på høyst {number} eller {share}"),
            format!("{left} = {right}, med eit avvik på høgst {number} eller {share}"),
            format!("{left} = {right}, within {number} or {share}"),
        )
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

    fn share_range(&self, check: &ShareRange) -> String {
        let share = self.share(&check.part, &check.whole);
        let range = percent_range(check.min_percent, check.max_percent, self.language);
        let (change_points, floor) = (check.change_points, self.floor(check.floor));
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

    fn share_at_least(&self, check: &ShareAtLeast) -> String {
        let share = self.share(&check.part, &check.whole);
        let least = percent(check.percent, self.language);
        format!("{share} ≥ {least}{}", self.floor(check.floor))
    }

    fn change(&self, limits: &ChangeLimits) -> String {
        let share = percent(limits.min_percent, self.language);
        let (difference, vanished, appeared) = (
            limits.min_difference,
            limits.vanished_from,
            limits.appeared_at,
        );
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

    fn copy(&self, limits: &CopyLimits) -> String {
        let share = percent(limits.percent, self.language);
        let floor = self.floor(limits.floor);
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

    fn officer_decision(&self, check: &OfficerDecision) -> String {
        let points = [&check.decision, &check.yes_requires, &check.no_requires];
        let [decision, yes, no] = points.map(|point| self.name(point));
        self.language.pick(
            format!("«{decision}» = Ja krever «{yes}»; Nei krever «{no}»"),
            format!("«{decision}» = Ja krev «{yes}»; Nei krev «{no}»"),
            format!("“{decision}” = Yes requires “{yes}”; No requires “{no}”"),
        )
    }

    fn share_below(&self, check: &ShareBelow) -> String {
        let share = percent(check.percent, self.language);
        let groups: Vec<String> = check
            .groups
            .iter()
            .map(|group| format!("{} < {share}", self.share(&group.part, &group.whole)))
            .collect();
        let high = check.high_percent.map_or_else(String::new, |high| {
            let high = percent(high, self.language);
            self.language.pick(
                format!(" (høy fra {high})"),
                format!(" (høg frå {high})"),
                format!(" (high from {high})"),
            )
        });
        format!("{}{high}{}", groups.join("; "), self.floor(check.floor))
    }

    fn requires_text(&self, check: &RequiresText) -> String {
        let text = self.name(&check.text);
        match &check.when {
            Condition::Positive { sum } => {
                let sum = self.sum(sum);
                self.language.pick(
                    format!("{sum} > 0 krever «{text}»"),
                    format!("{sum} > 0 krev «{text}»"),
                    format!("{sum} > 0 requires “{text}”"),
                )
            }
            Condition::AnyNo { points } => {
                let names: Vec<&str> = points.iter().map(|point| self.name(point)).collect();
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
