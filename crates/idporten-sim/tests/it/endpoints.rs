//! The stand-in as a provider, seen without our own client.
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

use bytes::Bytes;
use edge::Http;
use http::{Request, StatusCode, header};
use idporten_sim::{Client, DEMO_CLIENT_ID, DEMO_SCOPE, SimConfig, SimError};
use serde_json::Value;
use url::Url;

use crate::world::{Browser, World, location, query, text};

pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const REDIRECT: &str = "http://127.0.0.1:49152/callback";

pub(crate) fn request(world: &World, changes: &[(&str, &str)]) -> Url {
    let scope = format!("openid profile {DEMO_SCOPE}");
    let mut parameters = std::collections::BTreeMap::from([
        ("response_type", "code"),
        ("client_id", DEMO_CLIENT_ID),
        ("redirect_uri", REDIRECT),
        ("scope", &scope),
        ("state", "a-state"),
        ("nonce", "a-nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("acr_values", "idporten-loa-high"),
    ]);
    parameters.extend(changes.iter().copied());
    let base = format!("{}/authorize", world.sim.issuer());
    Url::parse_with_params(&base, parameters).unwrap()
}

pub(crate) fn parameter(query: &str, name: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
}

pub(crate) fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap()
}

#[tokio::test]
async fn an_unknown_client_or_redirect_gives_a_page_and_no_redirect() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    for change in [
        ("client_id", "stranger"),
        ("redirect_uri", "http://localhost:49152/callback"),
        ("redirect_uri", "https://attacker.example/callback"),
    ] {
        let response = browser.get(request(&world, &[change]).as_str()).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert!(response.headers().get(header::LOCATION).is_none());
        assert!(text(&response).contains("Noe gikk galt"));
    }
    let twice = format!("{}&state=b", request(&world, &[]));
    assert_eq!(browser.get(&twice).await.status(), StatusCode::BAD_REQUEST);
    let post = browser.post(request(&world, &[]).as_str(), "").await;
    assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn other_errors_go_back_with_state_and_issuer() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    for (change, error) in [
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge", ""), "invalid_request"),
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "openid someone:else"), "invalid_scope"),
        (("prompt", "none"), "login_required"),
    ] {
        let query = query(&browser.get(request(&world, &[change]).as_str()).await);
        assert_eq!(
            parameter(&query, "error").as_deref(),
            Some(error),
            "{change:?}"
        );
        assert_eq!(parameter(&query, "state").as_deref(), Some("a-state"));
        assert_eq!(
            parameter(&query, "iss").as_deref(),
            Some(world.sim.issuer())
        );
        assert_eq!(parameter(&query, "code"), None);
    }
}

#[tokio::test]
async fn a_pushed_request_works_once_and_for_two_minutes() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let form: Vec<(String, String)> = request(&world, &[]).query_pairs().into_owned().collect();
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let mut push = async |used: bool, seconds: i64, client: &str| {
        let answer = world.post("/par", &form).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        let answer = json(answer.body());
        assert_eq!(answer["expires_in"], 120);
        let uri = answer["request_uri"].as_str().unwrap();
        assert!(uri.starts_with("urn:idporten:"));
        let base = format!("{}/authorize", world.sim.issuer());
        let parameters = [("client_id", client), ("request_uri", uri)];
        let url = Url::parse_with_params(&base, parameters).unwrap();
        if used {
            browser.get(url.as_str()).await;
        }
        world.clock.advance(seconds);
        browser.get(url.as_str()).await.status()
    };
    assert_eq!(
        push(false, 119, DEMO_CLIENT_ID).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        push(false, 120, DEMO_CLIENT_ID).await,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(push(true, 0, DEMO_CLIENT_ID).await, StatusCode::BAD_REQUEST);
    assert_eq!(push(false, 0, "stranger").await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_login_hint_logs_in_without_the_page_and_the_tokens_are_id_portens() {
    let world = World::new().await;
    let hint = ("login_hint", "testid:41818520024_idporten-loa-high");
    let url = request(&world, &[hint, ("resource", "https://example.org/api")]);
    let query = query(&Browser::new(&world).get(url.as_str()).await);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &parameter(&query, "code").unwrap()),
        ("code_verifier", VERIFIER),
        ("redirect_uri", REDIRECT),
        ("client_id", DEMO_CLIENT_ID),
    ];
    let answer = world.post("/token", &form).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let answer = json(answer.body());
    assert!(
        answer.get("refresh_token").is_none(),
        "none for a native client"
    );
    let part = |token: &str, index: usize| {
        let part = answer[token]
            .as_str()
            .unwrap()
            .split('.')
            .nth(index)
            .unwrap();
        json(
            &data_encoding::BASE64URL_NOPAD
                .decode(part.as_bytes())
                .unwrap(),
        )
    };
    for token in ["id_token", "access_token"] {
        assert_eq!(part(token, 0)["alg"], "RS256");
        assert!(part(token, 0).get("typ").is_none() && part(token, 0).get("kid").is_some());
        let claims = part(token, 1);
        let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert_eq!(life, 120);
        assert_eq!(claims["pid"], "41818520024");
    }
    let claims = part("id_token", 1);
    assert_eq!(claims["amr"], serde_json::json!(["TestID"]));
    assert_eq!(claims["aud"], DEMO_CLIENT_ID);
    assert_eq!(claims["name"], "Ukjent Struts");
    assert!(claims.get("at_hash").is_none() && claims.get("sid").is_none());
    let claims = part("access_token", 1);
    assert_eq!(claims["aud"], "https://example.org/api");
    assert_eq!(claims["client_amr"], "none");
    assert_eq!(claims["consumer"]["authority"], "iso6523-actorid-upis");
}

#[tokio::test]
async fn one_login_serves_the_next_until_it_is_old_or_too_low() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let substantial = ("acr_values", "idporten-loa-substantial");
    browser
        .log_in(&request(&world, &[substantial]), "minid", 0)
        .await;
    let mut asked = async |seconds: i64, changes: &[(&str, &str)]| {
        world.clock.advance(seconds);
        let response = browser.get(request(&world, changes).as_str()).await;
        let asked = response.status() == StatusCode::SEE_OTHER;
        if asked {
            "asked".to_owned()
        } else {
            query(&response)
        }
    };
    assert!(asked(0, &[substantial]).await.contains("code="));
    assert!(
        asked(0, &[substantial, ("prompt", "none")])
            .await
            .contains("code=")
    );
    assert_eq!(
        asked(0, &[]).await,
        "asked",
        "high asks for more than MinID gave"
    );
    assert!(
        asked(0, &[("prompt", "none")])
            .await
            .contains("login_required")
    );
    assert_eq!(asked(0, &[substantial, ("prompt", "login")]).await, "asked");
    for _ in 0..4 {
        assert!(asked(29 * 60, &[substantial]).await.contains("code="));
    }
    assert_eq!(
        asked(5 * 60, &[substantial]).await,
        "asked",
        "two hours are over"
    );
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_at_logout() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    browser.log_in(&request(&world, &[]), "buypass", 0).await;
    world.clock.advance(30 * 60);
    let idle = browser.get(request(&world, &[]).as_str()).await;
    assert_eq!(idle.status(), StatusCode::SEE_OTHER);
    browser.log_in(&request(&world, &[]), "buypass", 0).await;
    let logout = format!("{}/logout?client_id={DEMO_CLIENT_ID}", world.sim.issuer());
    let page = browser.get(&logout).await;
    assert!(text(&page).contains("Du er logget ut"));
    let gone = browser.get(request(&world, &[]).as_str()).await;
    assert_eq!(gone.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_revoked_token_is_worth_nothing_and_only_its_client_can_revoke_it() {
    let mut config = SimConfig::demo(0);
    config
        .clients
        .push(Client::native("other", "Other", "other:scope"));
    let world = World::with(config).await;
    let token = world.access_token().await;
    let revoke = async |client: &str| {
        let form = [("token", token.as_str()), ("client_id", client)];
        assert_eq!(
            world.post("/token/revoke", &form).await.status(),
            StatusCode::OK
        );
        let request = Request::get(format!("{}/userinfo", world.sim.issuer()))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Bytes::new());
        world.http.call(request.unwrap()).await.unwrap().status()
    };
    assert_eq!(revoke("other").await, StatusCode::OK);
    assert_eq!(revoke(DEMO_CLIENT_ID).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_logout_leads_only_where_the_client_registered() {
    let mut config = SimConfig::demo(0);
    config.clients[0].post_logout_redirect_uris = vec!["https://example.org/bye".to_owned()];
    let world = World::with(config).await;
    let mut browser = Browser::new(&world);
    let mut end = async |parameters: &[(&str, &str)]| {
        let base = format!("{}/logout", world.sim.issuer());
        browser
            .get(Url::parse_with_params(&base, parameters).unwrap().as_str())
            .await
    };
    let here = ("post_logout_redirect_uri", "https://example.org/bye");
    let client = ("client_id", DEMO_CLIENT_ID);
    let sent = end(&[client, here, ("state", "s 1")]).await;
    assert_eq!(location(&sent), "https://example.org/bye?state=s+1");
    let elsewhere = ("post_logout_redirect_uri", "https://attacker.example/");
    assert_eq!(
        end(&[client, elsewhere]).await.status(),
        StatusCode::BAD_REQUEST
    );
    assert_eq!(end(&[here]).await.status(), StatusCode::BAD_REQUEST);
    let claims = data_encoding::BASE64URL_NOPAD.encode(br#"{"aud":"halvaarsrapport-desktop"}"#);
    let hint = format!("e30.{claims}.");
    let hinted = end(&[("id_token_hint", &hint), here]).await;
    assert_eq!(location(&hinted), "https://example.org/bye");
    assert_eq!(
        end(&[client, here, ("state", "å")]).await.status(),
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn the_stand_in_answers_to_its_own_name_only() {
    let world = World::new().await;
    let url = format!("{}/jwks.json", world.sim.issuer());
    let request = Request::get(url)
        .header(header::HOST, "rebound.example")
        .body(Bytes::new());
    let answer = world.http.call(request.unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn switches_can_be_set_from_another_process() {
    let world = World::new().await;
    let send = async |content_type: &str, body: &str| {
        let request = Request::post(format!("{}/_sim/fault", world.sim.issuer()))
            .header(header::CONTENT_TYPE, content_type)
            .body(Bytes::from(body.to_owned()));
        world.http.call(request.unwrap()).await.unwrap().status()
    };
    let both = r#"["missing_callback_issuer", {"id_token": "wrong_nonce"}]"#;
    assert_eq!(send("application/json", both).await, StatusCode::OK);
    assert_eq!(
        world.log_in().await.unwrap_err().code(),
        "callback_issuer_missing"
    );
    let one = r#"[{"id_token": "wrong_nonce"}]"#;
    assert_eq!(
        send("text/plain", one).await,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    assert_eq!(send("application/json", one).await, StatusCode::OK);
    assert_eq!(world.log_in().await.unwrap_err().code(), "id_token_nonce");
    assert_eq!(send("application/json", "[]").await, StatusCode::OK);
    assert!(world.log_in().await.is_ok());
}

#[tokio::test]
async fn nothing_starts_with_a_person_who_is_not_synthetic() {
    let mut config = SimConfig::demo(0);
    config.persons[0].pid = "01818520031".to_owned();
    let (_, ctx) = crate::world::ctx_at(0);
    let refused = idporten_sim::Sim::start(ctx, config).await;
    assert!(matches!(refused, Err(SimError::NotSynthetic(0))));
}
