use std::sync::Mutex;

use bytes::Bytes;
use edge::HttpError;
use http::{Request, Response};
use serde_json::json;
use tokio::net::TcpStream;
use zeroize::Zeroizing;

use super::*;
use crate::{
    Config, Keychain, KeychainError, LoopbackPage, News, OpenFailed, PinCost, view::SessionView,
};

#[test]
fn a_server_may_name_few_issuers() {
    let (real, test, local) = (
        "https://idporten.no",
        "https://test.idporten.no",
        "http://127.0.0.1:9000",
    );
    for (server, environment, issuer, allowed) in [
        ("https://example.org/", Environment::Production, real, true),
        ("https://example.org/", Environment::Production, test, false),
        (
            "https://example.org/",
            Environment::Production,
            "https://idporten.no/",
            false,
        ),
        (
            "https://example.org/",
            Environment::Production,
            "https://evil.example",
            false,
        ),
        (
            "http://127.0.0.1:8080/",
            Environment::Production,
            real,
            false,
        ),
        ("https://example.org/", Environment::Synthetic, test, true),
        ("https://example.org/", Environment::Synthetic, real, false),
        ("https://example.org/", Environment::Synthetic, local, false),
        ("http://example.org/", Environment::Synthetic, test, false),
        (
            "http://127.0.0.1:8080/",
            Environment::Synthetic,
            local,
            true,
        ),
        ("http://127.0.0.1:8080/", Environment::Synthetic, test, true),
        (
            "http://127.0.0.1:8080/",
            Environment::Synthetic,
            real,
            false,
        ),
        (
            "http://127.0.0.1:8080/",
            Environment::Synthetic,
            "http://localhost:9000",
            false,
        ),
        (
            "http://127.0.0.1:8080/",
            Environment::Synthetic,
            "http://127.0.0.2:9000",
            false,
        ),
    ] {
        let found = Discovery {
            environment,
            ..discovery(issuer)
        };
        let server = server.parse().unwrap();
        assert_eq!(
            is_allowed(&server, &found),
            allowed,
            "{server} {environment:?} {issuer}"
        );
    }
}

#[test]
fn what_may_pass_is_told_apart_from_what_does_not() {
    let status = |status| CallError::Status {
        status,
        retry_after: None,
    };
    for (error, failure) in [
        (
            CallError::NoAnswer(HttpError::TimedOut),
            LoginFailure::Offline,
        ),
        (CallError::NoRole { person: None }, LoginFailure::NoRole),
        (CallError::SignedOut, LoginFailure::Refused),
        (CallError::Malformed, LoginFailure::Refused),
        (status(400), LoginFailure::Refused),
        (status(404), LoginFailure::Refused),
        (status(429), LoginFailure::Busy),
        (status(500), LoginFailure::Busy),
        (status(503), LoginFailure::Busy),
    ] {
        assert_eq!(call(error), failure, "{error}");
    }
    let provider = LoginError::Provider;
    for (error, failure) in [
        (
            provider(ProviderError::Http(HttpError::Unreachable)),
            LoginFailure::Offline,
        ),
        (
            LoginError::TokenUnreachable(HttpError::TimedOut),
            LoginFailure::Offline,
        ),
        (provider(ProviderError::Status(404)), LoginFailure::Refused),
        (provider(ProviderError::Status(503)), LoginFailure::Busy),
        (LoginError::TokenStatus(502), LoginFailure::Busy),
        (provider(ProviderError::Issuer), LoginFailure::Refused),
        (
            LoginError::Refused(OAuthError::AccessDenied),
            LoginFailure::Cancelled,
        ),
        (
            LoginError::Refused(OAuthError::InvalidScope),
            LoginFailure::Refused,
        ),
    ] {
        assert_eq!(login(error), failure, "{error}");
    }
}

fn discovery(issuer: &str) -> Discovery {
    Discovery {
        environment: Environment::Synthetic,
        issuer: issuer.to_owned(),
        client_id: "desktop".to_owned(),
        scope: "a:b".to_owned(),
        resource: "https://example.org/api".to_owned(),
        acr: "idporten-loa-high".to_owned(),
        server_time: Timestamp::UNIX_EPOCH,
    }
}

#[tokio::test(crate = "crate::testing")]
async fn a_login_that_nobody_ends_ends_by_itself() {
    let quiet = Quiet::default();
    let engine = Arc::new(Engine::new(
        Config {
            server: "http://127.0.0.1:8080".parse().unwrap(),
            data_dir: std::path::PathBuf::new(),
            version: String::new(),
            machine_name: "machine".to_owned(),
            pin_cost: PinCost::default(),
            guards_memory: true,
        },
        edge::system_ctx(),
        Papers,
        Arc::new(NoKeychain),
        quiet.clone(),
    ));
    engine.begin_within(Language::Nb, None, SignedDuration::from_millis(200));
    quiet.opened.notified().await;
    let port = Papers::port(&quiet);
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_ok());
    quiet.raised.notified().await;
    let ended = SessionView::SignedOut {
        failure: Some(LoginFailure::TimedOut),
    };
    assert_eq!(engine.app_state().await.unwrap().session, ended);
    // Nobody listens any more.
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}

/// A server and a provider that answer with their documents.
struct Papers;

impl Papers {
    /// Which port the browser was to come back to.
    fn port(quiet: &Quiet) -> u16 {
        let url = quiet.url.lock().unwrap().clone().unwrap();
        let (_, redirect) = url
            .query_pairs()
            .find(|(name, _)| name == "redirect_uri")
            .unwrap();
        Url::parse(&redirect).unwrap().port().unwrap()
    }
}

impl Http for Papers {
    async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let issuer = "http://127.0.0.1:9000";
        let document = match request.uri().path() {
            path::DISCOVERY => serde_json::to_value(discovery(issuer)).unwrap(),
            "/.well-known/openid-configuration" => json!({
                "issuer": issuer,
                "authorization_endpoint": "http://127.0.0.1:9000/authorize",
                "token_endpoint": "http://127.0.0.1:9000/token",
                "jwks_uri": "http://127.0.0.1:9000/jwks.json",
            }),
            _ => json!({ "keys": [] }),
        };
        Ok(Response::new(document.to_string().into()))
    }
}

struct NoKeychain;

impl Keychain for NoKeychain {
    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Err(KeychainError)
    }

    fn set(&self, _: &str, _: &[u8]) -> Result<(), KeychainError> {
        Err(KeychainError)
    }
}

/// A desktop whose browser opens and stays as it is.
#[derive(Clone, Default)]
struct Quiet {
    url: Arc<Mutex<Option<Url>>>,
    opened: Arc<Notify>,
    raised: Arc<Notify>,
}

impl Desktop for Quiet {
    fn open_browser(&self, url: &Url) -> Result<(), OpenFailed> {
        *self.url.lock().unwrap() = Some(url.clone());
        self.opened.notify_one();
        Ok(())
    }

    fn changed(&self) {}

    fn notify(&self, _: Language, _: News<'_>) {}

    fn raise(&self) {
        self.raised.notify_one();
    }

    fn loopback_page(&self, _: Language, _: LoopbackPage) -> String {
        String::new()
    }
}
