//! `cargo xtask bench`: the product beside its floors, built as it ships.

use std::{ffi::OsStr, fs, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    npm,
    setup::{self, Purpose},
    ui,
    workspace::{self, Workspace},
};

/// Where the table stands.
const PAGE: &str = "docs/PERFORMANCE.md";
/// The parts that can be measured alone.
const PARTS: [&str; 11] = [
    "rules",
    "client",
    "figures",
    "small-client",
    "first-sync",
    "cold-open",
    "review",
    "unlock",
    "decide",
    "server",
    "window",
];

/// So long a deadline day lasts where nothing else is said.
const MINUTES: &str = "10";
/// So many times the country's 7,420 reports are about 2,000,000.
const TIMES: &str = "270";

/// Measures everything and writes the table, or measures one part and only says it.
pub(crate) fn run(workspace: &Workspace, words: &[&str]) -> Result<()> {
    let part = match words {
        [] => None,
        [part] if PARTS.contains(part) => Some(vec![*part]),
        ["--load"] => Some(vec!["load", MINUTES]),
        ["--load", minutes] => Some(vec!["load", *minutes]),
        ["--large"] => Some(vec!["large", TIMES]),
        ["--large", times] => Some(vec!["large", *times]),
        _ => bail!(
            "{words:?} is not known: nothing, --load [minutes], --large [times], or one of {PARTS:?}"
        ),
    };
    setup::prepare(Purpose::Headless)?;
    npm::install(&workspace.ui())?;
    ui::build(workspace)?;
    workspace::run(&mut workspace.cargo(["build", "--release", "--workspace", "--bins"]))?;
    let target = workspace.target_dir()?;
    let mut bench = Command::new(target.join("release").join("bench"));
    bench.current_dir(workspace.root());
    let summary = target.join("bench").join("summary.json");
    match part {
        Some(part) => bench.args(part),
        None => bench.args([
            OsStr::new("all"),
            summary.as_os_str(),
            OsStr::new(PAGE),
            OsStr::new(&machine()?),
        ]),
    };
    workspace::run(&mut bench).context("what was to be measured failed")
}

/// What the figures were taken on, in a sentence.
fn machine() -> Result<String> {
    let cpus = fs::read_to_string("/proc/cpuinfo").context("the processor is not known")?;
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("an unnamed processor", |(_, model)| model);
    let cores = std::thread::available_parallelism()?;
    Ok(format!("Taken on {cores} cores of {model}."))
}
