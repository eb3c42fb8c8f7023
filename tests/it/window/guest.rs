//! The window as a guest of the operating system: notifications, tray, sleep, links, and the end of the program.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use domain::ids::ReportId;
use support::{
    process::{Process, own_program, until},
    scene::Scene,
    vault::PIN,
    walk::ARRIVES,
};

use super::in_window;

/// What the program is called on the bus while it runs.
const RUNS: &str = "no.halvaarsrapport.desktop.SingleInstance";

/// Hears that the officer is to be led somewhere.
const HEAR: &str = "
    const done = arguments[0];
    const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
    const handler = transformCallback(() => { window.wished = true; });
    invoke('plugin:event|listen', { event: 'wish', target: { kind: 'Any' }, handler }).then(done);
";

async fn unlock(scene: &Scene) -> Result<()> {
    scene.window.type_into("pin", PIN).await?;
    scene.window.click("unlock").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_is_left_is_locked_and_a_click_leads_through_the_pin() {
    in_window(async |scene, folder| {
        scene.log_in(folder, 0).await?;
        let period = "2026-1".parse()?;
        scene.services.send_report("3403", period, 1).await?;
        let shown = scene.desktop.notification(ARRIVES).await?;
        ensure!(shown.body == "Hamar: ny rapport", "told: {}", shown.body);
        // The machine waits with its sleep until the store is locked.
        scene.desktop.sleep(ARRIVES).await?;
        scene.window.find("unlock").await?;
        scene.desktop.wake().await?;
        scene.window.run_until_done(HEAR, vec![]).await?;
        until("the click to be heard", ARRIVES, async || {
            let heard = scene.window.run("return window.wished === true", vec![]);
            scene.desktop.click(shown.id).await.is_ok()
                && heard.await.is_ok_and(|heard| heard == true)
        })
        .await?;
        // A locked window tells nothing, and the PIN leads on.
        ensure!(
            !scene.window.has_text("body", "Hamar").await,
            "it tells a name"
        );
        unlock(scene).await?;
        scene.window.wait_for_text("h1", "Hamar").await?;
        scene.desktop.screen_saver(false).await?;
        scene.desktop.screen_saver(true).await?;
        scene.window.find("unlock").await?;
        unlock(scene).await?;
        scene.window.wait_for_text("h1", "Hamar").await?;
        scene.desktop.lock_session().await?;
        scene.window.find("unlock").await?;
        Ok(())
    })
    .await;
}

/// Starts the program once more with a link, as a mail does. It hands the link over and ends.
pub(super) async fn follow(scene: &Scene, folder: &Path, link: &str) -> Result<()> {
    let mut program = Command::new(own_program("halvaarsrapport")?);
    program.arg(link).envs(scene.desktop.environment());
    let mut second = Process::start("second", &mut program, &folder.join("logs"))?;
    tokio::time::timeout(ARRIVES, second.ended()).await?
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_its_report_and_nothing_else() {
    in_window(async |scene, folder| {
        let known = scene.log_in_to("3411", folder).await?;
        let link = |id: ReportId| format!("halvaarsrapport://task/{id}");
        follow(
            scene,
            folder,
            &format!("{}?approve=yes", link(known.report_id)),
        )
        .await?;
        follow(scene, folder, "https://example.org/").await?;
        follow(scene, folder, &link(known.report_id)).await?;
        scene.window.wait_for_text("h1", "Ringsaker").await?;
        let nobodys = "01900000-0000-7000-8000-000000000000".parse()?;
        follow(scene, folder, &link(nobodys)).await?;
        scene
            .window
            .find_css("[data-testid='error'][data-code='not_found']")
            .await?;
        Ok(())
    })
    .await;
}

/// What the tray says; its first line is the state.
async fn tray_says(scene: &Scene, state: &str) -> Result<()> {
    let item = scene.desktop.item()?;
    until(&format!("«{state}» in the tray"), ARRIVES, async || {
        let lines = item.lines().await;
        lines.is_ok_and(|lines| lines.first().is_some_and(|(_, words, _)| words == state))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_tells_the_state_and_unsent_decisions_are_named_before_the_program_ends() {
    in_window(async |scene, folder| {
        let period = "2026-1".parse()?;
        scene.services.send_report("3411", period, 1).await?;
        scene.desktop.tray_item(ARRIVES).await?;
        tray_says(scene, "Ikke logget inn").await?;
        scene.log_in(folder, 1).await?;
        tray_says(scene, "Tilkoblet").await?;
        let item = scene.desktop.item()?;
        ensure!(item.icon().await?.iter().any(|byte| *byte != 0), "no icon");
        item.press("Lås").await?;
        scene.window.find("unlock").await?;
        tray_says(scene, "Låst").await?;
        let told = item.lines().await?;
        let told: Vec<_> = told
            .iter()
            .map(|(_, words, can)| (words.as_str(), *can))
            .collect();
        let locked = [
            ("Låst", false),
            ("", true),
            ("Åpne", true),
            ("Oppdater nå", false),
            ("Lås", false),
            ("Avslutt", true),
        ];
        ensure!(told == locked, "{told:?}");
        unlock(scene).await?;
        tray_says(scene, "Tilkoblet").await?;

        scene.open("HR-2026-1-3411").await?;
        scene.network.cut();
        scene.window.type_into("own-figure", "17").await?;
        for press in ["approve-yes", "save", "continue", "confirm"] {
            scene.window.click(press).await?;
        }
        scene
            .window
            .find_css("[data-testid='stage'][data-stage='saved_here']")
            .await?;
        item.press("Avslutt").await?;
        scene
            .window
            .wait_for_text("[data-testid='unsent']", "1 avgjørelse er ikke sendt")
            .await?;
        scene.window.screenshot("unsent").await?;
        tray_says(scene, "Uten nett · 1 avgjørelse er ikke sendt").await?;
        scene.window.click("cancel-dialog").await?;
        scene.window.wait_gone("[data-testid='unsent']").await?;
        item.press("Avslutt").await?;
        scene.window.find("unsent").await?;
        ensure!(scene.desktop.has(RUNS).await?, "it ended unasked");
        item.press("Avslutt").await?;
        until("the end of the program", ARRIVES, async || {
            scene.desktop.has(RUNS).await.is_ok_and(|runs| !runs)
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_window_goes_to_the_tray_where_that_is_chosen_and_comes_back_from_it() {
    in_window(async |scene, folder| {
        scene.desktop.tray_item(ARRIVES).await?;
        scene.log_in(folder, 0).await?;
        let screen = scene.desktop.screen()?;
        ensure!(screen.shows_window()?, "no window");
        scene.window.click("user-menu").await?;
        scene.window.click("open-settings").await?;
        scene.window.click("close-to-tray").await?;
        until("the choice to be kept", ARRIVES, async || {
            let kept = std::fs::read_to_string(folder.join("desktop/settings.json"));
            kept.is_ok_and(|kept| kept.contains(r#""close_to_tray":true"#))
        })
        .await?;
        screen.close_window()?;
        until("the window to go", ARRIVES, async || {
            screen.shows_window().is_ok_and(|shown| !shown)
        })
        .await?;
        ensure!(scene.desktop.has(RUNS).await?, "the program ended");

        let item = scene.desktop.item()?;
        item.press("Åpne").await?;
        until("the window", ARRIVES, async || {
            screen.shows_window().is_ok_and(|shown| shown)
        })
        .await?;
        scene.window.find("close-to-tray").await?;

        // Where it is not chosen the close button ends the program.
        scene.window.click("close-to-tray").await?;
        until("the choice to be kept", ARRIVES, async || {
            let kept = std::fs::read_to_string(folder.join("desktop/settings.json"));
            kept.is_ok_and(|kept| kept.contains(r#""close_to_tray":false"#))
        })
        .await?;
        screen.close_window()?;
        until("the end of the program", ARRIVES, async || {
            scene.desktop.has(RUNS).await.is_ok_and(|runs| !runs)
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_chosen_for_the_machine_is_done() {
    in_window(async |scene, folder| {
        scene.desktop.tray_item(ARRIVES).await?;
        scene.log_in(folder, 0).await?;
        scene.window.click("user-menu").await?;
        scene.window.click("open-settings").await?;
        scene.window.find("close-to-tray").await?;
        scene.window.click("start-at-login").await?;
        let starts = folder.join("home/config/autostart/halvaarsrapport.desktop");
        let starts = [
            starts,
            folder.join("home/.config/autostart/halvaarsrapport.desktop"),
        ];
        until("the start at login", ARRIVES, async || {
            starts.iter().any(|file| file.is_file())
        })
        .await?;
        scene.window.screenshot("machine-settings").await?;
        let all = r#"{"close_to_tray":false,"start_at_login":true,"zoom":100}"#;
        until("the choice to be kept", ARRIVES, async || {
            let kept = std::fs::read_to_string(folder.join("desktop/settings.json"));
            kept.is_ok_and(|kept| kept == all)
        })
        .await?;
        scene.window.click("start-at-login").await?;
        until("no start at login", ARRIVES, async || {
            !starts.iter().any(|file| file.is_file())
        })
        .await?;
        let width = "return innerWidth";
        let before = scene.window.run(width, vec![]).await?;
        let chosen = "const select = document.getElementById('zoom');
            select.value = '125';
            select.dispatchEvent(new Event('change'));";
        scene.window.run(chosen, vec![]).await?;
        let before = before.as_f64().context("a width")?;
        until("larger pages", ARRIVES, async || {
            let now = scene.window.run(width, vec![]).await;
            now.is_ok_and(|now| {
                now.as_f64()
                    .is_some_and(|now| (now * 1.25 - before).abs() < 2.0)
            })
        })
        .await?;
        scene.window.screenshot("larger-pages").await?;
        let kept = std::fs::read_to_string(folder.join("desktop/settings.json"))?;
        ensure!(kept.contains("125"), "{kept}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_for_whoever_helps_tells_nothing_of_reports_or_persons() {
    in_window(async |scene, folder| {
        let known = scene.log_in_to("3411", folder).await?;
        scene.open("HR-2026-1-3411").await?;
        scene.window.type_into("own-figure", "4711").await?;
        scene
            .window
            .type_into("comment", "Kanarifuglen i gruven")
            .await?;
        scene
            .window
            .find_css("[data-testid='draft'][data-draft='saved']")
            .await?;
        scene.window.click("user-menu").await?;
        scene.window.click("open-help").await?;
        scene.window.click("export-diagnostics").await?;
        let told = scene.window.text("diagnostics-in").await?;
        scene.window.screenshot("diagnostics").await?;
        let (_, file) = told.split_once(": ").context("no file")?;
        let text = std::fs::read_to_string(file.trim())?;
        ensure!(text.starts_with("Halvårsrapport 0."), "it tells nothing");
        let holds_log = [" DEBUG ", " INFO "]
            .iter()
            .any(|level| text.contains(level));
        ensure!(holds_log, "it holds no log");
        let found = log_search::search(&text);
        ensure!(found.is_empty(), "it tells {found:?}");
        let secret = [
            "Ingrid",
            "Solbakken",
            "Ringsaker",
            "Innlandet",
            "HR-2026",
            "Kanarifuglen",
            PIN,
            &known.report_id.to_string(),
        ];
        for secret in secret {
            ensure!(!text.contains(secret), "it tells {secret}");
        }
        Ok(())
    })
    .await;
}
