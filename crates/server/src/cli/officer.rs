//! Officers of the County Governors' offices.

use clap::Subcommand;
use domain::ids::{OfficeId, PersonId};
use jiff::civil::Date;
use server::{
    admin,
    store::{Ending, Post, RoleKind, StandIn},
};

use super::{
    Installation,
    days::{Days, beginning, day_after, say_role},
    national_id, operator, say,
};

const ADD: &str = r#"Examples:
  halvaarsrapport-server officer add --office innlandet --name "Kari Test" < id.txt
  halvaarsrapport-server officer add --office innlandet --name "Kari Test" \
      --first-day 2027-01-01 --last-day 2027-06-30 < id.txt"#;

const STAND_IN: &str = "Example:
  halvaarsrapport-server officer stand-in --person 0198a3f2-5c00-7000-8000-000000000001 \\
      --office vestland --first-day 2027-07-01 --last-day 2027-07-31";

const END: &str = "Examples:
  halvaarsrapport-server officer end --person 0198a3f2-5c00-7000-8000-000000000001
  halvaarsrapport-server officer end --person 0198a3f2-5c00-7000-8000-000000000001 --office vestland";

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
        #[command(flatten)]
        days: Days,
    },
    /// Let an officer stand in at an office, for a colleague or in general, for a time.
    #[command(after_help = STAND_IN)]
    StandIn {
        /// The officer who stands in.
        #[arg(long)]
        person: PersonId,
        /// Where.
        #[arg(long)]
        office: String,
        /// The officer of that office in whose place; nobody in particular where absent.
        #[arg(long)]
        colleague: Option<PersonId>,
        /// The first day; otherwise from now on.
        #[arg(long)]
        first_day: Option<Date>,
        /// The last day, which still counts.
        #[arg(long)]
        last_day: Date,
    },
    /// End a person's officer roles: all, or those at one office.
    #[command(after_help = END)]
    End {
        /// The id that `officer add` and `officer list` print.
        #[arg(long)]
        person: PersonId,
        /// Only at this office.
        #[arg(long)]
        office: Option<String>,
        /// The last day, which still counts; otherwise the roles end now.
        #[arg(long)]
        last_day: Option<Date>,
    },
    /// List officers: person, office, since when, until when, name, and whether the place is the person's
    /// own.
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
            Self::Add { office, name, days } => {
                let (post, validity) =
                    (Post::Officer(OfficeId(office)), days.validity(here.now())?);
                let (settings, number) = (&here.config.settings, national_id()?);
                let added = admin::add_role(&store, settings, (&number, &name), post, validity);
                say(&added.await?.to_string())?;
            }
            Self::StandIn {
                person,
                office,
                colleague,
                first_day,
                last_day,
            } => {
                let from = first_day.map(beginning).transpose()?;
                let stand_in = StandIn {
                    person,
                    office: OfficeId(office),
                    colleague,
                    from: from.unwrap_or_else(|| here.now()),
                    until: day_after(last_day)?,
                };
                admin::stand_in(&store, &stand_in).await?;
                say("stands in")?;
            }
            Self::End {
                person,
                office,
                last_day,
            } => {
                let ending = Ending {
                    person,
                    kind: RoleKind::Officer,
                    place: office.as_deref(),
                    at: last_day.map(day_after).transpose()?,
                };
                let ended = store.end_roles(operator(), &ending).await?;
                say(&format!("{ended} roles ended"))?;
            }
            Self::List { office } => {
                let place = office.as_deref();
                for role in store.roles(operator(), RoleKind::Officer, place).await? {
                    say_role(&role)?;
                }
            }
        }
        Ok(())
    }
}
