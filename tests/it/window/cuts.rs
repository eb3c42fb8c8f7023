//! The network goes away at each moment of a sending, and the status line says what its table says.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, Result, ensure};
use domain::wire::path;
use support::{portal::Visitor, proxy::Moment, scene::Scene, walk::row};

use super::{
    applications::{ODDVAR, applies},
    in_window,
};

/// Every combination, and the line's words and icon: the pages' own test reads the same.
const TABLE: &str = include_str!("../../../ui/test/status.json");

fn line(combination: &str) -> Result<String> {
    let table: BTreeMap<String, [String; 2]> = serde_json::from_str(TABLE)?;
    let [text, _] = table.get(combination).context("no such combination")?;
    Ok(text.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_the_network_ends_the_status_line_is_as_its_table_says() {
    in_window(async |scene, folder| {
        for unit in ["3403", "3411", "3420"] {
            let period = "2026-1".parse()?;
            scene.services.send_report(unit, period, 1).await?;
        }
        scene.log_in(folder, 3).await?;
        let offline = "offline, session runs, 1 waits, no lease";

        let moment = (Moment::Sent, "HR-2026-1-3403");
        decided_until(scene, moment, offline).await?;
        ensure!(pushed(scene).await? == 0, "the server got it");
        arrives(scene, "HR-2026-1-3403").await?;
        ensure!(pushed(scene).await? == 1);

        let moment = (Moment::Committed, "HR-2026-1-3411");
        decided_until(scene, moment, offline).await?;
        ensure!(pushed(scene).await? == 2, "the server did not get it");
        // The same decision once more, and the receipt of the first time.
        arrives(scene, "HR-2026-1-3411").await?;
        ensure!(pushed(scene).await? == 3);

        let nothing = "offline, session runs, nothing waits, no lease";
        let moment = (Moment::Answered, "HR-2026-1-3420");
        decided_until(scene, moment, nothing).await?;
        scene
            .window
            .find_css("[data-testid='stage'][data-stage='received']")
            .await?;
        arrives(scene, "HR-2026-1-3420").await?;
        ensure!(
            pushed(scene).await? == 4,
            "what was answered was sent again"
        );
        Ok(())
    })
    .await;
}

/// Decides a report; the network goes away at this moment of the sending.
async fn decided_until(
    scene: &Scene,
    (moment, reference): (Moment, &str),
    then: &str,
) -> Result<()> {
    let window = &scene.window;
    scene.open(reference).await?;
    window.type_into("own-figure", "17").await?;
    window.click("approve-yes").await?;
    let reached = scene.network.cut_at(path::PUSH, moment);
    window.click("continue").await?;
    window.click("confirm").await?;
    scene
        .status_is(&line("online, session runs, 1 waits, no lease")?)
        .await?;
    tokio::time::timeout(Duration::from_mins(2), reached).await??;
    scene.status_is(&line(then)?).await
}

/// The network is back, and the decision's receipt comes.
async fn arrives(scene: &Scene, reference: &str) -> Result<()> {
    scene.network.open();
    scene.window.click("reporting").await?;
    scene.window.click("status-line").await?;
    scene
        .window
        .find_css("[data-testid='status-line'][data-link='online']")
        .await?;
    scene.window.wait_gone(&row(reference)).await
}

/// How often the server has answered a push.
async fn pushed(scene: &Scene) -> Result<u64> {
    Ok(scene.services.answers().await?.well(path::PUSH))
}

/// A page that waits for a server waits longer.
const AT_ONCE: Duration = Duration::from_secs(15);

async fn at_once<T>(page: &str, answered: impl Future<Output = Result<T>>) -> Result<T> {
    let answered = tokio::time::timeout(AT_ONCE, answered).await;
    answered.with_context(|| format!("{page} waited for the server"))?
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_answers_while_a_server_never_does() {
    in_window(async |scene, folder| {
        scene.log_in_to("3411", folder).await?;
        let mut applicant = Visitor::new(scene.services.address())?;
        applicant.log_in("/portal/", "bankid", ODDVAR).await?;
        let application = applies(&mut applicant).await?.reference;
        let window = &scene.window;
        window.click("reporting").await?;
        window.find_css(&row(&application)).await?;
        window.click("home").await?;
        scene.network.fall_silent();
        window.click("status-line").await?;
        let pages = [
            ("reporting", row("HR-2026-1-3411")),
            ("tab-archive", "#task-panel".to_owned()),
            ("tab-county", "[data-testid='county']".to_owned()),
            ("tab-open", row("HR-2026-1-3411")),
            ("figures-link", "[data-testid='figures']".to_owned()),
            ("home", "[data-testid='glance']".to_owned()),
            ("user-menu", "[data-testid='open-settings']".to_owned()),
            ("open-settings", "[data-testid='scheme-dark']".to_owned()),
            ("user-menu", "[data-testid='open-help']".to_owned()),
            ("open-help", "[data-testid='version']".to_owned()),
        ];
        for (pressed, shown) in pages {
            let answered = async {
                window.click(pressed).await?;
                window.find_css(&shown).await
            };
            at_once(pressed, answered).await?;
        }
        let opened = [
            ("tab-archive", "HR-2025-2-3411", "receipt-number"),
            ("tab-open", &application, "answer-approve"),
        ];
        for (list, reference, shown) in opened {
            let answered = async {
                window.click("reporting").await?;
                window.click(list).await?;
                window.open_row(&row(reference)).await?;
                window.find(shown).await
            };
            at_once(reference, answered).await?;
        }
        let decided = async {
            scene.open("HR-2026-1-3411").await?;
            window.click("heading-4").await?;
            window.type_into("own-figure", "17").await?;
            window.click("approve-yes").await?;
            window.click("continue").await?;
            window.click("confirm").await?;
            window
                .find_css("[data-testid='stage'][data-stage='saved_here']")
                .await
        };
        tokio::time::timeout(2 * AT_ONCE, decided).await??;
        Ok(())
    })
    .await;
}
