//! The authorization request, and leaving it at the provider in advance.

use domain::{Ctx, Language};
use edge::Http;
use http::StatusCode;
use openidconnect::{
    AuthenticationContextClass, AuthenticationFlow, CsrfToken, LanguageTag, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, Scope,
    core::{CoreAuthPrompt, CoreResponseType},
};
use serde::Deserialize;
use url::Url;

use crate::{
    client::{OidcClient, Proof},
    error::{LoginError, OAuthError, ProviderError},
    fetch,
    provider::Provider,
    secret::Secret,
};

/// What makes an attempt this attempt.
pub(crate) struct Secrets {
    pub(crate) state: Secret,
    pub(crate) nonce: Secret,
    pub(crate) verifier: Secret,
}

impl Secrets {
    pub(crate) fn random(ctx: &Ctx) -> Self {
        Self {
            state: Secret::random(ctx),
            nonce: Secret::random(ctx),
            verifier: Secret::random(ctx),
        }
    }
}

/// What is asked of the provider beside an identity.
pub(crate) struct Wish<'a> {
    /// A scope beside `openid profile`.
    pub(crate) scope: Option<&'a str>,
    /// The audience of the access token.
    pub(crate) resource: Option<&'a str>,
    /// The level of assurance.
    pub(crate) acr: &'a str,
    pub(crate) language: Language,
    /// No older login may answer.
    pub(crate) anew: bool,
}

/// The request as a URL for the browser.
pub(crate) fn url(client: &OidcClient, secrets: &Secrets, wish: &Wish<'_>) -> Url {
    let state = CsrfToken::new(secrets.state.expose().to_owned());
    let nonce = Nonce::new(secrets.nonce.expose().to_owned());
    let verifier = PkceCodeVerifier::new(secrets.verifier.expose().to_owned());
    let mut request = client
        .authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            move || state,
            move || nonce,
        )
        .add_scope(Scope::new("profile".to_owned()))
        .add_scopes(wish.scope.map(|scope| Scope::new(scope.to_owned())))
        .add_auth_context_value(AuthenticationContextClass::new(wish.acr.to_owned()))
        .add_ui_locale(LanguageTag::new(tag(wish.language).to_owned()))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    if let Some(resource) = wish.resource {
        request = request.add_extra_param("resource", resource.to_owned());
    }
    if wish.anew {
        request = request.add_prompt(CoreAuthPrompt::Login);
    }
    request.url().0
}

#[derive(Deserialize)]
struct Pushed {
    request_uri: String,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

/// Leaves the request at the provider where that is offered (RFC 9126); what is left for the browser then
/// is its name.
pub(crate) async fn push(
    http: &impl Http,
    provider: &Provider,
    client_id: &str,
    request: Url,
    proof: impl FnOnce() -> Result<Proof, LoginError> + Send,
) -> Result<Url, LoginError> {
    let Some(endpoint) = &provider.pushed_authorization_request_endpoint else {
        return Ok(request);
    };
    let form =
        url::form_urlencoded::Serializer::new(request.query().unwrap_or_default().to_owned())
            .extend_pairs(proof()?)
            .finish();
    let answer = fetch::post_form(http, endpoint, form)
        .await
        .map_err(ProviderError::Http)?;
    if answer.status() != StatusCode::CREATED && answer.status() != StatusCode::OK {
        let status = ProviderError::Status(answer.status().as_u16());
        return Err(
            fetch::json::<Refused>(answer.body()).map_or(status.into(), |refused| {
                LoginError::RequestRefused(OAuthError::parse(&refused.error))
            }),
        );
    }
    let pushed: Pushed = fetch::json(answer.body())?;
    let mut url = provider.authorization_endpoint.clone();
    url.query_pairs_mut()
        .append_pair("client_id", client_id)
        .append_pair("request_uri", &pushed.request_uri);
    Ok(url)
}

fn tag(language: Language) -> &'static str {
    match language {
        Language::Nb => "nb",
        Language::Nn => "nn",
        Language::En => "en",
    }
}
