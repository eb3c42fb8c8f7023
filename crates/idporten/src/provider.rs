//! The provider's discovery document.
//!
//! Read leniently: the document grows over time, and only what a login needs must be there. The issuer,
//! though, must be the configured one to the letter.

use domain::wire::Environment;
use edge::Http;
use jiff::Timestamp;
use serde::Deserialize;
use url::Url;

use crate::{error::ProviderError, fetch, keys::Keys};

/// What a login needs to know of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Who the provider is, to the letter.
    pub issuer: String,
    /// Where the browser goes to log in.
    pub authorization_endpoint: Url,
    /// Where a code becomes tokens.
    pub token_endpoint: Url,
    /// Where the signing keys are.
    pub jwks_uri: Url,
    /// Where an authorization request can be left in advance (RFC 9126).
    pub pushed_authorization_request_endpoint: Option<Url>,
    /// Where the browser goes to log out.
    pub end_session_endpoint: Option<Url>,
    /// Where a token can be made worthless.
    pub revocation_endpoint: Option<Url>,
    /// Whether every authorization answer says who sent it (RFC 9207).
    pub sends_issuer: bool,
    /// What time it was at the provider when it sent its document, where it told that.
    pub told_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    pushed_authorization_request_endpoint: Option<Url>,
    end_session_endpoint: Option<Url>,
    revocation_endpoint: Option<Url>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl Provider {
    /// Gets and checks the discovery document of an issuer.
    pub async fn discover(
        http: &impl Http,
        issuer: &str,
        environment: Environment,
    ) -> Result<Self, ProviderError> {
        let url = Url::parse(&format!("{issuer}/.well-known/openid-configuration"))
            .map_err(|_| ProviderError::InsecureUrl)?;
        if !is_secure(&url, environment) {
            return Err(ProviderError::InsecureUrl);
        }
        let (document, told_at) = fetch::get(http, &url).await?;
        let provider = Self::check(document, issuer, environment)?;
        Ok(Self {
            told_at,
            ..provider
        })
    }

    fn check(
        document: Document,
        issuer: &str,
        environment: Environment,
    ) -> Result<Self, ProviderError> {
        if document.issuer != issuer {
            return Err(ProviderError::Issuer);
        }
        let provider = Self {
            issuer: document.issuer,
            authorization_endpoint: document.authorization_endpoint,
            token_endpoint: document.token_endpoint,
            jwks_uri: document.jwks_uri,
            pushed_authorization_request_endpoint: document.pushed_authorization_request_endpoint,
            end_session_endpoint: document.end_session_endpoint,
            revocation_endpoint: document.revocation_endpoint,
            sends_issuer: document.authorization_response_iss_parameter_supported,
            told_at: None,
        };
        if !provider.urls().all(|url| is_secure(url, environment)) {
            return Err(ProviderError::InsecureUrl);
        }
        let at_home = provider.urls().all(|url| is_at(url, &provider.issuer));
        at_home
            .then_some(provider)
            .ok_or(ProviderError::ForeignHost)
    }

    /// Where the browser goes to log out, and from there `back`, which must be registered. It names the
    /// client and never the person: the `id_token_hint` that others send holds the national identity number.
    pub fn logout_url(&self, client_id: &str, back: Option<&Url>) -> Option<Url> {
        let mut url = self.end_session_endpoint.clone()?;
        url.query_pairs_mut().append_pair("client_id", client_id);
        if let Some(back) = back {
            url.query_pairs_mut()
                .append_pair("post_logout_redirect_uri", back.as_str());
        }
        Some(url)
    }

    /// Gets the provider's signing keys.
    pub(crate) async fn keys(&self, http: &impl Http) -> Result<Keys, ProviderError> {
        let (set, _) = fetch::get(http, &self.jwks_uri).await?;
        Ok(Keys::read(set))
    }

    fn urls(&self) -> impl Iterator<Item = &Url> {
        [
            Some(&self.authorization_endpoint),
            Some(&self.token_endpoint),
            Some(&self.jwks_uri),
            self.pushed_authorization_request_endpoint.as_ref(),
            self.end_session_endpoint.as_ref(),
            self.revocation_endpoint.as_ref(),
        ]
        .into_iter()
        .flatten()
    }
}

/// Whether a URL may carry a login: https, or http on 127.0.0.1 where only synthetic persons are.
pub fn is_secure(url: &Url, environment: Environment) -> bool {
    let anonymous = url.username().is_empty() && url.password().is_none();
    let safe = match url.scheme() {
        "https" => url.has_host(),
        "http" => match environment {
            Environment::Synthetic => url.host_str() == Some("127.0.0.1"),
            Environment::Production => false,
        },
        _ => false,
    };
    anonymous && safe
}

/// Whether a URL is at the issuer's host, or at one under it: ID-porten's pages are at `login.idporten.no`.
fn is_at(url: &Url, issuer: &str) -> bool {
    let issuer = Url::parse(issuer).ok();
    let home = issuer.as_ref().and_then(Url::host_str);
    let (Some(home), Some(host)) = (home, url.host_str()) else {
        return false;
    };
    host == home
        || host
            .strip_suffix(home)
            .is_some_and(|under| under.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ISSUER: &str = "https://test.idporten.no";

    fn document() -> serde_json::Value {
        json!({
            "issuer": ISSUER,
            "authorization_endpoint": "https://login.test.idporten.no/authorize",
            "token_endpoint": "https://test.idporten.no/token",
            "jwks_uri": "https://test.idporten.no/jwks.json",
            "pushed_authorization_request_endpoint": "https://test.idporten.no/par",
            "end_session_endpoint": "https://login.test.idporten.no/logout",
            "response_modes_supported": ["query", "something.new"],
            "acr_values_supported": ["idporten-loa-high", "selfregistered-email"],
            "authorization_response_iss_parameter_supported": true,
            "claims_parameter_supported": "not even a boolean"
        })
    }

    fn check(
        document: serde_json::Value,
        environment: Environment,
    ) -> Result<Provider, ProviderError> {
        let document = serde_json::from_value(document).map_err(|_| ProviderError::Malformed)?;
        Provider::check(document, ISSUER, environment)
    }

    #[test]
    fn reads_a_document_with_things_it_does_not_know() {
        let provider = check(document(), Environment::Production).unwrap();
        assert!(provider.sends_issuer);
        assert_eq!(
            provider
                .pushed_authorization_request_endpoint
                .unwrap()
                .as_str(),
            "https://test.idporten.no/par"
        );
        assert_eq!(provider.revocation_endpoint, None);
    }

    #[test]
    fn a_logout_names_the_client_and_nothing_else() {
        let mut provider = check(document(), Environment::Production).unwrap();
        let back = Url::parse("https://example.org/bye?x=1").unwrap();
        for (back, expected) in [
            (
                None,
                "https://login.test.idporten.no/logout?client_id=portal",
            ),
            (
                Some(&back),
                "https://login.test.idporten.no/logout?client_id=portal\
                 &post_logout_redirect_uri=https%3A%2F%2Fexample.org%2Fbye%3Fx%3D1",
            ),
        ] {
            let url = provider.logout_url("portal", back).unwrap();
            assert_eq!(url.as_str(), expected);
        }
        provider.end_session_endpoint = None;
        assert_eq!(provider.logout_url("portal", None), None);
    }

    #[test]
    fn the_issuer_must_be_the_same_to_the_letter() {
        for issuer in [
            "https://test.idporten.no/",
            "https://TEST.idporten.no",
            "https://idporten.no",
            "",
        ] {
            let mut document = document();
            document["issuer"] = json!(issuer);
            let refused = check(document, Environment::Production);
            assert_eq!(refused, Err(ProviderError::Issuer), "{issuer}");
        }
    }

    #[test]
    fn every_url_must_be_the_issuers_own() {
        for name in [
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
            "pushed_authorization_request_endpoint",
            "end_session_endpoint",
        ] {
            for (url, is_own) in [
                ("https://test.idporten.no/x", true),
                ("https://login.test.idporten.no/x", true),
                ("https://idporten.no/x", false),
                ("https://eviltest.idporten.no/x", false),
                ("https://test.idporten.no.evil.example/x", false),
                ("https://evil.example/test.idporten.no", false),
            ] {
                let mut document = document();
                document[name] = json!(url);
                let checked = check(document, Environment::Production).map(drop);
                let expected = if is_own {
                    Ok(())
                } else {
                    Err(ProviderError::ForeignHost)
                };
                assert_eq!(checked, expected, "{name} {url}");
            }
        }
    }

    #[test]
    fn every_url_must_be_secure() {
        for name in [
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
            "pushed_authorization_request_endpoint",
            "end_session_endpoint",
        ] {
            let mut document = document();
            document[name] = json!("http://test.idporten.no/x");
            let refused = check(document, Environment::Synthetic);
            assert_eq!(refused, Err(ProviderError::InsecureUrl), "{name}");
        }
    }

    #[test]
    fn http_is_for_loopback_and_synthetic_persons_only() {
        for (url, synthetic, production) in [
            ("https://idporten.no/token", true, true),
            ("http://127.0.0.1:9000/token", true, false),
            ("http://localhost:9000/token", false, false),
            ("http://[::1]:9000/token", false, false),
            ("http://127.0.0.2/token", false, false),
            ("http://127.0.0.1.example.org/token", false, false),
            ("https://user@idporten.no/token", false, false),
            ("http://user:word@127.0.0.1/token", false, false),
            ("file:///token", false, false),
        ] {
            let parsed = Url::parse(url).unwrap();
            assert_eq!(
                is_secure(&parsed, Environment::Synthetic),
                synthetic,
                "{url}"
            );
            assert_eq!(
                is_secure(&parsed, Environment::Production),
                production,
                "{url}"
            );
        }
    }
}
