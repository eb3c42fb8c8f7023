//! One login of the desktop: a native public client with a loopback redirect (RFC 8252).

use std::fmt;

use domain::{Ctx, Language, wire::Environment};
use edge::Http;
use jiff::Timestamp;
use openidconnect::{OAuth2TokenResponse, TokenResponse};
use url::Url;

use crate::{
    callback::{self, Callback, Code, Expected},
    client::{self, Proof},
    error::{IdTokenFault, LoginError},
    id_token::{self, Demand},
    keys::Keys,
    provider::Provider,
    request::{self, Secrets, Wish},
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
    request: Url,
    browser_url: Url,
    secrets: Secrets,
    /// By the provider's clock.
    began: Timestamp,
}

/// A login that succeeded.
pub struct LoggedIn {
    /// ID-porten's access token, for the server, once.
    pub access_token: Secret,
    /// The person's name, where ID-porten told it. The officer register has the true one.
    pub name: Option<String>,
}

impl Attempt {
    /// Asks the provider for its document and keys, builds the authorization request, and leaves it at
    /// the provider in advance where the provider offers that (RFC 9126). The listener behind
    /// `redirect_uri` must be bound already.
    ///
    /// A new login is asked for each time: in the browser of a shared machine somebody else may still be
    /// logged in at the provider, and would be the one who logs in here.
    pub async fn begin(
        http: &impl Http,
        ctx: &Ctx,
        config: &NativeConfig,
        redirect_uri: &Url,
        language: Language,
    ) -> Result<Self, LoginError> {
        let provider = Provider::discover(http, &config.issuer, config.environment).await?;
        let keys = provider.keys(http).await?;
        let began = provider.told_at.unwrap_or_else(|| ctx.now());
        let secrets = Secrets::random(ctx);
        let wish = Wish {
            scope: Some(&config.scope),
            resource: Some(&config.resource),
            acr: &config.acr,
            language,
            anew: true,
        };
        let client = client::client(&provider, &config.client_id, redirect_uri)?;
        let request = request::url(&client, &secrets, &wish);
        let browser_url = leave(http, &provider, &config.client_id, &request).await?;
        Ok(Self {
            config: config.clone(),
            provider,
            keys,
            redirect_uri: redirect_uri.clone(),
            request,
            browser_url,
            secrets,
            began,
        })
    }

    /// What the system's browser is to open.
    pub fn browser_url(&self) -> &Url {
        &self.browser_url
    }

    /// What the browser is to open when the user wants it opened again: what was left at the provider
    /// before may be used up, or too old.
    pub async fn again(&self, http: &impl Http) -> Result<Url, LoginError> {
        leave(http, &self.provider, &self.config.client_id, &self.request).await
    }

    /// What a GET on the loopback listener means. `query` is the raw query string.
    pub fn judge_callback(&self, query: &str) -> Callback {
        let expected = Expected {
            state: &self.secrets.state,
            issuer: &self.config.issuer,
            sends_issuer: self.provider.sends_issuer,
        };
        callback::judge(query, &expected)
    }

    /// Exchanges the code and checks the `id_token`. The time is that of the token answer's `Date`: an
    /// `id_token` lives two minutes, and many a PC clock is further off.
    pub async fn finish(
        self,
        http: &impl Http,
        ctx: &Ctx,
        code: Code,
    ) -> Result<LoggedIn, LoginError> {
        let config = &self.config;
        let client = client::client(&self.provider, &config.client_id, &self.redirect_uri)?;
        let (verifier, proof) = (&self.secrets.verifier, Proof::new());
        let exchanged = client::exchange(http, ctx, &client, &code, verifier, proof).await?;
        let id_token = exchanged.tokens.id_token().ok_or(IdTokenFault::Missing)?;
        let demand = Demand {
            issuer: &config.issuer,
            client_id: &config.client_id,
            nonce: &self.secrets.nonce,
            acr: &config.acr,
            environment: config.environment,
            fresh_since: Some(self.began),
        };
        let check = |keys: &Keys| id_token::check(id_token, keys, &demand, exchanged.now);
        let told = match check(&self.keys) {
            // The provider may have changed its key since the attempt began.
            Err(LoginError::IdToken(IdTokenFault::UnknownKey)) => {
                check(&self.provider.keys(http).await?)?
            }
            checked => checked?,
        };
        let access_token = Secret::new(exchanged.tokens.access_token().secret().clone());
        Ok(LoggedIn {
            access_token,
            name: told.name,
        })
    }
}

/// Leaves a request at the provider; a public client has nothing to prove.
async fn leave(
    http: &impl Http,
    provider: &Provider,
    client_id: &str,
    request: &Url,
) -> Result<Url, LoginError> {
    request::push(http, provider, client_id, request.clone(), || {
        Ok(Proof::new())
    })
    .await
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
