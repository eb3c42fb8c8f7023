//! Bufdir's systems.

use anyhow::bail;
use clap::Subcommand;
use server::{
    admin,
    store::{BufdirClientId, Store},
};

use super::{Installation, operator, say, say_row};

const ADD: &str = r#"Example:
  halvaarsrapport-server bufdir add --name "Register""#;

/// Bufdir's systems, which fetch what is approved and acknowledge it.
#[derive(Subcommand)]
pub(super) enum Bufdir {
    /// Give a system a credential, which is printed once.
    #[command(after_help = ADD)]
    Add {
        /// The name that stands in the list.
        #[arg(long)]
        name: String,
    },
    /// End a system's credential: it gets nothing and acknowledges nothing from now on.
    #[command(
        after_help = "Example:\n  halvaarsrapport-server bufdir end --client 0198a3f2-5c00-7000-8000-000000000003"
    )]
    End {
        /// The id that `bufdir list` prints.
        #[arg(long)]
        client: BufdirClientId,
    },
    /// List systems: id, since when, until when and name.
    #[command(after_help = "Example:\n  halvaarsrapport-server bufdir list")]
    List,
}

impl Bufdir {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        match self {
            Self::Add { name } => {
                let (_, secret) = admin::add_bufdir_client(&store, &name).await?;
                say(secret.expose())?;
            }
            Self::End { client } => {
                if !store.end_bufdir_client(operator(), client).await? {
                    bail!("No system with a credential has this id: see `bufdir list`");
                }
                say("ended")?;
            }
            Self::List => list(&store).await?,
        }
        store.close().await;
        Ok(())
    }
}

async fn list(store: &Store) -> anyhow::Result<()> {
    for client in store.bufdir_clients(operator()).await? {
        let (id, since) = (client.id.to_string(), client.since.to_string());
        let until = client.until.map_or("-".to_owned(), |end| end.to_string());
        say_row(&[&id, &since, &until, &client.name])?;
    }
    Ok(())
}
