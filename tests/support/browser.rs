//! The system's browser: Chromium, with a profile of its own.

use std::{path::Path, process::Command};

use anyhow::Result;
use serde_json::{Value, json};

use crate::webdriver::Page;

/// Starts a browser without a window.
pub async fn start(folder: &Path) -> Result<Page> {
    let profile = folder.join("browser");
    let capabilities = json!({
        "goog:chromeOptions": {
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--window-size=1280,800",
                format!("--user-data-dir={}", profile.display()),
            ]
        }
    });
    let Value::Object(capabilities) = capabilities else {
        unreachable!("an object is written")
    };
    Page::start(
        "chromedriver",
        &mut Command::new("chromedriver"),
        capabilities,
        folder,
    )
    .await
}
