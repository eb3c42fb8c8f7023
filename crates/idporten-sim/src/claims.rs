//! JSON objects, changed name by name.

use serde_json::{Map, Value};

/// The claims of a token, or another JSON object.
pub(crate) type Claims = Map<String, Value>;

/// The members of an object; of anything else none.
pub(crate) fn object(value: Value) -> Claims {
    if let Value::Object(members) = value {
        members
    } else {
        Claims::new()
    }
}

/// Sets a member.
pub(crate) fn set(claims: &mut Claims, name: &str, value: impl Into<Value>) {
    claims.insert(name.to_owned(), value.into());
}
