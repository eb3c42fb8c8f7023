//! `cargo xtask test`: all checks, cheap ones first.

use std::io::{BufRead, BufReader, Write, stdout};
use std::process::{ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::setup::{self, Purpose};
use crate::steps::Steps;
use crate::workspace::{Workspace, run as run_command};
use crate::{npm, schemathesis, tidy, ui};

/// Runs the steps until one fails, then says how long each took.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::start();
    let mut tally = Tally::default();
    let outcome = check(workspace, &mut steps, &mut tally);
    println!("{}", steps.table());
    if outcome.is_ok() || tally.failed > 0 {
        println!("tests: {}", tally.sentence());
    }
    outcome
}

fn check(workspace: &Workspace, steps: &mut Steps, tally: &mut Tally) -> Result<()> {
    steps.run("prerequisites", "install what it names", || {
        setup::prepare(Purpose::Headless)
    })?;
    steps.run("schemathesis", "see what pip says above", || {
        schemathesis::install(workspace)
    })?;
    steps.run("fmt", "run `cargo fmt --all`", || {
        run_command(&mut workspace.cargo(["fmt", "--all", "--check"]))
    })?;
    steps.run(
        "tidy",
        "each finding says what is wrong; `cargo xtask tidy` repeats them",
        || tidy::run(workspace),
    )?;
    // Before Cargo meets the desktop package, which embeds ui/dist when it is compiled.
    steps.run("ui install", "see what npm says above", || {
        npm::install(&workspace.ui())
    })?;
    steps.run("ui lint", "run `npx biome check --write` in ui", || {
        npm::script(&workspace.ui(), "lint")
    })?;
    steps.run("ui types", "run `npm run check` in ui", || {
        npm::script(&workspace.ui(), "check")
    })?;
    steps.run("ui tests", "run `npm test` in ui", || {
        npm::script(&workspace.ui(), "test")
    })?;
    steps.run("oidc install", "see what npm says above", || {
        npm::install(&workspace.oidc())
    })?;
    // With the linter that ui has installed.
    steps.run("oidc lint", "mend what it names in tests/oidc", || {
        npm::script(&workspace.oidc(), "lint")
    })?;
    steps.run("ui build", "run `npm run build` in ui", || {
        ui::build(workspace)
    })?;
    steps.run("clippy", "mend the warnings above", || {
        run_command(&mut workspace.cargo([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    })?;
    steps.run("doc", "mend the links above", || {
        let mut doc = workspace.cargo(["doc", "--workspace", "--no-deps"]);
        run_command(doc.env("RUSTDOCFLAGS", "-Dwarnings"))
    })?;
    // Built first and as a whole: the tests start the programs that users get.
    steps.run("build", "see the compiler's errors above", || {
        run_command(&mut workspace.cargo(["build", "--workspace", "--all-targets"]))
    })?;
    steps.run(
        "test",
        "repeat one with `cargo test --workspace --all-targets NAME`",
        || {
            *tally = test(workspace)?;
            tally.check()
        },
    )
}

/// Runs the tests, shows their output and counts. `--all-targets` leaves out tests in documentation;
/// tidy sees to it that there are none.
fn test(workspace: &Workspace) -> Result<Tally> {
    let mut cargo = workspace.cargo(["test", "--workspace", "--all-targets", "--no-fail-fast"]);
    let mut cargo = cargo
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo test")?;
    let (sender, lines) = channel();
    let printed = cargo.stdout.take().context("cargo test has no output")?;
    thread::spawn(move || read(printed, &sender));
    let mut tally = Tally::default();
    while let Some(line) = next(&lines, || Ok(cargo.try_wait()?.is_some()))? {
        stdout().write_all(&line)?;
        tally.add(&String::from_utf8_lossy(&line));
    }
    tally.well = cargo.wait()?.success();
    Ok(tally)
}

fn read(printed: ChildStdout, sender: &Sender<Vec<u8>>) {
    let mut printed = BufReader::new(printed);
    loop {
        let mut line = Vec::new();
        match printed.read_until(b'\n', &mut line) {
            Ok(1..) if sender.send(line).is_ok() => {}
            _ => return,
        }
    }
}

/// The next line, or none when all is said. A process that a test left behind keeps the pipe open, so
/// the end of `cargo test` counts as well.
fn next(
    lines: &Receiver<Vec<u8>>,
    mut ended: impl FnMut() -> Result<bool>,
) -> Result<Option<Vec<u8>>> {
    loop {
        match lines.recv_timeout(Duration::from_millis(500)) {
            Ok(line) => return Ok(Some(line)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) if ended()? => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// What the test programs said in their last lines.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u32,
    failed: u32,
    ignored: u32,
    well: bool,
}

impl Tally {
    fn add(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        for part in result.split(['.', ';']) {
            let Some((number, what)) = part.trim().split_once(' ') else {
                continue;
            };
            let Ok(number) = number.parse::<u32>() else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }

    fn check(&self) -> Result<()> {
        if !self.well || self.failed > 0 {
            bail!("{}", self.sentence());
        }
        if self.passed == 0 {
            bail!("no test ran");
        }
        Ok(())
    }

    fn sentence(&self) -> String {
        format!(
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.ignored
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_results_of_several_test_programs() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.01s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.25s",
        ] {
            tally.add(line);
        }
        assert_eq!(tally.sentence(), "5 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn a_run_without_tests_or_with_a_crash_is_no_success() {
        let good = Tally {
            passed: 1,
            well: true,
            ..Tally::default()
        };
        assert!(good.check().is_ok());
        assert!(Tally { passed: 0, ..good }.check().is_err());
        assert!(
            Tally {
                passed: 1,
                well: false,
                ..Tally::default()
            }
            .check()
            .is_err()
        );
        assert!(
            Tally {
                passed: 1,
                failed: 1,
                well: true,
                ..Tally::default()
            }
            .check()
            .is_err()
        );
    }

    #[test]
    fn stops_reading_when_only_a_leftover_process_holds_the_pipe() {
        let (sender, lines) = channel();
        sender.send(b"last\n".to_vec()).unwrap();
        assert_eq!(next(&lines, || Ok(true)).unwrap(), Some(b"last\n".to_vec()));
        assert_eq!(next(&lines, || Ok(true)).unwrap(), None);
        drop(sender);
    }
}
