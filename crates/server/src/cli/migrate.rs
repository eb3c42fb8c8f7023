//! Bringing the database up to the program.

use clap::Args;

use super::{Installation, say};

/// Bring the database and the reference data up to this program.
#[derive(Args)]
#[command(after_help = "Example:\n  halvaarsrapport-server migrate")]
pub(super) struct Migrate {}

impl Migrate {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        say(&format!("migrated: {}", store.schema().await?))?;
        Ok(())
    }
}
