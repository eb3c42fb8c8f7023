//! A window whose power is cut while the officer reads, writes and decides: of names, figures, comments and the PIN
//! nothing is found on the machine's disk, wherever window, web view and store write.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use domain::report::Value;
use edge::system_ctx;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use support::{data, scene::Scene, vault::PIN, walk};

use super::in_window;
use crate::vault::search::{Canary, files, search};

const COMMENT: &str = "Kanarikommentar om tolv barn";
const REASON: &str = "Kanariforklaring fra kommunen";
/// A figure that nothing else is.
const FIGURE: i64 = 76_543_217;
/// The own figure that the officer types: longer than what a log's times have in common with it.
const OWN: &str = "918273645";
/// A report for each time that the power is cut.
const UNITS: [&str; 3] = ["3411", "3403", "3420"];
/// Any number will do.
const SEED: u64 = 11;
/// How many steps the officer may come.
const STEPS: u64 = 10;

fn reference(unit: &str) -> String {
    format!("HR-2026-1-{unit}")
}

fn canaries() -> Vec<Canary> {
    let words = [
        PIN,
        COMMENT,
        REASON,
        OWN,
        "76543217",
        "HR-2026-1-34",
        "Ringsaker",
        "Ingrid Solbakken",
    ];
    words.map(Canary::new).into()
}

async fn send(scene: &Scene, unit: &str) -> Result<()> {
    let mut sent = data::submission(system_ctx().new_id(), unit, "2026-1".parse()?, 1)?;
    let values = &mut sent.values;
    values.insert("inv_breach_reason".into(), Value::Text(REASON.to_owned()));
    values.insert("inv_open_start".into(), Value::Number(FIGURE));
    scene.services.send(&sent).await?;
    Ok(())
}

/// One thing that the officer does with the report of a unit.
async fn step(scene: &Scene, unit: &str, number: u64) -> Result<()> {
    let window = &scene.window;
    match number {
        0 => scene.open(&reference(unit)).await,
        1 => window.click("heading-3").await,
        2 => window.type_into("own-figure", OWN).await,
        3 => window.click("approve-no").await,
        4 => window.type_into("comment", COMMENT).await,
        5 => window.click("save").await,
        6 => window.click("continue").await,
        7 => window.click("confirm").await,
        8 => {
            let saved = "[data-testid='stage'][data-stage='saved_here']";
            window.find_css(saved).await.map(drop)
        }
        _ => window.click("tab-archive").await,
    }
}

/// Ends the program, its web view and what drives them at once, as a machine without power does. Gives what was ended.
fn cut_power(folder: &Path) -> Result<Vec<String>> {
    let mut ended = Vec::new();
    let mut kill = Command::new("kill");
    kill.arg("-KILL");
    for process in walk::window_processes(folder)? {
        ended.push(process.program);
        kill.arg(process.place.file_name().context("no number")?);
    }
    // One that has ended by itself meanwhile cannot be ended.
    kill.status()?;
    Ok(ended)
}

/// What is found of the canaries where this machine's programs write.
fn found(folder: &Path) -> Vec<String> {
    let places = ["desktop", "home", "run", "tmp"].map(|place| folder.join(place));
    let mut hits = Vec::new();
    for place in &places {
        for (file, word, form) in search(place, &canaries()) {
            hits.push(format!("{word} as {form} in {}", file.display()));
        }
    }
    let log = fs::read_to_string(folder.join("logs/window.log")).unwrap_or_default();
    let words = [PIN, COMMENT, REASON, OWN, "76543217", "Ingrid Solbakken"];
    let logged = words.iter().filter(|word| log.contains(**word));
    hits.extend(logged.map(|word| format!("{word} in the log")));
    hits
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_whose_power_is_cut_reveals_nothing() {
    in_window(async |scene, folder| {
        for unit in UNITS {
            send(scene, unit).await?;
        }
        let mut dice = ChaCha8Rng::seed_from_u64(SEED);
        for (round, unit) in UNITS.iter().enumerate() {
            if round == 0 {
                scene.log_in(folder, UNITS.len()).await?;
            } else {
                scene.window =
                    walk::open_window(&scene.desktop, &scene.network.address(), folder).await?;
                scene.window.type_into("pin", PIN).await?;
                scene.window.click("unlock").await?;
                scene.window.find("reporting").await?;
            }
            let steps = dice.next_u64() % STEPS;
            for number in 0..steps {
                step(scene, unit, number).await?;
            }
            // The power goes while the next thing is under way; what becomes of that is not asked.
            let (_, ended) = tokio::join!(step(scene, unit, steps), async { cut_power(folder) });
            let ended = ended?;
            for program in ["halvaarsrapport", "WebKitWebProces"] {
                let is_there = ended.iter().any(|name| name == program);
                ensure!(is_there, "{program} did not run: {ended:?}");
            }
            let found = found(folder);
            ensure!(found.is_empty(), "round {round}, step {steps}: {found:#?}");
        }
        let written = files(&folder.join("desktop"));
        let ends = |end: &str| {
            written
                .iter()
                .any(|file| file.extension() == Some(end.as_ref()))
        };
        ensure!(
            ends("db") && ends("vault"),
            "nothing was written: {written:?}"
        );
        Ok(())
    })
    .await;
}
