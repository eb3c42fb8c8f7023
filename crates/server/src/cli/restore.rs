//! Putting a backup back.

use std::path::PathBuf;

use clap::Args;
use server::backup;

use super::{Installation, backup::tell};

const EXAMPLE: &str = "\
Example, where new-server.toml names a database that is empty or a file that is not there:
  halvaarsrapport-server --config new-server.toml restore 2026-07-01.backup";

/// Put a backup into an empty PostgreSQL database, or a SQLite file that is not there yet; checks every
/// entry and body, and prints what is in it.
///
/// Clients see that the server went back in time: each offers again what it had a receipt for. Receipt
/// numbers go on far behind the backup's, so that none is given twice.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Restore {
    /// What `backup` wrote.
    file: PathBuf,
}

impl Restore {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let copied = backup::restore(here.ctx.clone(), here.owner(), &self.file).await?;
        let store = here.as_it_is(here.owner()).await?;
        here.admit(&store).await?;
        tell("restored", &self.file, &copied)
    }
}
