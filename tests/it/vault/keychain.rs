//! The vault on a real keychain: the Secret Service of a desktop without a screen.

use std::path::Path;

use engine::{
    Keychain, SystemKeychain,
    view::{LockView, Loss, NewPin, SessionView},
};
use support::{secret_service::SecretService, vault::PIN};

use super::{engine, pin};
use crate::desk::Server;

/// The child's part of the test: which part of it.
const PART: &str = "HALVAARSRAPPORT_TEST_KEYCHAIN";

/// Every part is a program of its own on the private bus: the system's keychain is found by the environment.
fn runs(part: &str, service: &SecretService, folder: &Path, told: &str) {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    let mut child = command
        .args([
            "--exact",
            "vault::keychain::part",
            "--ignored",
            "--nocapture",
        ])
        .envs(service.environment())
        .env(PART, part)
        .current_dir(folder)
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, format!("{told}\n").as_bytes()).unwrap();
    drop(input);
    assert!(child.wait().unwrap().success(), "{part}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_is_made_opened_and_lost_with_the_systems_keychain() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let told = serde_json::json!([
        format!("http://{}/", server.address),
        server.session().await
    ]);
    let told = told.to_string();
    let own = folder.path().join("one");
    let service = SecretService::start(&own).await.unwrap();
    runs("made", &service, folder.path(), &told);
    runs("opened", &service, folder.path(), &told);
    drop(service);
    // Without any service nothing is thrown away.
    let away = SecretService::nowhere(&folder.path().join("nowhere"));
    runs("away", &away, folder.path(), &told);
    // Another keychain does not have the secret.
    let other = SecretService::start(&folder.path().join("two"))
        .await
        .unwrap();
    runs("lost", &other, folder.path(), &told);
    drop(other);
    // And the first one still opens what it made.
    let service = SecretService::start(&own).await.unwrap();
    runs("opened", &service, folder.path(), &told);
}

#[tokio::test]
#[ignore = "it is a program that another test starts on a desktop of its own"]
async fn part() {
    let Some(part) = std::env::var_os(PART) else {
        return;
    };
    let mut told = String::new();
    std::io::stdin().read_line(&mut told).unwrap();
    let (server, session): (String, domain::wire::Session) = serde_json::from_str(&told).unwrap();
    let data = std::env::current_dir().unwrap().join("data");
    let keychain = SystemKeychain::new("no.halvaarsrapport.test");
    let engine = engine(&server, &data, keychain.clone());
    match part.to_str().unwrap() {
        "made" => {
            engine.begin_session(session).await.unwrap();
            let shown = engine.app_state().await.unwrap().session;
            let first = matches!(
                shown,
                SessionView::ChoosePin {
                    because: NewPin::First,
                    ..
                }
            );
            assert!(first, "{shown:?}");
            engine.choose_pin(pin(PIN)).await.unwrap();
            assert!(engine.tasks().await.is_ok());
            engine.prepare_to_quit().await;
        }
        "opened" => {
            engine.reopen().await;
            engine.unlock(pin("another PIN")).await.unwrap();
            assert!(engine.tasks().await.is_err());
            engine.unlock(pin(PIN)).await.unwrap();
            assert!(engine.tasks().await.is_ok());
            engine.prepare_to_quit().await;
        }
        "away" => {
            engine.reopen().await;
            let shown = engine.app_state().await.unwrap().session;
            let is_away = matches!(
                shown,
                SessionView::Locked {
                    lock: LockView::NoKeychain,
                    ..
                }
            );
            assert!(is_away, "{shown:?}");
            let secret = tokio::task::spawn_blocking(move || keychain.get("x")).await;
            assert!(secret.unwrap().is_err());
        }
        "lost" => {
            engine.reopen().await;
            let shown = engine.app_state().await.unwrap().session;
            let is_lost = matches!(
                shown,
                SessionView::Locked {
                    lock: LockView::Lost {
                        loss: Loss::Keychain
                    },
                    ..
                }
            );
            assert!(is_lost, "{shown:?}");
        }
        other => panic!("{other}"),
    }
}
