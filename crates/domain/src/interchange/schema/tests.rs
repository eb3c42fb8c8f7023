//! The schema is one, names the form's points, and accepts what is received.

use super::*;
use crate::{
    generator::{Faults, office_history},
    interchange::read_json,
    report::json_bytes,
};

#[test]
fn the_schema_names_every_municipal_point() {
    let template = Template::current();
    let required = template
        .points()
        .filter(|point| point.stops_sending())
        .count();
    for language in Language::ALL {
        let schema = json_schema(template, language);
        let answers = &schema["properties"]["values"];
        assert_eq!(
            answers["properties"].as_object().unwrap().len(),
            template.municipal_points().count()
        );
        assert_eq!(answers["required"].as_array().unwrap().len(), required);
        assert_eq!(answers["properties"]["inv_closed"]["type"], "integer");
        assert_eq!(answers["properties"]["unit_comment"]["maxLength"], TEXT_MAX);
        assert_eq!(answers["properties"]["staff_total"]["maximum"], NUMBER_MAX);
        assert!(answers["properties"].get("sf_decision").is_none());
    }
}

#[test]
fn the_schema_accepts_what_is_received() {
    let schema = json_schema(Template::current(), Language::Nb);
    let office = "agder".into();
    for made in office_history(3, &office, "2026-1".parse().unwrap(), 2, Faults::None) {
        let mut sent = serde_json::to_value(&made.submission).unwrap();
        assert_eq!(refusal(&schema, &sent), None);
        sent["explanations"] = json!({ "R95": "Ny bydel." });
        sent["comments"] = json!({ "inv_breach": "To saker." });
        sent["answers"] = json!({
            "inv_closed": { "kind": "corrected" },
            "inv_breach": { "kind": "explained", "text": "Stemmer." },
        });
        assert_eq!(refusal(&schema, &sent), None);
        assert!(read_json(&json_bytes(&sent)).is_ok());
    }
}

#[test]
fn the_schema_and_the_reader_refuse_the_same() {
    let schema = json_schema(Template::current(), Language::Nb);
    let office = "agder".into();
    let made = office_history(3, &office, "2026-1".parse().unwrap(), 1, Faults::None);
    let sound = serde_json::to_value(&made[0].submission).unwrap();
    let long = "æ".repeat(TEXT_MAX + 1);
    for (pointer, value) in [
        ("/period", json!("2026-3")),
        ("/period", json!("26-1")),
        ("/template", json!("1999-1.0")),
        ("/unit_no", json!(3411)),
        ("/submission_id", json!("x")),
        ("/values", json!([])),
        ("/values", json!({})),
        ("/values/inv_closed", json!(null)),
        ("/values/inv_closed", json!("mange")),
        ("/values/inv_closed", json!(-1)),
        ("/values/inv_closed", json!(1.5)),
        ("/values/inv_closed", json!(NUMBER_MAX + 1)),
        ("/values/staff_total", json!(12.5)),
        ("/values/ctrl_training_plan", json!("ja")),
        ("/values/unit_contact_name", json!(1)),
        ("/values/unit_contact_name", json!(long)),
        ("/comments", json!({ "inv_gone": "" })),
        ("/comments", json!({ "sf_comment": "" })),
        ("/comments", json!({ "inv_closed": 1 })),
        ("/comments", json!({ "inv_closed": long })),
        ("/explanations", json!({ "R00": "" })),
        ("/answers", json!({ "inv_closed": { "kind": "other" } })),
        ("/answers", json!({ "inv_closed": { "kind": "explained" } })),
        (
            "/answers",
            json!({ "inv_closed": { "kind": "corrected", "text": "" } }),
        ),
    ] {
        let mut sent = sound.clone();
        *sent.pointer_mut(pointer).unwrap() = value.clone();
        assert!(refusal(&schema, &sent).is_some(), "{pointer} {value:.80}");
        assert!(
            read_json(&json_bytes(&sent)).is_err(),
            "{pointer} {value:.80}"
        );
    }
    for unknown in ["note", "sf_decision"] {
        let mut sent = sound.clone();
        sent["values"][unknown] = json!(1);
        assert!(refusal(&schema, &sent).is_some(), "{unknown}");
        assert!(read_json(&json_bytes(&sent)).is_err(), "{unknown}");
    }
}

/// Where a schema refuses a value, by the rules of JSON Schema 2020-12 for the words our schema uses;
/// another word fails the test.
fn refusal(schema: &Json, value: &Json) -> Option<String> {
    let words = schema.as_object().unwrap();
    words.iter().find_map(|(word, wanted)| {
        let fits = match word.as_str() {
            "$schema" | "$id" | "title" | "description" => true,
            "type" => is_of_type(value, wanted.as_str().unwrap()),
            "const" => value == wanted,
            "enum" => wanted.as_array().unwrap().contains(value),
            "minimum" => value.as_f64().is_none_or(|n| n >= wanted.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|n| n <= wanted.as_f64().unwrap()),
            "maxLength" => {
                let longest = usize::try_from(wanted.as_u64().unwrap()).unwrap();
                value
                    .as_str()
                    .is_none_or(|text| text.chars().count() <= longest)
            }
            "format" => {
                assert_eq!(wanted, "uuid");
                value
                    .as_str()
                    .is_none_or(|text| uuid::Uuid::parse_str(text).is_ok())
            }
            "pattern" => value
                .as_str()
                .is_none_or(|text| matches(wanted.as_str().unwrap(), text)),
            "required" => {
                let mut names = wanted.as_array().unwrap().iter();
                names.all(|name| value.get(name.as_str().unwrap()).is_some())
            }
            "oneOf" => {
                let schemas = wanted.as_array().unwrap().iter();
                schemas.filter(|one| refusal(one, value).is_none()).count() == 1
            }
            "properties" | "additionalProperties" | "propertyNames" => {
                return members(value)
                    .find_map(|(name, member)| member_refusal(words, word, name, member));
            }
            other => panic!("{other} is no word this test knows"),
        };
        (!fits).then(|| word.clone())
    })
}

/// Where one member of an object is refused by one word of the object's schema.
fn member_refusal(
    words: &Map<String, Json>,
    word: &str,
    name: &str,
    member: &Json,
) -> Option<String> {
    let of_property = words.get("properties").and_then(|all| all.get(name));
    let refused = match (word, of_property) {
        ("properties", Some(schema)) => refusal(schema, member),
        ("propertyNames", _) => refusal(&words[word], &json!(name)),
        ("additionalProperties", None) if words[word] == json!(false) => Some(word.to_owned()),
        ("additionalProperties", None) => refusal(&words[word], member),
        _ => None,
    };
    refused.map(|refused| format!("{name}: {refused}"))
}

fn members(value: &Json) -> impl Iterator<Item = (&String, &Json)> {
    value.as_object().into_iter().flatten()
}

fn is_of_type(value: &Json, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("{other} is no type this test knows"),
    }
}

/// The two patterns of the schema.
fn matches(pattern: &str, text: &str) -> bool {
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    match pattern {
        "^[0-9]{4}([0-9]{2})?$" => digits(text) && matches!(text.len(), 4 | 6),
        "^2[0-9]{3}-[12]$" => {
            let (year, half) = text.split_once('-').unwrap_or_default();
            year.len() == 4 && digits(year) && year.starts_with('2') && matches!(half, "1" | "2")
        }
        other => panic!("{other} is no pattern this test knows"),
    }
}
