//! Bufdir's systems and persons.

use anyhow::bail;
use clap::{Args, Subcommand};
use domain::ids::PersonId;
use jiff::civil::Date;
use server::{
    admin,
    store::{BufdirClientId, Ending, Post, RoleKind, Store},
};

use super::{
    Installation,
    days::{Days, day_after},
    national_id, operator, say, say_row,
};

const ADD: &str = r#"Examples:
  halvaarsrapport-server bufdir add --system "Register"
  halvaarsrapport-server bufdir add --person "Berit Test" \
      --first-day 2027-01-01 --last-day 2027-06-30 < id.txt"#;

const END: &str = "Examples:
  halvaarsrapport-server bufdir end --system 0198a3f2-5c00-7000-8000-000000000003
  halvaarsrapport-server bufdir end --person 0198a3f2-5c00-7000-8000-000000000001";

/// Bufdir: systems, which fetch what is approved and acknowledge it, and persons, who log in.
#[derive(Subcommand)]
pub(super) enum Bufdir {
    /// Give a system a credential, which is printed once, or make a person one of Bufdir's; prints the
    /// person's id. The identity number is read from standard input.
    #[command(after_help = ADD)]
    Add(Add),
    /// End a system's credential, or a person's role.
    #[command(after_help = END)]
    End(End),
    /// List systems and persons: which of the two, id, since when, until when and name.
    #[command(after_help = "Example:\n  halvaarsrapport-server bufdir list")]
    List,
}

#[derive(Args)]
pub(super) struct Add {
    /// The name of a system, as it stands in the list.
    #[arg(long, required_unless_present = "person", conflicts_with_all = ["person", "first_day", "last_day"])]
    system: Option<String>,
    /// The name of a person.
    #[arg(long)]
    person: Option<String>,
    #[command(flatten)]
    days: Days,
}

#[derive(Args)]
pub(super) struct End {
    /// The id of a system, as `bufdir list` prints it.
    #[arg(long, required_unless_present = "person", conflicts_with_all = ["person", "last_day"])]
    system: Option<BufdirClientId>,
    /// The id of a person.
    #[arg(long)]
    person: Option<PersonId>,
    /// The person's last day, which still counts; otherwise the role ends now.
    #[arg(long)]
    last_day: Option<Date>,
}

impl Bufdir {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        match self {
            Self::Add(add) => add.run(here, &store).await?,
            Self::End(end) => end.run(&store).await?,
            Self::List => list(&store).await?,
        }
        Ok(())
    }
}

impl Add {
    async fn run(self, here: &Installation, store: &Store) -> anyhow::Result<()> {
        if let Some(name) = self.system {
            let (_, secret) = admin::add_bufdir_client(store, &name).await?;
            say(secret.expose())?;
        }
        if let Some(name) = self.person {
            let validity = self.days.validity(here.now())?;
            let (settings, number) = (&here.config.settings, national_id()?);
            let added =
                admin::add_role(store, settings, (&number, &name), Post::Bufdir, validity).await?;
            say(&added.to_string())?;
        }
        Ok(())
    }
}

impl End {
    async fn run(self, store: &Store) -> anyhow::Result<()> {
        if let Some(system) = self.system {
            if !store.end_bufdir_client(operator(), system).await? {
                bail!("No system with a credential has this id: see `bufdir list`");
            }
            say("ended")?;
        }
        if let Some(person) = self.person {
            let ending = Ending {
                person,
                kind: RoleKind::Bufdir,
                place: None,
                at: self.last_day.map(day_after).transpose()?,
            };
            let ended = store.end_roles(operator(), &ending).await?;
            say(&format!("{ended} roles ended"))?;
        }
        Ok(())
    }
}

async fn list(store: &Store) -> anyhow::Result<()> {
    let ends = |until: Option<jiff::Timestamp>| until.map_or("-".to_owned(), |end| end.to_string());
    for client in store.bufdir_clients(operator()).await? {
        let (id, since) = (client.id.to_string(), client.since.to_string());
        say_row(&["system", &id, &since, &ends(client.until), &client.name])?;
    }
    for role in store.roles(operator(), RoleKind::Bufdir, None).await? {
        let (id, since) = (role.person.to_string(), role.validity.from.to_string());
        let until = ends(role.validity.until);
        say_row(&["person", &id, &since, &until, &role.name])?;
    }
    Ok(())
}
