//! Programs that nobody here wrote, a provider and a relying party: Node programs in `tests/oidc`.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::Process;

/// Starts the provider with these clients and persons; gives its issuer too.
pub fn start_provider(registered: &Value, logs: &Path) -> Result<(Process, String)> {
    let mut command = node("provider.mjs")?;
    // It ends with its standard input, however this process ends.
    command.arg(registered.to_string()).stdin(Stdio::piped());
    Process::start_and_read("oidc-provider", &mut command, logs, |line| {
        line.starts_with("http://").then(|| line.to_owned())
    })
}

/// Lets the relying party log in, once for each entry of `faults`; gives what it says of each.
pub fn log_in(login: &Value) -> Result<Vec<Value>> {
    let output = node("relying-party.mjs")?
        .arg(login.to_string())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        bail!("the relying party ended with {}", output.status);
    }
    serde_json::from_slice(&output.stdout).context("the relying party did not answer with JSON")
}

fn node(program: &str) -> Result<Command> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/oidc"));
    if !folder.join("node_modules").is_dir() {
        bail!("tests/oidc has no packages: run `npm ci` there, or `cargo xtask test`");
    }
    let mut command = Command::new("node");
    command.arg(folder.join(program));
    Ok(command)
}
