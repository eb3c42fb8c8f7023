//! Logins at the server's own pages: a confidential client that proves itself with a key.
//!
//! A login begins at one request of the browser and ends at another, perhaps at another process of the
//! server: what lies between is a [`Pending`], which the server keeps and binds to that browser.

use std::{fmt, sync::Arc};

use domain::{Ctx, Language, national_id::NationalId, wire::Environment};
use edge::Http;
use jiff::Timestamp;
use openidconnect::TokenResponse;
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use crate::{
    callback::{self, Callback, Code, Expected},
    client,
    client_key::ClientKey,
    documents::Documents,
    error::{IdTokenFault, LoginError, ProviderError},
    id_token::{self, Demand, Told},
    keys::Keys,
    request::{self, Secrets, Wish},
    secret::Secret,
};

/// What the server's pages are at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebConfig {
    /// The provider, to the letter.
    pub issuer: String,
    /// The pages' client id.
    pub client_id: String,
    /// Where the browser comes back to, as registered.
    pub redirect_uri: Url,
    /// Whether an issuer over http on 127.0.0.1 and test logins are let through.
    pub environment: Environment,
}

/// The pages' side of every login. Keeps the provider's documents meanwhile.
#[derive(Debug)]
pub struct WebClient {
    config: WebConfig,
    key: Arc<ClientKey>,
    documents: Documents,
}

/// What a login is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebRequest<'a> {
    /// The level of assurance it must have.
    pub acr: &'a str,
    /// The language of the provider's pages.
    pub language: Language,
    /// Whether a login at another service may serve.
    pub login: Login,
}

/// Whether a login at another service may serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// It may.
    Any,
    /// The user must log in now.
    Anew,
}

/// A login that has begun.
#[derive(Debug)]
pub struct Begun {
    /// Where the browser is to go.
    pub browser_url: Url,
    /// What the server keeps for it, once, for that browser only.
    pub pending: Pending,
}

/// What belongs to one login between its two ends. Its `Debug` hides it.
pub struct Pending {
    secrets: Secrets,
    acr: String,
    fresh_since: Option<Timestamp>,
}

/// A login that succeeded. Its `Debug` hides everything.
pub struct WebLogin {
    /// The national identity number.
    pub national_id: NationalId,
    /// The provider's own name for the person at this client.
    pub sub: String,
    /// The level of assurance.
    pub acr: String,
    /// When the person showed the electronic ID, where the token says so.
    pub auth_time: Option<Timestamp>,
    /// The session at the provider, where the client is registered for logouts from there.
    pub sid: Option<String>,
    /// The person's name, where the provider told it.
    pub name: Option<String>,
}

impl WebClient {
    /// A client that knows nothing of its provider yet.
    pub fn new(config: WebConfig, key: impl Into<Arc<ClientKey>>) -> Self {
        let documents = Documents::new(config.issuer.clone(), config.environment);
        Self {
            config,
            key: key.into(),
            documents,
        }
    }

    /// Begins a login: leaves the request at the provider in advance where that is offered (RFC 9126).
    pub async fn begin(
        &self,
        http: &impl Http,
        ctx: &Ctx,
        request: &WebRequest<'_>,
    ) -> Result<Begun, LoginError> {
        let provider = self.documents.provider(http, ctx.now()).await?;
        let config = &self.config;
        let client = client::client(&provider, &config.client_id, &config.redirect_uri)?;
        let secrets = Secrets::random(ctx);
        let anew = request.login == Login::Anew;
        let wish = Wish {
            scope: None,
            resource: None,
            acr: request.acr,
            language: request.language,
            anew,
        };
        let url = request::url(&client, &secrets, &wish);
        let proof = || self.key.prove(ctx, &config.client_id, &config.issuer);
        let browser_url = request::push(http, &provider, &config.client_id, url, proof).await?;
        let pending = Pending {
            secrets,
            acr: request.acr.to_owned(),
            fresh_since: anew.then(|| ctx.now()),
        };
        Ok(Begun {
            browser_url,
            pending,
        })
    }

    /// What the browser brings back to `redirect_uri`. `query` is the raw query string.
    pub async fn judge_callback(
        &self,
        http: &impl Http,
        ctx: &Ctx,
        pending: &Pending,
        query: &str,
    ) -> Result<Callback, ProviderError> {
        let provider = self.documents.provider(http, ctx.now()).await?;
        let expected = Expected {
            state: &pending.secrets.state,
            issuer: &self.config.issuer,
            sends_issuer: provider.sends_issuer,
        };
        Ok(callback::judge(query, &expected))
    }

    /// Exchanges the code and checks the `id_token`. The provider's tokens end here.
    pub async fn finish(
        &self,
        http: &impl Http,
        ctx: &Ctx,
        pending: Pending,
        code: Code,
    ) -> Result<WebLogin, LoginError> {
        let provider = self.documents.provider(http, ctx.now()).await?;
        let config = &self.config;
        let client = client::client(&provider, &config.client_id, &config.redirect_uri)?;
        let proof = self.key.prove(ctx, &config.client_id, &config.issuer)?;
        let verifier = &pending.secrets.verifier;
        let exchanged = client::exchange(http, ctx, &client, &code, verifier, proof).await?;
        let id_token = exchanged.tokens.id_token().ok_or(IdTokenFault::Missing)?;
        let demand = Demand {
            issuer: &config.issuer,
            client_id: &config.client_id,
            nonce: &pending.secrets.nonce,
            acr: &pending.acr,
            environment: config.environment,
            fresh_since: pending.fresh_since,
        };
        let now = ctx.now();
        let check = |keys: &Keys| id_token::check(id_token, keys, &demand, exchanged.now);
        let told = match check(&self.documents.keys(http, now).await?) {
            Err(LoginError::IdToken(IdTokenFault::UnknownKey)) => {
                check(&self.documents.keys_of_now(http, now).await?)?
            }
            checked => checked?,
        };
        Ok(told.into())
    }

    /// Where the browser goes to log out at the provider, and so at all its services, and from there `back`.
    /// None where the provider has no such place.
    pub async fn logout_url(
        &self,
        http: &impl Http,
        ctx: &Ctx,
        back: Option<&Url>,
    ) -> Result<Option<Url>, ProviderError> {
        let provider = self.documents.provider(http, ctx.now()).await?;
        Ok(provider.logout_url(&self.config.client_id, back))
    }
}

/// How a [`Pending`] is kept.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    state: &'a str,
    nonce: &'a str,
    verifier: &'a str,
    acr: &'a str,
    fresh_since: Option<Timestamp>,
}

impl Pending {
    /// A text to keep it as. Whoever has it and the browser's answer has the login.
    pub fn to_text(&self) -> Zeroizing<String> {
        let kept = Kept {
            state: self.secrets.state.expose(),
            nonce: self.secrets.nonce.expose(),
            verifier: self.secrets.verifier.expose(),
            acr: &self.acr,
            fresh_since: self.fresh_since,
        };
        Zeroizing::new(serde_json::to_string(&kept).unwrap_or_default())
    }

    /// From the text it was kept as; none where the text is another one.
    pub fn from_text(text: &str) -> Option<Self> {
        let kept: Kept<'_> = serde_json::from_str(text).ok()?;
        let secret = |text: &str| Secret::new(text.to_owned());
        Some(Self {
            secrets: Secrets {
                state: secret(kept.state),
                nonce: secret(kept.nonce),
                verifier: secret(kept.verifier),
            },
            acr: kept.acr.to_owned(),
            fresh_since: kept.fresh_since,
        })
    }
}

impl From<Told> for WebLogin {
    fn from(told: Told) -> Self {
        let Told {
            national_id,
            sub,
            acr,
            auth_time,
            sid,
            name,
        } = told;
        Self {
            national_id,
            sub,
            acr,
            auth_time,
            sid,
            name,
        }
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending(hidden)")
    }
}

impl fmt::Debug for WebLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebLogin(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use edge::ReqwestHttp;

    use super::*;

    /// The server runs these on a pool of threads.
    #[test]
    fn futures_can_move_between_threads() {
        const REQUEST: WebRequest<'_> = WebRequest {
            acr: "idporten-loa-high",
            language: Language::Nb,
            login: Login::Any,
        };
        fn movable<F: Send>(_: fn(WebClient, ReqwestHttp, Ctx, Pending, Code) -> F) {}
        movable(|client, http, ctx, _, _| async move {
            client.begin(&http, &ctx, &REQUEST).await.map(drop)
        });
        movable(|client, http, ctx, pending, _| async move {
            client
                .judge_callback(&http, &ctx, &pending, "")
                .await
                .map(drop)
        });
        movable(|client, http, ctx, pending, code| async move {
            client.finish(&http, &ctx, pending, code).await.map(drop)
        });
    }

    #[test]
    fn other_texts_are_no_pending_logins() {
        for text in ["", "{}", "null", r#"{"state":"a","nonce":"b"}"#] {
            assert!(Pending::from_text(text).is_none(), "{text}");
        }
    }
}
