//! Steps 9 and 10 of the guide in the window: a report is returned with what is asked, and comes back.

use anyhow::{Result, ensure};

use crate::{walk, webdriver::Page};

/// Opens a report from the list.
pub async fn open(window: &Page, reference: &str) -> Result<()> {
    window.click("reporting").await?;
    window.click("tab-open").await?;
    window.open_row(&walk::row(reference)).await?;
    window.find_css("[data-testid='stage']").await?;
    Ok(())
}

/// Asks about R16 in an open report of [`crate::data::miscounted`], says why, and confirms; `look` is told of each
/// page on the way.
pub async fn returns(window: &Page, look: impl AsyncFn(&str) -> Result<()>) -> Result<()> {
    window.click("heading-3").await?;
    let ask = "[data-testid='ask'][data-rule='R16']";
    window.find_css(ask).await?.click().await?;
    window
        .find_css("[data-testid='asked'][data-point='inv_breach']")
        .await?;
    window.click("approve-no").await?;
    window
        .type_into("comment", "Rett tallet, og si kort hva som er gjort.")
        .await?;
    window.click("save").await?;
    look("retur").await?;
    window.click("continue").await?;
    window.find("confirm").await?;
    look("retur-bekreft").await?;
    window.click("confirm").await?;
    window
        .find_css("[data-testid='stage'][data-stage='saved_here']")
        .await?;
    look("retur-lagret-her").await
}

/// What [`crate::data::corrected`] changed is shown in an open report, and nothing else.
pub async fn is_seen_again(window: &Page) -> Result<()> {
    for (class, point) in [
        ("asked_changed", "inv_breach"),
        ("changed_unasked", "inv_open_over_deadline"),
    ] {
        let change = format!("[data-testid='change'][data-class='{class}'][data-point='{point}']");
        window.find_css(&change).await?;
    }
    let count = "return document.querySelectorAll('[data-testid=change]').length";
    let count = window.run(count, vec![]).await?;
    ensure!(count == 2, "{count} changes are shown");
    let old = window.find_css("[data-point='inv_breach'] del").await?;
    let old = old.text().await?;
    ensure!(old == "12", "the old number is {old:?}");
    Ok(())
}
