//! Steps 9 to 11 of the guide: a report is returned with what is asked, comes back corrected, and opens
//! on what has changed. A colleague decides what was decided here without a network.

use std::time::Duration;

use anyhow::{Result, ensure};
use domain::{
    decision::Draft,
    wire::{Submitted, path},
};
use support::{
    data::{corrected, miscounted},
    returning::{is_seen_again, returns},
    scene::Scene,
    walk::row,
};

use super::{colleague, in_window, looks::examine};

const RETURNED: &str = "HR-2026-1-3411";
const TWICE_DECIDED: &str = "HR-2026-1-3420";

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_returned_and_comes_back_as_what_has_changed() {
    in_window(async |scene, folder| {
        let period = "2026-1".parse()?;
        scene.services.send(&miscounted("3411", period)?).await?;
        scene.log_in(folder, 1).await?;
        returned_without_a_network(scene).await?;
        let unanswered = miscounted("3411", period)?;
        let unanswered = scene.services.send(&unanswered).await;
        ensure!(unanswered.is_err(), "received without answers");
        scene.services.send(&corrected("3411", period)?).await?;
        let shown = scene.desktop.notification(Duration::from_mins(2)).await?;
        ensure!(
            shown.body == "Ringsaker: korrigert rapport",
            "the notification says {:?}",
            shown.body
        );
        scene.open(RETURNED).await?;
        is_seen_again(&scene.window).await?;
        examine(scene, "changes").await?;
        approved_and_archived(scene).await?;
        asked_to_be_reopened(scene).await
    })
    .await;
}

async fn returned_without_a_network(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    scene.open(RETURNED).await?;
    scene.network.cut();
    returns(window, async |page| examine(scene, page).await).await?;
    window
        .find_css("[data-testid='status-line'][data-link='offline']")
        .await?;
    scene.network.open();
    window.click("status-line").await?;
    window
        .find_css("[data-testid='stage'][data-stage='received']")
        .await?;
    Ok(())
}

async fn approved_and_archived(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    window.type_into("own-figure", "17").await?;
    window.click("approve-yes").await?;
    window.click("save").await?;
    window.click("continue").await?;
    window.click("confirm").await?;
    window
        .find_css("[data-testid='stage'][data-stage='received']")
        .await?;
    window.click("reporting").await?;
    window.click("tab-archive").await?;
    window.open_row(&row(RETURNED)).await?;
    let versions = window.text("versions").await?;
    for version in ["Versjon 1", "Versjon 2"] {
        ensure!(versions.contains(version), "{versions}");
    }
    examine(scene, "entry").await
}

/// Without the server nothing is asked and nothing written is lost; with it, Bufdir is asked once.
async fn asked_to_be_reopened(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    window.click("reopening-begin").await?;
    window
        .type_into("reopening-reason", "Ett tall står i feil kolonne.")
        .await?;
    scene.network.cut();
    window.click("reopening-ask").await?;
    window
        .find_css("[data-testid='error'][data-code='not_reached']")
        .await?;
    let written = "return document.getElementById('reopening-reason').value";
    let written = window.run(written, vec![]).await?;
    ensure!(written == "Ett tall står i feil kolonne.", "{written}");
    scene.network.open();
    window.click("reopening-ask").await?;
    window.find("reopening-asked").await?;
    let asked = scene.services.answers().await?;
    ensure!(asked.well(path::REOPENING_REQUESTS) == 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_officers_decide_and_both_decisions_are_shown() {
    in_window(async |scene, folder| {
        let sent = scene.log_in_to("3420", folder).await?;
        decided_twice(scene, &sent).await?;
        let window = &scene.window;
        window
            .find_css("[data-testid='needs-you'][data-reason='conflict'][data-instead='decided']")
            .await?;
        let shown = window.find_css("main").await?.text().await?;
        for words in [colleague::NAME, "Tallene går ikke opp."] {
            ensure!(shown.contains(words), "{words:?} is not shown: {shown}");
        }
        examine(scene, "came back").await?;
        window.click("home").await?;
        window.find("need").await?;
        scene.status_is("Tilkoblet").await?;
        ensure!(scene.status().await?.ends_with("1 trenger deg"));
        window.click("need").await?;
        window.click("lay-aside").await?;
        window.wait_gone(&row(TWICE_DECIDED)).await?;
        window.click("tab-archive").await?;
        window.find_css(&row(TWICE_DECIDED)).await?;
        // Hundreds of rows are alike.
        window.type_into("task-search", "Elverum").await?;
        window.wait_gone(&row("HR-2025-2-3411")).await?;
        examine(scene, "archive").await
    })
    .await;
}

/// Ja without a network; Nei by a colleague meanwhile, which the server has first.
async fn decided_twice(scene: &Scene, sent: &Submitted) -> Result<()> {
    let window = &scene.window;
    scene.open(TWICE_DECIDED).await?;
    scene.network.cut();
    window.type_into("own-figure", "17").await?;
    window.click("approve-yes").await?;
    window.type_into("comment", "Ser bra ut.").await?;
    window.click("continue").await?;
    window.click("confirm").await?;
    window
        .find_css("[data-testid='stage'][data-stage='saved_here']")
        .await?;
    let nei = Draft {
        own_figure: None,
        approve: Some(false),
        comment: "Tallene går ikke opp.".to_owned(),
        asks: vec![],
    };
    colleague::decides(&scene.services, sent, nei).await?;
    scene.network.open();
    window.click("status-line").await.map(drop)
}
