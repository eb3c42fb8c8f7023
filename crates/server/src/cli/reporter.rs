//! Persons who report for units.

use clap::Subcommand;
use domain::ids::{PersonId, UnitNo};
use jiff::civil::Date;
use server::{
    admin,
    store::{Ending, Post, RoleKind},
};

use super::{
    Installation,
    days::{Days, day_after, say_role},
    national_id, operator, say,
};

const ADD: &str = r#"Example:
  halvaarsrapport-server reporter add --unit 3411 --name "Marte Test" < id.txt

A person who reports for several units is added once for each."#;

const END: &str = "Examples:
  halvaarsrapport-server reporter end --person 0198a3f2-5c00-7000-8000-000000000001
  halvaarsrapport-server reporter end --person 0198a3f2-5c00-7000-8000-000000000001 --unit 3411";

/// Persons who report for units.
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
        #[command(flatten)]
        days: Days,
    },
    /// End a person's reporter roles: all, or that for one unit.
    #[command(after_help = END)]
    End {
        /// The id that `reporter add` and `reporter list` print.
        #[arg(long)]
        person: PersonId,
        /// Only for this unit.
        #[arg(long)]
        unit: Option<String>,
        /// The last day, which still counts; otherwise the roles end now.
        #[arg(long)]
        last_day: Option<Date>,
    },
    /// List reporters: person, unit, since when, until when and name.
    #[command(after_help = "Example:\n  halvaarsrapport-server reporter list --unit 3411")]
    List {
        /// Only this unit's.
        #[arg(long)]
        unit: Option<String>,
    },
}

impl Reporter {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        match self {
            Self::Add { unit, name, days } => {
                let (post, validity) = (Post::Reporter(UnitNo(unit)), days.validity(here.now())?);
                let (settings, number) = (&here.config.settings, national_id()?);
                let added = admin::add_role(&store, settings, (&number, &name), post, validity);
                say(&added.await?.to_string())?;
            }
            Self::End {
                person,
                unit,
                last_day,
            } => {
                let ending = Ending {
                    person,
                    kind: RoleKind::Reporter,
                    place: unit.as_deref(),
                    at: last_day.map(day_after).transpose()?,
                };
                let ended = store.end_roles(operator(), &ending).await?;
                say(&format!("{ended} roles ended"))?;
            }
            Self::List { unit } => {
                let place = unit.as_deref();
                for role in store.roles(operator(), RoleKind::Reporter, place).await? {
                    say_role(&role)?;
                }
            }
        }
        Ok(())
    }
}
