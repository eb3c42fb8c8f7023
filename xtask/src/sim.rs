//! `cargo xtask sim`: the simulation with as many seeds as wanted.

use std::{
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace::{self, Workspace};

/// Seeds that are run before the time is looked at again.
const BATCH: u64 = 100;

/// Seeds that are run where nothing else is said, as many as the gate runs.
const SEEDS: u64 = 1000;

/// How long to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Most {
    Seeds(u64),
    Seconds(u64),
}

/// Runs seeds until enough were run, or one failed.
pub(crate) fn run(workspace: &Workspace, words: &[&str]) -> Result<()> {
    let (most, from) = parse(words)?;
    let program = program(workspace)?;
    let began = Instant::now();
    let mut next = from;
    loop {
        let left = match most {
            Most::Seeds(seeds) => (from + seeds).saturating_sub(next),
            Most::Seconds(seconds) if began.elapsed() < Duration::from_secs(seconds) => BATCH,
            Most::Seconds(_) => 0,
        };
        if left == 0 {
            break;
        }
        let seeds = left.min(BATCH);
        let mut ran = Command::new(&program);
        ran.args(["--quiet", "--exact", EVERY_SEED])
            .env("HALVAARSRAPPORT_SEEDS_FROM", next.to_string())
            .env("HALVAARSRAPPORT_SEEDS", seeds.to_string());
        workspace::run(&mut ran).context("a seed failed; it is named above")?;
        next += seeds;
        println!(
            "{} seeds, {from} to {}, every tenth twice, in {} s: no promise broken",
            next - from,
            next - 1,
            began.elapsed().as_secs()
        );
    }
    Ok(())
}

/// The simulation's program, built.
pub(crate) fn program(workspace: &Workspace) -> Result<PathBuf> {
    let mut built = workspace.cargo(["test", "--quiet", "--workspace", "--test", "simulation"]);
    built.args(["--no-run", "--message-format=json"]);
    let said = workspace::output(&mut built)?;
    let said = String::from_utf8(said).context("cargo did not answer with text")?;
    named(&said).context("cargo names no program of the simulation")
}

fn named(said: &str) -> Option<PathBuf> {
    let messages = said.lines().map(serde_json::from_str::<Value>);
    let mut built = messages.filter_map(Result::ok);
    let text = |of: &Value, at| of.pointer(at).and_then(Value::as_str).map(str::to_owned);
    built.find_map(|message| {
        text(&message, "/target/name").filter(|name| name == "simulation")?;
        text(&message, "/executable").map(PathBuf::from)
    })
}

const EVERY_SEED: &str = "every_seed_keeps_every_promise_and_repeats_itself";

fn parse(words: &[&str]) -> Result<(Most, u64)> {
    let (mut most, mut from) = (Most::Seeds(SEEDS), 0);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let number = || -> Result<u64> {
            let text = words.clone().next().context("a number is missing")?;
            text.parse().with_context(|| format!("{text} is no number"))
        };
        match *word {
            "--seeds" => most = Most::Seeds(number()?),
            "--seconds" => most = Most::Seconds(number()?),
            "--from" => from = number()?,
            other => bail!("{other} is not known: --seeds N, --seconds N, --from S"),
        }
        words.next();
    }
    Ok((most, from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_how_much_is_wanted() {
        assert_eq!(parse(&[]).unwrap(), (Most::Seeds(SEEDS), 0));
        let words = ["--from", "7", "--seconds", "60"];
        assert_eq!(parse(&words).unwrap(), (Most::Seconds(60), 7));
        assert!(parse(&["--seeds"]).is_err());
        assert!(parse(&["--seeds", "many"]).is_err());
        assert!(parse(&["all"]).is_err());
    }
    #[test]
    fn finds_the_program_among_what_was_built() {
        let said = r#"{"reason":"compiler-artifact","target":{"name":"it"},"executable":"/t/it-1"}
{"reason":"compiler-artifact","target":{"name":"simulation"},"executable":"/t/simulation-2"}
{"reason":"build-finished","success":true}"#;
        assert_eq!(named(said).unwrap().to_str(), Some("/t/simulation-2"));
        assert_eq!(named("{}"), None);
    }
}
