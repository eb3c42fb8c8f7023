//! What the browser brings back to the loopback listener, judged without side effects.

use std::{collections::BTreeMap, fmt};

use crate::{
    error::{LoginError, OAuthError},
    secret::Secret,
};

/// What a request to the loopback listener means.
#[derive(Debug)]
pub enum Callback {
    /// Not this attempt's answer: say 400 and keep listening, or any web page could end the login.
    NotOurs,
    /// The user said no at the provider. The attempt is over.
    Cancelled,
    /// The login failed. The attempt is over.
    Failed(LoginError),
    /// The login succeeded; the code is for [`crate::Attempt::finish`]. The attempt's listener is done.
    Code(Code),
}

/// An authorization code. Its `Debug` hides it.
pub struct Code(Secret);

impl Code {
    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(hidden)")
    }
}

/// What the answer must hold to be this attempt's.
pub(crate) struct Expected<'a> {
    pub(crate) state: &'a Secret,
    pub(crate) issuer: &'a str,
    pub(crate) sends_issuer: bool,
}

/// Judges a raw query string.
pub(crate) fn judge(query: &str, expected: &Expected<'_>) -> Callback {
    let mut parameters = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if parameters.insert(name, value).is_some() {
            return Callback::NotOurs;
        }
    }
    let get = |name: &str| parameters.get(name).map(AsRef::as_ref);
    if !get("state").is_some_and(|state| expected.state.is(state)) {
        return Callback::NotOurs;
    }
    // Errors too must come from this issuer (RFC 9207 section 2.4): plain comparison, nothing normalised.
    match get("iss") {
        Some(issuer) if issuer != expected.issuer => {
            return Callback::Failed(LoginError::CallbackIssuer);
        }
        None if expected.sends_issuer => {
            return Callback::Failed(LoginError::CallbackIssuerMissing);
        }
        Some(_) | None => {}
    }
    match (get("code"), get("error").map(OAuthError::parse)) {
        (None, Some(OAuthError::AccessDenied)) => Callback::Cancelled,
        (None, Some(error)) => Callback::Failed(LoginError::Refused(error)),
        (Some(code), None) if !code.is_empty() => {
            Callback::Code(Code(Secret::new(code.to_owned())))
        }
        (Some(_), _) | (None, None) => Callback::Failed(LoginError::CallbackMalformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = "state-of-this-attempt";
    const ISS: &str = "iss=https%3A%2F%2Ftest.idporten.no";

    fn judged(query: &str, sends_issuer: bool) -> String {
        let expected = Expected {
            state: &Secret::new(STATE.to_owned()),
            issuer: "https://test.idporten.no",
            sends_issuer,
        };
        match judge(query, &expected) {
            Callback::NotOurs => "not ours".to_owned(),
            Callback::Cancelled => "cancelled".to_owned(),
            Callback::Failed(error) => error.code().to_owned(),
            Callback::Code(code) => format!("code {}", code.expose()),
        }
    }

    #[test]
    fn judges_every_kind_of_answer() {
        for (query, meaning) in [
            (format!("code=abc&{ISS}&state={STATE}"), "code abc"),
            (
                format!("state={STATE}&{ISS}&code=a%2Bb&session_state=x"),
                "code a+b",
            ),
            (
                format!("error=access_denied&{ISS}&state={STATE}"),
                "cancelled",
            ),
            (
                format!("error=login_required&{ISS}&state={STATE}"),
                "login_refused",
            ),
            (
                format!("error=%3Cscript%3E&{ISS}&state={STATE}"),
                "login_refused",
            ),
            // Not this attempt's answer, whatever else it says.
            (String::new(), "not ours"),
            (format!("code=abc&{ISS}"), "not ours"),
            (format!("code=abc&{ISS}&state="), "not ours"),
            (format!("code=abc&{ISS}&state=other"), "not ours"),
            (format!("code=abc&{ISS}&state={STATE}x"), "not ours"),
            (format!("error=access_denied&{ISS}&state=other"), "not ours"),
            (format!("code=abc&code=abc&{ISS}&state={STATE}"), "not ours"),
            (
                format!("code=abc&{ISS}&state={STATE}&state={STATE}"),
                "not ours",
            ),
            (format!("code=abc&{ISS}&{ISS}&state={STATE}"), "not ours"),
            // The issuer is compared to the letter, on errors too.
            (format!("code=abc&state={STATE}"), "callback_issuer_missing"),
            (format!("code=abc&state={STATE}&iss="), "callback_issuer"),
            (
                format!("code=abc&state={STATE}&iss=https://idporten.no"),
                "callback_issuer",
            ),
            (
                format!("code=abc&state={STATE}&iss=https://test.idporten.no/"),
                "callback_issuer",
            ),
            (
                format!("error=access_denied&state={STATE}"),
                "callback_issuer_missing",
            ),
            (
                format!("error=access_denied&state={STATE}&iss=https://x.no"),
                "callback_issuer",
            ),
            // Neither one code nor one error.
            (format!("{ISS}&state={STATE}"), "callback_malformed"),
            (format!("code=&{ISS}&state={STATE}"), "callback_malformed"),
            (
                format!("code=abc&error=access_denied&{ISS}&state={STATE}"),
                "callback_malformed",
            ),
        ] {
            assert_eq!(judged(&query, true), meaning, "{query}");
        }
    }

    #[test]
    fn a_provider_that_never_sends_its_name_may_leave_it_out() {
        let without = format!("code=abc&state={STATE}");
        assert_eq!(judged(&without, false), "code abc");
        let wrong = format!("code=abc&state={STATE}&iss=https://x.no");
        assert_eq!(judged(&wrong, false), "callback_issuer");
    }

    #[test]
    fn debug_hides_the_code() {
        let code = Callback::Code(Code(Secret::new("abc".to_owned())));
        assert_eq!(format!("{code:?}"), "Code(Code(hidden))");
    }
}
