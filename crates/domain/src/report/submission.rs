//! What a municipality sends, and what can be wrong with it.
//!
//! A submission that cannot be read as the form's answers is refused with every fault. Of the control
//! rules only R97 stops a sending (DOMAIN.md 1.4); a text that is not filled in does not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{
    Answer, AskAnswer, Content, Fault, Hash, InputFault, Value, Values,
    words::{expected, great_number, long_text, negative, nothing, text_expected, yes_no},
};
use crate::{
    ids::{PointId, RuleId, SubmissionId, UnitNo},
    period::Period,
    rules::{Lack, is_point_name, lacking},
    template::{Point, PointKind, Template},
    text::Text,
};

/// The greatest number an answer can be. Far above any count, and exact in every program that reads it.
pub const NUMBER_MAX: i64 = 999_999_999;

/// The longest text, in characters.
pub const TEXT_MAX: usize = 10_000;

/// What a municipality sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// Made by the sender; the same id again is the same act.
    pub submission_id: SubmissionId,
    /// The reporting unit.
    pub unit_no: UnitNo,
    /// The half-year.
    pub period: Period,
    /// The version of the form.
    pub template: String,
    /// The answers.
    #[schema(value_type = BTreeMap<PointId, Answer>)]
    pub values: Values,
    /// The municipality's comments by point.
    #[serde(default)]
    pub comments: BTreeMap<PointId, String>,
    /// The municipality's explanations of findings, by rule.
    #[serde(default)]
    pub explanations: BTreeMap<RuleId, String>,
    /// The municipality's answers to what was asked back.
    #[serde(default)]
    pub answers: BTreeMap<PointId, AskAnswer>,
}

impl Submission {
    /// What the content hash covers.
    pub fn content(&self) -> Content {
        Content {
            unit_no: self.unit_no.clone(),
            period: self.period,
            template: self.template.clone(),
            values: self.values.clone(),
            comments: self.comments.clone(),
            explanations: self.explanations.clone(),
            answers: self.answers.clone(),
        }
    }

    /// SHA-256 of the canonical content: everything but the submission id.
    pub fn content_hash(&self) -> Hash {
        self.content().hash()
    }

    /// Every fault at once, in the order of the form; empty where the submission can be received.
    pub fn faults(&self) -> Vec<Fault> {
        self.input_faults().into_iter().map(Fault::from).collect()
    }

    /// Every fault at once, with texts for people.
    pub fn input_faults(&self) -> Vec<InputFault> {
        let Some(template) = Template::by_id(&self.template) else {
            let found = Text::of(
                "en ukjent versjon",
                "ein ukjend versjon",
                "an unknown version",
            );
            let id = &Template::current().id;
            return vec![InputFault::at("template", found, Text::of(id, id, id))];
        };
        let mut faults = Vec::new();
        faults.extend(other_period(template, self.period));
        faults.extend(answer_faults(template, &self.values));
        let points = self.values.keys().chain(self.comments.keys());
        faults.extend(unknown_names(
            template,
            points.chain(self.answers.keys()),
            self.explanations.keys(),
        ));
        faults.extend(self.long_texts());
        faults
    }

    fn long_texts(&self) -> Vec<InputFault> {
        let too_long = |text: &str| text.chars().count() > TEXT_MAX;
        let comments = self.comments.iter().map(|(at, text)| (at.as_str(), text));
        let rules = self
            .explanations
            .iter()
            .map(|(at, text)| (at.as_str(), text));
        let answers = self.answers.iter().filter_map(|(at, answer)| match answer {
            AskAnswer::Explained { text } => Some((at.as_str(), text)),
            AskAnswer::Corrected {} => None,
        });
        comments
            .chain(rules)
            .chain(answers)
            .filter(|(_, text)| too_long(text))
            .map(|(at, _)| InputFault::at(safe_name(at), long_text(), text_expected()))
            .collect()
    }
}

/// Faults in the answers, in the order of the form.
fn answer_faults(template: &Template, values: &Values) -> Vec<InputFault> {
    let lacking = lacking(template, values);
    template
        .municipal_points()
        .filter_map(|point| {
            let lack = lacking.iter().find(|(lacking, _)| lacking.id == point.id);
            answer_fault(point, values.get(&point.id), lack.map(|(_, lack)| *lack))
        })
        .collect()
}

/// What is wrong with one point's answer.
pub(crate) fn answer_fault(
    point: &Point,
    value: Option<&Value>,
    lack: Option<Lack>,
) -> Option<InputFault> {
    let number = |n: &i64| (*n > NUMBER_MAX).then(great_number);
    let found = match (value, point.kind) {
        (None, _) => lack.map(|_| nothing()),
        (Some(Value::Number(n)), PointKind::Whole | PointKind::Tenths) => match lack {
            Some(Lack::Negative | Lack::Unanswered) => Some(negative()),
            None => number(n),
        },
        (Some(Value::Text(text)), PointKind::Text) => {
            (text.chars().count() > TEXT_MAX).then(long_text)
        }
        (Some(Value::YesNo(_)), PointKind::YesNo) => None,
        (Some(Value::Number(_)), PointKind::Text | PointKind::YesNo) => {
            Some(Text::of("et tall", "eit tal", "a number"))
        }
        (Some(Value::Text(_)), PointKind::Whole | PointKind::Tenths | PointKind::YesNo) => {
            Some(Text::of("tekst", "tekst", "text"))
        }
        (Some(Value::YesNo(_)), PointKind::Whole | PointKind::Tenths | PointKind::Text) => {
            Some(yes_no())
        }
    };
    Some(InputFault::at(
        point.id.as_str(),
        found?,
        expected(point.kind),
    ))
}

/// A fault for each name that is no point a municipality answers, and each that is no rule.
pub(crate) fn unknown_names<'a>(
    template: &Template,
    points: impl Iterator<Item = &'a PointId>,
    rules: impl Iterator<Item = &'a RuleId>,
) -> Vec<InputFault> {
    let strangers = points.filter_map(|point| stranger(template, point));
    let unknown = rules
        .filter(|rule| template.rule(rule).is_none())
        .map(|_| unknown_rule(template));
    strangers.chain(unknown).collect()
}

/// The fault of a name that is no point a municipality answers.
pub(crate) fn stranger(template: &Template, id: &PointId) -> Option<InputFault> {
    let found = match template.point(id) {
        Some(point) if point.is_municipal() => return None,
        Some(_) => Text::of(
            "et punkt som statsforvalteren fyller ut",
            "eit punkt som statsforvaltaren fyller ut",
            "a point the county governor fills in",
        ),
        None => Text::of(
            "et punkt skjemaet ikke har",
            "eit punkt skjemaet ikkje har",
            "a point the form does not have",
        ),
    };
    let form = &template.id;
    let expected = Text::of(
        &format!("et av kommunens punkter i skjemaet {form}"),
        &format!("eit av punkta til kommunen i skjemaet {form}"),
        &format!("a point of the form {form} that the municipality answers"),
    );
    Some(InputFault::at(safe_name(id.as_str()), found, expected))
}

/// The fault of a period that has another form.
fn other_period(template: &Template, period: Period) -> Option<InputFault> {
    if template.is_for(period) {
        return None;
    }
    let found = Text::of(
        "en periode med et annet skjema",
        "ein periode med eit anna skjema",
        "a period with another form",
    );
    let expected = Text::each(|language| {
        let first = template.valid_from;
        match template.valid_to {
            Some(last) => format!("{first} – {last}"),
            None => language.pick(
                format!("{first} eller senere"),
                format!("{first} eller seinare"),
                format!("{first} or later"),
            ),
        }
    });
    Some(InputFault::at("period", found, expected))
}

fn unknown_rule(template: &Template) -> InputFault {
    let form = &template.id;
    InputFault::at(
        "explanations",
        Text::of("en ukjent regel", "ein ukjend regel", "an unknown rule"),
        Text::of(
            &format!("en regel i skjemaet {form}"),
            &format!("ein regel i skjemaet {form}"),
            &format!("a rule of the form {form}"),
        ),
    )
}

/// A name that a sender made up is shown only where it can be nothing but a name.
pub(crate) fn safe_name(name: &str) -> &str {
    let is_rule = name.len() <= 4 && name.chars().all(|c| c.is_ascii_alphanumeric());
    if is_point_name(name) || is_rule {
        name
    } else {
        "?"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submission() -> Submission {
        serde_json::from_value(serde_json::json!({
            "submission_id": "01890a5d-ac96-774b-bcce-b302099a8057",
            "unit_no": "3411",
            "period": "2026-1",
            "template": Template::current().id,
            "values": { "inv_closed": 151, "unit_contact_name": "Å \"B\"", "unit_intermunicipal": false },
            "comments": { "inv_breach": "To saker\n" },
        }))
        .unwrap()
    }

    #[test]
    fn content_hash_covers_content_and_not_the_act_of_sending() {
        let one = submission();
        let mut again = one.clone();
        again.submission_id = SubmissionId(uuid::Uuid::nil());
        assert_eq!(one.content_hash(), again.content_hash());
        again.values.insert("inv_closed".into(), Value::Number(152));
        assert_ne!(one.content_hash(), again.content_hash());
        let mut answered = one.clone();
        answered
            .answers
            .insert("inv_closed".into(), AskAnswer::Corrected {});
        assert_ne!(one.content_hash(), answered.content_hash());
        let mut explained = one.clone();
        explained
            .explanations
            .insert("R95".into(), "Ny bydel".into());
        assert_ne!(one.content_hash(), explained.content_hash());
    }

    #[test]
    fn every_fault_is_found_at_once() {
        let mut sent = submission();
        sent.values
            .insert("inv_closed".into(), Value::Text("many".to_owned()));
        sent.values.insert("inv_started".into(), Value::Number(-1));
        sent.values
            .insert("msg_received".into(), Value::Number(NUMBER_MAX + 1));
        sent.values.insert("nonsense".into(), Value::Number(1));
        sent.values.insert("sf_decision".into(), Value::YesNo(true));
        sent.comments.insert("Kari Nordmann".into(), String::new());
        sent.explanations.insert("R00".into(), String::new());
        let faults = sent.faults();
        let of = |at: &str| {
            faults
                .iter()
                .find(|fault| fault.at == at)
                .map(|f| f.found.as_str())
        };
        assert_eq!(of("inv_closed"), Some("text"));
        assert_eq!(of("inv_started"), Some("a negative number"));
        assert_eq!(of("inv_open_start"), Some("nothing"));
        assert_eq!(of("msg_received"), Some("a number above 999999999"));
        assert_eq!(of("nonsense"), Some("a point the form does not have"));
        assert_eq!(
            of("sf_decision"),
            Some("a point the county governor fills in")
        );
        assert_eq!(of("explanations"), Some("an unknown rule"));
        assert_eq!(of("?"), Some("a point the form does not have"));
        assert_eq!(of("unit_contact_name"), None);
        let shown = format!("{faults:?}");
        assert!(
            !shown.contains("many") && !shown.contains("Kari"),
            "{shown}"
        );
    }

    #[test]
    fn a_period_has_its_own_form() {
        let mut sent = submission();
        sent.period = "2015-2".parse().unwrap();
        let faults = sent.faults();
        assert_eq!(
            faults[0].to_string(),
            "period: found a period with another form, expected 2016-1 or later"
        );
        sent.period = Template::current().valid_from;
        assert!(sent.faults().iter().all(|fault| fault.at != "period"));
    }

    #[test]
    fn a_missing_text_does_not_stop_a_sending() {
        let mut sent = submission();
        for point in Template::current().municipal_points() {
            let value = match point.kind {
                PointKind::Whole | PointKind::Tenths => Value::Number(0),
                PointKind::YesNo => Value::YesNo(true),
                PointKind::Text => continue,
            };
            sent.values.insert(point.id.clone(), value);
        }
        sent.values.remove(&PointId::from("unit_contact_name"));
        assert_eq!(sent.faults(), vec![]);
    }
}
