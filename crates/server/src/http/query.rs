//! What an address asks for.

use axum::{extract::Query, http::Uri};
use domain::report::Fault;
use serde::de::DeserializeOwned;

use crate::error::Failure;

/// What an address asks for; `expected` says what that may be.
pub(super) fn query_of<T: DeserializeOwned>(uri: &Uri, expected: &str) -> Result<T, Failure> {
    // Not the parser's own message: that may quote the sender.
    let Query(asked) = Query::try_from_uri(uri).map_err(|_| bad_query(expected))?;
    Ok(asked)
}

/// An address that asks for nothing known.
pub(super) fn bad_query(expected: &str) -> Failure {
    Failure::invalid_query(Fault {
        at: "query".to_owned(),
        found: "a mistyped or unknown field".to_owned(),
        expected: expected.to_owned(),
    })
}
