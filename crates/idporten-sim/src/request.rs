//! Authorization requests: what ID-porten takes, and how it says no.

use std::collections::BTreeMap;

use domain::Language;

use crate::{
    config::{Client, SimConfig, is_synthetic},
    eid::Level,
};

/// Parameters, each at most once.
pub(crate) type Parameters = BTreeMap<String, String>;

/// A request that was found good.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) challenge: String,
    pub(crate) level: Level,
    pub(crate) language: Language,
    pub(crate) prompt: Prompt,
    pub(crate) resource: Option<String>,
    pub(crate) hint: Option<Hint>,
}

/// Whether the user may or must be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prompt {
    IfNeeded,
    Always,
    Never,
}

/// A login without the page (`login_hint`), as ID-porten's test environment has it.
#[derive(Clone)]
pub(crate) struct Hint {
    pub(crate) pid: String,
    pub(crate) level: Level,
}

/// Why a request is not taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Shown to the user: there is no client, or no place to send the browser that can be trusted.
    Page(&'static str),
    /// Sent back to the client.
    Redirect {
        redirect_uri: String,
        state: Option<String>,
        error: &'static str,
    },
}

/// Reads a query or a form. None where a parameter is there twice.
pub(crate) fn parameters(text: &str) -> Option<Parameters> {
    let mut parameters = Parameters::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        if parameters
            .insert(name.into_owned(), value.into_owned())
            .is_some()
        {
            return None;
        }
    }
    Some(parameters)
}

/// Judges the parameters of an authorization request, pushed or not.
pub(crate) fn judge(parameters: &Parameters, config: &SimConfig) -> Result<Request, Refusal> {
    let get = |name: &str| parameters.get(name).map(String::as_str);
    let client = get("client_id")
        .and_then(|id| config.client(id))
        .ok_or(Refusal::Page("invalid_client"))?;
    let redirect_uri = get("redirect_uri")
        .filter(|uri| client.may_redirect_to(uri))
        .ok_or(Refusal::Page("invalid_request"))?;
    details(parameters, client, redirect_uri).map_err(|error| Refusal::Redirect {
        redirect_uri: redirect_uri.to_owned(),
        state: get("state").map(str::to_owned),
        error,
    })
}

fn details(
    parameters: &Parameters,
    client: &Client,
    redirect_uri: &str,
) -> Result<Request, &'static str> {
    let get = |name: &str| parameters.get(name).map(String::as_str);
    let needed = |name: &str| {
        get(name)
            .filter(|value| !value.is_empty())
            .ok_or("invalid_request")
    };
    if get("response_type") != Some("code") {
        return Err("unsupported_response_type");
    }
    if get("request").is_some() || !matches!(get("response_mode"), None | Some("query")) {
        return Err("invalid_request");
    }
    let challenge = needed("code_challenge")?;
    if get("code_challenge_method") != Some("S256") || challenge.len() != 43 {
        return Err("invalid_request");
    }
    Ok(Request {
        client_id: client.client_id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        state: needed("state")?.to_owned(),
        nonce: needed("nonce")?.to_owned(),
        scopes: scopes(get("scope").unwrap_or_default(), client)?,
        challenge: challenge.to_owned(),
        level: level(get("acr_values"))?,
        language: language(get("ui_locales")),
        prompt: prompt(get("prompt"))?,
        resource: get("resource").map(str::to_owned),
        hint: get("login_hint").map(hint).transpose()?,
    })
}

fn scopes(text: &str, client: &Client) -> Result<Vec<String>, &'static str> {
    let scopes: Vec<String> = text.split_ascii_whitespace().map(str::to_owned).collect();
    let allowed =
        |scope: &String| scope == "openid" || scope == "profile" || client.scopes.contains(scope);
    let complete = scopes.iter().any(|scope| scope == "openid") && scopes.iter().all(allowed);
    complete.then_some(scopes).ok_or("invalid_scope")
}

/// The lowest level of those listed; substantial where none is asked for.
fn level(acr_values: Option<&str>) -> Result<Level, &'static str> {
    acr_values.map_or(Ok(Level::Substantial), |values| {
        values
            .split_ascii_whitespace()
            .filter_map(Level::parse)
            .min()
            .ok_or("invalid_request")
    })
}

/// The first language that the page speaks.
fn language(ui_locales: Option<&str>) -> Language {
    ui_locales
        .unwrap_or_default()
        .split_ascii_whitespace()
        .find_map(parse_language)
        .unwrap_or_default()
}

/// A language by its tag.
pub(crate) fn parse_language(tag: &str) -> Option<Language> {
    match tag {
        "nb" => Some(Language::Nb),
        "nn" => Some(Language::Nn),
        "en" => Some(Language::En),
        _ => None,
    }
}

fn prompt(text: Option<&str>) -> Result<Prompt, &'static str> {
    match text {
        None | Some("consent") => Ok(Prompt::IfNeeded),
        Some("login") => Ok(Prompt::Always),
        Some("none") => Ok(Prompt::Never),
        Some(_) => Err("invalid_request"),
    }
}

/// `testid:<synthetic pid>_<level>`
fn hint(text: &str) -> Result<Hint, &'static str> {
    let parts = text
        .strip_prefix("testid:")
        .and_then(|rest| rest.split_once('_'));
    let (pid, acr) = parts.ok_or("invalid_request")?;
    let level = Level::parse(acr).ok_or("invalid_request")?;
    if !is_synthetic(pid) {
        return Err("invalid_request");
    }
    Ok(Hint {
        pid: pid.to_owned(),
        level,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{DEMO_CLIENT_ID, DEMO_SCOPE};

    fn good() -> Parameters {
        [
            ("response_type", "code"),
            ("client_id", DEMO_CLIENT_ID),
            ("redirect_uri", "http://127.0.0.1:49152/callback"),
            ("scope", &format!("openid profile {DEMO_SCOPE}")),
            ("state", "s"),
            ("nonce", "n"),
            (
                "code_challenge",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            ),
            ("code_challenge_method", "S256"),
            ("acr_values", "idporten-loa-high"),
            ("ui_locales", "se nn nb"),
            ("resource", "https://example.org/api"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
    }

    fn error_with(name: &str, value: Option<&str>) -> String {
        let mut parameters = good();
        match value {
            Some(value) => parameters.insert(name.to_owned(), value.to_owned()),
            None => parameters.remove(name),
        };
        match judge(&parameters, &SimConfig::demo(0)) {
            Ok(_) => "good".to_owned(),
            Err(Refusal::Page(error)) => format!("page {error}"),
            Err(Refusal::Redirect { error, .. }) => error.to_owned(),
        }
    }

    #[test]
    fn a_good_request_is_read_as_meant() {
        let Ok(request) = judge(&good(), &SimConfig::demo(0)) else {
            panic!("a good request");
        };
        assert_eq!(request.level, Level::High);
        assert_eq!(request.language, Language::Nn);
        assert_eq!(request.prompt, Prompt::IfNeeded);
        assert_eq!(request.scopes, ["openid", "profile", DEMO_SCOPE]);
    }

    #[test]
    fn every_parameter_has_its_rule() {
        for (name, value, outcome) in [
            ("client_id", Some("stranger"), "page invalid_client"),
            ("client_id", None, "page invalid_client"),
            (
                "redirect_uri",
                Some("http://localhost:49152/callback"),
                "page invalid_request",
            ),
            ("redirect_uri", None, "page invalid_request"),
            ("response_type", Some("token"), "unsupported_response_type"),
            ("response_type", None, "unsupported_response_type"),
            ("response_mode", Some("fragment"), "invalid_request"),
            ("request", Some("a.b.c"), "invalid_request"),
            ("code_challenge", None, "invalid_request"),
            ("code_challenge", Some("short"), "invalid_request"),
            ("code_challenge_method", Some("plain"), "invalid_request"),
            ("code_challenge_method", None, "invalid_request"),
            ("state", None, "invalid_request"),
            ("nonce", None, "invalid_request"),
            ("scope", Some("openid someone:else"), "invalid_scope"),
            ("scope", Some("profile"), "invalid_scope"),
            (
                "acr_values",
                Some("idporten-loa-low idporten-loa-high"),
                "good",
            ),
            ("acr_values", Some("level4"), "invalid_request"),
            ("acr_values", None, "good"),
            ("prompt", Some("select_account"), "invalid_request"),
            (
                "login_hint",
                Some("testid:01818520030_idporten-loa-high"),
                "good",
            ),
            (
                "login_hint",
                Some("testid:01818520031_idporten-loa-high"),
                "invalid_request",
            ),
            ("login_hint", Some("someone@example.org"), "invalid_request"),
        ] {
            assert_eq!(error_with(name, value), outcome, "{name}={value:?}");
        }
    }

    #[test]
    fn a_parameter_there_twice_is_not_read() {
        assert!(parameters("a=1&b=2").is_some());
        assert!(parameters("a=1&a=1").is_none());
    }
}
