//! Taking a backup.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use server::backup::{self, Copied};

use super::{Installation, say};

/// Write all that the database holds to a new file, while the server runs; prints what is in it.
///
/// A SQLite database becomes a SQLite file, a PostgreSQL database a dump in `pg_dump`'s custom format.
/// The file holds personal data: keep it where only the server's operators can read it.
#[derive(Args)]
#[command(after_help = "Example:\n  halvaarsrapport-server backup 2026-07-01.backup")]
pub(super) struct Backup {
    /// The file to make. It must not be there yet.
    file: PathBuf,
}

impl Backup {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.as_it_is(here.owner()).await?;
        let copied = backup::backup(&store, here.owner(), &self.file).await?;
        tell("backup", &self.file, &copied)?;
        if !copied.verified.damage.is_empty() {
            bail!(
                "The database is damaged, and so is its copy: run `halvaarsrapport-server doctor`"
            );
        }
        Ok(())
    }
}

/// Says what was copied.
pub(super) fn tell(what: &str, file: &Path, copied: &Copied) -> anyhow::Result<()> {
    let (contents, verified) = (&copied.contents, &copied.verified);
    say(&format!("{what}\t{}\n{contents}", file.display()))?;
    for damage in &verified.damage {
        say(&format!("damaged\t{damage}"))?;
    }
    let (entries, bodies) = (verified.entries, verified.bodies);
    say(&format!("verified\t{entries} entries, {bodies} bodies"))
}
