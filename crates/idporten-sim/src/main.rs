//! The stand-in for ID-porten as a program of its own.

use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use idporten_sim::{Sim, SimConfig};
use tracing_subscriber::EnvFilter;

/// A stand-in for ID-porten with made-up persons, on 127.0.0.1 only
#[derive(Parser)]
struct Arguments {
    /// Says that you know: whoever reaches this port can log in as anyone in it
    #[arg(long, required = true)]
    i_am_a_demo: bool,
    /// Port on 127.0.0.1; 0 for any that is free
    #[arg(long, default_value_t = 0, env = "IDPORTEN_SIM_PORT")]
    port: u16,
    /// JSON file with clients and persons, instead of the demo's
    #[arg(long)]
    config: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut config = match &arguments.config {
        Some(path) => {
            let text = std::fs::read_to_string(path).context("Reading the configuration")?;
            serde_json::from_str(&text).context("Reading the configuration")?
        }
        None => SimConfig::demo(0),
    };
    if arguments.port != 0 {
        config.port = arguments.port;
    }
    let sim = Sim::start(edge::system_ctx(), config)
        .await
        .context("Starting")?;
    announce(sim.issuer());
    tokio::signal::ctrl_c()
        .await
        .context("Waiting for the signal to end")?;
    sim.stop().await;
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "whoever started this reads the issuer here"
)]
fn announce(issuer: &str) {
    println!("{issuer}");
}
