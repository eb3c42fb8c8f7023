//! The JSON Schema of a submission, made from the form.

use serde_json::{Map, Value as Json, json};

use crate::{
    report::{NUMBER_MAX, TEXT_MAX},
    template::{Point, PointKind, Template},
    text::Language,
};

/// The JSON Schema (2020-12) of a submission on that form. A schema cannot say all that the form
/// demands: the control rules are not in it.
pub fn json_schema(template: &Template, language: Language) -> Json {
    let points: Vec<&Point> = template.municipal_points().collect();
    let names: Vec<&str> = points.iter().map(|point| point.id.as_str()).collect();
    let required: Vec<&str> = points
        .iter()
        .filter(|point| point.stops_sending())
        .map(|point| point.id.as_str())
        .collect();
    let answers: Map<String, Json> = points
        .iter()
        .map(|point| (point.id.to_string(), answer(point, language)))
        .collect();
    let rules: Vec<&str> = template.rules.iter().map(|rule| rule.id.as_str()).collect();
    let text = json!({ "type": "string", "maxLength": TEXT_MAX });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:halvaarsrapport:submission:{}", template.id),
        "type": "object",
        "additionalProperties": false,
        "required": ["submission_id", "unit_no", "period", "template", "values"],
        "properties": {
            "submission_id": { "type": "string", "format": "uuid" },
            "unit_no": { "type": "string", "pattern": "^[0-9]{4}([0-9]{2})?$" },
            "period": { "type": "string", "pattern": "^2[0-9]{3}-[12]$" },
            "template": { "const": template.id },
            "values": {
                "type": "object",
                "additionalProperties": false,
                "required": required,
                "properties": answers,
            },
            "comments": {
                "type": "object",
                "propertyNames": { "enum": names },
                "additionalProperties": text,
            },
            "explanations": {
                "type": "object",
                "propertyNames": { "enum": rules },
                "additionalProperties": text,
            },
            "answers": {
                "type": "object",
                "propertyNames": { "enum": names },
                "additionalProperties": {
                    "oneOf": [
                        {
                            "type": "object",
                            "additionalProperties": false,
                            "required": ["kind"],
                            "properties": { "kind": { "const": "corrected" } },
                        },
                        {
                            "type": "object",
                            "additionalProperties": false,
                            "required": ["kind", "text"],
                            "properties": { "kind": { "const": "explained" }, "text": text },
                        },
                    ],
                },
            },
        },
    })
}

fn answer(point: &Point, language: Language) -> Json {
    let title = point.label.get(language);
    let help = point.help.get(language);
    let tenths = language.pick(
        "I hele tideler: 125 er 12,5.",
        "I heile tidelar: 125 er 12,5.",
        "In whole tenths: 125 is 12.5.",
    );
    match point.kind {
        PointKind::Whole => json!({
            "type": "integer", "minimum": 0, "maximum": NUMBER_MAX,
            "title": title, "description": help,
        }),
        PointKind::Tenths => json!({
            "type": "integer", "minimum": 0, "maximum": NUMBER_MAX,
            "title": title, "description": format!("{help} {tenths}"),
        }),
        PointKind::Text => json!({
            "type": "string", "maxLength": TEXT_MAX, "title": title, "description": help,
        }),
        PointKind::YesNo => json!({ "type": "boolean", "title": title, "description": help }),
    }
}

#[cfg(test)]
mod tests;
