//! What axe-core finds in the page that is shown.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::webdriver::Page;

/// The rules of WCAG 2.2 AA; what stands in the page alone, without style sheets fetched once more.
const RUN: &str = "
    const done = arguments[0];
    const told = ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`;
    axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
        resultTypes: ['violations'],
        preload: false,
    }).then(
        ({ violations, passes }) => done({
            violations: violations.map(told),
            contrast: passes.some(({ id }) => id === 'color-contrast'),
        }),
        (error) => done({ violations: [String(error)], contrast: false }),
    );
";

/// Brings axe into the page, unless it is there.
pub async fn load(page: &Page) -> Result<()> {
    if page.run("return typeof axe", vec![]).await? == "object" {
        return Ok(());
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(&file)
        .with_context(|| format!("{}: run `npm ci`", file.display()))?;
    page.run(&axe, vec![]).await.map(drop)
}

/// Nothing is found, and contrast was measured.
pub async fn finds_nothing(page: &Page, what: &str) -> Result<()> {
    page.painted().await?;
    let found = page.run_until_done(RUN, vec![]).await?;
    let violations = found.get("violations").and_then(Value::as_array);
    ensure!(violations.is_some_and(Vec::is_empty), "{what}: {found:#}");
    ensure!(
        found.get("contrast") == Some(&json!(true)),
        "{what}: no contrast was measured"
    );
    Ok(())
}
