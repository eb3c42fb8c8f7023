//! The County Governors' offices.

use clap::Subcommand;

use super::{Installation, say_row};

/// The County Governors' offices.
#[derive(Subcommand)]
pub(super) enum Office {
    /// List offices: id, number of units and name.
    #[command(after_help = "Example:\n  halvaarsrapport-server office list")]
    List,
}

impl Office {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        match self {
            Self::List => {
                for office in store.offices().await? {
                    let units = office.units.to_string();
                    say_row(&[office.id.as_str(), &units, &office.name])?;
                }
            }
        }
        Ok(())
    }
}
