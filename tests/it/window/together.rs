//! The whole county, and reports without findings approved together, each by itself.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};
use support::{data, process::until, scene::Scene, walk::ARRIVES};

use super::{in_window, looks::examine};

/// More than a few, of which the rules find nothing in some.
const UNITS: [&str; 12] = [
    "3401", "3403", "3405", "3407", "3411", "3413", "3418", "3419", "3420", "3437", "3440", "3451",
];

const FIELDS: &str = "
    const fields = document.querySelectorAll('[data-testid=join-figure]');
    return [...fields].map(({ id }) => id);
";

const APPROVED: &str = "
    const rows = '[data-testid=county-row][data-group=approved]';
    return document.querySelectorAll(rows).length;
";

const RECEIPTS: &str = "
    const period = arguments[0];
    const rows = [...document.querySelectorAll('[data-testid=task-row][data-state=received]')];
    return rows.filter(({ dataset }) => dataset.reference.startsWith(period))
        .map((row) => row.lastElementChild.innerText);
";

#[tokio::test(flavor = "multi_thread")]
async fn reports_without_findings_are_approved_together_after_each_figure_is_shown() {
    in_window(async |scene, folder| {
        let period = "2026-1".parse()?;
        for unit in UNITS {
            let id = edge::system_ctx().new_id();
            scene.services.send(&data::usual(id, unit, period)?).await?;
        }
        scene.log_in(folder, UNITS.len()).await?;
        let window = &scene.window;
        window.click("reporting").await?;
        window.click("tab-county").await?;
        window.find("county").await?;
        let fields = window.run(FIELDS, vec![]).await?;
        let fields = fields.as_array().context("no fields")?.clone();
        ensure!(fields.len() >= 2, "{} have no findings", fields.len());
        examine(scene, "county").await?;
        scene.network.cut();
        filled_in(scene, &fields).await?;
        confirmed(scene, fields.len()).await?;
        scene.network.open();
        window.click("status-line").await?;
        until("all of them to be approved", ARRIVES, async || {
            let approved = window.run(APPROVED, vec![]).await;
            approved.is_ok_and(|approved| approved == fields.len())
        })
        .await?;
        each_has_its_receipt(scene, fields.len()).await
    })
    .await;
}

/// Nothing is picked until its figure is there.
async fn filled_in(scene: &Scene, fields: &[Value]) -> Result<()> {
    let window = &scene.window;
    window.wait_for_text("#together-continue", "(0)").await?;
    for field in fields {
        let id = field.as_str().context("no id")?;
        let field = window.find_css(&format!("[id='{id}']")).await?;
        field.send_keys("0").await?;
    }
    let all = format!("({})", fields.len());
    window.wait_for_text("#together-continue", &all).await
}

/// By keys alone, from the last field on.
async fn confirmed(scene: &Scene, count: usize) -> Result<()> {
    let window = &scene.window;
    window.press_with(Key::Control, Key::Enter).await?;
    window.find("confirm-list").await?;
    examine(scene, "confirm together").await?;
    let rows = "return document.querySelectorAll('[data-testid=confirm-list] tbody tr').length";
    let rows = window.run(rows, vec![]).await?;
    ensure!(rows == count, "{rows} rows are shown of {count}");
    scene.focus_on("confirm").await?;
    window.press([Key::Enter]).await?;
    let done = format!("[data-testid='together-done'][data-saved='{count}']");
    window.find_css(&done).await?;
    scene.focus_on("together-title").await
}

async fn each_has_its_receipt(scene: &Scene, count: usize) -> Result<()> {
    let window = &scene.window;
    window.click("tab-archive").await?;
    window.find_css("[data-testid='task-row']").await?;
    let receipts = window.run(RECEIPTS, vec![json!("HR-2026-1")]).await?;
    let receipts = receipts.as_array().context("no receipts")?;
    let different: BTreeSet<&str> = receipts.iter().filter_map(Value::as_str).collect();
    ensure!(different.len() == count, "{receipts:?}");
    Ok(())
}
