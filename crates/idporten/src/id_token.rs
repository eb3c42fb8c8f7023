//! What an `id_token` must be.

use chrono::{DateTime, Utc};
use domain::wire::Environment;
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
    native::NativeConfig,
    secret::Secret,
};

/// How far apart two right clocks may be.
const LEEWAY: i64 = 60;
/// An `id_token` is used at once.
const MAX_AGE: i64 = 5 * 60;

type Claims = IdTokenClaims<OwnClaims, CoreGenderClaim>;

/// Checks everything, and gives the person's name where the token has one.
pub(crate) fn check(
    token: &IdToken,
    keys: &Keys,
    config: &NativeConfig,
    nonce: &Secret,
    now: Timestamp,
) -> Result<Option<String>, LoginError> {
    let instant = DateTime::<Utc>::from_timestamp(now.as_second(), 0).unwrap_or_default();
    let verifier = IdTokenVerifier::new_public_client(
        ClientId::new(config.client_id.clone()),
        issuer_url(&config.issuer)?,
        key_set(keys),
    )
    .set_time_fn(move || instant)
    .set_auth_context_verifier_fn(|given| match given {
        Some(given) if level_is_met(&config.acr, given) => Ok(()),
        Some(_) | None => Err(String::new()),
    });
    let claims = token
        .claims(&verifier, &Nonce::new(nonce.expose().to_owned()))
        .map_err(|error| fault(&error))?;
    check_own_rules(claims, config, now)?;
    Ok(name(claims))
}

fn check_own_rules(
    claims: &Claims,
    config: &NativeConfig,
    now: Timestamp,
) -> Result<(), IdTokenFault> {
    let age = now.as_second() - claims.issue_time().timestamp();
    if !(-LEEWAY..=MAX_AGE).contains(&age) {
        return Err(IdTokenFault::IssuedAt);
    }
    if !claims.additional_claims().has_pid {
        return Err(IdTokenFault::NoPerson);
    }
    let test_login = claims
        .auth_method_refs()
        .is_some_and(|methods| methods.iter().any(|method| method.as_str() == "TestID"));
    match config.environment {
        Environment::Production if test_login => Err(IdTokenFault::TestLogin),
        Environment::Production | Environment::Synthetic => Ok(()),
    }
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
