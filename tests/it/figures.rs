//! The published figures in the system's browser, from an approval to a picture and its table.

use anyhow::{Result, ensure};
use domain::wire::{Submitted, path};
use domain::{
    decision::{Decision, Verdict},
    ids::DecisionId,
};
use edge::system_ctx;
use support::{axe, reporter::arrive, services::Services};

use crate::{
    applying::{LIV, push},
    portal::at_portal,
};

/// The office approves a report at another machine.
pub(crate) async fn approve(services: &Services, sent: &Submitted) -> Result<()> {
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_is_seen_as_a_picture_and_as_a_table() {
    at_portal(async |services, page, _| {
        let sent = services.send_report("3411", "2026-1".parse()?, 1).await?;
        approve(services, &sent).await?;
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
        page.wait_for_text("[data-testid='series']", "Landet")
            .await?;
        for (button, file) in [
            ("save-csv", "utrapportering-3A-34.csv"),
            ("save-xlsx", "utrapportering-3A-34.xlsx"),
        ] {
            page.click(button).await?;
            page.wait_for_text("body", &format!("Lagret: {file}"))
                .await?;
        }
        let taken = services.answers().await?;
        ensure!(taken.well(path::PORTAL_FIGURES_FILE) == 2);
        let small = "label:has([data-testid='among-small'])";
        page.find_css(small).await?.click().await?;
        page.find("smalls").await?;
        axe::finds_nothing(page, "small pictures of a county").await?;
        page.screenshot("figures-small").await
    })
    .await;
}
