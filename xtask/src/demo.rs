//! Builds everything and hands over to the demo.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::setup::{self, Purpose};
use crate::workspace::{Workspace, run as run_command};
use crate::{npm, ui};

/// Ends with the demo's own exit code.
pub(crate) fn run(workspace: &Workspace, args: &[OsString]) -> Result<ExitCode> {
    let headless = args.iter().any(|arg| arg == "--headless");
    let purpose = if headless {
        Purpose::Headless
    } else {
        Purpose::Desktop
    };
    let program = build(workspace, purpose)?;
    let mut demo = Command::new(&program);
    demo.args(args).current_dir(workspace.root());
    hand_over(&mut demo).with_context(|| format!("cannot run {}", program.display()))
}

/// Runs the demo without a screen to its end.
pub(crate) fn headless(workspace: &Workspace) -> Result<()> {
    let program = build(workspace, Purpose::Headless)?;
    let mut demo = Command::new(program);
    run_command(demo.arg("--headless").current_dir(workspace.root()))
}

/// Builds everything; tells where the demo is.
fn build(workspace: &Workspace, purpose: Purpose) -> Result<PathBuf> {
    setup::prepare(purpose)?;
    npm::install(&workspace.ui())?;
    ui::build(workspace)?;
    // For the whole workspace, as in `cargo xtask test`: one choice of features, nothing built twice.
    run_command(&mut workspace.cargo(["build", "--workspace", "--bins"]))?;
    let folder = workspace.target_dir()?.join("debug");
    Ok(folder.join(format!("demo{}", std::env::consts::EXE_SUFFIX)))
}

/// The demo takes this process's place, so that Ctrl-C reaches only the one that has to tidy up.
#[cfg(unix)]
fn hand_over(demo: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(demo.exec().into())
}

#[cfg(not(unix))]
fn hand_over(demo: &mut Command) -> Result<ExitCode> {
    let code = demo
        .status()?
        .code()
        .and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
