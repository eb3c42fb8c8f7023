//! A submission as JSON, with every fault at once.

use std::{collections::BTreeMap, str::FromStr};

use serde::Deserialize as _;
use serde_json::{Map, Value as Json};

use crate::{
    ids::{PointId, RuleId, UnitNo},
    report::{AskAnswer, InputFault, Submission, Value, safe_name},
    text::Text,
};

/// Reads a submission, or every fault in it.
pub fn read_json(bytes: &[u8]) -> Result<Submission, Vec<InputFault>> {
    let json: Json = serde_json::from_slice(bytes).map_err(|error| {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
        vec![
            InputFault::at(
                "",
                Text::of(
                    "noe som ikke er JSON",
                    "noko som ikkje er JSON",
                    "something that is not JSON",
                ),
                Text::of("JSON", "JSON", "JSON"),
            )
            .on_line(line),
        ]
    })?;
    let Json::Object(fields) = json else {
        return Err(vec![InputFault::at("", found(&json), object())]);
    };
    let mut reader = Reader {
        fields,
        faults: Vec::new(),
    };
    let submission_id = reader.parsed("submission_id", "UUID");
    let unit_no = reader
        .text("unit_no")
        .map(|text| UnitNo::from(text.as_str()));
    let period = reader.parsed("period", "2026-1");
    let template = reader.text("template");
    let values = reader.entries("values", true, answer);
    let comments = reader.entries("comments", false, text);
    let explanations = reader.entries("explanations", false, text);
    let answers = reader.entries("answers", false, ask_answer);
    let mut faults = reader.rest();
    let (Some(submission_id), Some(unit_no), Some(period), Some(template)) =
        (submission_id, unit_no, period, template)
    else {
        return Err(faults);
    };
    let submission = Submission {
        submission_id,
        unit_no,
        period,
        template,
        values: point_keys(values),
        comments: point_keys(comments),
        explanations: explanations
            .into_iter()
            .map(|(rule, text)| (RuleId(rule), text))
            .collect(),
        answers: point_keys(answers),
    };
    let further: Vec<InputFault> = submission
        .input_faults()
        .into_iter()
        .filter(|fault| !faults.iter().any(|told| told.at == fault.at))
        .collect();
    faults.extend(further);
    if faults.is_empty() {
        Ok(submission)
    } else {
        Err(faults)
    }
}

struct Reader {
    fields: Map<String, Json>,
    faults: Vec<InputFault>,
}

impl Reader {
    fn text(&mut self, field: &str) -> Option<String> {
        match self.fields.remove(field) {
            Some(Json::String(text)) => Some(text),
            other => {
                let found = other.as_ref().map_or_else(nothing, found);
                self.fault(field, found, Text::of("tekst", "tekst", "text"));
                None
            }
        }
    }

    fn parsed<T: FromStr>(&mut self, field: &str, like: &str) -> Option<T> {
        let text = self.text(field)?;
        let parsed = text.parse().ok();
        if parsed.is_none() {
            let expected = Text::of(
                &format!("tekst som {like}"),
                &format!("tekst som {like}"),
                &format!("text such as {like}"),
            );
            self.fault(
                field,
                Text::of("annen tekst", "annan tekst", "other text"),
                expected,
            );
        }
        parsed
    }

    /// The entries of an object that can be read; a fault for each other.
    fn entries<T>(
        &mut self,
        field: &str,
        required: bool,
        read: impl Fn(&Json) -> Result<T, Text>,
    ) -> BTreeMap<String, T> {
        let entries = match self.fields.remove(field) {
            Some(Json::Object(entries)) => entries,
            None if !required => Map::new(),
            other => {
                let found = other.as_ref().map_or_else(nothing, found);
                self.fault(field, found, object());
                Map::new()
            }
        };
        let mut read_entries = BTreeMap::new();
        for (name, entry) in entries {
            match read(&entry) {
                Ok(entry) => {
                    read_entries.insert(name, entry);
                }
                Err(expected) => self.fault(safe_name(&name), found(&entry), expected),
            }
        }
        read_entries
    }

    fn fault(&mut self, at: &str, found: Text, expected: Text) {
        self.faults.push(InputFault::at(at, found, expected));
    }

    /// The faults, with one for each field that is left.
    fn rest(mut self) -> Vec<InputFault> {
        let names: Vec<String> = self.fields.keys().cloned().collect();
        for name in names {
            let found = Text::of("et ukjent felt", "eit ukjent felt", "an unknown field");
            let expected = Text::of(
                "feltene i JSON-skjemaet for rapporten",
                "felta i JSON-skjemaet for rapporten",
                "the fields of the report’s JSON schema",
            );
            self.fault(safe_name(&name), found, expected);
        }
        self.faults
    }
}

fn point_keys<T>(entries: BTreeMap<String, T>) -> BTreeMap<PointId, T> {
    entries
        .into_iter()
        .map(|(point, entry)| (PointId(point), entry))
        .collect()
}

/// The answer, or what was expected in its place.
fn answer(json: &Json) -> Result<Value, Text> {
    let answer = match json {
        Json::Bool(answer) => Some(Value::YesNo(*answer)),
        Json::Number(number) => number.as_i64().map(Value::Number),
        Json::String(text) => Some(Value::Text(text.clone())),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    };
    answer.ok_or_else(|| {
        Text::of(
            "et helt tall, tekst, sant eller usant",
            "eit heilt tal, tekst, sant eller usant",
            "a whole number, text, true or false",
        )
    })
}

fn text(json: &Json) -> Result<String, Text> {
    let text = json.as_str().map(str::to_owned);
    text.ok_or_else(|| Text::of("tekst", "tekst", "text"))
}

fn ask_answer(json: &Json) -> Result<AskAnswer, Text> {
    // A variant without fields would let other fields pass.
    let is_whole = |answer: &AskAnswer| serde_json::to_value(answer).as_ref().ok() == Some(json);
    let answer = AskAnswer::deserialize(json).ok().filter(is_whole);
    let expected = r#"{"kind":"corrected"}, {"kind":"explained","text":"…"}"#;
    answer.ok_or_else(|| Text::of(expected, expected, expected))
}

fn found(json: &Json) -> Text {
    match json {
        Json::Null => Text::of("null", "null", "null"),
        Json::Bool(_) => Text::of("sant eller usant", "sant eller usant", "true or false"),
        Json::Number(number) if number.as_i64().is_none() => Text::of(
            "et tall som ikke er helt, eller er for stort",
            "eit tal som ikkje er heilt, eller er for stort",
            "a number that is not whole, or is too great",
        ),
        Json::Number(_) => Text::of("et tall", "eit tal", "a number"),
        Json::String(_) => Text::of("tekst", "tekst", "text"),
        Json::Array(_) => Text::of("en liste", "ei liste", "a list"),
        Json::Object(_) => object(),
    }
}

fn object() -> Text {
    Text::of("et objekt", "eit objekt", "an object")
}

fn nothing() -> Text {
    Text::of("ingenting", "ingenting", "nothing")
}
