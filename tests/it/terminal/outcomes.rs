//! What an officer at a terminal is told when something is other than it was: what is safe, and what to do.

use domain::{
    decision::{Decision, Verdict},
    ids::DecisionId,
    wire::Session,
};
use serde_json::Value;
use support::{data, secret_service::SecretService, vault::PIN};

use super::{APPROVED, OTHER, Scene, period};
use crate::applying::push;

/// Decides without a network, and tells the decision's id.
fn decides_away(scene: &Scene, reference: &str) -> DecisionId {
    scene.does(&["show", reference]);
    scene.network.cut();
    scene.does(&["approve", reference, "--figure", "2", "--yes"]);
    let outbox = scene.script(&["outbox"]);
    let waiting = outbox["result"].as_array().unwrap();
    let own = waiting.iter().find(|of| of["reference"] == reference);
    let id = own.unwrap()["stage"]["decision_id"].as_str().unwrap();
    id.parse().unwrap()
}

/// Another decision under the same id has reached the server.
async fn takes_the_id(scene: &Scene, session: &Session, id: DecisionId) {
    let other = &scene.other;
    let decision = Decision {
        id,
        report_id: other.report_id,
        revision: other.revision,
        content_hash: other.content_hash,
        verdict: Verdict::Return {
            own_figure: None,
            comment: "Se over tallene.".to_owned(),
            asks: vec![],
        },
        confirmed_at: edge::system_ctx().now(),
    };
    let decision = decision.into();
    push(&scene.services, &session.access_token, &decision)
        .await
        .unwrap();
}

/// Code, exit, and what is said.
fn is(said: &Value, code: &str, exit: i64, words: &str) {
    assert_eq!(
        (&said["code"], &said["exit"]),
        (&code.into(), &exit.into()),
        "{said}"
    );
    let text = said["text"].as_str().unwrap();
    assert!(text.contains(words), "{words} in {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn access_that_ends_keeps_what_waits_and_access_given_again_delivers_it() {
    let scene = Scene::logged_in().await;
    decides_away(&scene, APPROVED);
    scene.services.ends_officer().unwrap();
    scene.network.open();
    let ended = scene.script(&["sync"]);
    is(
        &ended,
        "access_ended",
        24,
        "Det du selv har skrevet, ligger her",
    );
    // The office's figures are gone, and the decision is not.
    assert_eq!(scene.script(&["tasks"])["result"], serde_json::json!([]));
    assert_eq!(scene.run(&["show", APPROVED], "").exit, 3);
    scene.services.gives_officer().unwrap();
    let said = scene.log_in(&["login", "--pin-stdin"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(scene.does(&["receipt", APPROVED]).contains("Ditt tall: 2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_whose_id_is_anothers_is_held_and_stops_nothing_else() {
    let scene = Scene::logged_in().await;
    let id = decides_away(&scene, APPROVED);
    let (name, number) = (
        crate::window::colleague::NAME,
        crate::window::colleague::NUMBER,
    );
    let colleague = scene.services.session_of(name, number).await.unwrap();
    takes_the_id(&scene, &colleague, id).await;
    scene.network.open();
    is(
        &scene.script(&["sync"]),
        "held_no_access",
        41,
        "Den tilbys igjen etter neste innlogging",
    );
    let outbox = scene.does(&["outbox"]);
    assert!(
        outbox.contains(APPROVED) && outbox.contains("Trenger deg"),
        "{outbox}"
    );
    scene.does(&["outbox", "lay-aside", APPROVED]);
    // Then the report can be decided anew, under another id.
    scene.does(&["approve", APPROVED, "--figure", "2", "--yes"]);
    scene.does(&["sync"]);
    scene.does(&["receipt", APPROVED]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_on_a_version_that_a_restored_server_lost_waits_for_it_to_come_again() {
    let mut scene = Scene::logged_in().await;
    scene.services.back_up().unwrap();
    let id = edge::system_ctx().new_id();
    let second = data::submission(id, "3411", period(), 3).unwrap();
    assert_eq!(scene.services.send(&second).await.unwrap().revision, 2);
    scene.does(&["sync"]);
    decides_away(&scene, APPROVED);
    scene.services.goes_back().unwrap();
    scene.network.open();
    is(
        &scene.script(&["sync"]),
        "held_unknown_revision",
        42,
        "serveren har ikke denne versjonen",
    );
    let outbox = scene.does(&["outbox"]);
    assert!(
        outbox.contains(APPROVED) && outbox.contains("Trenger deg"),
        "{outbox}"
    );
    assert_eq!(scene.run(&["receipt", APPROVED], "").exit, 34);
    // What the server had received is sent again, and the decision is on just that.
    assert_eq!(scene.services.send(&second).await.unwrap().revision, 2);
    let said = scene.log_in(&["login", "--pin-stdin"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    scene.does(&["sync"]);
    assert!(scene.does(&["receipt", APPROVED]).contains("Ditt tall: 2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_the_server_cannot_take_is_rejected_with_its_text_kept() {
    let scene = Scene::logged_in().await;
    let id = decides_away(&scene, APPROVED);
    let own = scene.services.officer_session().await.unwrap();
    takes_the_id(&scene, &own, id).await;
    scene.network.open();
    let rejected = scene.script(&["sync"]);
    is(
        &rejected,
        "rejected",
        43,
        "Teksten din er beholdt. Kontakt brukerstøtte.",
    );
    let shown = scene.does(&["show", APPROVED]);
    assert!(shown.contains("Ditt tall: 2"), "{shown}");
    // What came of the other decision is here too: one blocks no other.
    assert!(scene.does(&["tasks", "--archive"]).contains(OTHER));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_in_an_older_copy_is_sent_when_the_officer_says_so() {
    let scene = Scene::logged_in().await;
    decides_away(&scene, APPROVED);
    let (data, copy) = (scene.terminal.data(), scene.folder().join("copy"));
    copied(&data, &copy);
    scene.does(&["outbox", "undo", APPROVED]);
    std::fs::remove_dir_all(&data).unwrap();
    copied(&copy, &data);
    scene.network.open();
    let asked = scene.script(&["sync"]);
    is(
        &asked,
        "older_copy",
        25,
        "`outbox older-copy --send` eller `--drop`",
    );
    assert_eq!(asked["unsure"], 1);
    assert_eq!(scene.run(&["receipt", APPROVED], "").exit, 34);
    let dropped = scene.does(&["outbox", "older-copy", "--drop"]);
    assert!(dropped.contains("Utkastene ligger her."), "{dropped}");
    scene.does(&["sync"]);
    assert!(scene.does(&["tasks"]).contains("Utkast, Ja"));
}

fn copied(from: &std::path::Path, to: &std::path::Path) {
    let done = std::process::Command::new("cp")
        .args(["-a"])
        .args([from, to])
        .status();
    assert!(done.unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_keychain_costs_the_drafts_and_no_decision() {
    let mut scene = Scene::logged_in().await;
    decides_away(&scene, APPROVED);
    scene.network.open();
    let folder = scene.folder().join("another-keychain");
    scene.terminal.keychain_is(SecretService::nowhere(&folder));
    is(
        &scene.script(&["tasks"]),
        "no_keychain",
        17,
        "Lås den opp, og prøv igjen",
    );
    let other = SecretService::start(&folder).await.unwrap();
    scene.terminal.keychain_is(other);
    is(
        &scene.script(&["tasks"]),
        "store_lost",
        15,
        "logger du inn med `login`",
    );
    let said = scene.log_in(&["login", "--pin-stdin"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.err.contains("Velg en PIN."), "{said:?}");
    // Its sealed copy was delivered.
    assert!(scene.does(&["receipt", APPROVED]).contains("Ditt tall: 2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_without_the_server_runs_out_and_a_login_goes_on() {
    let scene = Scene::logged_in().await;
    decides_away(&scene, APPROVED);
    scene.terminal.four_days_pass(PIN).await.unwrap();
    is(
        &scene.script(&["tasks"]),
        "lease_over",
        16,
        "Det du har avgjort og skrevet, ligger trygt her.",
    );
    assert_eq!(scene.run(&["sync"], "").exit, 16);
    scene.network.open();
    let said = scene.log_in(&["login", "--pin-stdin"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(scene.does(&["receipt", APPROVED]).contains("Ditt tall: 2"));
}
