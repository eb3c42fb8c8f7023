//! Persons who report for a unit.

use std::io;

use anyhow::Context;
use clap::Subcommand;
use domain::ids::UnitNo;
use server::admin;

use super::{Installation, say};

const ADD: &str = r#"Example:
  halvaarsrapport-server reporter add --unit 3411 --name "Marte Test" < id.txt"#;

/// Persons who report for a unit.
#[derive(Subcommand)]
pub(super) enum Reporter {
    /// Make a person a reporter; prints the person's id. The identity number is read from standard
    /// input, so that it stands in no history and no process list.
    #[command(after_help = ADD)]
    Add {
        /// The unit the person reports for.
        #[arg(long)]
        unit: String,
        /// The name that stands as the submitter.
        #[arg(long)]
        name: String,
    },
}

impl Reporter {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        match self {
            Self::Add { unit, name } => {
                let mut national_id = String::new();
                io::stdin()
                    .read_line(&mut national_id)
                    .context("Cannot read the identity number from standard input")?;
                let (settings, unit) = (&here.config.settings, UnitNo(unit));
                let added =
                    admin::add_reporter(&store, settings, &national_id, &name, &unit).await?;
                say(&added.to_string())?;
            }
        }
        store.close().await;
        Ok(())
    }
}
