//! What the claims of an access token must be.

use std::fmt;

use domain::{national_id::NationalId, wire::Environment};
use jiff::Timestamp;
use serde::Deserialize;

use crate::{acr::level_is_met, person::national_id, refusal::TokenRefusal};

/// How far apart two right clocks may be, in seconds.
const LEEWAY: i64 = 30;
/// The desktop trades its token at once.
const MAX_AGE: i64 = 5 * 60;

/// What an access token must say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessTokenRules {
    /// Issued by, to the letter.
    pub issuer: String,
    /// Issued to: the desktop's client id.
    pub client_id: String,
    /// The server's own scope, which must be among the token's.
    pub scope: String,
    /// Meant for: the server's resource indicator, and nothing else.
    pub resource: String,
    /// The level of assurance.
    pub acr: String,
    /// The organisation that owns the client, as `0192:` and its number; any where none.
    pub consumer: Option<String>,
    /// Which kind of person may be named.
    pub environment: Environment,
}

/// Who logged in. Its `Debug` hides everything.
pub struct Person {
    /// The national identity number.
    pub national_id: NationalId,
    /// The provider's own name for the person at this client.
    pub sub: String,
    /// The level of assurance.
    pub acr: String,
    /// The token's id: refuse it when it is seen again.
    pub jti: String,
    /// When the person showed the electronic ID, where the token says so.
    pub auth_time: Option<Timestamp>,
    /// When the token ends, and its id can be forgotten.
    pub expires_at: Timestamp,
}

#[derive(Deserialize)]
pub(super) struct Claims {
    iss: Option<String>,
    aud: Option<Audience>,
    client_id: Option<String>,
    scope: Option<String>,
    consumer: Option<Consumer>,
    acr: Option<String>,
    pid: Option<String>,
    sub: Option<String>,
    jti: Option<String>,
    iat: Option<i64>,
    nbf: Option<i64>,
    exp: Option<i64>,
    auth_time: Option<i64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct Consumer {
    authority: String,
    #[serde(rename = "ID")]
    id: String,
}

impl AccessTokenRules {
    /// Checks everything that is written in the token.
    pub(super) fn check(&self, claims: Claims, now: Timestamp) -> Result<Person, TokenRefusal> {
        if claims.iss.as_ref() != Some(&self.issuer) {
            return Err(TokenRefusal::Issuer);
        }
        let expires_at = check_times(&claims, now)?;
        self.check_addressee(&claims)?;
        let acr = claims
            .acr
            .filter(|given| level_is_met(&self.acr, given))
            .ok_or(TokenRefusal::Level)?;
        let pid = claims.pid.ok_or(TokenRefusal::NoPerson)?;
        let present = |text: Option<String>| {
            text.filter(|text| !text.is_empty())
                .ok_or(TokenRefusal::Malformed)
        };
        Ok(Person {
            national_id: national_id(&pid, self.environment)?,
            sub: present(claims.sub)?,
            acr,
            jti: present(claims.jti)?,
            auth_time: claims
                .auth_time
                .and_then(|second| Timestamp::from_second(second).ok()),
            expires_at,
        })
    }

    fn check_addressee(&self, claims: &Claims) -> Result<(), TokenRefusal> {
        let for_us = match &claims.aud {
            Some(Audience::One(resource)) => *resource == self.resource,
            Some(Audience::Many(resources)) => *resources == [self.resource.as_str()],
            None => false,
        };
        if !for_us {
            return Err(TokenRefusal::Audience);
        }
        let scopes = claims.scope.as_deref().unwrap_or_default();
        if !scopes.split(' ').any(|scope| scope == self.scope) {
            return Err(TokenRefusal::Scope);
        }
        if claims.client_id.as_ref() != Some(&self.client_id) {
            return Err(TokenRefusal::Client);
        }
        let ours = |consumer: &Consumer| {
            consumer.authority == "iso6523-actorid-upis"
                && Some(&consumer.id) == self.consumer.as_ref()
        };
        if self.consumer.is_some() && !claims.consumer.as_ref().is_some_and(ours) {
            return Err(TokenRefusal::Consumer);
        }
        Ok(())
    }
}

/// Gives the end of the token's time.
fn check_times(claims: &Claims, now: Timestamp) -> Result<Timestamp, TokenRefusal> {
    let now = now.as_second();
    let (Some(issued), Some(expires)) = (claims.iat, claims.exp) else {
        return Err(TokenRefusal::Malformed);
    };
    if expires.saturating_add(LEEWAY) <= now {
        return Err(TokenRefusal::Expired);
    }
    let age = now.saturating_sub(issued);
    let not_before = claims.nbf.unwrap_or(issued);
    if !(-LEEWAY..=MAX_AGE).contains(&age) || not_before > now.saturating_add(LEEWAY) {
        return Err(TokenRefusal::IssuedAt);
    }
    Timestamp::from_second(expires).map_err(|_| TokenRefusal::Malformed)
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 2_000_000_000;

    fn rules(environment: Environment) -> AccessTokenRules {
        AccessTokenRules {
            issuer: "https://test.idporten.no".to_owned(),
            client_id: "desktop".to_owned(),
            scope: "statsforvalteren:halvaarsrapport".to_owned(),
            resource: "https://example.org/api".to_owned(),
            acr: "idporten-loa-high".to_owned(),
            consumer: Some("0192:310723452".to_owned()),
            environment,
        }
    }

    fn claims() -> Value {
        json!({
            "iss": "https://test.idporten.no",
            "aud": "https://example.org/api",
            "client_id": "desktop",
            "client_amr": "none",
            "scope": "openid profile statsforvalteren:halvaarsrapport",
            "consumer": { "authority": "iso6523-actorid-upis", "ID": "0192:310723452" },
            "acr": "idporten-loa-high",
            "pid": "01818520030",
            "sub": "a-sub",
            "jti": "a-jti",
            "iat": NOW - 10,
            "exp": NOW + 110,
            "clm": ["internal"],
        })
    }

    fn check(claims: Value, environment: Environment) -> Result<Person, TokenRefusal> {
        let claims = serde_json::from_value(claims).map_err(|_| TokenRefusal::Malformed)?;
        let now = Timestamp::from_second(NOW).unwrap();
        rules(environment).check(claims, now)
    }

    #[test]
    fn a_good_token_tells_who_logged_in() {
        let person = check(claims(), Environment::Synthetic).unwrap();
        assert_eq!(person.national_id.expose(), "01818520030");
        assert_eq!(
            (person.sub.as_str(), person.jti.as_str()),
            ("a-sub", "a-jti")
        );
        assert_eq!(person.expires_at.as_second(), NOW + 110);
        assert_eq!(person.auth_time, None);
        assert_eq!(format!("{person:?}"), "Person(hidden)");
    }

    #[test]
    fn every_claim_has_its_rule() {
        let authority = json!({ "authority": "other", "ID": "0192:310723452" });
        for (name, value, refusal) in [
            (
                "iss",
                json!("https://test.idporten.no/"),
                Some(TokenRefusal::Issuer),
            ),
            ("iss", json!(null), Some(TokenRefusal::Issuer)),
            ("aud", json!(["https://example.org/api"]), None),
            (
                "aud",
                json!(["https://example.org/api", "b"]),
                Some(TokenRefusal::Audience),
            ),
            ("aud", json!([]), Some(TokenRefusal::Audience)),
            ("aud", json!(7), Some(TokenRefusal::Malformed)),
            (
                "scope",
                json!("xstatsforvalteren:halvaarsrapport"),
                Some(TokenRefusal::Scope),
            ),
            ("scope", json!(null), Some(TokenRefusal::Scope)),
            ("client_id", json!(null), Some(TokenRefusal::Client)),
            ("consumer", authority, Some(TokenRefusal::Consumer)),
            ("consumer", json!(null), Some(TokenRefusal::Consumer)),
            (
                "acr",
                json!("idporten-loa-substantial"),
                Some(TokenRefusal::Level),
            ),
            ("pid", json!(""), Some(TokenRefusal::InvalidPerson)),
            ("pid", json!(null), Some(TokenRefusal::NoPerson)),
            ("sub", json!(""), Some(TokenRefusal::Malformed)),
            ("jti", json!(""), Some(TokenRefusal::Malformed)),
            ("exp", json!(NOW - LEEWAY), Some(TokenRefusal::Expired)),
            ("exp", json!(NOW - LEEWAY + 1), None),
            ("exp", json!(i64::MAX), Some(TokenRefusal::Malformed)),
            ("exp", json!(null), Some(TokenRefusal::Malformed)),
            ("iat", json!(NOW - MAX_AGE), None),
            (
                "iat",
                json!(NOW - MAX_AGE - 1),
                Some(TokenRefusal::IssuedAt),
            ),
            ("iat", json!(NOW + LEEWAY), None),
            ("iat", json!(NOW + LEEWAY + 1), Some(TokenRefusal::IssuedAt)),
            ("iat", json!(i64::MIN), Some(TokenRefusal::IssuedAt)),
            ("iat", json!(null), Some(TokenRefusal::Malformed)),
            ("nbf", json!(NOW + LEEWAY + 1), Some(TokenRefusal::IssuedAt)),
            ("auth_time", json!(NOW - 60), None),
        ] {
            let mut claims = claims();
            claims[name] = value.clone();
            let refused = check(claims, Environment::Synthetic).err();
            assert_eq!(refused, refusal, "{name}={value}");
        }
    }

    #[test]
    fn production_and_test_each_have_their_own_persons() {
        let refused = check(claims(), Environment::Production).err();
        assert_eq!(refused, Some(TokenRefusal::SyntheticPerson));
        // A number of another register's range, nobody's: month 60 higher.
        let not_synthetic = (0..100)
            .map(|control| format!("016185200{control:02}"))
            .find(|text| NationalId::parse(text).is_ok());
        let mut claims = claims();
        claims["pid"] = json!(not_synthetic.unwrap());
        let refused = check(claims.clone(), Environment::Synthetic).err();
        assert_eq!(refused, Some(TokenRefusal::RealPerson));
        assert!(check(claims, Environment::Production).is_ok());
    }

    #[test]
    fn an_id_token_is_no_access_token() {
        let mut id_token = claims();
        for name in ["client_id", "scope", "consumer"] {
            id_token[name] = json!(null);
        }
        id_token["aud"] = json!("desktop");
        let refused = check(id_token, Environment::Synthetic).err();
        assert_eq!(refused, Some(TokenRefusal::Audience));
    }
}
