//! Logins that succeed, and those that a user or an attacker ends.

use domain::Language;
use idporten::{Attempt, Callback, Code, LoginError, OAuthError, ProviderError};
use idporten_sim::Fault;
use url::Url;

use crate::{
    web::without_prompt,
    world::{Browser, HIGH, World, ctx_at, query, text},
};

async fn code_for(world: &World, attempt: &Attempt) -> Code {
    let query = Browser::new(world)
        .log_in(attempt.browser_url(), "bankid", 0)
        .await;
    code(attempt, &query)
}

fn code(attempt: &Attempt, query: &str) -> Code {
    match attempt.judge_callback(query) {
        Callback::Code(code) => code,
        other @ (Callback::NotOurs | Callback::Cancelled | Callback::Failed(_)) => {
            panic!("{other:?}")
        }
    }
}

#[tokio::test]
async fn a_login_through_par_succeeds_with_every_eid_of_level_high() {
    let world = World::new().await;
    let verifier = world.verifier();
    for eid in ["bankid", "bankid-mobil", "buypass", "commfides"] {
        let attempt = world.begin().await.unwrap();
        let names: Vec<_> = attempt
            .browser_url()
            .query_pairs()
            .map(|(name, _)| name.into_owned())
            .collect();
        assert_eq!(names, ["client_id", "request_uri"]);
        let query = Browser::new(&world)
            .log_in(attempt.browser_url(), eid, 0)
            .await;
        let code = code(&attempt, &query);
        let logged_in = attempt.finish(&world.http, &world.ctx, code).await.unwrap();
        assert_eq!(logged_in.name.as_deref(), Some("Ingrid Solbakken"));
        let token = logged_in.access_token.expose();
        let person = verifier
            .verify(&world.http, &world.ctx, token)
            .await
            .unwrap();
        assert_eq!(person.national_id.expose(), "01818520030");
        assert_eq!(person.acr, HIGH);
    }
    assert_eq!(world.http.calls_to("/par"), 4);
    world.sim.stop().await;
}

#[tokio::test]
async fn every_eid_logs_in_in_every_language_one_login_after_the_other() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    for (language, lang) in [
        (Language::Nb, "nb"),
        (Language::Nn, "nn"),
        (Language::En, "en"),
    ] {
        for eid in ["minid", "bankid", "bankid-mobil", "buypass", "commfides"] {
            let mut config = world.native();
            if eid == "minid" {
                config.acr = "idporten-loa-substantial".to_owned();
            }
            let attempt = world.begin_with(&config, language).await.unwrap();
            let page = browser.arrive(attempt.browser_url()).await;
            let html = browser.get(&page).await;
            let html = text(&html);
            assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{lang}");
            let chosen = browser.post(&page, &format!("eid={eid}&person=0")).await;
            let code = code(&attempt, &query(&chosen));
            let logged_in = attempt.finish(&world.http, &world.ctx, code).await;
            let name = logged_in.unwrap().name;
            // MinID tells no names.
            let expected = (eid != "minid").then_some("Ingrid Solbakken");
            assert_eq!(name.as_deref(), expected, "{lang} {eid}");
        }
    }
}

#[tokio::test]
async fn a_login_without_par_succeeds() {
    let world = World::new().await;
    world.sim.set_fault(Fault::NoPar);
    assert!(world.log_in().await.is_ok());
    assert_eq!(world.http.calls_to("/par"), 0);
}

#[tokio::test]
async fn the_desktop_asks_for_a_new_login_whoever_is_logged_in() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let first = world.begin().await.unwrap();
    browser.log_in(first.browser_url(), "bankid", 0).await;
    // In the same browser, and somebody else.
    let second = world.begin().await.unwrap();
    let query = browser.log_in(second.browser_url(), "bankid", 1).await;
    let code = code(&second, &query);
    let logged_in = second.finish(&world.http, &world.ctx, code).await.unwrap();
    assert_eq!(logged_in.name.as_deref(), Some("Per-Anders Moen"));
}

#[tokio::test]
async fn an_older_login_is_no_login_of_the_desktop() {
    let world = World::new().await;
    world.sim.set_fault(Fault::NoPar);
    let mut browser = Browser::new(&world);
    let first = world.begin().await.unwrap();
    browser.log_in(first.browser_url(), "bankid", 0).await;
    world.clock.advance(61);
    for wrong in [-600, 0, 600] {
        let (_, ctx) = ctx_at(2_000_000_061 + wrong);
        let redirect = Url::parse("http://127.0.0.1:49152/callback").unwrap();
        let (http, config) = (&world.http, world.native());
        let attempt = Attempt::begin(http, &ctx, &config, &redirect, Language::Nb).await;
        let attempt = attempt.unwrap();
        let url = without_prompt(attempt.browser_url());
        let query = browser.passed(&url).await;
        let code = code(&attempt, &query);
        let refused = attempt.finish(http, &ctx, code).await.unwrap_err();
        assert_eq!(refused.code(), "id_token_auth_time", "{wrong}");
    }
}

#[tokio::test]
async fn minid_is_enough_where_substantial_is_asked_for() {
    let world = World::new().await;
    let mut config = world.native();
    config.acr = "idporten-loa-substantial".to_owned();
    let attempt = world.begin_with(&config, Language::En).await.unwrap();
    let query = Browser::new(&world)
        .log_in(attempt.browser_url(), "minid", 1)
        .await;
    let code = code(&attempt, &query);
    let logged_in = attempt.finish(&world.http, &world.ctx, code).await.unwrap();
    let token = logged_in.access_token.expose();
    let refused = world
        .verifier()
        .verify(&world.http, &world.ctx, token)
        .await;
    assert_eq!(refused.unwrap_err(), idporten::TokenRefusal::Level);
}

#[tokio::test]
async fn a_clock_that_is_minutes_wrong_does_not_matter_on_the_desktop() {
    let world = World::new().await;
    for wrong in [-600, 600] {
        let (_, ctx) = ctx_at(2_000_000_000 + wrong);
        let attempt = world.begin().await.unwrap();
        let code = code_for(&world, &attempt).await;
        assert!(
            attempt.finish(&world.http, &ctx, code).await.is_ok(),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_cancelled_login_is_known_as_such() {
    let world = World::new().await;
    let attempt = world.begin().await.unwrap();
    let mut browser = Browser::new(&world);
    let page = browser.arrive(attempt.browser_url()).await;
    let response = browser.post(&format!("{page}/cancel"), "").await;
    assert!(matches!(
        attempt.judge_callback(&query(&response)),
        Callback::Cancelled
    ));
}

#[tokio::test]
async fn an_answer_to_another_attempt_is_not_ours() {
    let world = World::new().await;
    let (first, second) = (world.begin().await.unwrap(), world.begin().await.unwrap());
    let query = Browser::new(&world)
        .log_in(first.browser_url(), "bankid", 0)
        .await;
    assert!(matches!(second.judge_callback(&query), Callback::NotOurs));
    assert!(matches!(first.judge_callback(&query), Callback::Code(_)));
}

#[tokio::test]
async fn another_attempts_verifier_does_not_fit() {
    let world = World::new().await;
    let (first, second) = (world.begin().await.unwrap(), world.begin().await.unwrap());
    let stolen = code_for(&world, &first).await;
    let refused = second.finish(&world.http, &world.ctx, stolen).await;
    assert_eq!(
        refused.unwrap_err(),
        LoginError::TokenRefused(OAuthError::InvalidGrant)
    );
}

#[tokio::test]
async fn a_code_works_once_and_a_replay_ends_what_it_gave() {
    let world = World::new().await;
    let attempt = world.begin().await.unwrap();
    let query = Browser::new(&world)
        .log_in(attempt.browser_url(), "bankid", 0)
        .await;
    let (first, second) = (code(&attempt, &query), code(&attempt, &query));
    let stolen = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    drop(second);
    let logged_in = attempt
        .finish(&world.http, &world.ctx, first)
        .await
        .unwrap();
    let bearer = format!("Bearer {}", logged_in.access_token.expose());
    let user_info = async || {
        let request = http::Request::get(format!("{}/userinfo", world.sim.issuer()))
            .header(http::header::AUTHORIZATION, &bearer)
            .body(bytes::Bytes::new())
            .unwrap();
        edge::Http::call(&world.http, request)
            .await
            .unwrap()
            .status()
    };
    assert_eq!(user_info().await, 200);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &stolen),
        ("client_id", idporten_sim::DEMO_CLIENT_ID),
    ];
    assert_eq!(world.post("/token", &form).await.status(), 400);
    assert_eq!(user_info().await, 401);
}

#[tokio::test]
async fn a_code_lives_a_minute() {
    let world = World::new().await;
    let attempt = world.begin().await.unwrap();
    let code = code_for(&world, &attempt).await;
    world.clock.advance(60);
    let refused = attempt.finish(&world.http, &world.ctx, code).await;
    assert_eq!(
        refused.unwrap_err(),
        LoginError::TokenRefused(OAuthError::InvalidGrant)
    );
}

#[tokio::test]
async fn a_key_changed_during_the_login_is_fetched() {
    let world = World::new().await;
    let attempt = world.begin().await.unwrap();
    let code = code_for(&world, &attempt).await;
    world.sim.rotate_key().unwrap();
    assert!(attempt.finish(&world.http, &world.ctx, code).await.is_ok());
    assert_eq!(world.http.calls_to("/jwks.json"), 2);
}

#[tokio::test]
async fn nobody_is_asked_over_an_insecure_connection() {
    let world = World::new().await;
    let mut config = world.native();
    config.environment = domain::wire::Environment::Production;
    let refused = world.begin_with(&config, Language::Nb).await;
    assert_eq!(
        refused.unwrap_err(),
        LoginError::Provider(ProviderError::InsecureUrl)
    );
    assert!(world.http.paths.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_unknown_client_or_scope_is_refused_before_the_browser_opens() {
    let world = World::new().await;
    let mut stranger = world.native();
    stranger.client_id = "stranger".to_owned();
    let refused = world.begin_with(&stranger, Language::Nb).await;
    assert_eq!(
        refused.unwrap_err(),
        LoginError::RequestRefused(OAuthError::InvalidClient)
    );
    let mut greedy = world.native();
    greedy.scope = "someone:else".to_owned();
    let refused = world.begin_with(&greedy, Language::Nb).await;
    assert_eq!(
        refused.unwrap_err(),
        LoginError::RequestRefused(OAuthError::InvalidScope)
    );
}

#[tokio::test]
async fn nothing_secret_shows_in_debug_texts() {
    let world = World::new().await;
    let attempt = world.begin().await.unwrap();
    let query = Browser::new(&world)
        .log_in(attempt.browser_url(), "bankid", 0)
        .await;
    let state = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let callback = attempt.judge_callback(&query);
    let shown = format!("{attempt:?} {callback:?}");
    let Callback::Code(code) = callback else {
        panic!("a code")
    };
    let value = Url::parse(&format!("http://x/?{query}")).unwrap();
    let value = value
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    let logged_in = attempt.finish(&world.http, &world.ctx, code).await.unwrap();
    let token = logged_in.access_token.expose();
    let person = world
        .verifier()
        .verify(&world.http, &world.ctx, token)
        .await
        .unwrap();
    let shown = format!(
        "{shown} {logged_in:?} {:?} {person:?}",
        logged_in.access_token
    );
    for secret in [
        &state,
        &value,
        token,
        "01818520030",
        "Solbakken",
        &person.sub,
    ] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
