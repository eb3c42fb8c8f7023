//! What the derived description leaves open and the types do not.

use domain::{interchange::json_schema, template::Template, text::Language};
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;

/// Enums whose variants take no unknown fields. The derive closes structs only.
const CLOSED: [&str; 4] = ["ApplicationAnswer", "AskAnswer", "Represents", "Verdict"];

/// The description as a document.
#[expect(clippy::expect_used, reason = "a description has text keys only")]
pub(super) fn document(described: &OpenApi) -> Value {
    let mut document = serde_json::to_value(described).expect("text keys only");
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        if let Some(schema) = schemas.get_mut("Submission") {
            *schema = submission();
        }
        for name in CLOSED {
            close(schemas, name);
        }
    }
    tidy(&mut document);
    document
}

/// The form says more about a submission than its type does.
fn submission() -> Value {
    let versions: Vec<Value> = Template::all()
        .map(|template| {
            let mut schema = json_schema(template, Language::En);
            if let Value::Object(schema) = &mut schema {
                schema.remove("$id");
                schema.remove("$schema");
            }
            schema
        })
        .collect();
    json!({ "description": "What a municipality sends.", "oneOf": versions })
}

fn close(schemas: &mut Map<String, Value>, name: &str) {
    let variants = schemas
        .get_mut(name)
        .and_then(|schema| schema.get_mut("oneOf"))
        .and_then(Value::as_array_mut);
    for variant in variants.into_iter().flatten() {
        if let Value::Object(variant) = variant {
            variant.insert("additionalProperties".to_owned(), false.into());
        }
    }
}

/// Gives each integer the bounds that its format names, and takes the marks of links within the code
/// out of descriptions.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(format)) = object.get("format") {
                let bounded = bounds(format);
                object.extend(bounded);
            }
            if let Some(Value::String(description)) = object.get_mut("description") {
                *description = description.replace("[`", "`").replace("`]", "`");
            }
            object.values_mut().for_each(tidy);
        }
        Value::Array(list) => list.iter_mut().for_each(tidy),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}

/// What an integer's format means. The derive's names for unsigned ones are not the registered ones.
fn bounds(format: &str) -> Vec<(String, Value)> {
    let bounds = match format {
        "u-int16" => [
            ("format", "uint16".into()),
            ("minimum", 0.into()),
            ("maximum", u16::MAX.into()),
        ],
        "u-int32" => [
            ("format", "uint32".into()),
            ("minimum", 0.into()),
            ("maximum", u32::MAX.into()),
        ],
        "u-int64" => [
            ("format", "uint64".into()),
            ("minimum", 0.into()),
            ("maximum", u64::MAX.into()),
        ],
        "int64" => [
            ("format", "int64".into()),
            ("minimum", i64::MIN.into()),
            ("maximum", i64::MAX.into()),
        ],
        _ => return Vec::new(),
    };
    Vec::from(bounds.map(|(key, value)| (key.to_owned(), value)))
}
