//! The system's browser: Chromium, with a profile of its own.

use std::{path::Path, process::Command};

use anyhow::Result;
use serde_json::{Value, json};

use crate::webdriver::Page;

/// Starts a browser without a window.
pub async fn start(folder: &Path) -> Result<Page> {
    start_with(folder, json!({ "args": arguments(folder) })).await
}

/// The same, with a page of this size: a window's has a least width, and a screen's has none.
pub async fn start_sized(folder: &Path, (width, height): (u32, u32)) -> Result<Page> {
    let metrics = json!({ "width": width, "height": height, "pixelRatio": 1, "touch": false });
    let options = json!({
        "args": arguments(folder),
        "mobileEmulation": { "deviceMetrics": metrics },
    });
    start_with(folder, options).await
}

fn arguments(folder: &Path) -> Vec<String> {
    let profile = folder.join("browser");
    [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--window-size=1280,800",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([format!("--user-data-dir={}", profile.display())])
    .collect()
}

async fn start_with(folder: &Path, options: Value) -> Result<Page> {
    let capabilities = [("goog:chromeOptions".to_owned(), options)].into_iter();
    Page::start(
        "chromedriver",
        &mut Command::new("chromedriver"),
        capabilities.collect(),
        folder,
    )
    .await
}
