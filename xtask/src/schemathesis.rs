//! The program that tries the server's description: schemathesis, in an environment of its own beside
//! what Cargo builds.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::{Workspace, run};

/// Exactly what is installed.
const WANTED: &str = "tests/schemathesis/requirements.txt";

/// Makes the environment, unless it is there and holds what is wanted.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let wanted = workspace.root().join(WANTED);
    let text = fs::read_to_string(&wanted).context(WANTED)?;
    let folder = workspace.target_dir()?.join("schemathesis");
    let installed = folder.join("requirements.txt");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == text) {
        println!("schemathesis is installed.");
        return Ok(());
    }
    println!("Installing schemathesis in {}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--requirement"])
        .arg(&wanted);
    run(&mut pip)?;
    // Last, so that it says that all is there.
    fs::write(&installed, text).with_context(|| installed.display().to_string())
}
