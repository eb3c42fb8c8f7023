//! The pages' side of a login: a confidential client with a key.
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
};
use data_encoding::BASE64;
use domain::{Language, wire::Environment};
use http::{StatusCode, header};
use idporten::{
    Callback, ClientKey, Code, LoginError, OAuthError,
    web::{Begun, Login, Pending, WebClient, WebConfig, WebLogin, WebRequest},
};
use idporten_sim::{Client, Fault, SimConfig};
use url::Url;

use crate::{
    faults::{ID_TOKEN, ON_THE_WAY},
    world::{Browser, HIGH, World, location, text},
};

const REDIRECT: &str = "http://127.0.0.1:49152/callback";
const BYE: &str = "http://127.0.0.1:49152/bye";
const SUBSTANTIAL: WebRequest<'_> = WebRequest {
    acr: "idporten-loa-substantial",
    language: Language::Nb,
    login: Login::Any,
};
const AT_HIGH: WebRequest<'_> = WebRequest {
    acr: HIGH,
    ..SUBSTANTIAL
};

fn pem(size: KeySize) -> String {
    let pair = KeyPair::generate(size).unwrap();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    let text = BASE64.encode(der.as_ref());
    format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
}

fn key(pem: &str) -> ClientKey {
    ClientKey::from_pem("portal-1", pem.as_bytes()).unwrap()
}

struct Pages {
    world: World,
    pem: String,
    client: WebClient,
}

impl Pages {
    async fn new() -> Self {
        let pem = pem(KeySize::Rsa2048);
        let mut portal = Client::web("portal", "Portalen", REDIRECT, key(&pem).public());
        portal.post_logout_redirect_uris = vec![BYE.to_owned()];
        let mut config = SimConfig::demo(0);
        config.clients.push(portal);
        let world = World::with(config).await;
        let client = client(&world, &pem);
        Self { world, pem, client }
    }

    async fn begin(&self, request: &WebRequest<'_>) -> Result<Begun, LoginError> {
        let (http, ctx) = (&self.world.http, &self.world.ctx);
        self.client.begin(http, ctx, request).await
    }

    async fn code(&self, pending: &Pending, query: &str) -> Result<Code, LoginError> {
        let (http, ctx) = (&self.world.http, &self.world.ctx);
        match self
            .client
            .judge_callback(http, ctx, pending, query)
            .await?
        {
            Callback::Code(code) => Ok(code),
            Callback::Failed(error) => Err(error),
            other @ (Callback::NotOurs | Callback::Cancelled) => panic!("{other:?}"),
        }
    }

    async fn finish(&self, pending: Pending, query: &str) -> Result<WebLogin, LoginError> {
        let code = self.code(&pending, query).await?;
        let (http, ctx) = (&self.world.http, &self.world.ctx);
        self.client.finish(http, ctx, pending, code).await
    }

    /// From the first request to the checked tokens, in a browser of its own.
    async fn log_in(&self) -> Result<WebLogin, LoginError> {
        let begun = self.begin(&AT_HIGH).await?;
        let query = Browser::new(&self.world)
            .log_in(&begun.browser_url, "bankid", 0)
            .await;
        self.finish(begun.pending, &query).await
    }
}

#[tokio::test]
async fn a_login_at_the_pages_tells_who_it_is() {
    let pages = Pages::new().await;
    let begun = pages.begin(&SUBSTANTIAL).await.unwrap();
    let names: Vec<_> = begun
        .browser_url
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(names, ["client_id", "request_uri"]);
    let query = Browser::new(&pages.world)
        .log_in(&begun.browser_url, "minid", 2)
        .await;
    // Kept meanwhile, and taken up by another process.
    let kept = begun.pending.to_text();
    let login = pages
        .finish(Pending::from_text(&kept).unwrap(), &query)
        .await
        .unwrap();
    assert_eq!(login.national_id.expose(), "23908302052");
    assert_eq!(login.acr, "idporten-loa-substantial");
    assert_eq!(login.auth_time, Some(pages.world.ctx.now()));
    assert!(login.sid.is_some() && !login.sub.is_empty());
    assert_eq!(login.name, None, "MinID tells no name");
    let at_high = pages.log_in().await.unwrap();
    assert_eq!(at_high.name.as_deref(), Some("Ingrid Solbakken"));
    assert_eq!(at_high.acr, HIGH);
}

#[tokio::test]
async fn every_fault_is_noticed_at_the_pages_too() {
    let mut pages = Pages::new().await;
    let id_token = ID_TOKEN.map(|(fault, code)| (Fault::IdToken(fault), code));
    for (fault, code) in id_token.into_iter().chain(ON_THE_WAY) {
        // One that has no documents yet, and so asks for them.
        pages.client = client(&pages.world, &pages.pem);
        pages.world.sim.set_fault(fault);
        let error = pages.log_in().await.unwrap_err();
        assert_eq!(error.code(), code, "{fault:?}");
        pages.world.sim.clear_faults();
    }
    assert!(pages.log_in().await.is_ok());
}

#[tokio::test]
async fn documents_are_kept_for_an_hour() {
    let pages = Pages::new().await;
    let asked = || {
        pages
            .world
            .http
            .calls_to("/.well-known/openid-configuration")
    };
    for (seconds, expected) in [(0, 1), (1, 1), (3598, 1), (1, 2)] {
        pages.world.clock.advance(seconds);
        pages.log_in().await.unwrap();
        assert_eq!(asked(), expected);
    }
}

#[tokio::test]
async fn a_key_changed_during_use_is_fetched_once() {
    let pages = Pages::new().await;
    let asked = || pages.world.http.calls_to("/jwks.json");
    pages.log_in().await.unwrap();
    assert_eq!(asked(), 1);
    pages.world.sim.rotate_key().unwrap();
    pages.log_in().await.unwrap();
    assert_eq!(asked(), 2);
    let unknown = Fault::IdToken(idporten_sim::TokenFault::UnknownKey);
    pages.world.sim.set_fault(unknown);
    let refused = pages.log_in().await.unwrap_err();
    assert_eq!(refused.code(), "id_token_unknown_key");
    assert_eq!(asked(), 3);
}

#[tokio::test]
async fn a_login_serves_the_pages_again_until_a_higher_level_is_needed() {
    let pages = Pages::new().await;
    let mut browser = Browser::new(&pages.world);
    let first = pages.begin(&SUBSTANTIAL).await.unwrap();
    browser.log_in(&first.browser_url, "minid", 2).await;
    // Somebody who is logged in is not asked again.
    let second = pages.begin(&SUBSTANTIAL).await.unwrap();
    let query = browser.passed(&second.browser_url).await;
    let login = pages.finish(second.pending, &query).await.unwrap();
    assert_eq!(login.acr, "idporten-loa-substantial");
    // More than MinID gave.
    let third = pages.begin(&AT_HIGH).await.unwrap();
    let query = browser.log_in(&third.browser_url, "bankid", 2).await;
    let login = pages.finish(third.pending, &query).await.unwrap();
    assert_eq!(login.acr, HIGH);
    let anew = WebRequest {
        login: Login::Anew,
        ..AT_HIGH
    };
    let fourth = pages.begin(&anew).await.unwrap();
    let query = browser.log_in(&fourth.browser_url, "bankid", 2).await;
    assert!(pages.finish(fourth.pending, &query).await.is_ok());
}

#[tokio::test]
async fn an_older_login_does_not_pass_for_a_new_one() {
    let pages = Pages::new().await;
    pages.world.sim.set_fault(Fault::NoPar);
    let anew = WebRequest {
        login: Login::Anew,
        ..AT_HIGH
    };
    for (seconds, noticed) in [(60, false), (61, true)] {
        let mut browser = Browser::new(&pages.world);
        let first = pages.begin(&AT_HIGH).await.unwrap();
        browser.log_in(&first.browser_url, "bankid", 2).await;
        pages.world.clock.advance(seconds);
        let second = pages.begin(&anew).await.unwrap();
        let url = without_prompt(&second.browser_url);
        let query = browser.passed(&url).await;
        let finished = pages.finish(second.pending, &query).await;
        let code = finished.err().map(LoginError::code);
        assert_eq!(code, noticed.then_some("id_token_auth_time"), "{seconds}");
    }
}

fn client(world: &World, pem: &str) -> WebClient {
    let config = WebConfig {
        issuer: world.sim.issuer().to_owned(),
        client_id: "portal".to_owned(),
        redirect_uri: REDIRECT.parse().unwrap(),
        environment: Environment::Synthetic,
    };
    WebClient::new(config, key(pem))
}

/// What someone makes of the request who wants an older login to pass for a new one.
pub(crate) fn without_prompt(url: &Url) -> Url {
    let mut other = url.clone();
    let kept = url.query_pairs().filter(|(name, _)| name != "prompt");
    other.query_pairs_mut().clear().extend_pairs(kept);
    assert_ne!(*url, other);
    other
}

#[tokio::test]
async fn pages_with_another_key_are_strangers() {
    let mut pages = Pages::new().await;
    pages.client = client(&pages.world, &pem(KeySize::Rsa2048));
    let stranger = pages.begin(&AT_HIGH).await.unwrap_err();
    assert_eq!(
        stranger,
        LoginError::RequestRefused(OAuthError::InvalidClient)
    );
    pages.world.sim.set_fault(Fault::NoPar);
    pages.client = client(&pages.world, &pem(KeySize::Rsa2048));
    assert_eq!(
        pages.log_in().await.unwrap_err(),
        LoginError::TokenRefused(OAuthError::InvalidClient)
    );
}

#[tokio::test]
async fn an_answer_belongs_to_one_login() {
    let pages = Pages::new().await;
    let (first, second) = (
        pages.begin(&AT_HIGH).await.unwrap(),
        pages.begin(&AT_HIGH).await.unwrap(),
    );
    let query = Browser::new(&pages.world)
        .log_in(&first.browser_url, "bankid", 0)
        .await;
    let (http, ctx) = (&pages.world.http, &pages.world.ctx);
    let judged = pages
        .client
        .judge_callback(http, ctx, &second.pending, &query);
    assert!(matches!(judged.await, Ok(Callback::NotOurs)));
    let stolen = pages.code(&first.pending, &query).await.unwrap();
    let refused = pages.client.finish(http, ctx, second.pending, stolen);
    assert_eq!(
        refused.await.unwrap_err(),
        LoginError::TokenRefused(OAuthError::InvalidGrant)
    );
    // The stand-in takes a code for used whoever shows it.
    assert_eq!(
        pages.finish(first.pending, &query).await.unwrap_err(),
        LoginError::TokenRefused(OAuthError::InvalidGrant)
    );
}

#[tokio::test]
async fn a_logout_comes_back_and_says_nothing_of_the_person() {
    let pages = Pages::new().await;
    let mut browser = Browser::new(&pages.world);
    let begun = pages.begin(&AT_HIGH).await.unwrap();
    browser.log_in(&begun.browser_url, "bankid", 0).await;
    let (http, ctx) = (&pages.world.http, &pages.world.ctx);
    let bye: Url = BYE.parse().unwrap();
    let url = pages.client.logout_url(http, ctx, Some(&bye)).await;
    let url = url.unwrap().unwrap();
    let names: Vec<_> = url.query_pairs().map(|(name, _)| name).collect();
    assert_eq!(names, ["client_id", "post_logout_redirect_uri"]);
    let sent = browser.get(url.as_str()).await;
    assert_eq!(sent.status(), StatusCode::FOUND);
    assert_eq!(location(&sent), BYE);
    let again = pages.begin(&AT_HIGH).await.unwrap();
    let asked = browser.get(again.browser_url.as_str()).await;
    assert_eq!(asked.status(), StatusCode::SEE_OTHER);
    assert!(asked.headers().get(header::SET_COOKIE).is_none() && text(&asked).is_empty());
}

#[tokio::test]
async fn nothing_secret_shows_in_debug_texts_of_the_pages() {
    let pages = Pages::new().await;
    let begun = pages.begin(&AT_HIGH).await.unwrap();
    let query = Browser::new(&pages.world)
        .log_in(&begun.browser_url, "bankid", 0)
        .await;
    let kept = begun.pending.to_text();
    let shown = format!("{begun:?} {:?}", pages.client);
    let login = pages.finish(begun.pending, &query).await.unwrap();
    let shown = format!("{shown} {login:?}");
    for secret in ["01818520030", "Solbakken", &login.sub, "PRIVATE"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    for secret in kept.split('"').filter(|part| part.len() == 43) {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("Pending(hidden) }") && shown.contains("ClientKey(portal-1, hidden)"));
}
