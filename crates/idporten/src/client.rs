//! The `openidconnect` client with ID-porten's claims, and its way to the network.

use std::{pin::Pin, sync::OnceLock};

use bytes::Bytes;
use domain::Ctx;
use edge::{Http, HttpError};
use http::StatusCode;
use jiff::Timestamp;
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
    fetch,
    keys::Keys,
    provider::Provider,
    secret::Secret,
};

/// The claims of ID-porten's own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OwnClaims {
    #[serde(default, skip_serializing, deserialize_with = "hidden")]
    pub(crate) pid: Option<Secret>,
    pub(crate) sid: Option<String>,
}

impl AdditionalClaims for OwnClaims {}

fn hidden<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    Option::<String>::deserialize(deserializer).map(|text| text.map(Secret::new))
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

pub(crate) type OidcClient = Client<
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

/// A client at a provider. One that is confidential proves itself with [`Proof`].
pub(crate) fn client(
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

/// What a confidential client sends besides, to prove who it is; nothing for a public one.
pub(crate) type Proof = Vec<(&'static str, String)>;

/// The tokens a code was exchanged for.
pub(crate) struct Exchanged {
    pub(crate) tokens: Tokens,
    /// The time at the provider, or ours where it did not tell.
    pub(crate) now: Timestamp,
}

/// Exchanges a code for tokens.
pub(crate) async fn exchange(
    http: &impl Http,
    ctx: &Ctx,
    client: &OidcClient,
    code: &Code,
    verifier: &Secret,
    proof: Proof,
) -> Result<Exchanged, LoginError> {
    let network = Network {
        http,
        heard: OnceLock::new(),
    };
    let mut request = client
        .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()));
    for (name, value) in proof {
        request = request.add_extra_param(name, value);
    }
    let answered = request.request_async(&network).await;
    let heard = network.heard.get();
    let tokens = answered.map_err(|error| refusal(&error, heard))?;
    let told = heard.and_then(|heard| heard.date);
    Ok(Exchanged {
        tokens,
        now: told.unwrap_or_else(|| ctx.now()),
    })
}

/// The crate's way to the network, which notes what the crate does not tell. A type of its own, because
/// the future of a closure could not move between threads.
struct Network<'a, H> {
    http: &'a H,
    heard: OnceLock<Heard>,
}

struct Heard {
    status: StatusCode,
    date: Option<Timestamp>,
}

impl<'c, H: Http> AsyncHttpClient<'c> for Network<'_, H> {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let answer = self.http.call(request.map(Bytes::from)).await?;
            self.heard.get_or_init(|| Heard {
                status: answer.status(),
                date: fetch::date(answer.headers()),
            });
            Ok(answer.map(|body| body.to_vec()))
        })
    }
}

/// The answer itself is dropped: it may hold tokens.
fn refusal(error: &RequestTokenError<HttpError, ErrorAnswer>, heard: Option<&Heard>) -> LoginError {
    match error {
        RequestTokenError::ServerResponse(answer) => {
            LoginError::TokenRefused(OAuthError::parse(answer.error().as_ref()))
        }
        RequestTokenError::Request(error) => LoginError::TokenUnreachable(*error),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => match heard {
            Some(heard) if heard.status != StatusCode::OK => {
                LoginError::TokenStatus(heard.status.as_u16())
            }
            Some(_) | None => LoginError::TokenMalformed,
        },
    }
}
