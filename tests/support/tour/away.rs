//! Pictures of what the officer sees without a network, and of a decision that comes back because the municipality sent
//! another version meanwhile.

use anyhow::Result;

use crate::{
    outcomes::goes_offline,
    preferences::pictures,
    returning::open,
    walk::{Walked, row},
};

/// Is decided while its municipality sends another version.
const OVERTAKEN: &str = "HR-2026-1-3420";

/// The network goes, a decision is made, and the network comes back.
pub(super) async fn without_a_network(walked: &Walked) -> Result<()> {
    let Walked {
        window, network, ..
    } = walked;
    goes_offline(window, network).await?;
    decides(walked).await?;
    pages(walked).await?;
    let period = "2026-1".parse()?;
    walked.services.send_report("3420", period, 2).await?;
    network.open();
    window.click("status-line").await?;
    window
        .find_css("[data-testid='status-line'][data-link='online']")
        .await?;
    window.click("reporting").await?;
    window
        .find_css(&format!("{}[data-state='needs_you']", row(OVERTAKEN)))
        .await?;
    window.open_row(&row(OVERTAKEN)).await?;
    window
        .find_css("[data-testid='needs-you'][data-reason='conflict'][data-instead='corrected']")
        .await?;
    pictures(window, "trenger-deg").await
}

async fn decides(
    Walked {
        window, desktop, ..
    }: &Walked,
) -> Result<()> {
    open(window, OVERTAKEN).await?;
    window.click("approve-no").await?;
    window
        .type_into("comment", "Si kort hvorfor fristene er brutt.")
        .await?;
    window.click("continue").await?;
    window.find("confirm").await?;
    pictures(window, "bekreft-uten-nett").await?;
    window.click("confirm").await?;
    window
        .find_css("[data-testid='stage'][data-stage='saved_here']")
        .await?;
    pictures(window, "lagret-her").await?;
    // It would be left unsent.
    desktop.screen()?.close_window()?;
    window.find("unsent").await?;
    pictures(window, "ikke-sendt").await?;
    window.click("cancel-dialog").await?;
    window.wait_gone("[data-testid='unsent']").await
}

/// What is at the server alone says so, and the rest stands there.
async fn pages(Walked { window, .. }: &Walked) -> Result<()> {
    window.click("reporting").await?;
    window.find_css(&row(OVERTAKEN)).await?;
    pictures(window, "oppgaver-uten-nett").await?;
    window.click("open-access").await?;
    window.find("access-unreachable").await?;
    pictures(window, "tilganger-uten-nett").await?;
    window.click("reporting").await?;
    window.click("tab-county").await?;
    window.click("open-reminders").await?;
    window.find("reminders-unreachable").await?;
    pictures(window, "paminnelser-uten-nett").await?;
    window.click("reporting").await?;
    window.click("tab-open").await
}
