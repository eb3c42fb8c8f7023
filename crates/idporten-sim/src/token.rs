//! What the tokens say, rightly or wrongly.

use std::collections::BTreeSet;

use data_encoding::BASE64URL_NOPAD;
use domain::Language;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    claims::{Claims, object, set},
    config::Client,
    eid::Level,
    fault::{Fault, Faults, TokenFault},
};

/// How long both tokens live, in seconds.
pub(crate) const LIFETIME: i64 = 120;
/// The register that organisations' numbers are from.
const AUTHORITY: &str = "iso6523-actorid-upis";

/// Someone who is logged in.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) pid: String,
    /// A person of the list has a name, save with `MinID`; one who came by `login_hint` may have none.
    pub(crate) name: Option<String>,
    pub(crate) level: Level,
    pub(crate) amr: &'static str,
    pub(crate) at: Timestamp,
    /// The session's name, which is not the cookie that opens it.
    pub(crate) sid: String,
}

/// What a code was given for.
#[derive(Clone)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: String,
    pub(crate) login: Login,
    pub(crate) nonce: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) resource: Option<String>,
    pub(crate) language: Language,
}

/// The faults of one kind of token.
pub(crate) fn of_id_token(faults: &Faults) -> BTreeSet<TokenFault> {
    let of = |fault: &Fault| {
        if let Fault::IdToken(fault) = fault {
            Some(*fault)
        } else {
            None
        }
    };
    faults.iter().filter_map(of).collect()
}

/// The faults of the other kind of token.
pub(crate) fn of_access_token(faults: &Faults) -> BTreeSet<TokenFault> {
    let of = |fault: &Fault| {
        if let Fault::AccessToken(fault) = fault {
            Some(*fault)
        } else {
            None
        }
    };
    faults.iter().filter_map(of).collect()
}

/// The claims of an `id_token`.
pub(crate) fn id_claims(
    grant: &Grant,
    client: &Client,
    issuer: &str,
    now: Timestamp,
    jti: &str,
) -> Claims {
    let mut claims = object(json!({
        "sub": pairwise(&grant.client_id, &grant.login.pid),
        "amr": [grant.login.amr],
        "iss": issuer,
        "pid": grant.login.pid,
        "locale": tag(grant.language),
        "nonce": grant.nonce,
        "aud": grant.client_id,
        "acr": grant.login.level.acr(),
        "auth_time": grant.login.at.as_second(),
        "exp": now.as_second() + LIFETIME,
        "iat": now.as_second(),
        "jti": jti,
    }));
    if client.hears_logouts {
        set(&mut claims, "sid", grant.login.sid.as_str());
    }
    if let Some(name) = profile_name(grant) {
        set(&mut claims, "name", name);
    }
    claims
}

/// The claims of an access token.
pub(crate) fn access_claims(
    grant: &Grant,
    client: &Client,
    issuer: &str,
    now: Timestamp,
    jti: &str,
) -> Claims {
    let mut claims = object(json!({
        "sub": pairwise(&grant.client_id, &grant.login.pid),
        "acr": grant.login.level.acr(),
        "scope": grant.scopes.join(" "),
        "iss": issuer,
        "client_amr": client.amr(),
        "pid": grant.login.pid,
        "exp": now.as_second() + LIFETIME,
        "iat": now.as_second(),
        "jti": jti,
        "client_id": grant.client_id,
        "consumer": { "authority": AUTHORITY, "ID": client.consumer },
    }));
    if let Some(resource) = &grant.resource {
        set(&mut claims, "aud", resource.as_str());
    }
    claims
}

/// The claims of the userinfo endpoint.
pub(crate) fn user_info(grant: &Grant) -> Claims {
    let mut claims = object(json!({
        "sub": pairwise(&grant.client_id, &grant.login.pid),
        "pid": grant.login.pid,
        "locale": tag(grant.language),
    }));
    if let Some(name) = profile_name(grant) {
        set(&mut claims, "name", name);
    }
    claims
}

fn profile_name(grant: &Grant) -> Option<&str> {
    let asked = grant.scopes.iter().any(|scope| scope == "profile");
    grant.login.name.as_deref().filter(|_| asked)
}

/// The same person has another `sub` at each client, and the same one after a restart.
fn pairwise(client_id: &str, pid: &str) -> String {
    let digest = Sha256::digest(format!("idporten-sim\n{client_id}\n{pid}"));
    BASE64URL_NOPAD.encode(&digest)
}

pub(crate) fn tag(language: Language) -> &'static str {
    match language {
        Language::Nb => "nb",
        Language::Nn => "nn",
        Language::En => "en",
    }
}

/// Makes the claims wrong in the ways asked for. What concerns header and signature is for
/// [`crate::keys::SigningKey::sign`].
pub(crate) fn spoil(claims: &mut Claims, faults: &BTreeSet<TokenFault>) {
    for fault in faults {
        match fault {
            TokenFault::WrongIssuer => set(claims, "iss", "https://someone-else.example"),
            TokenFault::WrongAudience => set(claims, "aud", "https://someone-else.example"),
            TokenFault::ExtraAudience => {
                let ours = claims.get("aud").cloned().unwrap_or_default();
                set(claims, "aud", json!([ours, "https://someone-else.example"]));
            }
            TokenFault::MissingAudience => remove(claims, "aud"),
            TokenFault::UnspecifiedAudience => set(claims, "aud", "unspecified"),
            TokenFault::WrongNonce => set(claims, "nonce", "of-another-attempt"),
            TokenFault::MissingNonce => remove(claims, "nonce"),
            TokenFault::LowLevel => set(claims, "acr", Level::Low.acr()),
            TokenFault::MissingLevel => remove(claims, "acr"),
            TokenFault::WrongScope => set(claims, "scope", "openid profile"),
            TokenFault::WrongClient => set(claims, "client_id", "someone-else"),
            TokenFault::WrongConsumer => set(
                claims,
                "consumer",
                json!({ "authority": AUTHORITY, "ID": "0192:310723460" }),
            ),
            TokenFault::Expired => shift(claims, -3600),
            TokenFault::ClockAhead => shift(claims, 300),
            TokenFault::ClockBehind => shift(claims, -300),
            TokenFault::MissingPid => remove(claims, "pid"),
            TokenFault::InvalidPid => set(claims, "pid", "01818520031"),
            TokenFault::NotSyntheticPid => set(claims, "pid", nobodys_number()),
            TokenFault::MissingJti => remove(claims, "jti"),
            TokenFault::WrongSignature
            | TokenFault::AlgNone
            | TokenFault::AlgHs256
            | TokenFault::UnknownKey
            | TokenFault::MissingKeyId
            | TokenFault::CriticalHeader => {}
        }
    }
}

fn remove(claims: &mut Claims, name: &str) {
    claims.remove(name);
}

fn shift(claims: &mut Claims, seconds: i64) {
    for name in ["iat", "exp", "auth_time"] {
        if let Some(second) = claims.get(name).and_then(Value::as_i64) {
            set(claims, name, second + seconds);
        }
    }
}

/// A number that is well-formed and not synthetic, and that no register gives to a person: month 60
/// higher. Computed, so that no such number stands in the source.
pub(crate) fn nobodys_number() -> String {
    let digits = [0, 1, 6, 1, 8, 5, 2, 0];
    (0..10)
        .find_map(|last| with_control_digits(digits.iter().copied().chain([last]).collect()))
        .unwrap_or_default()
}

fn with_control_digits(mut digits: Vec<u32>) -> Option<String> {
    for weights in [
        &[3, 7, 6, 1, 8, 9, 4, 5, 2][..],
        &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2],
    ] {
        let sum: u32 = weights
            .iter()
            .zip(&digits)
            .map(|(weight, digit)| weight * digit)
            .sum();
        let control = (11 - sum % 11) % 11;
        if control == 10 {
            return None;
        }
        digits.push(control);
    }
    digits
        .into_iter()
        .map(|digit| char::from_digit(digit, 10))
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::national_id::NationalId;

    use super::*;

    #[test]
    fn nobodys_number_is_well_formed_and_not_synthetic() {
        let id = NationalId::parse(&nobodys_number()).unwrap();
        assert!(!id.is_synthetic());
    }

    #[test]
    fn control_digits_are_those_of_a_known_number() {
        let digits = vec![0, 1, 8, 1, 8, 5, 2, 0, 0];
        assert_eq!(with_control_digits(digits).as_deref(), Some("01818520030"));
    }

    #[test]
    fn a_person_has_another_subject_at_each_client() {
        let sub = |client| pairwise(client, "01818520030");
        assert_eq!(sub("a"), sub("a"));
        assert_ne!(sub("a"), sub("b"));
    }
}
