//! What an officer is shown when something is other than it was, at the server and on the own machine, in the window.
//! `look` is told of each page on the way.

use std::{fs, path::Path};

use anyhow::Result;

use crate::{
    process::until,
    proxy::Proxy,
    returning::open,
    services::Services,
    vault::{PIN, person},
    walk::ARRIVES,
    webdriver::Page,
};

/// Cuts the network, and waits until the page has said so: what it says moves what stands below.
pub async fn goes_offline(window: &Page, network: &Proxy) -> Result<()> {
    network.cut();
    window.click("status-line").await?;
    let offline = "[data-testid='status-line'][data-link='offline']";
    window.find_css(offline).await.map(drop)
}

/// Approves an open report, up to this stage.
pub async fn approves(window: &Page, reference: &str, then: &str) -> Result<()> {
    open(window, reference).await?;
    window.type_into("own-figure", "17").await?;
    for press in ["approve-yes", "save", "continue", "confirm"] {
        window.click(press).await?;
    }
    let stage = format!("[data-testid='stage'][data-stage='{then}']");
    window.find_css(&stage).await.map(drop)
}

/// The server comes back from a backup that was made before a unit sent this report, which is decided.
pub async fn lost_at_server(
    window: &Page,
    services: &mut Services,
    (unit, reference): (&str, &str),
) -> Result<()> {
    services.back_up()?;
    services.send_report(unit, "2026-1".parse()?, 1).await?;
    approves(window, reference, "received").await?;
    services.goes_back()?;
    window.click("status-line").await?;
    window.click("home").await?;
    window.find("lost-decision").await.map(drop)
}

/// What was decided in a copy of before the last opening waits until the officer says that it is sent.
pub async fn older_copy(
    window: &Page,
    network: &Proxy,
    data: &Path,
    reference: &str,
    look: impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    goes_offline(window, network).await?;
    approves(window, reference, "saved_here").await?;
    let store = data.join(format!("{}.db", person(data)?));
    let copy = store.with_extension("copy");
    closes(window, &store).await?;
    fs::copy(&store, &copy)?;
    unlocks(window).await?;
    closes(window, &store).await?;
    fs::rename(&copy, &store)?;
    unlocks(window).await?;
    window.find("older-copy").await?;
    look("older copy").await?;
    network.open();
    window.click("send-older").await?;
    window.wait_gone("[data-testid='older-copy']").await?;
    window.click("status-line").await?;
    let sent = "[data-testid='stage'][data-stage='received']";
    window.find_css(sent).await.map(drop)
}

/// Without the file with its key nothing opens the store, and with it the PIN does again.
pub async fn lost_key(
    window: &Page,
    data: &Path,
    look: impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    let key = data.join(format!("{}.vault", person(data)?));
    let away = key.with_extension("away");
    fs::rename(&key, &away)?;
    window.click("user-menu").await?;
    window.click("lock-now").await?;
    window
        .find_css("[data-testid='lock'][data-lock='file']")
        .await?;
    look("key lost").await?;
    fs::rename(&away, &key)?;
    window.click("look-again").await?;
    window.find("unlock").await.map(drop)
}

/// The officer's role ends; what was written here is exported.
pub async fn access_ends(
    window: &Page,
    services: &Services,
    look: impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    services.ends_officer()?;
    window.click("status-line").await?;
    window.find("access-ended").await?;
    window.click("export-own").await?;
    window.find("remove-own").await?;
    look("access ended").await
}

/// Locks, and waits until the store is one whole file.
async fn closes(window: &Page, store: &Path) -> Result<()> {
    window.click("user-menu").await?;
    window.click("lock-now").await?;
    window.find("unlock").await?;
    let beside = store.with_extension("db-wal");
    until("the store to be closed", ARRIVES, async || !beside.exists()).await
}

/// The report that stood open comes back.
async fn unlocks(window: &Page) -> Result<()> {
    window.type_into("pin", PIN).await?;
    window.click("unlock").await?;
    window.find("stage").await.map(drop)
}
