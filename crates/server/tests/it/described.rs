//! The operations that a description tells of.

#![expect(
    clippy::indexing_slicing,
    reason = "a document without what is looked for fails its test"
)]

use axum::http::Method;
use serde_json::Value;

/// An operation as it is described.
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: Method,
    pub(crate) path: String,
    /// The example of its body.
    pub(crate) body: Option<Value>,
    /// Whether it asks who is there.
    pub(crate) guarded: bool,
}

impl Operation {
    /// Every operation of a description.
    pub(crate) fn all(document: &Value) -> Vec<Self> {
        let paths = document["paths"].as_object().unwrap().iter();
        let operations = paths.flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods.map(move |(method, operation)| {
                let content = &operation["requestBody"]["content"]["application/json"];
                Self {
                    id: operation["operationId"].as_str().unwrap().to_owned(),
                    method: method.to_uppercase().parse().unwrap(),
                    path: path.clone(),
                    body: content.get("example").cloned(),
                    guarded: operation.get("security").is_some(),
                }
            })
        });
        operations.collect()
    }
}
