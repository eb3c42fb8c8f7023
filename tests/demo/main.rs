//! The demo: the main job with made-up municipalities, on this machine alone.

#![expect(clippy::print_stdout, reason = "the demo speaks to whoever started it")]

use std::path::{Path, PathBuf};

use anyhow::Result;

mod interactive;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run().await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            println!("demo: failed: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let folder = folder()?;
    match std::fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => std::fs::create_dir_all(&folder)?,
    }
    if std::env::args().any(|argument| argument == "--headless") {
        headless(&folder).await
    } else {
        interactive::run(&folder).await
    }
}

async fn headless(folder: &Path) -> Result<()> {
    let walking = support::tour::tour(folder, |step| println!("demo: {step}"));
    tokio::select! {
        walked = walking => {
            walked?;
            println!("demo: done; pictures are in {}", folder.join("screenshots").display());
            Ok(())
        }
        stopped = tokio::signal::ctrl_c() => {
            stopped?;
            anyhow::bail!("stopped by Ctrl-C")
        }
    }
}

/// `target/demo`, beside the folder that this program was built into.
fn folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).unwrap_or(Path::new("."));
    Ok(target.join("demo"))
}
