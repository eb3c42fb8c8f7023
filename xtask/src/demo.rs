//! Builds everything and hands over to the demo.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::setup::{self, Purpose};
use crate::workspace::{Workspace, run as run_command};
use crate::{npm, ui};

/// Ends with the demo's own exit code.
pub(crate) fn run(workspace: &Workspace, args: &[OsString]) -> Result<ExitCode> {
    let headless = args.iter().any(|arg| arg == "--headless");
    setup::prepare(if headless {
        Purpose::Headless
    } else {
        Purpose::Desktop
    })?;
    npm::install(&workspace.ui())?;
    ui::build(workspace)?;
    // For the whole workspace, as in `cargo xtask test`: one choice of features, nothing built twice.
    run_command(&mut workspace.cargo(["build", "--workspace", "--bins"]))?;
    let program = workspace
        .target_dir()?
        .join("debug")
        .join(format!("demo{}", std::env::consts::EXE_SUFFIX));
    let mut demo = Command::new(&program);
    demo.args(args).current_dir(workspace.root());
    hand_over(&mut demo).with_context(|| format!("cannot run {}", program.display()))
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
