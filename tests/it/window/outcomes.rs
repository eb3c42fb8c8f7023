//! What an officer is shown when something is other than it was: at the server, and on the own machine.

use std::{fs, path::Path};

use anyhow::Result;
use support::{
    process::until,
    scene::Scene,
    vault::{PIN, entry_name, four_days_pass, person},
    walk::ARRIVES,
};

use super::{
    in_window,
    looks::{at_the_gate, examine},
};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_restored_server_lost_is_shown_and_so_is_access_that_ends() {
    in_window(async |scene, folder| {
        let period = "2026-1".parse()?;
        scene.services.send_report("3411", period, 1).await?;
        scene.log_in(folder, 1).await?;
        scene.services.back_up()?;
        scene.services.send_report("3420", period, 1).await?;
        approves(scene, "HR-2026-1-3420", "received").await?;
        scene.services.goes_back()?;
        let window = &scene.window;
        window.click("status-line").await?;
        window.click("home").await?;
        window.find("lost-decision").await?;
        examine(scene, "lost decisions").await?;

        scene.services.ends_officer()?;
        window.click("status-line").await?;
        window.find("access-ended").await?;
        window.click("export-own").await?;
        window.find("remove-own").await?;
        examine(scene, "access ended").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_a_lost_key_and_a_lease_that_is_over_say_what_to_do() {
    in_window(async |scene, folder| {
        let period = "2026-1".parse()?;
        scene.services.send_report("3411", period, 1).await?;
        scene.log_in(folder, 1).await?;
        let data = folder.join("desktop");
        older_copy(scene, &data).await?;
        lost_key(scene, &data).await?;
        lease_over(scene, &data).await
    })
    .await;
}

/// What was decided in a copy of before the last opening waits until the officer says that it is sent.
async fn older_copy(scene: &Scene, data: &Path) -> Result<()> {
    let window = &scene.window;
    scene.goes_offline().await?;
    approves(scene, "HR-2026-1-3411", "saved_here").await?;
    let store = data.join(format!("{}.db", person(data)?));
    let copy = store.with_extension("copy");
    closes(scene, &store).await?;
    fs::copy(&store, &copy)?;
    unlocks(scene).await?;
    closes(scene, &store).await?;
    fs::rename(&copy, &store)?;
    unlocks(scene).await?;
    window.find("older-copy").await?;
    examine(scene, "older copy").await?;
    scene.network.open();
    window.click("send-older").await?;
    window.wait_gone("[data-testid='older-copy']").await?;
    window.click("status-line").await?;
    let sent = "[data-testid='stage'][data-stage='received']";
    window.find_css(sent).await.map(drop)
}

/// Without the file with its key nothing opens the store, and with it the PIN does again.
async fn lost_key(scene: &Scene, data: &Path) -> Result<()> {
    let window = &scene.window;
    let key = data.join(format!("{}.vault", person(data)?));
    let away = key.with_extension("away");
    fs::rename(&key, &away)?;
    window.click("user-menu").await?;
    window.click("lock-now").await?;
    window
        .find_css("[data-testid='lock'][data-lock='file']")
        .await?;
    at_the_gate(scene, "key lost").await?;
    fs::rename(&away, &key)?;
    window.click("look-again").await?;
    window.find("unlock").await.map(drop)
}

async fn lease_over(scene: &Scene, data: &Path) -> Result<()> {
    let window = &scene.window;
    let person = person(data)?;
    let entry = scene.desktop.secret(&entry_name(person)).await?;
    four_days_pass(data, person, &entry, PIN).await?;
    window.type_into("pin", PIN).await?;
    window.click("unlock").await?;
    window
        .find_css("[data-testid='lock'][data-lock='lease_over']")
        .await?;
    at_the_gate(scene, "lease over").await
}

async fn approves(scene: &Scene, reference: &str, then: &str) -> Result<()> {
    let window = &scene.window;
    scene.open(reference).await?;
    window.type_into("own-figure", "17").await?;
    for press in ["approve-yes", "save", "continue", "confirm"] {
        window.click(press).await?;
    }
    let stage = format!("[data-testid='stage'][data-stage='{then}']");
    window.find_css(&stage).await.map(drop)
}

/// Locks, and waits until the store is one whole file.
async fn closes(scene: &Scene, store: &Path) -> Result<()> {
    scene.window.click("user-menu").await?;
    scene.window.click("lock-now").await?;
    scene.window.find("unlock").await?;
    let beside = store.with_extension("db-wal");
    until("the store to be closed", ARRIVES, async || !beside.exists()).await
}

async fn unlocks(scene: &Scene) -> Result<()> {
    scene.window.type_into("pin", PIN).await?;
    scene.window.click("unlock").await?;
    // The report that stood open comes back, and closes the menu.
    scene.window.find("stage").await.map(drop)
}
