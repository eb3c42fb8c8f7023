//! One login of the desktop: a native public client with a loopback redirect (RFC 8252).

use std::fmt;

use domain::{Ctx, Language, wire::Environment};
use edge::Http;
use http::StatusCode;
use openidconnect::{
    AuthenticationContextClass, AuthenticationFlow, CsrfToken, LanguageTag, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, Scope, TokenResponse,
    core::CoreResponseType,
};
use serde::Deserialize;
use url::Url;

use crate::{
    callback::{self, Callback, Code, Expected},
    client,
    error::{IdTokenFault, LoginError, OAuthError, ProviderError},
    fetch, id_token,
    keys::Keys,
    provider::Provider,
    secret::Secret,
};

/// What the desktop is at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeConfig {
    /// The provider, to the letter.
    pub issuer: String,
    /// The desktop's client id.
    pub client_id: String,
    /// The server's own scope, asked for beside `openid profile`.
    pub scope: String,
    /// The server's resource indicator: the audience of the access token.
    pub resource: String,
    /// The level of assurance a login must have.
    pub acr: String,
    /// Whether an issuer over http on 127.0.0.1 and test logins are let through.
    pub environment: Environment,
}

/// One attempt to log in. Everything in it belongs to this attempt and its provider only.
pub struct Attempt {
    config: NativeConfig,
    provider: Provider,
    keys: Keys,
    redirect_uri: Url,
    browser_url: Url,
    state: Secret,
    nonce: Secret,
    verifier: Secret,
}

/// A login that succeeded.
pub struct LoggedIn {
    /// ID-porten's access token, for the server, once.
    pub access_token: Secret,
    /// The person's name, where ID-porten told it. The officer register has the true one.
    pub name: Option<String>,
}

#[derive(Deserialize)]
struct Pushed {
    request_uri: String,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

impl Attempt {
    /// Asks the provider for its document and keys, builds the authorization request, and leaves it at
    /// the provider in advance where the provider offers that (RFC 9126). The listener behind
    /// `redirect_uri` must be bound already.
    pub async fn begin(
        http: &impl Http,
        ctx: &Ctx,
        config: &NativeConfig,
        redirect_uri: &Url,
        language: Language,
    ) -> Result<Self, LoginError> {
        let provider = Provider::discover(http, &config.issuer, config.environment).await?;
        let keys = provider.keys(http).await?;
        let browser_url = provider.authorization_endpoint.clone();
        let mut attempt = Self {
            config: config.clone(),
            provider,
            keys,
            redirect_uri: redirect_uri.clone(),
            browser_url,
            state: Secret::random(ctx),
            nonce: Secret::random(ctx),
            verifier: Secret::random(ctx),
        };
        let request = attempt.authorization_request(language)?;
        attempt.browser_url = match &attempt.provider.pushed_authorization_request_endpoint {
            Some(endpoint) => attempt.push(http, endpoint, &request).await?,
            None => request,
        };
        Ok(attempt)
    }

    /// What the system's browser is to open.
    pub fn browser_url(&self) -> &Url {
        &self.browser_url
    }

    /// What a GET on the loopback listener means. `query` is the raw query string.
    pub fn judge_callback(&self, query: &str) -> Callback {
        let expected = Expected {
            state: &self.state,
            issuer: &self.config.issuer,
            sends_issuer: self.provider.sends_issuer,
        };
        callback::judge(query, &expected)
    }

    /// Exchanges the code and checks the `id_token`. Time is `ctx`'s, corrected by the token answer's
    /// `Date`: an `id_token` lives two minutes, and many a PC clock is further off.
    pub async fn finish(
        self,
        http: &impl Http,
        ctx: &Ctx,
        code: Code,
    ) -> Result<LoggedIn, LoginError> {
        let client =
            client::public_client(&self.provider, &self.config.client_id, &self.redirect_uri)?;
        let exchanged = client::exchange(http, ctx, &client, &code, &self.verifier).await?;
        let id_token = exchanged.tokens.id_token().ok_or(IdTokenFault::Missing)?;
        let now = ctx
            .now()
            .checked_add(exchanged.ahead)
            .unwrap_or_else(|_| ctx.now());
        let check = |keys: &Keys| id_token::check(id_token, keys, &self.config, &self.nonce, now);
        let name = match check(&self.keys) {
            // The provider may have changed its key since the attempt began.
            Err(LoginError::IdToken(IdTokenFault::UnknownKey)) => {
                check(&self.provider.keys(http).await?)?
            }
            checked => checked?,
        };
        let access_token = Secret::new(exchanged.tokens.access_token().secret().clone());
        Ok(LoggedIn { access_token, name })
    }

    fn authorization_request(&self, language: Language) -> Result<Url, LoginError> {
        let client =
            client::public_client(&self.provider, &self.config.client_id, &self.redirect_uri)?;
        let state = CsrfToken::new(self.state.expose().to_owned());
        let nonce = Nonce::new(self.nonce.expose().to_owned());
        let verifier = PkceCodeVerifier::new(self.verifier.expose().to_owned());
        let (url, _, _) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || state,
                move || nonce,
            )
            .add_scope(Scope::new("profile".to_owned()))
            .add_scope(Scope::new(self.config.scope.clone()))
            .add_auth_context_value(AuthenticationContextClass::new(self.config.acr.clone()))
            .add_ui_locale(LanguageTag::new(tag(language).to_owned()))
            .add_extra_param("resource", self.config.resource.clone())
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url)
    }

    /// Leaves the request at the provider; what is left for the browser is its name.
    async fn push(
        &self,
        http: &impl Http,
        endpoint: &Url,
        request: &Url,
    ) -> Result<Url, LoginError> {
        let form = request.query().unwrap_or_default().to_owned();
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
        let mut url = self.provider.authorization_endpoint.clone();
        url.query_pairs_mut()
            .append_pair("client_id", &self.config.client_id)
            .append_pair("request_uri", &pushed.request_uri);
        Ok(url)
    }
}

fn tag(language: Language) -> &'static str {
    match language {
        Language::Nb => "nb",
        Language::Nn => "nn",
        Language::En => "en",
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("issuer", &self.config.issuer)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for LoggedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoggedIn(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use edge::ReqwestHttp;

    use super::*;

    /// The engine and the server run these on a pool of threads.
    #[test]
    fn futures_can_move_between_threads() {
        fn movable<F: Send>(_: fn(ReqwestHttp, Ctx, Attempt, NativeConfig, Code, Url) -> F) {}
        movable(|http, ctx, _, config, _, url| async move {
            Attempt::begin(&http, &ctx, &config, &url, Language::Nb)
                .await
                .map(drop)
        });
        movable(|http, ctx, attempt, _, code, _| async move {
            attempt.finish(&http, &ctx, code).await.map(drop)
        });
    }
}
