//! Pictures of what stands before the officer's pages: locked, logging in, choosing a PIN, and what goes wrong there.

use std::path::Path;

use anyhow::Result;

use crate::{
    browser,
    outcomes::{access_ends, lost_key},
    preferences::{self, pictures_at_the_gate as pictures},
    reporter::choose_person,
    vault::PIN,
    walk::{ARRIVES, Walked},
};

/// The stand-in's persons, by their places there: the officer, and somebody with no role at all.
const OFFICER: usize = 0;
const NOBODY: usize = 5;

/// From the officer's pages to a login that is refused.
pub(super) async fn before_the_pages(walked: &Walked, folder: &Path) -> Result<()> {
    locked(walked, folder).await?;
    new_pin(walked, folder).await?;
    no_access(walked).await?;
    logged_out(walked, folder).await
}

async fn locked(Walked { window, .. }: &Walked, folder: &Path) -> Result<()> {
    let look = async |_: &str| pictures(window, "last-uten-nokkel").await;
    lost_key(window, &folder.join("desktop"), look).await?;
    pictures(window, "last").await?;
    window.type_into("pin", "ikke den rette").await?;
    window.click("unlock").await?;
    window.find("pin-problem").await?;
    pictures(window, "last-feil-pin").await?;
    window.click("pin-forgotten").await?;
    window
        .find_css("[data-testid='lock'][data-lock='forgotten']")
        .await?;
    pictures(window, "last-glemt-pin").await
}

/// Who has forgotten the PIN logs in and chooses another.
async fn new_pin(walked: &Walked, folder: &Path) -> Result<()> {
    let Walked { window, .. } = walked;
    logs_in(walked, &folder.join("forgotten"), OFFICER).await?;
    window.find("choose-form").await?;
    pictures(window, "ny-pin").await?;
    window.type_into("pin", "kort").await?;
    window.click("choose-pin").await?;
    window.find("pin-problem").await?;
    pictures(window, "ny-pin-for-kort").await?;
    window.type_into("pin", PIN).await?;
    window.type_into("pin-again", PIN).await?;
    window.click("choose-pin").await?;
    window.find("user-menu").await.map(drop)
}

/// What was written goes after it was exported, and the officer with it.
async fn no_access(
    Walked {
        window, services, ..
    }: &Walked,
) -> Result<()> {
    let look = async |_: &str| preferences::pictures(window, "tilgang-avsluttet").await;
    access_ends(window, services, look).await?;
    window.click("remove-own").await?;
    window.find("confirm").await?;
    preferences::pictures(window, "fjern-egne-tekster").await?;
    window.click("confirm").await
}

async fn logged_out(walked: &Walked, folder: &Path) -> Result<()> {
    let Walked {
        window, desktop, ..
    } = walked;
    window.find("start-login").await?;
    pictures(window, "logg-inn").await?;
    window.click("start-login").await?;
    window.find("login-waiting").await?;
    desktop.opened_address(ARRIVES).await?;
    pictures(window, "venter-pa-nettleseren").await?;
    window.click("login-cancel").await?;
    window.find("login-failure").await?;
    pictures(window, "avbrutt").await?;
    logs_in(walked, &folder.join("nobody"), NOBODY).await?;
    window.find("login-failure").await?;
    pictures(window, "ikke-saksbehandler").await
}

/// A login in a browser of its own, up to where the window takes over.
async fn logs_in(walked: &Walked, folder: &Path, person: usize) -> Result<()> {
    walked.window.click("start-login").await?;
    walked.window.find("login-waiting").await?;
    let address = walked.desktop.opened_address(ARRIVES).await?;
    let browser = browser::start(folder).await?;
    browser.goto(&address).await?;
    choose_person(&browser, person).await?;
    // The stand-in's own pages have a banner before what they are about.
    browser.find_css("body > main:first-child h1").await?;
    browser.close().await?;
    walked
        .window
        .wait_gone("[data-testid='login-waiting']")
        .await
}
