//! The desktop's login from outside: the engine with its loopback listener, the server, and the stand-in.

mod scene;

use std::{process::Command, time::Duration};

use engine::view::{AccessView, LoginFailure, OfficeView, SessionView};
use idporten_sim::{Fault, TokenFault};
use support::{process::own_program, vault};
use tokio::time::timeout;

use scene::{Scene, location, port_of};

#[tokio::test]
async fn an_officer_logs_in_again_on_another_port_each_time() {
    let mut scene = Scene::new().await;
    let mut ports = Vec::new();
    for eid in ["bankid", "bankid-mobil", "buypass", "commfides"] {
        let url = scene.begin().await;
        let callback = scene.walk(&url, eid, 0).await;
        let hidden = scene.get(callback.as_str()).await;
        assert_eq!(
            (hidden.status().as_u16(), location(&hidden)),
            (303, "/ferdig")
        );
        let page = scene.get(callback.join("/ferdig").unwrap().as_str()).await;
        assert_eq!(
            (page.status(), &page.body()[..]),
            (http::StatusCode::OK, &b"Done"[..])
        );
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(page.headers()[name], value);
        }
        let policy = page.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
        scene.enters(&signed_in()).await;
        scene.is_closed(port_of(&callback)).await;
        ports.push(port_of(&callback));
    }
    ports.sort_unstable();
    ports.dedup();
    assert_eq!(ports.len(), 4);
}

fn signed_in() -> SessionView {
    SessionView::SignedIn {
        name: "Ingrid Solbakken".to_owned(),
        office_name: "Statsforvalteren i Innlandet".to_owned(),
        expired: false,
        office: "innlandet".into(),
        offices: vec![OfficeView {
            office: "innlandet".into(),
            name: "Statsforvalteren i Innlandet".to_owned(),
            stands_in_until: None,
        }],
    }
}

fn failed(failure: LoginFailure) -> SessionView {
    SessionView::SignedOut {
        failure: Some(failure),
    }
}

#[tokio::test]
async fn logging_out_leaves_no_token_behind() {
    let mut scene = Scene::new().await;
    let url = scene.begin().await;
    let callback = scene.walk(&url, "bankid", 0).await;
    scene.get(callback.as_str()).await;
    scene.enters(&signed_in()).await;
    assert_eq!(scene.audited("session.opened").await, 1);
    assert_eq!(scene.audited("session.ended").await, 0);
    scene.engine.logout().await;
    assert_eq!(scene.audited("session.ended").await, 1);
    // The keychain has the store's secret, which is no token, and the program's files have none either.
    let kept = scene.kept();
    assert!(!kept.is_empty());
    for (place, bytes) in kept {
        let found = log_search::search(&String::from_utf8_lossy(&bytes));
        // The vault's own file has random numbers of its own.
        let are_tokens = [
            log_search::Kind::Token,
            log_search::Kind::WebToken,
            log_search::Kind::IdentityNumber,
        ];
        let tokens: Vec<_> = found
            .iter()
            .filter(|of| are_tokens.contains(&of.kind))
            .collect();
        assert!(tokens.is_empty(), "{place}: {tokens:?}");
    }
}

#[tokio::test]
async fn cancelling_in_the_browser_shows_within_a_second() {
    let mut scene = Scene::new().await;
    let url = scene.begin().await;
    let callback = scene.cancel(&url).await;
    let told = async {
        scene.get(callback.as_str()).await;
        scene.until(&failed(LoginFailure::Cancelled)).await;
    };
    timeout(Duration::from_secs(1), told).await.unwrap();
    let page = scene.get(callback.join("/ferdig").unwrap().as_str()).await;
    assert_eq!(&page.body()[..], b"Cancelled");
    scene.is_closed(port_of(&callback)).await;
}

#[tokio::test]
async fn cancelling_at_the_desktop_closes_the_port() {
    let mut scene = Scene::new().await;
    let url = scene.begin().await;
    let callback = scene.walk(&url, "bankid", 0).await;
    scene.engine.login_cancel();
    assert_eq!(scene.session().await, failed(LoginFailure::Cancelled));
    scene.is_closed(port_of(&callback)).await;
}

#[tokio::test]
async fn a_new_attempt_ends_the_one_before() {
    let mut scene = Scene::new().await;
    let first = scene.begin().await;
    let first = scene.walk(&first, "bankid", 0).await;
    let second = scene.begin().await;
    scene.is_closed(port_of(&first)).await;
    let second = scene.walk(&second, "bankid", 0).await;
    // The first one's answer at the second one's port.
    let mut stray = first.clone();
    stray.set_port(second.port()).unwrap();
    assert_eq!(scene.get(stray.as_str()).await.status(), 400);
    scene.get(second.as_str()).await;
    scene.enters(&signed_in()).await;
}

#[tokio::test]
async fn strangers_at_the_port_do_not_end_the_login() {
    let mut scene = Scene::new().await;
    let url = scene.begin().await;
    let callback = scene.walk(&url, "bankid", 0).await;
    let port = port_of(&callback);
    let query = callback.query().unwrap();
    let host = format!("127.0.0.1:{port}");
    let (rebound, twice) = (
        "rebound.example".to_owned(),
        format!("{query}&{}", query.split('&').next().unwrap()),
    );
    for (method, target, host, status) in [
        ("GET", "/favicon.ico".to_owned(), &host, 404),
        ("GET", "/".to_owned(), &host, 404),
        ("GET", format!("/other?{query}"), &host, 404),
        ("POST", format!("/callback?{query}"), &host, 404),
        ("GET", format!("/callback?{query}"), &rebound, 404),
        ("GET", "/callback".to_owned(), &host, 400),
        (
            "GET",
            "/callback?code=made-up&state=made-up".to_owned(),
            &host,
            400,
        ),
        (
            "GET",
            "/callback?error=access_denied&state=made-up".to_owned(),
            &host,
            400,
        ),
        ("GET", format!("/callback?{twice}"), &host, 400),
    ] {
        let seen = scene::status(port, method, &target, host).await;
        assert_eq!(seen, status, "{method} {target} {host}");
    }
    assert!(matches!(scene.session().await, SessionView::Waiting { .. }));
    scene.get(callback.as_str()).await;
    scene.enters(&signed_in()).await;
}

#[tokio::test]
async fn a_browser_that_is_opened_again_finds_the_login_as_it_was() {
    let mut scene = Scene::new().await;
    let first = scene.begin().await;
    // Opened, and the tab closed: what was left at the stand-in is used up.
    assert_eq!(scene.get(first.as_str()).await.status(), 303);
    assert_eq!(scene.get(first.as_str()).await.status(), 400);
    scene.engine.login_open_again();
    let again = scene.opened().await;
    assert_ne!(first, again);
    let callback = scene.walk(&again, "bankid", 0).await;
    scene.get(callback.as_str()).await;
    scene.enters(&signed_in()).await;
    // Nothing waits any more.
    scene.engine.login_open_again();
    assert_eq!(scene.session().await, signed_in());
}

#[tokio::test]
async fn a_person_without_a_role_is_told_so() {
    let mut scene = Scene::new().await;
    let url = scene.begin().await;
    let callback = scene.walk(&url, "bankid", 5).await;
    scene.get(callback.as_str()).await;
    scene.until(&failed(LoginFailure::NoRole)).await;
}

#[tokio::test]
async fn who_logs_in_without_a_role_has_a_store_without_reports() {
    let mut scene = Scene::new().await;
    let url = scene.begin().await;
    let callback = scene.walk(&url, "bankid", 0).await;
    scene.get(callback.as_str()).await;
    scene.enters(&signed_in()).await;
    scene.engine.lock().await;
    scene.officer_leaves().await;
    let SessionView::Locked {
        name,
        office_name,
        lock,
        failure: None,
    } = scene.session().await
    else {
        panic!("the store is open");
    };

    let url = scene.begin().await;
    let callback = scene.walk(&url, "bankid", 0).await;
    scene.get(callback.as_str()).await;
    let told = SessionView::Locked {
        name,
        office_name,
        lock,
        failure: Some(LoginFailure::NoRole),
    };
    scene.until(&told).await;
    scene.engine.unlock(vault::pin()).await.unwrap();
    let store = scene.engine.app_state().await.unwrap().store.unwrap();
    assert_eq!(store.access, AccessView::Ended { exported: false });
}

#[tokio::test]
async fn the_log_tells_why_and_never_who() {
    let log = scene::Log::default();
    let _scope = log.listen();
    let mut scene = Scene::new().await;
    let mut secrets = vec![
        "01818520030".to_owned(),
        "Solbakken".to_owned(),
        "eyJ".to_owned(),
    ];
    for fault in [
        None,
        Some(TokenFault::WrongNonce),
        Some(TokenFault::NotSyntheticPid),
        Some(TokenFault::LowLevel),
    ] {
        if let Some(fault) = fault {
            scene.sim.set_fault(Fault::IdToken(fault));
            scene.engine.logout().await;
        }
        let url = scene.begin().await;
        let callback = scene.walk(&url, "bankid", 0).await;
        secrets.extend(callback.query_pairs().filter_map(|(name, value)| {
            let is_secret = name == "code" || name == "state";
            is_secret.then(|| value.into_owned())
        }));
        scene.get(callback.as_str()).await;
        match fault {
            None => scene.enters(&signed_in()).await,
            Some(_) => scene.until(&failed(LoginFailure::Refused)).await,
        }
        scene.sim.clear_faults();
    }
    let said = log.text();
    for code in ["id_token_nonce", "id_token_real_person", "id_token_level"] {
        assert!(said.contains(code), "{code} in\n{said}");
    }
    assert_eq!(secrets.len(), 11);
    for secret in secrets {
        let line = said.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret}");
    }
}

#[test]
fn no_program_that_users_get_contains_the_stand_in() {
    let has = |program: &str| {
        let banner = "Testinnlogging – ikke ID-porten";
        let mut grep = Command::new("grep");
        grep.args(["--quiet", "--fixed-strings", banner])
            .arg(own_program(program).unwrap());
        match grep.status().unwrap().code() {
            Some(0) => true,
            Some(1) => false,
            other => panic!("grep ended with {other:?}"),
        }
    };
    assert!(has("idporten-sim"));
    assert!(!has("halvaarsrapport") && !has("halvaarsrapport-server"));
}
