//! The `openidconnect` client with ID-porten's claims, and its way to the network.

use std::{pin::Pin, sync::OnceLock};

use bytes::Bytes;
use domain::Ctx;
use edge::{Http, HttpError};
use http::header;
use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    AdditionalClaims, AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, Client, ClientId,
    EmptyExtraTokenFields, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenFields,
    IssuerUrl, JsonWebKeyId, JsonWebKeySet, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    StandardErrorResponse, StandardTokenResponse, TokenUrl,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken,
        CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    callback::Code,
    error::{LoginError, OAuthError, ProviderError},
    keys::Keys,
    provider::Provider,
    secret::Secret,
};

/// The claims of ID-porten's own. Whoever the person is, a desktop has no need to know: that there is
/// one is enough.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OwnClaims {
    #[serde(rename = "pid", default, deserialize_with = "is_there")]
    pub(crate) has_pid: bool,
}

impl AdditionalClaims for OwnClaims {}

fn is_there<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Option::<String>::deserialize(deserializer).map(|pid| pid.is_some_and(|pid| !pid.is_empty()))
}

type Fields = IdTokenFields<
    OwnClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// The token endpoint's answer.
pub(crate) type Tokens = StandardTokenResponse<Fields, CoreTokenType>;

/// The `id_token` in it.
pub(crate) type IdToken = openidconnect::IdToken<
    OwnClaims,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type ErrorAnswer = StandardErrorResponse<CoreErrorResponseType>;

type OidcClient = Client<
    OwnClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    ErrorAnswer,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
    EndpointNotSet,
>;

/// A public client at a provider.
pub(crate) fn public_client(
    provider: &Provider,
    client_id: &str,
    redirect_uri: &Url,
) -> Result<OidcClient, ProviderError> {
    let client = Client::new(
        ClientId::new(client_id.to_owned()),
        issuer_url(&provider.issuer)?,
        JsonWebKeySet::default(),
    );
    // Without a secret this puts `client_id` into the body, where ID-porten wants it.
    Ok(client
        .set_auth_type(AuthType::RequestBody)
        .set_auth_uri(AuthUrl::from_url(provider.authorization_endpoint.clone()))
        .set_token_uri(TokenUrl::from_url(provider.token_endpoint.clone()))
        .set_redirect_uri(RedirectUrl::from_url(redirect_uri.clone())))
}

/// The issuer as the crate wants it.
pub(crate) fn issuer_url(issuer: &str) -> Result<IssuerUrl, ProviderError> {
    IssuerUrl::new(issuer.to_owned()).map_err(|_| ProviderError::InsecureUrl)
}

/// The keys as the crate wants them.
pub(crate) fn key_set(keys: &Keys) -> JsonWebKeySet<CoreJsonWebKey> {
    let key = |key: &crate::keys::Key| {
        let id = JsonWebKeyId::new(key.id.clone());
        CoreJsonWebKey::new_rsa(key.modulus.clone(), key.exponent.clone(), Some(id))
    };
    JsonWebKeySet::new(keys.iter().map(key).collect())
}

/// The tokens a code was exchanged for.
pub(crate) struct Exchanged {
    pub(crate) tokens: Tokens,
    /// How far the provider's clock is ahead of ours, where it told its time.
    pub(crate) ahead: SignedDuration,
}

/// Exchanges a code for tokens.
pub(crate) async fn exchange(
    http: &impl Http,
    ctx: &Ctx,
    client: &OidcClient,
    code: &Code,
    verifier: &Secret,
) -> Result<Exchanged, LoginError> {
    let network = Network {
        http,
        ctx,
        ahead: OnceLock::new(),
    };
    let tokens = client
        .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()))
        .request_async(&network)
        .await
        .map_err(|error| refusal(&error))?;
    let ahead = network.ahead.get().copied().unwrap_or_default();
    Ok(Exchanged { tokens, ahead })
}

/// The crate's way to the network, which notes the provider's clock. A type of its own, because the
/// future of a closure could not move between threads.
struct Network<'a, H> {
    http: &'a H,
    ctx: &'a Ctx,
    ahead: OnceLock<SignedDuration>,
}

impl<'c, H: Http> AsyncHttpClient<'c> for Network<'_, H> {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let answer = self.http.call(request.map(Bytes::from)).await?;
            self.ahead
                .get_or_init(|| clock_difference(self.ctx.now(), answer.headers()));
            Ok(answer.map(|body| body.to_vec()))
        })
    }
}

/// The answer itself is dropped: it may hold tokens.
fn refusal(error: &RequestTokenError<HttpError, ErrorAnswer>) -> LoginError {
    match error {
        RequestTokenError::ServerResponse(answer) => {
            LoginError::TokenRefused(OAuthError::parse(answer.error().as_ref()))
        }
        RequestTokenError::Request(error) => LoginError::TokenUnreachable(*error),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => LoginError::TokenMalformed,
    }
}

/// How far the clock of whoever sent these headers is ahead of ours; zero where it does not say.
fn clock_difference(now: Timestamp, headers: &http::HeaderMap) -> SignedDuration {
    headers
        .get(header::DATE)
        .and_then(|date| date.to_str().ok())
        .and_then(|date| {
            jiff::fmt::rfc2822::DateTimeParser::new()
                .parse_timestamp(date)
                .ok()
        })
        .map_or(SignedDuration::ZERO, |date| date.duration_since(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_providers_clock_from_the_date_header() {
        let now: Timestamp = "1994-11-06T08:49:07Z".parse().unwrap();
        for (date, seconds) in [
            (Some("Sun, 06 Nov 1994 08:49:37 GMT"), 30),
            (Some("Sun, 06 Nov 1994 08:44:07 GMT"), -300),
            (Some("yesterday"), 0),
            (None, 0),
        ] {
            let mut headers = http::HeaderMap::new();
            if let Some(date) = date {
                headers.insert(header::DATE, date.parse().unwrap());
            }
            let ahead = clock_difference(now, &headers);
            assert_eq!(ahead, SignedDuration::from_secs(seconds), "{date:?}");
        }
    }
}
