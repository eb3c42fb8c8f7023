//! Clients that prove who they are.
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use data_encoding::BASE64URL_NOPAD;
use http::StatusCode;
use idporten_sim::{Client, ClientAuth, DEMO_SCOPE, SimConfig};
use serde_json::{Value, json};

use crate::{
    endpoints::{REDIRECT, VERIFIER, json, parameter, request},
    world::{Browser, World},
};

async fn world_with(auth: ClientAuth) -> World {
    let mut config = SimConfig::demo(0);
    let mut web = Client::native("portal", "Portalen", DEMO_SCOPE);
    web.auth = auth;
    web.redirect_uris = vec![REDIRECT.to_owned()];
    config.clients.push(web);
    World::with(config).await
}

async fn post(world: &World, form: &[(&str, &str)]) -> (StatusCode, Value) {
    let answer = world.post("/token", form).await;
    (answer.status(), json(answer.body()))
}

async fn code(world: &World) -> String {
    let url = request(world, &[("client_id", "portal")]);
    let query = Browser::new(world).log_in(&url, "bankid", 2).await;
    parameter(&query, "code").unwrap()
}

fn by_code(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("code_verifier", VERIFIER),
        ("redirect_uri", REDIRECT),
        ("client_id", "portal"),
    ]
}

#[tokio::test]
async fn a_confidential_client_gets_refresh_tokens_that_rotate() {
    let world = world_with(ClientAuth::Secret("a word".to_owned())).await;
    let code = code(&world).await;
    let mut form = by_code(&code);
    let (status, _) = post(&world, &form).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "the secret is missing");
    form.push(("client_secret", "a word"));
    let (status, first) = post(&world, &form).await;
    assert_eq!(status, StatusCode::OK);
    let refresh = async |token: &Value| {
        let token = token["refresh_token"].as_str().unwrap_or_default();
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("client_id", "portal"),
            ("client_secret", "a word"),
        ];
        post(&world, &form).await
    };
    let (status, second) = refresh(&first).await;
    assert_eq!(status, StatusCode::OK);
    // The old one again: whoever has it may have stolen it, so the whole family ends.
    assert_eq!(refresh(&first).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(refresh(&second).await.0, StatusCode::BAD_REQUEST);
}

fn assertion(key: &KeyPair, claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let header = json!({ "alg": "RS256", "kid": "portal-1" });
    let message = format!("{}.{}", part(&header), part(claims));
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        message.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{message}.{}", BASE64URL_NOPAD.encode(&signature))
}

#[tokio::test]
async fn an_assertion_proves_a_client_as_at_id_porten() {
    let key = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let stranger = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let public = key.public_key();
    let keys = json!({ "keys": [{
        "kty": "RSA", "kid": "portal-1", "use": "sig", "alg": "RS256",
        "n": BASE64URL_NOPAD.encode(public.modulus().big_endian_without_leading_zero()),
        "e": BASE64URL_NOPAD.encode(public.exponent().big_endian_without_leading_zero()),
    }] });
    let world = world_with(ClientAuth::PrivateKeyJwt(keys)).await;
    let issuer = world.sim.issuer();
    let now = 2_000_000_000;
    let good = json!({
        "iss": "portal", "sub": "portal", "aud": issuer, "jti": "a", "iat": now, "exp": now + 120,
    });
    let status = async |key: &KeyPair, name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        let assertion = assertion(key, &claims);
        let code = code(&world).await;
        let mut form = by_code(&code);
        form.push(("client_assertion", &assertion));
        form.push((
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ));
        post(&world, &form).await.0
    };
    assert_eq!(
        status(&stranger, "jti", json!("b")).await,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(status(&key, "jti", json!("b")).await, StatusCode::OK);
    for (name, value) in [
        // Used up above.
        ("jti", json!("b")),
        ("jti", Value::Null),
        ("aud", json!(format!("{issuer}/token"))),
        ("aud", json!([issuer])),
        ("sub", json!("someone-else")),
        ("iat", json!(now - 1)),
        ("exp", json!(now)),
    ] {
        let refused = status(&key, name, value.clone()).await;
        assert_eq!(refused, StatusCode::UNAUTHORIZED, "{name}={value}");
    }
}
