//! The whole form by keyboard alone.

use anyhow::{Context, Result, bail, ensure};
use domain::report::{Submission, Value};
use edge::system_ctx;
use fantoccini::key::Key;
use serde_json::json;
use support::{data, process::until, walk::ARRIVES, webdriver::Page};

use super::{TURID, UNIT, at_portal, log_in, period};

/// More than are in the form with all that stands under its points.
const PRESSES: usize = 900;

const FOCUSED: &str = "return document.activeElement?.dataset.testid ?? ''";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_form_is_filled_in_and_sent_by_keyboard_alone() {
    at_portal(async |services, page, _| {
        let report = data::submission(system_ctx().new_id(), UNIT, period(), 1)?;
        log_in(services, page, "/portal/3411", TURID.2).await?;
        tab_to(page, "open-2026-1").await?;
        page.press([Key::Enter]).await?;
        page.find("heading-0").await?;
        focus_in_heading(page, 0).await?;
        fill_in(page, &report).await?;
        page.press([Key::Enter]).await?;
        page.find("ready").await?;
        page.screenshot("ready").await?;
        tab_to(page, "send").await?;
        page.press([Key::Enter]).await?;
        page.wait_for_text("[data-testid='receipt']", "HR-2026-1-3411")
            .await
    })
    .await;
}

/// Goes from field to field and from heading to heading, until the focus is on what leads to the sending.
async fn fill_in(page: &Page, report: &Submission) -> Result<()> {
    let mut heading = 0;
    let mut filled = 0;
    for _ in 0..PRESSES {
        page.press([Key::Tab]).await?;
        let here = focused(page).await?;
        if let Some(field) = here.strip_prefix("value-") {
            filled += usize::from(answer(page, field, report).await?);
        } else if here == "next-section" {
            page.press([Key::Enter]).await?;
            heading += 1;
            focus_in_heading(page, heading).await?;
        } else if here == "to-send" {
            let wanted = report.values.len();
            ensure!(filled == wanted, "{filled} of {wanted} fields were met");
            return Ok(());
        }
    }
    bail!("the way through the form has no end")
}

/// Answers the point of a field as the report does. False where the report has no answer.
async fn answer(page: &Page, field: &str, report: &Submission) -> Result<bool> {
    let point = field.strip_suffix("-yes").unwrap_or(field);
    match report.values.get(&point.into()) {
        None => return Ok(false),
        Some(Value::Number(number)) => {
            let typed = typed(page, field, *number).await?;
            page.press(typed.chars()).await?;
        }
        Some(Value::Text(text)) => page.press(text.chars()).await?,
        Some(Value::YesNo(true)) => page.press([' ']).await?,
        Some(Value::YesNo(false)) => page.press([Key::Right]).await?,
    }
    Ok(true)
}

/// The number as one writes it: a field for decimals has its own keyboard on a telephone.
async fn typed(page: &Page, field: &str, number: i64) -> Result<String> {
    let mode = "return document.querySelector(`[data-testid='value-${arguments[0]}']`).inputMode";
    let mode = page.run(mode, vec![json!(field)]).await?;
    Ok(if mode == "decimal" {
        format!("{},{}", number / 10, number % 10)
    } else {
        number.to_string()
    })
}

/// The focus is at the top of a heading: all its points are behind the next Tab.
async fn focus_in_heading(page: &Page, number: usize) -> Result<()> {
    let script = "
        const { id, textContent } = document.activeElement ?? {};
        return id === 'page-title' ? textContent.trim() : ''";
    until(&format!("heading {number}"), ARRIVES, async || {
        let shown = page.run(script, vec![]).await.unwrap_or_default();
        let shown = shown.as_str().unwrap_or_default();
        shown.starts_with(&format!("{number} "))
    })
    .await
}

async fn tab_to(page: &Page, wanted: &str) -> Result<()> {
    page.find(wanted).await?;
    for _ in 0..PRESSES {
        if focused(page).await? == wanted {
            return Ok(());
        }
        page.press([Key::Tab]).await?;
    }
    bail!("no Tab leads to {wanted}")
}

async fn focused(page: &Page) -> Result<String> {
    let here = page.run(FOCUSED, vec![]).await?;
    Ok(here.as_str().context("no name")?.to_owned())
}
