//! The PIN on a real terminal: it is typed unseen, and whatever happens the terminal shows again what is typed.

use support::{typist::Typist, vault::PIN};

use super::Scene;

const ASKED: &str = "PIN for Ingrid Solbakken: ";
const WRONG: &str = "en annen pin";

/// A command that asks for the PIN, and has asked.
async fn asked(scene: &Scene) -> Typist {
    let mut typist = scene.terminal.sits_down(&["tasks"]).unwrap();
    typist.reads(ASKED).await.unwrap();
    typist.is_unseen().await.unwrap();
    typist
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_is_counted_and_the_right_one_goes_on() {
    let scene = Scene::logged_in().await;
    let mut typist = asked(&scene).await;
    typist.types(&format!("{WRONG}\n")).unwrap();
    typist
        .reads("Feil PIN. Du har 9 forsøk igjen før nøkkelen slettes.")
        .await
        .unwrap();
    typist.reads(ASKED).await.unwrap();
    typist.is_unseen().await.unwrap();
    // What is deleted again is not part of it.
    typist.types(&format!("x\u{7f}{PIN}\n")).unwrap();
    typist.reads("HR-2026-1-3411").await.unwrap();
    let ended = typist.ends().await.unwrap();
    assert_eq!((ended.exit, ended.echoes), (Some(0), true), "{ended:?}");
    for secret in [WRONG, PIN] {
        assert!(!ended.printed.contains(secret), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_wrong_pins_end_the_command_with_those_that_are_left() {
    let scene = Scene::logged_in().await;
    let mut typist = scene.terminal.sits_down(&["tasks"]).unwrap();
    for left in ["9", "8", "7"] {
        typist.reads(ASKED).await.unwrap();
        typist.is_unseen().await.unwrap();
        typist.types(&format!("{WRONG}\n")).unwrap();
        let told = format!("Du har {left} forsøk igjen");
        typist.reads(&told).await.unwrap();
    }
    let ended = typist.ends().await.unwrap();
    assert_eq!((ended.exit, ended.echoes), (Some(11), true), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_ends_it_while_the_pin_is_asked_for_sees_again_what_is_typed() {
    let scene = Scene::logged_in().await;
    let mut pressed = asked(&scene).await;
    pressed.types("prø\u{3}").unwrap();
    let from_elsewhere = asked(&scene);
    let ended = pressed.ends().await.unwrap();
    assert_eq!((ended.exit, ended.echoes), (Some(130), true), "{ended:?}");
    assert!(ended.printed.contains("Avbrutt."), "{ended:?}");
    let typist = from_elsewhere.await;
    typist.is_sent("TERM").unwrap();
    let ended = typist.ends().await.unwrap();
    assert_eq!((ended.exit, ended.echoes), (Some(130), true), "{ended:?}");
    // And nothing of it counts as a PIN.
    let left = scene
        .terminal
        .run(&["tasks", "--pin-stdin", "--json"], "another PIN\n");
    assert_eq!(left.unwrap().json().unwrap()["tries_left"], 9);
}
