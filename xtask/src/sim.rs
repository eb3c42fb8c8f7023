//! `cargo xtask sim`: the simulation with as many seeds as wanted.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::workspace::{self, Workspace};

/// Seeds that are run before the time is looked at again.
const BATCH: u64 = 50;

/// How long to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Most {
    Seeds(u64),
    Seconds(u64),
}

/// Runs seeds until enough were run, or one failed.
pub(crate) fn run(workspace: &Workspace, words: &[&str]) -> Result<()> {
    let (most, from) = parse(words)?;
    workspace::run(&mut cargo(workspace, &["--no-run"]))?;
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
        let mut ran = cargo(workspace, &["--", "--exact", EVERY_SEED]);
        ran.env("HALVAARSRAPPORT_SEEDS_FROM", next.to_string())
            .env("HALVAARSRAPPORT_SEEDS", seeds.to_string());
        workspace::run(&mut ran).context("a seed failed; it is named above")?;
        next += seeds;
        println!(
            "{} seeds, every fourth twice, in {} s: no promise broken",
            next - from,
            began.elapsed().as_secs()
        );
    }
    Ok(())
}

const EVERY_SEED: &str = "every_seed_keeps_every_promise_and_repeats_itself";

fn cargo(workspace: &Workspace, rest: &[&str]) -> Command {
    let mut command = workspace.cargo(["test", "--quiet", "--workspace", "--test", "simulation"]);
    command.args(rest);
    command
}

fn parse(words: &[&str]) -> Result<(Most, u64)> {
    let (mut most, mut from) = (Most::Seeds(200), 0);
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
        assert_eq!(parse(&[]).unwrap(), (Most::Seeds(200), 0));
        let words = ["--from", "7", "--seconds", "60"];
        assert_eq!(parse(&words).unwrap(), (Most::Seconds(60), 7));
        assert!(parse(&["--seeds"]).is_err());
        assert!(parse(&["--seeds", "many"]).is_err());
        assert!(parse(&["all"]).is_err());
    }
}
