//! `cargo xtask kills`: server and officer's program killed under load, as often as wanted.

use anyhow::{Context, Result, bail};

use crate::workspace::{self, Workspace};

/// So many rounds where nothing else is said; the gate has ten.
const ROUNDS: u32 = 200;

const TEST: &str = "killed::nothing_promised_is_lost_or_done_twice_by_programs_that_are_killed";

/// Kills them so often, then looks for every promise.
pub(crate) fn run(workspace: &Workspace, words: &[&str]) -> Result<()> {
    let rounds = rounds(words)?;
    workspace::run(&mut workspace.cargo(["build", "--workspace", "--bins"]))?;
    let mut test = workspace.cargo(["test", "--quiet", "--workspace", "--test", "it", "--"]);
    test.args(["--exact", "--nocapture", TEST])
        .env("HALVAARSRAPPORT_ROUNDS", rounds.to_string());
    workspace::run(&mut test).context("a promise was not kept; it is named above")
}

fn rounds(words: &[&str]) -> Result<u32> {
    match words {
        [] => Ok(ROUNDS),
        ["--rounds", number] => number
            .parse()
            .with_context(|| format!("{number} is no number")),
        _ => bail!("{words:?} is not known: --rounds N"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_how_often() {
        assert_eq!(rounds(&[]).unwrap(), ROUNDS);
        assert_eq!(rounds(&["--rounds", "7"]).unwrap(), 7);
        assert!(rounds(&["--rounds"]).is_err());
        assert!(rounds(&["--rounds", "often"]).is_err());
        assert!(rounds(&["7"]).is_err());
    }
}
