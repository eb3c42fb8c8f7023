//! Reporting units.

use clap::Subcommand;
use domain::ids::OfficeId;

use super::{Installation, say_row};

/// Reporting units.
#[derive(Subcommand)]
pub(super) enum Unit {
    /// List units: number, kind, office and name.
    #[command(after_help = "Example:\n  halvaarsrapport-server unit list --office innlandet")]
    List {
        /// Only this office's.
        #[arg(long)]
        office: Option<String>,
    },
}

impl Unit {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        match self {
            Self::List { office } => {
                for unit in store.units(office.map(OfficeId).as_ref()).await? {
                    let office = unit.office.as_str();
                    say_row(&[&unit.unit_no, &unit.kind, office, &unit.name])?;
                }
            }
        }
        Ok(())
    }
}
