//! An officer at an open window, with a server and a desktop of their own.

use std::path::Path;

use anyhow::{Result, ensure};
use domain::wire::Submitted;
use serde_json::Value;

use crate::{
    desktop_session::DesktopSession,
    outcomes,
    process::until,
    proxy::Proxy,
    returning,
    services::Services,
    walk::{self, ARRIVES},
    webdriver::Page,
};

/// Where the focus is: nothing where it is lost, on nothing or on what nobody sees.
const FOCUSED: &str = "
    const at = document.activeElement;
    if (at === null || at === document.body || at.getClientRects().length === 0) return null;
    return at.id || at.dataset.testid || at.localName;
";

/// The parts of a test in the window. What is below goes away after what is above it.
#[derive(Debug)]
pub struct Scene {
    /// The program's window.
    pub window: Page,
    /// The network between the window and the server.
    pub network: Proxy,
    /// The server and the stand-in for ID-porten.
    pub services: Services,
    /// What the window stands on.
    pub desktop: DesktopSession,
}

impl Scene {
    /// Nothing is received yet, and nobody is logged in.
    pub async fn start(folder: &Path) -> Result<Self> {
        Self::start_with(folder, "").await
    }

    /// The same, with more settings for the server.
    pub async fn start_with(folder: &Path, more: &str) -> Result<Self> {
        let desktop = DesktopSession::start(folder).await?;
        let services = Services::start_with(&folder.join("services"), more)?;
        let network = Proxy::start(services.address()).await?;
        let window = walk::open_window(&desktop, &network.address(), folder).await?;
        Ok(Self {
            window,
            network,
            services,
            desktop,
        })
    }

    /// The officer logs in and chooses a PIN; so many reports have come.
    pub async fn log_in(&self, folder: &Path, reports: usize) -> Result<()> {
        walk::log_in(&self.desktop, &self.window, folder, &|_| ()).await?;
        walk::choose_pin(&self.window, &|_| ()).await?;
        self.window
            .find_css(&format!(
                "[data-testid='count-open'][data-count='{reports}']"
            ))
            .await?;
        Ok(())
    }

    /// A unit's report of the first half of 2026 has come, and the officer logs in to it.
    pub async fn log_in_to(&self, unit_no: &str, folder: &Path) -> Result<Submitted> {
        let period = "2026-1".parse()?;
        let sent = self.services.send_report(unit_no, period, 1).await?;
        self.log_in(folder, 1).await?;
        Ok(sent)
    }

    /// Opens a report from the list.
    pub async fn open(&self, reference: &str) -> Result<()> {
        returning::open(&self.window, reference).await
    }

    /// Cuts the network, and waits until the page has said so: what it says moves what stands below.
    pub async fn goes_offline(&self) -> Result<()> {
        outcomes::goes_offline(&self.window, &self.network).await
    }

    /// The status line's words, without what a screen reader hears besides.
    pub async fn status(&self) -> Result<String> {
        let text = self
            .window
            .run(
                "return document.querySelector('[data-testid=status-line] > span').innerText",
                vec![],
            )
            .await?;
        Ok(text.as_str().unwrap_or_default().trim().to_owned())
    }

    /// Waits until the status line begins with these words.
    pub async fn status_is(&self, words: &str) -> Result<()> {
        let shown = until(&format!("the status «{words}»"), ARRIVES, async || {
            self.status()
                .await
                .is_ok_and(|status| status == words || status.starts_with(&format!("{words} ·")))
        })
        .await;
        if shown.is_err() {
            ensure!(
                false,
                "the status is {:?}, not {words:?}",
                self.status().await
            );
        }
        shown
    }

    /// What has the focus; an error where it is lost.
    pub async fn focused(&self) -> Result<String> {
        let at = self.window.run(FOCUSED, vec![]).await?;
        ensure!(at != Value::Null, "the focus is lost");
        Ok(at.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until this has the focus.
    pub async fn focus_on(&self, wanted: &str) -> Result<()> {
        until(&format!("the focus on {wanted}"), ARRIVES, async || {
            self.focused().await.is_ok_and(|at| at == wanted)
        })
        .await
    }
}
