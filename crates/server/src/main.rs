//! The server's program.

use std::process::ExitCode;

mod cli;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    cli::run().await
}
