//! A picture of every page in one language, and of what is asked on the way.

use anyhow::{Context, Result};
use fantoccini::key::Key;

use super::{APPROVED, RETURNED};
use crate::{data, preferences, returning::open, services::Services, walk::row, webdriver::Page};

/// Report without anything that the rules find.
const CLEAN: [&str; 6] = ["3405", "3407", "3418", "3419", "3437", "3440"];

/// From page to page, in a language that is chosen in the menu.
pub(super) async fn every_page(window: &Page, language: &str) -> Result<()> {
    let picture = async |page: &str| window.screenshot(&format!("{language}-{page}")).await;
    window.click("user-menu").await?;
    window.click(&format!("language-{language}")).await?;
    window.find_css(&format!("html[lang='{language}']")).await?;
    picture("meny").await?;
    window.click("home").await?;
    window.find("count-open").await?;
    picture("hjem").await?;
    a_report(window, language).await?;
    lists(window, language).await?;
    window.click("figures-link").await?;
    window.find("figures").await?;
    picture("utrapportering").await?;
    let small = "label:has([data-testid='among-small'])";
    window.find_css(small).await?.click().await?;
    window.find("smalls").await?;
    picture("utrapportering-sma-bilder").await?;
    for (page, name) in [("settings", "innstillinger"), ("help", "hjelp")] {
        window.click("user-menu").await?;
        window.click(&format!("open-{page}")).await?;
        window
            .wait_gone("[data-testid='user-menu'][aria-expanded='true']")
            .await?;
        picture(name).await?;
    }
    Ok(())
}

async fn a_report(window: &Page, language: &str) -> Result<()> {
    let picture = async |page: &str| window.screenshot(&format!("{language}-{page}")).await;
    open(window, RETURNED).await?;
    picture("endringer").await?;
    window.click("heading-3").await?;
    picture("gjennomgang").await?;
    window.click("approve-no").await?;
    window.click("continue").await?;
    window.find("comment-wrong").await?;
    picture("mangler").await?;
    window.click("back").await?;
    window.find_css(&row(RETURNED)).await?;
    Ok(())
}

async fn lists(window: &Page, language: &str) -> Result<()> {
    let picture = async |page: &str| window.screenshot(&format!("{language}-{page}")).await;
    picture("oppgaver").await?;
    window.press(['?']).await?;
    window.find("keys").await?;
    picture("taster").await?;
    window.press([Key::Escape]).await?;
    window.wait_gone("[data-testid='keys']").await?;
    window.click("tab-archive").await?;
    window.find_css(&row(APPROVED)).await?;
    picture("arkiv").await?;
    window.open_row(&row(APPROVED)).await?;
    window.find("receipt-number").await?;
    picture("avgjort").await?;
    window.click("reopening-begin").await?;
    window.find("reopening-reason").await?;
    picture("gjenapning").await?;
    window.click("back").await?;
    window.click("tab-county").await?;
    window.find("county").await?;
    picture("fylket").await?;
    window.click("open-reminders").await?;
    window.find("sent").await?;
    picture("paminnelser").await?;
    window.click("reminders-back").await?;
    window.click("open-access").await?;
    window.find("access").await?;
    picture("tilganger").await
}

/// «Bekreft»: one report that goes back, and several that are approved together.
pub(super) async fn questions(window: &Page, services: &Services) -> Result<()> {
    open(window, RETURNED).await?;
    window.click("approve-no").await?;
    window.type_into("comment", "Rett tallet.").await?;
    window.click("continue").await?;
    window.find("confirm").await?;
    preferences::pictures(window, "bekreft").await?;
    window.click("cancel-dialog").await?;
    window.click("back").await?;

    for unit in CLEAN {
        let id = edge::system_ctx().new_id();
        let report = data::usual(id, unit, "2026-1".parse()?)?;
        services.send(&report).await?;
    }
    window.click("tab-county").await?;
    for unit in CLEAN {
        let arrived = format!("[data-testid='county-row'][data-unit='{unit}'] a");
        window.find_css(&arrived).await?;
    }
    window.find("join-figure").await?;
    let fields =
        "return [...document.querySelectorAll('[data-testid=join-figure]')].map(({ id }) => id)";
    let fields = window.run(fields, vec![]).await?;
    for field in fields.as_array().context("no fields")? {
        let id = field.as_str().context("no id")?;
        let field = window.find_css(&format!("[id='{id}']")).await?;
        field.send_keys("0").await?;
    }
    preferences::pictures(window, "godkjenn-samlet").await?;
    window.click("together-continue").await?;
    window.find("confirm-list").await?;
    preferences::pictures(window, "godkjenn-samlet-bekreft").await?;
    window.click("cancel-dialog").await?;
    window.wait_gone("[data-testid='confirm-list']").await?;
    window.click("tab-open").await
}
