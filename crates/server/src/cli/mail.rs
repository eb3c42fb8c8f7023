//! Mail that did not get out.

use clap::{Args, Subcommand};
use uuid::Uuid;

use super::{Installation, operator, say, say_row};

const RESEND: &str = "Examples:
  halvaarsrapport-server mail resend --all
  halvaarsrapport-server mail resend --mail 0198a3f2-5c00-7000-8000-000000000009";

/// Mail that did not get out.
#[derive(Subcommand)]
pub(super) enum Mail {
    /// List parked mails: id, the person's id, how often it was tried, when it was made, and why the last try failed.
    #[command(after_help = "Example:\n  halvaarsrapport-server mail parked")]
    Parked,
    /// Try parked mails again.
    #[command(after_help = RESEND)]
    Resend(Resend),
}

#[derive(Args)]
#[group(required = true, multiple = false)]
pub(super) struct Resend {
    /// All.
    #[arg(long)]
    all: bool,
    /// One, by the id that `mail parked` prints.
    #[arg(long)]
    mail: Option<Uuid>,
}

impl Mail {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        match self {
            Self::Parked => {
                for mail in store.parked_mails(operator()).await? {
                    let (id, person) = (mail.id.to_string(), mail.person.to_string());
                    let (tries, at) = (mail.tries.to_string(), mail.at.to_string());
                    say_row(&[&id, &person, &tries, &at, &mail.fault])?;
                }
            }
            Self::Resend(Resend { mail, .. }) => {
                let found = store.resend_mails(operator(), mail).await?;
                say(&format!("{found} mails are tried again"))?;
            }
        }
        Ok(())
    }
}
