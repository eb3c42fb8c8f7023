//! The published figures in the system's browser, from an approval to a picture and its table.

use anyhow::{Result, ensure};
use domain::{
    decision::{Decision, Verdict},
    ids::DecisionId,
};
use edge::system_ctx;
use support::{axe, reporter::arrive, services::Services, webdriver::Page};

use crate::{
    applying::{LIV, push},
    portal::at_portal,
};

async fn approve_ringsaker(services: &Services) -> Result<()> {
    let sent = services.send_report("3411", "2026-1".parse()?, 1).await?;
    let session = services.officer_session().await?;
    let ctx = system_ctx();
    let decision = Decision {
        id: DecisionId(ctx.new_id()),
        report_id: sent.report_id,
        revision: sent.revision,
        content_hash: sent.content_hash,
        verdict: Verdict::Approve {
            own_figure: 0,
            comment: None,
        },
        confirmed_at: ctx.now(),
    };
    push(services, &session.access_token, &decision.into()).await
}

/// Nothing of the page reaches past its window.
async fn fits(page: &Page) -> Result<()> {
    let script = "return document.documentElement.scrollWidth - innerWidth";
    let over = page.run(script, vec![]).await?;
    ensure!(
        over.as_i64().is_some_and(|over| over <= 0),
        "{over} px too wide"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_is_seen_as_a_picture_and_as_a_table() {
    at_portal(async |services, page, _| {
        approve_ringsaker(services).await?;
        services.bufdir_session(LIV.0).await?;
        arrive(services, page, LIV.1).await?;
        page.find("bufdir-reports").await?;
        page.click("tab-figures").await?;
        page.find("figures").await?;
        let innlandet = format!("{}/portal/tall/34", services.address());
        page.goto(&innlandet).await?;
        page.wait_for_text("[data-testid='bar-3411']", "Ringsaker")
            .await?;
        axe::load(page).await?;
        axe::finds_nothing(page, "the figures of a county").await?;
        page.screenshot("figures").await?;
        let open = "document.querySelector(`[data-testid='bar-3411'] button`).click()";
        page.run(open, vec![]).await?;
        page.wait_for_text("[data-testid='series']", "Ringsaker")
            .await?;
        let marked = "[data-testid='chart'] .chart__mark.chart__me";
        page.find_css(marked).await?;
        for indicator in ["3B", "3D", "3E", "3F", "3A"] {
            page.click(&format!("indicator-{indicator}")).await?;
        }
        let small = "document.querySelector(`[data-testid='among-small']`).click()";
        page.run(small, vec![]).await?;
        page.find("smalls").await?;
        axe::finds_nothing(page, "small pictures").await?;
        page.screenshot("figures-small").await?;

        // What is given out is what is shown.
        let script = "
            const done = arguments[arguments.length - 1];
            const make = URL.createObjectURL;
            URL.createObjectURL = (file) => { file.text().then(done); return make(file); };
            document.querySelector(`[data-testid='save-csv']`).click();";
        let table = page.run_until_done(script, vec![]).await?;
        let holds = |text: &str| table.as_str().is_some_and(|table| table.contains(text));
        ensure!(holds("Ringsaker;1. halvår 2026;") && holds("3A"), "{table}");

        page.resize(320, 800).await?;
        page.painted().await?;
        fits(page).await?;
        axe::finds_nothing(page, "the figures in a narrow window").await?;
        let dark = "document.documentElement.dataset.colorScheme = 'dark'";
        page.run(dark, vec![]).await?;
        page.painted().await?;
        axe::finds_nothing(page, "the figures in the dark").await?;
        page.screenshot("figures-narrow").await
    })
    .await;
}
