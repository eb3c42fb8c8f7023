//! Our relying parties, desktop and pages: what they conclude from what each provider does.

use domain::Language;
use idporten::{
    AccessTokenVerifier, Attempt, Callback, LoginError, OAuthError,
    web::{Begun, Login, WebClient, WebRequest},
};
use url::Url;

use super::{
    browser::{Browser, Stands},
    place::{CALLBACK, Change, HIGH, PERSONS, Place, SUBSTANTIAL, new_pem},
};

const AT_HIGH: WebRequest<'_> = WebRequest {
    acr: HIGH,
    language: Language::Nn,
    login: Login::Any,
};
const AT_SUBSTANTIAL: WebRequest<'_> = WebRequest {
    acr: SUBSTANTIAL,
    ..AT_HIGH
};

fn code_of(error: LoginError) -> String {
    let said = match error {
        LoginError::RequestRefused(said)
        | LoginError::Refused(said)
        | LoginError::TokenRefused(said) => Some(said),
        LoginError::Provider(_)
        | LoginError::CallbackIssuerMissing
        | LoginError::CallbackIssuer
        | LoginError::CallbackMalformed
        | LoginError::TokenUnreachable(_)
        | LoginError::TokenStatus(_)
        | LoginError::TokenMalformed
        | LoginError::ClientKey
        | LoginError::IdToken(_) => None,
    };
    match said {
        Some(said) => format!("{} {said:?}", error.code()),
        None => error.code().to_owned(),
    }
}

async fn begin_at(place: &Place, redirect_uri: &str) -> Result<Attempt, LoginError> {
    let redirect: Url = redirect_uri.parse().unwrap();
    let (http, ctx, config) = (&place.http, &place.ctx, place.native());
    Attempt::begin(http, ctx, &config, &redirect, Language::En).await
}

async fn begin(place: &Place) -> Attempt {
    begin_at(place, CALLBACK).await.unwrap()
}

/// What the desktop makes of the browser's answer, and the server of the desktop's token.
async fn end(place: &Place, attempt: Attempt, query: &str, person: usize) -> String {
    let (http, ctx) = (&place.http, &place.ctx);
    let code = match attempt.judge_callback(query) {
        Callback::Code(code) => code,
        Callback::NotOurs => return "not ours".to_owned(),
        Callback::Cancelled => return "cancelled".to_owned(),
        Callback::Failed(error) => return code_of(error),
    };
    let logged_in = match attempt.finish(http, ctx, code).await {
        Ok(logged_in) => logged_in,
        Err(error) => return code_of(error),
    };
    let (pid, name) = PERSONS[person];
    assert_eq!(logged_in.name.as_deref(), Some(name));
    let verifier = AccessTokenVerifier::new(place.rules());
    let token = logged_in.access_token.expose();
    match verifier.verify(http, ctx, token).await {
        Ok(person) => {
            assert_eq!(person.national_id.expose(), pid);
            "logged in".to_owned()
        }
        Err(refusal) => refusal.code().to_owned(),
    }
}

async fn desktop_login(place: &Place, redirect_uri: &str, eid: &str) -> String {
    let attempt = match begin_at(place, redirect_uri).await {
        Ok(attempt) => attempt,
        Err(error) => return code_of(error),
    };
    let query = Browser::new(place)
        .log_in(attempt.browser_url(), eid, 0)
        .await;
    end(place, attempt, &query, 0).await
}

pub(super) async fn any_port(place: &Place) -> String {
    let mut seen = Vec::new();
    for (port, eid) in [
        (1025, "bankid"),
        (49152, "bankid-mobil"),
        (50001, "buypass"),
        (65535, "commfides"),
    ] {
        let redirect = format!("http://127.0.0.1:{port}/callback");
        seen.push(desktop_login(place, &redirect, eid).await);
    }
    seen.dedup();
    seen.join(", ")
}

pub(super) async fn another_place_than_registered(place: &Place) -> String {
    let mut seen = Vec::new();
    for redirect in [
        "http://127.0.0.1:49152/other",
        "http://127.0.0.1:49152/callback?x=1",
        "http://localhost:49152/callback",
        "http://[::1]:49152/callback",
        "https://127.0.0.1:49152/callback",
    ] {
        seen.push(desktop_login(place, redirect, "bankid").await);
    }
    seen.dedup();
    seen.join(", ")
}

pub(super) async fn pushed_where_offered(place: &Place) -> String {
    let names = async || {
        let attempt = begin(place).await;
        let url = attempt.browser_url().clone();
        let query = Browser::new(place).log_in(&url, "bankid", 0).await;
        let ended = end(place, attempt, &query, 0).await;
        let whole = url.query_pairs().any(|(name, _)| name == "code_challenge");
        format!("{} {ended}", if whole { "whole" } else { "pushed" })
    };
    let offered = names().await;
    place.http.change(Some(Change::NoPar));
    let not_offered = names().await;
    place.http.change(None);
    format!("{offered}, {not_offered}")
}

pub(super) async fn cancel(place: &Place) -> String {
    let attempt = begin(place).await;
    let mut browser = Browser::new(place);
    let Stands::Asked(page) = browser.open(attempt.browser_url()).await else {
        return "not asked".to_owned();
    };
    let sent = browser.cancel(&page).await;
    let said = sent.word();
    format!("{said}, {}", end(place, attempt, &sent.query(), 0).await)
}

pub(super) async fn a_new_login_each_time(place: &Place) -> String {
    let mut browser = Browser::new(place);
    let mut seen = Vec::new();
    for _ in 0..2 {
        let attempt = begin(place).await;
        let query = browser.log_in(attempt.browser_url(), "bankid", 0).await;
        seen.push(end(place, attempt, &query, 0).await);
    }
    seen.join(", ")
}

/// Somebody takes `prompt` out of the request, so that the provider does not ask.
pub(super) async fn an_older_login(place: &Place) -> String {
    let mut browser = Browser::new(place);
    let first = begin(place).await;
    browser.log_in(first.browser_url(), "bankid", 0).await;
    place.advance(62).await;
    place.http.change(Some(Change::Pushed("prompt", "")));
    let second = begin(place).await;
    place.http.change(None);
    let sent = browser.open(second.browser_url()).await;
    let said = sent.word();
    format!("{said}, {}", end(place, second, &sent.query(), 0).await)
}

pub(super) async fn a_verifier_of_another_attempt(place: &Place) -> String {
    let (first, second) = (begin(place).await, begin(place).await);
    let query = Browser::new(place)
        .log_in(first.browser_url(), "bankid", 0)
        .await;
    let Callback::Code(code) = first.judge_callback(&query) else {
        return "no code".to_owned();
    };
    let refused = second.finish(&place.http, &place.ctx, code).await;
    code_of(refused.unwrap_err())
}

pub(super) async fn a_state_of_another_attempt(place: &Place) -> String {
    let (first, second) = (begin(place).await, begin(place).await);
    let query = Browser::new(place)
        .log_in(first.browser_url(), "bankid", 0)
        .await;
    let wrong = end(place, second, &query, 0).await;
    format!("{wrong}, {}", end(place, first, &query, 0).await)
}

/// The provider is made to answer another request than the desktop's.
pub(super) async fn a_changed_request(
    place: &Place,
    name: &'static str,
    value: &'static str,
    eid: &str,
) -> String {
    place.http.change(Some(Change::Pushed(name, value)));
    let attempt = begin(place).await;
    place.http.change(None);
    let mut browser = Browser::new(place);
    let query = browser.log_in(attempt.browser_url(), eid, 0).await;
    let changed = end(place, attempt, &query, 0).await;
    let again = begin(place).await;
    let query = browser.log_in(again.browser_url(), "bankid", 0).await;
    format!("{changed}, {}", end(place, again, &query, 0).await)
}

pub(super) async fn an_unknown_scope(place: &Place) -> String {
    let config = idporten::NativeConfig {
        scope: "someone:else".to_owned(),
        ..place.native()
    };
    let redirect = CALLBACK.parse().unwrap();
    let (http, ctx) = (&place.http, &place.ctx);
    let begun = Attempt::begin(http, ctx, &config, &redirect, Language::Nb).await;
    let attempt = match begun {
        Ok(attempt) => attempt,
        Err(error) => return code_of(error),
    };
    let query = Browser::new(place)
        .log_in(attempt.browser_url(), "bankid", 0)
        .await;
    end(place, attempt, &query, 0).await
}

async fn begin_web(
    place: &Place,
    client: &WebClient,
    request: &WebRequest<'_>,
) -> Result<Begun, LoginError> {
    client.begin(&place.http, &place.ctx, request).await
}

/// What the pages make of the browser's answer.
async fn end_web(place: &Place, client: &WebClient, begun: Begun, query: &str) -> String {
    let (http, ctx) = (&place.http, &place.ctx);
    let pending = begun.pending;
    let judged = client.judge_callback(http, ctx, &pending, query).await;
    let code = match judged.unwrap() {
        Callback::Code(code) => code,
        Callback::NotOurs => return "not ours".to_owned(),
        Callback::Cancelled => return "cancelled".to_owned(),
        Callback::Failed(error) => return code_of(error),
    };
    match client.finish(http, ctx, pending, code).await {
        Ok(login) => {
            assert_eq!(login.national_id.expose(), PERSONS[1].0);
            format!("logged in at {}", login.acr)
        }
        Err(error) => code_of(error),
    }
}

pub(super) async fn pages(place: &Place) -> String {
    let client = place.portal();
    let begun = begin_web(place, &client, &AT_SUBSTANTIAL).await.unwrap();
    let mut browser = Browser::new(place);
    let query = browser.log_in(&begun.browser_url, "minid", 1).await;
    end_web(place, &client, begun, &query).await
}

pub(super) async fn pages_elsewhere(place: &Place) -> String {
    let mut seen = Vec::new();
    for redirect in [
        "http://127.0.0.1:49153/callback",
        "http://127.0.0.1:49152/other",
    ] {
        let client = place.portal_with(redirect, &place.pem);
        let refused = begin_web(place, &client, &AT_HIGH).await;
        seen.push(refused.map_or_else(code_of, |_| "taken".to_owned()));
    }
    seen.dedup();
    seen.join(", ")
}

pub(super) async fn pages_with_another_key(place: &Place) -> String {
    let client = place.portal_with(CALLBACK, &new_pem());
    let refused = begin_web(place, &client, &AT_HIGH).await;
    refused.map_or_else(code_of, |_| "taken".to_owned())
}

pub(super) async fn pages_cancelled(place: &Place) -> String {
    let client = place.portal();
    let begun = begin_web(place, &client, &AT_HIGH).await.unwrap();
    let mut browser = Browser::new(place);
    let Stands::Asked(page) = browser.open(&begun.browser_url).await else {
        return "not asked".to_owned();
    };
    let query = browser.cancel(&page).await.query();
    end_web(place, &client, begun, &query).await
}

/// Substantial twice, then high, then with an electronic ID that is too low for it.
pub(super) async fn step_up(place: &Place) -> String {
    let client = place.portal();
    let mut browser = Browser::new(place);
    let mut seen = Vec::new();
    for (request, eid) in [
        (AT_SUBSTANTIAL, "minid"),
        (AT_SUBSTANTIAL, "minid"),
        (AT_HIGH, "bankid"),
        (AT_SUBSTANTIAL, "minid"),
    ] {
        let begun = begin_web(place, &client, &request).await.unwrap();
        let stands = browser.open(&begun.browser_url).await;
        let word = stands.word();
        let sent = match stands {
            Stands::Asked(page) => browser.choose(&page, eid, 1).await,
            sent @ (Stands::Sent(_) | Stands::Error(_)) => sent,
        };
        let ended = end_web(place, &client, begun, &sent.query()).await;
        seen.push(format!("{word}: {ended}"));
    }
    seen.join(", ")
}

/// One login's code is brought to another login of the same pages.
pub(super) async fn pages_of_another_login(place: &Place) -> String {
    let client = place.portal();
    let (first, second) = (
        begin_web(place, &client, &AT_HIGH).await.unwrap(),
        begin_web(place, &client, &AT_HIGH).await.unwrap(),
    );
    let query = Browser::new(place)
        .log_in(&first.browser_url, "bankid", 1)
        .await;
    let (http, ctx) = (&place.http, &place.ctx);
    let judged = client.judge_callback(http, ctx, &first.pending, &query);
    let Ok(Callback::Code(stolen)) = judged.await else {
        return "no code".to_owned();
    };
    let not_ours = client.judge_callback(http, ctx, &second.pending, &query);
    assert!(matches!(not_ours.await, Ok(Callback::NotOurs)));
    let refused = client.finish(http, ctx, second.pending, stolen).await;
    let error = refused.unwrap_err();
    assert_eq!(error, LoginError::TokenRefused(OAuthError::InvalidGrant));
    code_of(error)
}
