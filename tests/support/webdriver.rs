//! One WebDriver client for the program's window and for the browser.

use std::{path::Path, process::Command, time::Duration};

use anyhow::{Context, Result, anyhow};
use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
    wd::{Capabilities, PrintConfiguration},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;

use crate::process::{Process, free_port, until};

/// Done when the fonts are there, nothing moves any more, and two frames were drawn.
const PAINTED: &str = "
    const done = arguments[arguments.length - 1];
    const moving = document.getAnimations().filter((animation) =>
        animation.effect.getComputedTiming().endTime !== Infinity);
    Promise.all([document.fonts.ready, ...moving.map((animation) => animation.finished)])
        .catch(() => undefined)
        .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));
";

const MOST: Duration = Duration::from_mins(2);

/// A page under remote control.
#[derive(Debug)]
pub struct Page {
    client: Client,
    shots: std::path::PathBuf,
    _driver: Process,
}

impl Page {
    /// Starts a driver on a free port, and through it the program that the capabilities name.
    pub async fn start(
        name: &str,
        driver: &mut Command,
        capabilities: Capabilities,
        folder: &Path,
    ) -> Result<Self> {
        let port = free_port()?;
        driver
            .arg(format!("--port={port}"))
            // Far from Norway, so that a day or a clock that is read off the machine is seen.
            .env("TZ", "Pacific/Honolulu")
            .stdout(std::process::Stdio::null());
        let driver = Process::start(name, driver, &folder.join("logs"))?;
        until("the driver", MOST, async || {
            tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .is_ok()
        })
        .await?;
        let connecting = async {
            ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities)
                .connect(&format!("http://127.0.0.1:{port}"))
                .await
        };
        let client = tokio::time::timeout(MOST, connecting)
            .await
            .context("No window came")??;
        let shots = folder.join("screenshots");
        std::fs::create_dir_all(&shots)?;
        Ok(Self {
            client,
            shots,
            _driver: driver,
        })
    }

    /// Goes to an address.
    pub async fn goto(&self, address: &str) -> Result<()> {
        timed("the page", self.client.goto(address)).await
    }

    /// The element with this test id, once it is there.
    pub async fn find(&self, test_id: &str) -> Result<Element> {
        self.find_css(&format!("[data-testid='{test_id}']")).await
    }

    /// The element that a selector names, once it is there.
    pub async fn find_css(&self, selector: &str) -> Result<Element> {
        let waiting = self
            .client
            .wait()
            .at_most(MOST)
            .for_element(Locator::Css(selector));
        timed(selector, waiting).await
    }

    /// Clicks the element with this test id.
    pub async fn click(&self, test_id: &str) -> Result<()> {
        timed(test_id, self.find(test_id).await?.click()).await
    }

    /// Types into the element with this test id.
    pub async fn type_into(&self, test_id: &str, text: &str) -> Result<()> {
        timed(test_id, self.find(test_id).await?.send_keys(text)).await
    }

    /// The text of the element with this test id.
    pub async fn text(&self, test_id: &str) -> Result<String> {
        timed(test_id, self.find(test_id).await?.text()).await
    }

    /// Follows the link in a row.
    pub async fn open_row(&self, row: &str) -> Result<()> {
        let link = self.find_css(&format!("{row} a, {row} button")).await?;
        timed(row, link.click()).await
    }

    /// Whether an element's text holds some words now.
    pub async fn has_text(&self, selector: &str, words: &str) -> bool {
        match self.client.find(Locator::Css(selector)).await {
            Ok(element) => element.text().await.is_ok_and(|text| text.contains(words)),
            Err(_) => false,
        }
    }

    /// Waits until an element's text holds some words.
    pub async fn wait_for_text(&self, selector: &str, words: &str) -> Result<()> {
        until(&format!("«{words}» in {selector}"), MOST, async || {
            self.has_text(selector, words).await
        })
        .await
    }

    /// Waits until an element that the selector names is gone.
    pub async fn wait_gone(&self, selector: &str) -> Result<()> {
        until(&format!("{selector} to go"), MOST, async || {
            self.client.find(Locator::Css(selector)).await.is_err()
        })
        .await
    }

    /// Presses keys one after another, wherever the focus is.
    pub async fn press(&self, keys: impl IntoIterator<Item = impl Into<char>>) -> Result<()> {
        let mut presses = KeyActions::new("keys".to_owned());
        for key in keys {
            let value = key.into();
            presses = presses
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        timed("keys", self.client.perform_actions(presses)).await
    }

    /// Presses a key while another is held.
    pub async fn press_with(&self, held: impl Into<char>, key: impl Into<char>) -> Result<()> {
        let (held, value) = (held.into(), key.into());
        let presses = KeyActions::new("keys".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: held });
        timed("keys", self.client.perform_actions(presses)).await
    }

    /// Goes to the browser's tab of this number, in the order they were opened.
    pub async fn to_tab(&self, number: usize) -> Result<()> {
        let tabs = timed("the tabs", self.client.windows()).await?;
        let tab = tabs.into_iter().nth(number).context("No such tab")?;
        timed("the tab", self.client.switch_to_window(tab)).await
    }

    /// Runs a script in the page: the body of a function.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        timed("a script", self.client.execute(script, arguments)).await
    }

    /// Runs a script that calls its last argument when it is done.
    pub async fn run_until_done(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        timed("a script", self.client.execute_async(script, arguments)).await
    }

    /// Makes the page's window so large.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        timed("a size", self.client.set_window_size(width, height)).await
    }

    /// Waits until the page is painted and nothing moves.
    pub async fn painted(&self) -> Result<()> {
        self.run_until_done(PAINTED, vec![]).await.map(drop)
    }

    /// Keeps a picture of the page.
    pub async fn screenshot(&self, name: &str) -> Result<()> {
        self.painted().await?;
        let picture = timed("a screenshot", self.client.screenshot()).await?;
        std::fs::write(self.shots.join(format!("{name}.png")), picture)?;
        Ok(())
    }

    /// The page as it goes to paper, a PDF; it is kept beside the pictures.
    pub async fn on_paper(&self, name: &str) -> Result<Vec<u8>> {
        let a4 = PrintConfiguration::builder().build();
        let a4 = a4.map_err(|_| anyhow!("no paper"))?;
        let printed = timed("paper", self.client.print(a4)).await?;
        std::fs::write(self.shots.join(format!("{name}.pdf")), &printed)?;
        Ok(printed)
    }

    /// What a test came to, with a picture of the page where it failed. A window that is gone leaves none.
    pub async fn pictured(&self, done: Result<()>) -> Result<()> {
        let Err(error) = done else {
            return Ok(());
        };
        match self.screenshot("failed").await {
            Ok(()) => Err(error),
            Err(unseen) => Err(error.context(format!("no picture: {unseen:#}"))),
        }
    }

    /// Ends the program.
    pub async fn close(self) -> Result<()> {
        timed("the window to close", self.client.close()).await
    }
}

async fn timed<T, E: std::error::Error + Send + Sync + 'static>(
    what: &str,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T> {
    tokio::time::timeout(MOST, work)
        .await
        .with_context(|| format!("Waited in vain for {what}"))?
        .with_context(|| format!("Failed at {what}"))
}
