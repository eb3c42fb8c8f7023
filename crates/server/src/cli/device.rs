//! The machines that persons log in from.

use clap::Subcommand;
use domain::ids::{DeviceId, PersonId};

use super::{Installation, operator, say, say_row};

const END: &str = "Examples:
  halvaarsrapport-server device end --person 0198a3f2-5c00-7000-8000-000000000001
  halvaarsrapport-server device end --person 0198a3f2-5c00-7000-8000-000000000001 \\
    --device 0198a3f2-5c00-7000-8000-000000000002";

/// The machines that persons log in from.
#[derive(Subcommand)]
pub(super) enum Device {
    /// List machines: person, id, last seen, whether somebody is logged in, the person's name and the
    /// machine's.
    #[command(after_help = "Example:\n  halvaarsrapport-server device list")]
    List {
        /// Only this person's.
        #[arg(long)]
        person: Option<PersonId>,
    },
    /// Log a person out, everywhere or on one machine, as when it was stolen.
    #[command(after_help = END)]
    End {
        /// The id that `device list` prints.
        #[arg(long)]
        person: PersonId,
        /// Only this machine.
        #[arg(long)]
        device: Option<DeviceId>,
    },
}

impl Device {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        match self {
            Self::List { person } => {
                for of in store.all_devices(operator(), person).await? {
                    let (person, id) = (of.person_id.to_string(), of.device.id.to_string());
                    let seen = of.device.last_seen.to_string();
                    let state = if of.device.logged_in { "in" } else { "-" };
                    say_row(&[&person, &id, &seen, state, &of.person_name, &of.device.name])?;
                }
            }
            Self::End { person, device } => {
                let ended = store.end_all_devices(operator(), person, device).await?;
                let (sessions, devices) = (ended.sessions, ended.devices);
                say(&format!("{sessions} sessions and {devices} machines ended"))?;
            }
        }
        Ok(())
    }
}
