//! Logins at the portal: the browser goes to ID-porten and comes back, and a session of the server's own
//! begins.
//!
//! What lies between the two ends is in a cookie of that browser's, so that any process of the server can take
//! it up. Nobody else can put one there (`__Host-`), and a changed one leads to no login: the provider keeps
//! what was asked, and the level is compared once more with what the portal wants.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use domain::{
    Ctx, Language,
    wire::{Environment, path},
};
use edge::Http;
use futures::future::BoxFuture;
use idporten::{
    Callback, IdTokenFault, LoginError, ProviderError, level_is_met,
    web::{Begun, Login, Pending, WebClient, WebConfig, WebLogin, WebRequest},
};
use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};

use crate::{
    App,
    config::Portal,
    error::Failure,
    secret::Token,
    store::{BrowserLogin, BrowserStart},
};

/// The session's cookie. Its prefix makes browsers take it only from this host, over TLS, for all paths.
pub(crate) const SESSION_COOKIE: &str = "__Host-halvaarsrapport";
/// The cookie of a login that has begun.
pub(crate) const LOGIN_COOKIE: &str = "__Host-halvaarsrapport-login";
/// So long a login may take, in seconds.
pub(crate) const LOGIN_LASTS: u32 = 900;

/// The level that a municipality and an applicant log in at.
const SUBSTANTIAL: &str = "idporten-loa-substantial";
/// That of the persons at Bufdir.
const HIGH: &str = "idporten-loa-high";
/// Addresses within the portal are shorter.
const ADDRESS_MAX: usize = 500;

/// The portal at the identity provider, whatever reaches it.
pub(crate) trait WebLogins: Send + Sync {
    fn begin<'a>(
        &'a self,
        ctx: &'a Ctx,
        request: WebRequest<'a>,
    ) -> BoxFuture<'a, Result<Begun, LoginError>>;

    fn finish<'a>(
        &'a self,
        ctx: &'a Ctx,
        pending: Pending,
        query: &'a str,
    ) -> BoxFuture<'a, Result<WebLogin, NoLogin>>;

    fn logout_url<'a>(&'a self, ctx: &'a Ctx) -> BoxFuture<'a, Result<Option<Url>, ProviderError>>;
}

/// Why there is no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoLogin {
    /// The person said no at ID-porten.
    Cancelled,
    /// What came back is of no login that this browser has begun, or of one long ago.
    Expired,
    /// ID-porten, or what it answered.
    Failed(LoginError),
}

impl NoLogin {
    /// What the page tells the person.
    pub(crate) fn told(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Failed(LoginError::IdToken(IdTokenFault::Level)) => "too_low",
            Self::Failed(
                LoginError::Provider(_)
                | LoginError::TokenUnreachable(_)
                | LoginError::TokenStatus(_),
            ) => "no_answer",
            Self::Failed(_) => "refused",
        }
    }

    /// What the log is told.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Expired => "login_expired",
            Self::Failed(error) => error.code(),
        }
    }

    /// Whether somebody showed an electronic ID and was refused: that is written down for ever.
    fn is_refusal(self) -> bool {
        matches!(self, Self::Failed(LoginError::IdToken(_)))
    }
}

struct Pages<H> {
    client: WebClient,
    logged_out: Url,
    http: Arc<H>,
}

/// The portal's side of logins at an issuer; none where the address has no place for the pages.
pub(crate) fn logins<H: Http>(
    (issuer, environment): (&str, Environment),
    portal: &Portal,
    http: Arc<H>,
) -> Option<Box<dyn WebLogins>> {
    let config = WebConfig {
        issuer: issuer.to_owned(),
        client_id: portal.client_id.clone(),
        redirect_uri: portal.address.join(path::PORTAL_CALLBACK).ok()?,
        environment,
    };
    Some(Box::new(Pages {
        client: WebClient::new(config, portal.key.clone()),
        logged_out: portal.address.join(path::PORTAL_LOGGED_OUT).ok()?,
        http,
    }))
}

impl<H: Http> WebLogins for Pages<H> {
    fn begin<'a>(
        &'a self,
        ctx: &'a Ctx,
        request: WebRequest<'a>,
    ) -> BoxFuture<'a, Result<Begun, LoginError>> {
        Box::pin(async move { self.client.begin(&self.http, ctx, &request).await })
    }

    fn finish<'a>(
        &'a self,
        ctx: &'a Ctx,
        pending: Pending,
        query: &'a str,
    ) -> BoxFuture<'a, Result<WebLogin, NoLogin>> {
        Box::pin(async move {
            let judged = self
                .client
                .judge_callback(&self.http, ctx, &pending, query)
                .await;
            let code = match judged.map_err(|error| NoLogin::Failed(error.into()))? {
                Callback::Code(code) => code,
                Callback::NotOurs => return Err(NoLogin::Expired),
                Callback::Cancelled => return Err(NoLogin::Cancelled),
                Callback::Failed(error) => return Err(NoLogin::Failed(error)),
            };
            let finished = self.client.finish(&self.http, ctx, pending, code).await;
            finished.map_err(NoLogin::Failed)
        })
    }

    fn logout_url<'a>(&'a self, ctx: &'a Ctx) -> BoxFuture<'a, Result<Option<Url>, ProviderError>> {
        Box::pin(async move {
            let back = Some(&self.logged_out);
            self.client.logout_url(&self.http, ctx, back).await
        })
    }
}

/// What a browser asks for when it goes to log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wish {
    /// Where it wants to be then: a page of the portal.
    to: String,
    language: Language,
    login: Login,
    high: bool,
}

impl Wish {
    /// Whatever is not understood is not wished for.
    pub(crate) fn of(query: &str) -> Self {
        let get = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
        };
        Self {
            to: own_page(&get("to").unwrap_or_default()),
            language: match get("language").as_deref() {
                Some("nn") => Language::Nn,
                Some("en") => Language::En,
                Some(_) | None => Language::Nb,
            },
            login: match get("step").as_deref() {
                Some("1") => Login::Anew,
                Some(_) | None => Login::Any,
            },
            high: get("level").as_deref() == Some("high"),
        }
    }

    fn acr(&self) -> &'static str {
        if self.high { HIGH } else { SUBSTANTIAL }
    }

    /// What the provider is asked for.
    pub(crate) fn request(&self) -> WebRequest<'static> {
        WebRequest {
            acr: self.acr(),
            language: self.language,
            login: self.login,
        }
    }
}

/// The address, where it is one of the portal's own pages; otherwise the portal's first.
fn own_page(to: &str) -> String {
    let is_own = || {
        // What a browser makes of it, at a host that is nobody's.
        let base = Url::parse("https://portal.invalid/").ok()?;
        let url = base.join(to).ok()?;
        let path = url.path().to_owned();
        let served = [path::PORTAL_LOGIN, path::PORTAL_CALLBACK];
        let own = to.len() <= ADDRESS_MAX
            && to.starts_with(path::PORTAL)
            && url.origin() == base.origin()
            && path.starts_with(path::PORTAL)
            && !served.contains(&path.as_str());
        let query = url.query().map(|query| format!("?{query}"));
        own.then(|| path + &query.unwrap_or_default())
    };
    is_own().unwrap_or_else(|| path::PORTAL.to_owned())
}

/// What lies in the cookie of a login that has begun.
#[derive(Serialize, Deserialize)]
struct Kept {
    pending: String,
    to: String,
    language: Language,
    high: bool,
}

/// A login that has begun: where the browser goes, and what it keeps.
pub(crate) struct Departure {
    pub(crate) browser_url: Url,
    pub(crate) cookie: String,
}

/// Sends a browser to ID-porten.
pub(crate) async fn depart(app: &App, wish: Wish) -> Result<Result<Departure, NoLogin>, Failure> {
    let pages = app.pages().ok_or_else(Failure::not_found)?;
    let begun = match pages.begin(app.ctx(), wish.request()).await {
        Ok(begun) => begun,
        Err(error) => {
            tracing::warn!(code = error.code(), "a login at the portal cannot begin");
            return Ok(Err(NoLogin::Failed(error)));
        }
    };
    let kept = Kept {
        pending: begun.pending.to_text().as_str().to_owned(),
        to: wish.to,
        language: wish.language,
        high: wish.high,
    };
    let text = domain::report::json_bytes(&kept);
    Ok(Ok(Departure {
        browser_url: begun.browser_url,
        cookie: BASE64URL_NOPAD.encode(&text),
    }))
}

/// What becomes of a browser that comes back.
pub(crate) enum Arrival {
    /// It has a session, and goes to a page.
    Session {
        /// For its cookie.
        token: Token,
        /// The page.
        to: String,
    },
    /// It must log in once more, at a higher level.
    Again {
        /// There.
        to: String,
    },
}

/// Takes up the login that the browser has begun.
pub(crate) async fn arrive(
    app: &App,
    cookie: Option<&str>,
    query: &str,
) -> Result<Result<Arrival, NoLogin>, Failure> {
    let pages = app.pages().ok_or_else(Failure::not_found)?;
    let Some((pending, kept)) = cookie.and_then(kept_in) else {
        return Ok(Err(NoLogin::Expired));
    };
    let finished = pages.finish(app.ctx(), pending, query).await;
    let least = if kept.high { HIGH } else { SUBSTANTIAL };
    let finished = finished.and_then(|login| {
        let met = level_is_met(least, &login.acr);
        let level = NoLogin::Failed(LoginError::IdToken(IdTokenFault::Level));
        met.then_some(login).ok_or(level)
    });
    let login = match finished {
        Ok(login) => login,
        Err(refused) => {
            tracing::info!(code = refused.code(), "a login at the portal ends");
            if refused.is_refusal() {
                app.store().note_refused_token(refused.code()).await?;
            }
            return Ok(Err(refused));
        }
    };
    let login = BrowserLogin {
        identity: app.settings().identity_key.hash(&login.national_id),
        name: login.name,
        is_high: level_is_met(HIGH, &login.acr),
    };
    let to = own_page(&kept.to);
    Ok(Ok(match app.store().open_browser_session(&login).await? {
        BrowserStart::Opened(token) => Arrival::Session { token, to },
        BrowserStart::LevelTooLow => {
            let language = kept.language.pick("nb", "nn", "en");
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("to", &to)
                .append_pair("language", language)
                .append_pair("level", "high")
                .finish();
            Arrival::Again {
                to: format!("{}?{query}", path::PORTAL_LOGIN),
            }
        }
    }))
}

fn kept_in(cookie: &str) -> Option<(Pending, Kept)> {
    let text = BASE64URL_NOPAD.decode(cookie.as_bytes()).ok()?;
    let kept: Kept = serde_json::from_slice(&text).ok()?;
    Some((Pending::from_text(&kept.pending)?, kept))
}

/// Where the browser goes to log out at ID-porten too. Where ID-porten cannot tell, it is logged out here
/// alone.
pub(crate) async fn way_out(app: &App) -> String {
    let here = path::PORTAL_LOGGED_OUT.to_owned();
    let Some(pages) = app.pages() else {
        return here;
    };
    match pages.logout_url(app.ctx()).await {
        Ok(Some(url)) => url.into(),
        Ok(None) => here,
        Err(error) => {
            tracing::warn!(code = error.code(), "no logout at ID-porten");
            here
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_leads_to_pages_of_the_portal_alone() {
        for (to, page) in [
            ("/portal/enhet/3411/2026-1", "/portal/enhet/3411/2026-1"),
            ("/portal/a?b=c#d", "/portal/a?b=c"),
            ("/portal/../v1/me", "/portal/"),
            ("/portal/%2e%2e/x", "/portal/"),
            ("//evil.example/portal/", "/portal/"),
            ("https://evil.example/portal/", "/portal/"),
            ("/portal/login?to=/portal/login", "/portal/"),
            ("/portal/callback", "/portal/"),
            ("\\\\evil.example", "/portal/"),
            ("/portal", "/portal/"),
            ("javascript:alert(1)", "/portal/"),
            ("", "/portal/"),
        ] {
            assert_eq!(own_page(to), page, "{to}");
        }
        let long = format!("/portal/{}", "x".repeat(ADDRESS_MAX));
        assert_eq!(own_page(&long), "/portal/");
        assert!(!own_page("/portal/a\r\nSet-Cookie: x").contains(['\r', '\n']));
    }

    #[test]
    fn a_browser_may_wish_for_a_language_and_a_new_login() {
        let wish = Wish::of("to=%2Fportal%2Fx&language=nn&step=1&level=high");
        assert_eq!(
            wish,
            Wish {
                to: "/portal/x".to_owned(),
                language: Language::Nn,
                login: Login::Anew,
                high: true,
            }
        );
        let wish = Wish::of("language=se&step=2&level=low");
        assert_eq!((wish.language, wish.login), (Language::Nb, Login::Any));
        assert_eq!((wish.acr(), wish.to.as_str()), (SUBSTANTIAL, "/portal/"));
    }

    #[test]
    fn a_cookie_that_nobody_made_is_no_login() {
        for cookie in ["", "x", "e30", "%00"] {
            assert!(kept_in(cookie).is_none(), "{cookie}");
        }
    }
}
