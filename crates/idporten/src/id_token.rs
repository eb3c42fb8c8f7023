//! What an `id_token` must be.

use chrono::{DateTime, Utc};
use domain::{national_id::NationalId, wire::Environment};
use jiff::Timestamp;
use openidconnect::{
    ClaimsVerificationError, ClientId, IdTokenClaims, IdTokenVerifier, Nonce,
    SignatureVerificationError, core::CoreGenderClaim,
};

use crate::{
    acr::level_is_met,
    client::{IdToken, OwnClaims, issuer_url, key_set},
    error::{IdTokenFault, LoginError},
    keys::Keys,
    person::national_id,
    secret::Secret,
};

/// How far apart two right clocks may be.
const LEEWAY: i64 = 60;
/// An `id_token` is used at once.
const MAX_AGE: i64 = 5 * 60;

type Claims = IdTokenClaims<OwnClaims, CoreGenderClaim>;

/// What an attempt must get.
pub(crate) struct Demand<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) nonce: &'a Secret,
    pub(crate) acr: &'a str,
    pub(crate) environment: Environment,
    /// When the attempt began by the provider's clock, where an older login must not answer it.
    pub(crate) fresh_since: Option<Timestamp>,
}

/// What a good token tells.
pub(crate) struct Told {
    pub(crate) national_id: NationalId,
    pub(crate) sub: String,
    pub(crate) acr: String,
    pub(crate) auth_time: Option<Timestamp>,
    pub(crate) sid: Option<String>,
    pub(crate) name: Option<String>,
}

/// Checks everything. `now` is the provider's.
pub(crate) fn check(
    token: &IdToken,
    keys: &Keys,
    demand: &Demand<'_>,
    now: Timestamp,
) -> Result<Told, LoginError> {
    let instant = DateTime::<Utc>::from_timestamp(now.as_second(), 0).unwrap_or_default();
    let required = demand.acr.to_owned();
    let verifier = IdTokenVerifier::new_public_client(
        ClientId::new(demand.client_id.to_owned()),
        issuer_url(demand.issuer)?,
        key_set(keys),
    )
    .set_time_fn(move || instant)
    .set_auth_context_verifier_fn(move |given| match given {
        Some(given) if level_is_met(&required, given) => Ok(()),
        Some(_) | None => Err(String::new()),
    });
    let claims = token
        .claims(&verifier, &Nonce::new(demand.nonce.expose().to_owned()))
        .map_err(|error| fault(&error))?;
    let age = now.as_second() - claims.issue_time().timestamp();
    if !(-LEEWAY..=MAX_AGE).contains(&age) {
        return Err(IdTokenFault::IssuedAt.into());
    }
    Ok(told(claims, demand)?)
}

fn told(claims: &Claims, demand: &Demand<'_>) -> Result<Told, IdTokenFault> {
    let auth_time = claims.auth_time().map(|at| at.timestamp());
    if let Some(since) = demand.fresh_since
        && auth_time.is_none_or(|at| at.saturating_add(LEEWAY) < since.as_second())
    {
        return Err(IdTokenFault::NotFresh);
    }
    let test_login = claims
        .auth_method_refs()
        .is_some_and(|methods| methods.iter().any(|method| method.as_str() == "TestID"));
    if test_login && demand.environment == Environment::Production {
        return Err(IdTokenFault::TestLogin);
    }
    let own = claims.additional_claims();
    let pid = own.pid.as_ref().map(Secret::expose);
    let pid = pid.filter(|pid| !pid.is_empty());
    Ok(Told {
        national_id: national_id(pid.ok_or(IdTokenFault::NoPerson)?, demand.environment)?,
        sub: claims.subject().as_str().to_owned(),
        acr: claims
            .auth_context_ref()
            .map(|acr| acr.as_str().to_owned())
            .unwrap_or_default(),
        auth_time: auth_time.and_then(|at| Timestamp::from_second(at).ok()),
        sid: own.sid.clone(),
        name: name(claims),
    })
}

fn name(claims: &Claims) -> Option<String> {
    let name = claims.name()?.get(None)?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// The crate's own texts are dropped: they quote the token.
fn fault(error: &ClaimsVerificationError) -> IdTokenFault {
    match error {
        ClaimsVerificationError::Expired(_) => IdTokenFault::Expired,
        ClaimsVerificationError::InvalidAudience(_) => IdTokenFault::Audience,
        ClaimsVerificationError::InvalidAuthContext(_) => IdTokenFault::Level,
        ClaimsVerificationError::InvalidIssuer(_) => IdTokenFault::Issuer,
        ClaimsVerificationError::InvalidNonce(_) => IdTokenFault::Nonce,
        ClaimsVerificationError::SignatureVerification(error) => signature_fault(error),
        ClaimsVerificationError::InvalidAuthTime(_)
        | ClaimsVerificationError::InvalidSubject(_)
        | ClaimsVerificationError::Other(_)
        | ClaimsVerificationError::Unsupported(_)
        | _ => IdTokenFault::Malformed,
    }
}

fn signature_fault(error: &SignatureVerificationError) -> IdTokenFault {
    match error {
        SignatureVerificationError::DisallowedAlg(_)
        | SignatureVerificationError::NoSignature
        | SignatureVerificationError::UnsupportedAlg(_) => IdTokenFault::Algorithm,
        SignatureVerificationError::NoMatchingKey
        | SignatureVerificationError::AmbiguousKeyId(_) => IdTokenFault::UnknownKey,
        SignatureVerificationError::CryptoError(_)
        | SignatureVerificationError::InvalidKey(_)
        | SignatureVerificationError::Other(_)
        | _ => IdTokenFault::Signature,
    }
}
