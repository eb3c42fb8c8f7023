//! The protocol without a relying party of ours: what each provider answers to what is sent to it.

use std::collections::BTreeMap;

use aws_lc_rs::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use edge::Http;
use http::{Request, header};
use serde_json::{Value, json};
use url::Url;

use super::{
    browser::{Browser, Stands},
    place::{BYE, CALLBACK, DESKTOP, HIGH, KEY, PORTAL, Place, RESOURCE, STRANGER, SUBSTANTIAL},
};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

type Form = Vec<(&'static str, String)>;

/// An authorization request; a change with an empty text leaves the parameter out.
fn request(client: &str, changes: &[(&'static str, &str)]) -> Form {
    let mut form: Form = [
        ("response_type", "code"),
        ("client_id", client),
        ("redirect_uri", CALLBACK),
        ("scope", "openid profile"),
        ("state", "a-state"),
        ("nonce", "a-nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("acr_values", HIGH),
    ]
    .into_iter()
    .map(|(name, value)| (name, value.to_owned()))
    .collect();
    for (name, value) in changes {
        form.retain(|(given, _)| given != name);
        if !value.is_empty() {
            form.push((name, (*value).to_owned()));
        }
    }
    form
}

fn authorize(place: &Place, form: &Form) -> Url {
    Url::parse_with_params(&format!("{}/authorize", place.issuer), form).unwrap()
}

async fn send(place: &Place, path: &str, form: &Form) -> (u16, Value) {
    let answer = place.post(path, form).await;
    let body = serde_json::from_slice(answer.body()).unwrap_or_default();
    (answer.status().as_u16(), body)
}

fn word((status, body): &(u16, Value)) -> String {
    match body["error"].as_str() {
        Some(error) => format!("{status} {error}"),
        None => status.to_string(),
    }
}

/// Leaves a request in advance; gives the address for the browser.
async fn push(place: &Place, form: &Form) -> Url {
    let (_, body) = send(place, "/par", form).await;
    let uri = body["request_uri"].as_str().unwrap().to_owned();
    let (_, client) = form.iter().find(|(name, _)| *name == "client_id").unwrap();
    authorize(
        place,
        &vec![("client_id", client.clone()), ("request_uri", uri)],
    )
}

/// Logs in and gives the code.
async fn code(place: &Place, client: &str, changes: &[(&'static str, &str)]) -> String {
    let url = authorize(place, &request(client, changes));
    let query = Browser::new(place).log_in(&url, "bankid", 0).await;
    let mut parameters = url::form_urlencoded::parse(query.as_bytes());
    let (_, code) = parameters.find(|(name, _)| name == "code").unwrap();
    code.into_owned()
}

fn exchange(client: &str, code: &str) -> Form {
    vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code.to_owned()),
        ("code_verifier", VERIFIER.to_owned()),
        ("redirect_uri", CALLBACK.to_owned()),
        ("client_id", client.to_owned()),
    ]
}

async fn user_info(place: &Place, tokens: &Value) -> u16 {
    let token = tokens["access_token"].as_str().unwrap();
    let request = Request::get(format!("{}/userinfo", place.issuer))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(bytes::Bytes::new());
    let answer = place.http.call(request.unwrap()).await.unwrap();
    answer.status().as_u16()
}

/// What proves the portal; `name` of the assertion's claims is another one.
fn proof(place: &Place, name: &str, value: Value) -> Form {
    let now = place.ctx.now().as_second();
    let mut claims = json!({
        "iss": PORTAL, "sub": PORTAL, "aud": place.issuer, "iat": now, "exp": now + 60,
        "jti": BASE64URL_NOPAD.encode(&place.ctx.random::<16>()),
    });
    claims[name] = value;
    let der: String = place
        .pem
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let key = KeyPair::from_pkcs8(&BASE64.decode(der.as_bytes()).unwrap()).unwrap();
    let part = |value: Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let header = json!({ "alg": "RS256", "kid": KEY });
    let message = format!("{}.{}", part(header), part(claims));
    let mut signature = vec![0; key.public_modulus_len()];
    let random = SystemRandom::new();
    key.sign(
        &RSA_PKCS1_SHA256,
        &random,
        message.as_bytes(),
        &mut signature,
    )
    .unwrap();
    let signature = BASE64URL_NOPAD.encode(&signature);
    vec![
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned(),
        ),
        ("client_assertion", format!("{message}.{signature}")),
    ]
}

fn with(mut form: Form, more: Form) -> Form {
    form.extend(more);
    form
}

/// Asking without a pushed request; each change makes it a bad one.
pub(super) async fn refused_at_authorize(
    place: &Place,
    client: &str,
    changes: &[(&'static str, &str)],
) -> String {
    let url = authorize(place, &request(client, changes));
    Browser::new(place).open(&url).await.word()
}

pub(super) async fn refused_at_par(place: &Place, changes: &[(&'static str, &str)]) -> String {
    word(&send(place, "/par", &request(DESKTOP, changes)).await)
}

pub(super) async fn unknown_clients(place: &Place) -> String {
    let pushed = word(&send(place, "/par", &request("nobody", &[])).await);
    let shown = refused_at_authorize(place, "nobody", &[]).await;
    format!("{pushed}, {shown}")
}

pub(super) async fn a_parameter_twice(place: &Place) -> String {
    let mut form = request(DESKTOP, &[]);
    form.push(("state", "another".to_owned()));
    Browser::new(place)
        .open(&authorize(place, &form))
        .await
        .word()
}

pub(super) async fn an_expired_request(place: &Place) -> String {
    let url = push(place, &request(DESKTOP, &[])).await;
    place.advance(121).await;
    Browser::new(place).open(&url).await.word()
}

pub(super) async fn a_request_opened_again(place: &Place) -> String {
    let url = push(place, &request(DESKTOP, &[])).await;
    let mut browser = Browser::new(place);
    let first = browser.open(&url).await.word();
    let again = browser.open(&url).await.word();
    format!("{first}, {again}")
}

pub(super) async fn a_request_used_up(place: &Place) -> String {
    let url = push(place, &request(DESKTOP, &[])).await;
    let mut browser = Browser::new(place);
    browser.log_in(&url, "bankid", 0).await;
    browser.open(&url).await.word()
}

pub(super) async fn a_request_of_another_client(place: &Place) -> String {
    let url = push(place, &request(DESKTOP, &[])).await;
    let url = url.as_str().replace(DESKTOP, STRANGER).parse().unwrap();
    Browser::new(place).open(&url).await.word()
}

pub(super) async fn a_code_twice(place: &Place) -> String {
    let form = exchange(DESKTOP, &code(place, DESKTOP, &[]).await);
    let first = send(place, "/token", &form).await;
    let before = user_info(place, &first.1).await;
    let second = send(place, "/token", &form).await;
    let after = user_info(place, &first.1).await;
    format!("{}, {before}, {}, {after}", word(&first), word(&second))
}

pub(super) async fn a_verifier_wrong_and_then_right(place: &Place) -> String {
    let right = exchange(DESKTOP, &code(place, DESKTOP, &[]).await);
    let mut wrong = right.clone();
    wrong.retain(|(name, _)| *name != "code_verifier");
    wrong.push(("code_verifier", VERIFIER.replace('d', "e")));
    let first = word(&send(place, "/token", &wrong).await);
    let second = word(&send(place, "/token", &right).await);
    format!("{first}, {second}")
}

pub(super) async fn another_redirect_at_the_exchange(place: &Place) -> String {
    let mut form = exchange(DESKTOP, &code(place, DESKTOP, &[]).await);
    form.retain(|(name, _)| *name != "redirect_uri");
    form.push(("redirect_uri", "http://127.0.0.1:49153/callback".to_owned()));
    word(&send(place, "/token", &form).await)
}

pub(super) async fn an_old_code(place: &Place) -> String {
    let form = exchange(DESKTOP, &code(place, DESKTOP, &[]).await);
    place.advance(61).await;
    word(&send(place, "/token", &form).await)
}

pub(super) async fn a_code_of_another_client(place: &Place) -> String {
    let stolen = code(place, DESKTOP, &[]).await;
    word(&send(place, "/token", &exchange(STRANGER, &stolen)).await)
}

pub(super) async fn a_native_client_gets_no_refresh_token(place: &Place) -> String {
    let form = exchange(DESKTOP, &code(place, DESKTOP, &[]).await);
    let (_, tokens) = send(place, "/token", &form).await;
    let form = vec![
        ("grant_type", "refresh_token".to_owned()),
        ("refresh_token", "made-up".to_owned()),
        ("client_id", DESKTOP.to_owned()),
    ];
    let asked = word(&send(place, "/token", &form).await);
    format!("given: {}, {asked}", tokens.get("refresh_token").is_some())
}

pub(super) async fn a_revoked_token(place: &Place) -> String {
    let form = exchange(DESKTOP, &code(place, DESKTOP, &[]).await);
    let (_, tokens) = send(place, "/token", &form).await;
    let before = user_info(place, &tokens).await;
    let token = tokens["access_token"].as_str().unwrap().to_owned();
    let form = vec![("token", token), ("client_id", DESKTOP.to_owned())];
    let revoked = word(&send(place, "/token/revoke", &form).await);
    format!("{before}, {revoked}, {}", user_info(place, &tokens).await)
}

/// Names of what each token says, sorted.
pub(super) async fn what_tokens_say(place: &Place) -> String {
    let changes = [
        ("resource", RESOURCE),
        (
            "scope",
            &format!("openid profile {}", idporten_sim::DEMO_SCOPE),
        ),
    ];
    let form = exchange(DESKTOP, &code(place, DESKTOP, &changes).await);
    let (_, tokens) = send(place, "/token", &form).await;
    let mut said = Vec::new();
    for token in ["id_token", "access_token"] {
        for part in tokens[token].as_str().unwrap().split('.').take(2) {
            let json = BASE64URL_NOPAD.decode(part.as_bytes()).unwrap();
            let members: BTreeMap<String, Value> = serde_json::from_slice(&json).unwrap();
            said.push(members.into_keys().collect::<Vec<_>>().join(" "));
        }
    }
    said.join(" | ")
}

pub(super) async fn an_assertion(place: &Place, name: &str, value: Value) -> String {
    let form = exchange(PORTAL, &code(place, PORTAL, &[]).await);
    let form = with(form, proof(place, name, value));
    word(&send(place, "/token", &form).await)
}

pub(super) async fn an_assertion_twice(place: &Place) -> String {
    let proof = proof(place, "jti", json!("once"));
    let first = with(request(PORTAL, &[]), proof.clone());
    let first = word(&send(place, "/par", &first).await);
    let second = with(request(PORTAL, &[]), proof);
    format!("{first}, {}", word(&send(place, "/par", &second).await))
}

pub(super) async fn refresh_tokens_rotate(place: &Place) -> String {
    let none = || proof(place, "typ", Value::Null);
    let form = exchange(PORTAL, &code(place, PORTAL, &[]).await);
    let first = send(place, "/token", &with(form, none())).await;
    let refresh = async |tokens: &(u16, Value)| {
        let token = tokens.1["refresh_token"].as_str().unwrap().to_owned();
        let form = vec![
            ("grant_type", "refresh_token".to_owned()),
            ("refresh_token", token),
            ("client_id", PORTAL.to_owned()),
        ];
        send(place, "/token", &with(form, none())).await
    };
    let second = refresh(&first).await;
    let stolen = refresh(&first).await;
    let robbed = refresh(&second).await;
    [second, stolen, robbed]
        .map(|answer| word(&answer))
        .join(", ")
}

pub(super) async fn nobody_may_be_asked(place: &Place) -> String {
    let mut browser = Browser::new(place);
    let quietly = authorize(place, &request(PORTAL, &[("prompt", "none")]));
    let nobody = browser.open(&quietly).await.word();
    let low = request(PORTAL, &[("acr_values", SUBSTANTIAL)]);
    browser.log_in(&authorize(place, &low), "minid", 0).await;
    let too_low = browser.open(&quietly).await.word();
    let enough = with(low, vec![("prompt", "none".to_owned())]);
    let enough = browser.open(&authorize(place, &enough)).await.word();
    format!("{nobody}, {too_low}, {enough}")
}

pub(super) async fn a_logout(place: &Place) -> String {
    let mut browser = Browser::new(place);
    let login = authorize(place, &request(PORTAL, &[]));
    browser.log_in(&login, "bankid", 0).await;
    let (http, ctx) = (&place.http, &place.ctx);
    let bye = BYE.parse().unwrap();
    let url = place.portal().logout_url(http, ctx, Some(&bye)).await;
    let out = browser.open(&url.unwrap().unwrap()).await;
    if let Stands::Sent(to) = &out {
        assert_eq!(to.as_str(), BYE);
    }
    let after = browser.open(&login).await.word();
    format!("{}, {after}", out.word())
}
