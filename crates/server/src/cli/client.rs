//! Municipalities' case systems.

use anyhow::bail;
use clap::Subcommand;
use domain::ids::UnitNo;
use server::{
    admin,
    store::{ClientId, Store},
};

use super::{Installation, operator, say, say_row};

const ADD: &str = r#"Example:
  halvaarsrapport-server client add --unit 3411 --name "Ringsaker fagsystem""#;

/// Municipalities' case systems.
#[derive(Subcommand)]
pub(super) enum Client {
    /// Give a case system a credential, which is printed once.
    #[command(after_help = ADD)]
    Add {
        /// The unit it sends for.
        #[arg(long)]
        unit: String,
        /// The name that stands as the submitter.
        #[arg(long)]
        name: String,
    },
    /// End a case system's credential: what it sends is refused from now on.
    #[command(
        after_help = "Example:\n  halvaarsrapport-server client end --client 0198a3f2-5c00-7000-8000-000000000002"
    )]
    End {
        /// The id that `client list` prints.
        #[arg(long)]
        client: ClientId,
    },
    /// List case systems: id, unit, since when, until when and name.
    #[command(after_help = "Example:\n  halvaarsrapport-server client list --unit 3411")]
    List {
        /// Only this unit's.
        #[arg(long)]
        unit: Option<String>,
    },
}

impl Client {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        match self {
            Self::Add { unit, name } => {
                let (_, secret) = admin::add_client(&store, &UnitNo(unit), &name).await?;
                say(secret.expose())?;
            }
            Self::End { client } => {
                if !store.end_client(operator(), client).await? {
                    bail!("No case system with a credential has this id: see `client list`");
                }
                say("ended")?;
            }
            Self::List { unit } => list(&store, unit.map(UnitNo).as_ref()).await?,
        }
        Ok(())
    }
}

async fn list(store: &Store, unit: Option<&UnitNo>) -> anyhow::Result<()> {
    for client in store.clients(operator(), unit).await? {
        let (id, since) = (client.id.to_string(), client.since.to_string());
        let until = client.until.map_or("-".to_owned(), |end| end.to_string());
        say_row(&[&id, client.unit.as_str(), &since, &until, &client.name])?;
    }
    Ok(())
}
