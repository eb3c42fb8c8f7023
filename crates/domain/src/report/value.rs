//! An answer to a point.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, Unexpected, Visitor},
};
use ts_rs::TS;
use utoipa::ToSchema;

/// An answer. A number is a whole number, or whole tenths where the point has one decimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
#[serde(untagged)]
#[schema(as = Answer)]
pub enum Value {
    /// Yes or no.
    YesNo(bool),
    /// A whole number, or whole tenths.
    Number(#[ts(type = "number")] i64),
    /// Free text.
    Text(String),
}

impl Value {
    /// The number, where the answer is one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::YesNo(_) | Self::Text(_) => None,
        }
    }
}

/// By what comes: tried one after the other, each failure would write a message that nobody reads, and a report has a
/// hundred answers.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl Visitor<'_> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, a text, true or false")
    }

    fn visit_bool<E>(self, answer: bool) -> Result<Value, E> {
        Ok(Value::YesNo(answer))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        let fits = i64::try_from(number);
        let too_large = |_| E::invalid_value(Unexpected::Unsigned(number), &self);
        fits.map(Value::Number).map_err(too_large)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_it_is_written_and_nothing_else_is_one() {
        for value in [
            Value::YesNo(false),
            Value::Number(0),
            Value::Number(i64::MIN),
            Value::Number(i64::MAX),
            Value::Text("«\u{202e}»".to_owned()),
        ] {
            let text = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
            // Also out of what was read already, as from a field of unknown kind.
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(serde_json::from_value::<Value>(read).unwrap(), value);
        }
        for text in ["1.5", "9223372036854775808", "null", "[]", "{}"] {
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
        }
    }
}
