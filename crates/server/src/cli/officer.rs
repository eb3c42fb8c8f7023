//! Officers of the County Governors' offices.

use std::io;

use anyhow::Context;
use clap::Subcommand;
use domain::ids::{OfficeId, PersonId};
use server::{admin, store::Store};

use super::{Installation, operator, say, say_row};

const ADD: &str = r#"Example:
  halvaarsrapport-server officer add --office innlandet --name "Kari Test" < id.txt"#;

/// Officers of the County Governors' offices.
#[derive(Subcommand)]
pub(super) enum Officer {
    /// Make a person an officer; prints the person's id. The identity number is read from standard
    /// input, so that it stands in no history and no process list.
    #[command(after_help = ADD)]
    Add {
        /// The office, such as innlandet.
        #[arg(long)]
        office: String,
        /// The name that stands beside decisions.
        #[arg(long)]
        name: String,
    },
    /// End all officer roles of a person.
    #[command(
        after_help = "Example:\n  halvaarsrapport-server officer end --person 0198a3f2-5c00-7000-8000-000000000001"
    )]
    End {
        /// The id that `officer add` and `officer list` print.
        #[arg(long)]
        person: PersonId,
    },
    /// List officers: person, office, since when, until when and name.
    #[command(after_help = "Example:\n  halvaarsrapport-server officer list --office innlandet")]
    List {
        /// Only this office's.
        #[arg(long)]
        office: Option<String>,
    },
}

impl Officer {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        match self {
            Self::Add { office, name } => {
                let mut national_id = String::new();
                io::stdin()
                    .read_line(&mut national_id)
                    .context("Cannot read the identity number from standard input")?;
                let (settings, office) = (&here.config.settings, OfficeId(office));
                let added =
                    admin::add_officer(&store, settings, &national_id, &name, &office).await?;
                say(&added.to_string())?;
            }
            Self::End { person } => {
                let ended = store.end_officer(operator(), person).await?;
                say(&format!("{ended} roles ended"))?;
            }
            Self::List { office } => list(&store, office.map(OfficeId).as_ref()).await?,
        }
        store.close().await;
        Ok(())
    }
}

async fn list(store: &Store, office: Option<&OfficeId>) -> anyhow::Result<()> {
    for officer in store.officers(operator(), office).await? {
        let (person, since) = (officer.person.to_string(), officer.since.to_string());
        let until = officer.until.map_or("-".to_owned(), |end| end.to_string());
        let office = officer.office.as_str();
        say_row(&[&person, office, &since, &until, &officer.name])?;
    }
    Ok(())
}
