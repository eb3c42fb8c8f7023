//! The headers that every answer has: what a browser may do with it is nothing.
//!
//! Whatever writes a page for a browser to show needs a policy of its own.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Which door an answer leaves by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// For everybody, behind whatever ends TLS.
    Public,
    /// For whoever operates the server, without TLS.
    Operation,
}

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CACHE_CONTROL, "no-store"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// A year. Other hosts under the same name are not ours to speak for.
const HTTPS_ONLY: &str = "max-age=31536000";

/// The headers of answers that leave by that door of the server at `address`.
pub(super) fn of(door: Door, address: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // RFC 6797 section 7.2: never where the answer travels without TLS.
    if door == Door::Public && address.starts_with("https://") {
        let value = HeaderValue::from_static(HTTPS_ONLY);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_travels_with_tls_asks_for_it() {
        for (door, address, asks) in [
            (Door::Public, "https://halvaarsrapport.example", true),
            (Door::Public, "http://127.0.0.1:8080", false),
            (Door::Operation, "https://halvaarsrapport.example", false),
        ] {
            let headers = of(door, address);
            let found = headers.contains_key(header::STRICT_TRANSPORT_SECURITY);
            assert_eq!(found, asks, "{door:?} {address}");
            assert_eq!(headers.len(), ALWAYS.len() + usize::from(asks));
        }
    }
}
