//! «Utrapportering» without a network: a picture and its table tell the same, what is suppressed is «..» in both, a
//! point leads to its indicator and back, the own figure shows what becomes of 3A, and all of it can be saved.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{Context, Result, ensure};
use domain::report::Value as Answer;
use support::{data, scene::Scene};

use super::{in_window, looks::examine};
use crate::figures::approve;

const REPORT: &str = "HR-2026-1-3411";

/// What the table says of each line, and how many points the picture draws of it.
const SHOWN: &str = "
    const rows = [...document.querySelectorAll('[data-testid=series] tr[data-who]')];
    return Object.fromEntries(rows.map((row) => {
        const { who } = row.dataset;
        const cells = [...row.querySelectorAll('td')].map((cell) => cell.textContent.trim());
        const marks = document.querySelectorAll(`[data-testid=chart] .chart__mark.chart__${who}`);
        return [who, [cells, marks.length]];
    }));
";

/// A line's cells, and its points.
type Shown = BTreeMap<String, (Vec<String>, usize)>;

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_looked_at_and_saved_without_a_network() {
    in_window(async |scene, folder| {
        hamar_is_approved(scene).await?;
        scene.log_in_to("3411", folder).await?;
        let window = &scene.window;
        window.click("figures-link").await?;
        window
            .wait_for_text("[data-testid='bar-3403']", "151")
            .await?;
        scene.goes_offline().await?;
        from_a_point_to_its_indicator_and_back(scene).await?;
        picture_and_table_agree(scene).await?;
        saved(scene).await?;
        window.screenshot("figures").await?;
        examine(scene, "figures").await?;
        // The radio button itself is hidden behind its words.
        let small = "label:has([data-testid='among-small'])";
        window.find_css(small).await?.click().await?;
        window.find("smalls").await?;
        examine(scene, "figures, small pictures").await
    })
    .await;
}

/// The only approved report of the country: of 40 children 2 lack supervision.
async fn hamar_is_approved(scene: &Scene) -> Result<()> {
    let id = edge::system_ctx().new_id();
    let mut sent = data::submission(id, "3403", "2026-1".parse()?, 1)?;
    for (point, number) in [
        ("superv_children", 40),
        ("superv_gt_1y", 40),
        ("superv_gt_1y_unmet", 2),
    ] {
        sent.values.insert(point.into(), Answer::Number(number));
    }
    let sent = scene.services.send(&sent).await?;
    approve(&scene.services, &sent).await
}

async fn from_a_point_to_its_indicator_and_back(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    scene.open(REPORT).await?;
    own_figure_tells_of_3a(scene).await?;
    window.click("heading-3").await?;
    window.click("indicator-of-inv_closed").await?;
    window.find("figures").await?;
    let chosen = "return document.getElementById('figures-unit').value";
    ensure!(window.run(chosen, vec![]).await? == "3411");
    window
        .find_css("[data-testid='indicator-3A'][aria-current='true']")
        .await?;
    window.click("to-report").await?;
    window.find("own-figure").await?;
    // What was typed stands there still.
    window
        .wait_for_text("[data-testid='share-with']", "10,6")
        .await
}

/// 27 of three to six months and 6 above, of 151 closed.
async fn own_figure_tells_of_3a(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    window
        .wait_for_text("[data-testid='share-without']", "21,9")
        .await?;
    window.type_into("own-figure", "17").await?;
    window
        .wait_for_text("[data-testid='share-with']", "10,6")
        .await?;
    window
        .wait_for_text("[data-testid='share-without']", "21,9")
        .await
}

async fn shown(scene: &Scene) -> Result<Shown> {
    let shown = scene.window.run(SHOWN, vec![]).await?;
    Ok(serde_json::from_value(shown)?)
}

/// So many cells hold a share.
fn numbers(cells: &[String]) -> usize {
    cells.iter().filter(|cell| cell.contains(',')).count()
}

async fn picture_and_table_agree(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    window.click("figures-link").await?;
    window.click("indicator-3B").await?;
    window.open_row("[data-testid='bar-3403']").await?;
    window
        .wait_for_text("[data-testid='series'] tr[data-who='me']", "5,0")
        .await?;
    let found = shown(scene).await?;
    // The county is the office's own; the country's sum of 2026 would give the 2 back.
    for (who, newest) in [("me", "5,0"), ("county", "5,0"), ("country", "..")] {
        let (cells, points) = found.get(who).context("no such line")?;
        ensure!(
            cells.last().is_some_and(|cell| cell == newest),
            "{who}: {cells:?}"
        );
        ensure!(
            *points == numbers(cells),
            "{who}: {cells:?}, {points} points"
        );
    }
    for indicator in ["3A", "3D", "3E", "3F"] {
        window.click(&format!("indicator-{indicator}")).await?;
        for (who, (cells, points)) in shown(scene).await? {
            let numbers = cells.iter().filter(|cell| cell.contains(','));
            let drawn = numbers.count();
            ensure!(
                drawn == points,
                "{indicator}, {who}: {cells:?}, {points} points"
            );
        }
    }
    window.click("indicator-3B").await
}

/// Presses a button, and says where the file of that name is.
async fn file(scene: &Scene, button: &str, name: &str) -> Result<PathBuf> {
    scene.window.click(button).await?;
    scene
        .window
        .wait_for_text("[data-testid='figures-saved']", name)
        .await?;
    let said = scene.window.text("figures-saved").await?;
    let path = said.split_once("Lagret: ").context("no place")?.1;
    Ok(PathBuf::from(path))
}

async fn saved(scene: &Scene) -> Result<()> {
    let table = std::fs::read_to_string(file(scene, "save-csv", "3B-34.csv").await?)?;
    for line in [
        ";\"Landet\";\"1. halvår 2026\";\"..\";40;\"..\";370",
        "\"34\";\"Innlandet\";\"1. halvår 2026\";2;40;5,0;45",
        "\"3403\";\"Hamar\";\"1. halvår 2026\";2;40;5,0;",
        "\"3411\";\"Ringsaker\";\"1. halvår 2026\";;;;",
    ] {
        ensure!(table.contains(line), "{line}: {table}");
    }
    let book = std::fs::read(file(scene, "save-xlsx", "3B-34.xlsx").await?)?;
    ensure!(book.starts_with(b"PK"), "no workbook");
    let drawn = std::fs::read_to_string(file(scene, "save-svg", "3B-3403.svg").await?)?;
    ensure!(drawn.contains("Hamar 5,0"), "{drawn}");
    ensure!(
        !drawn.contains("Landet"),
        "what is hidden is drawn: {drawn}"
    );
    let bars = std::fs::read_to_string(file(scene, "save-among-svg", "3B-34.svg").await?)?;
    // Of the county Hamar alone has a figure, and with it a bar.
    ensure!(bars.matches("<rect").count() == 2, "{bars}");
    let painted = std::fs::read(file(scene, "save-png", "3B-3403.png").await?)?;
    let size = painted.get(16..24).context("no picture")?;
    ensure!(painted.starts_with(b"\x89PNG"), "no picture");
    // Twice 560 by 340.
    ensure!(size == [0, 0, 4, 96, 0, 0, 2, 168], "{size:?}");
    Ok(())
}
