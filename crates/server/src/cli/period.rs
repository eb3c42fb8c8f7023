//! The half-years that units report for.

use anyhow::Context;
use clap::{Args, Subcommand};
use domain::{Period, deadlines::PeriodSettings};
use jiff::civil::Date;
use server::{admin, store::Store};

use super::{Installation, say_row};

/// The half-years that units report for.
#[derive(Subcommand)]
pub(super) enum PeriodCommand {
    /// Open a half-year for all units, or move its deadlines.
    #[command(after_help = "Example:\n  halvaarsrapport-server period open 2026-1 \
        --municipality-deadline 2026-08-07")]
    Open(Open),
    /// List the open half-years: period, form, the municipalities' and the office's deadline.
    #[command(after_help = "Example:\n  halvaarsrapport-server period list")]
    List,
}

#[derive(Args)]
pub(super) struct Open {
    /// The half-year, such as 2026-1.
    period: Period,
    /// The version of the form; otherwise the one for that half-year.
    #[arg(long)]
    template: Option<String>,
    /// The municipalities' last day; otherwise 31 July or 31 January.
    #[arg(long)]
    municipality_deadline: Option<Date>,
    /// The office's last day; otherwise 15 September or 1 March.
    #[arg(long)]
    office_deadline: Option<Date>,
}

impl PeriodCommand {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        match self {
            Self::Open(open) => open.run(&store).await?,
            Self::List => {
                for settings in store.periods().await? {
                    say_settings(&settings)?;
                }
            }
        }
        Ok(())
    }
}

impl Open {
    async fn run(self, store: &Store) -> anyhow::Result<()> {
        let mut settings = PeriodSettings::default_for(self.period)
            .context("There is no form for this half-year")?;
        if let Some(template) = self.template {
            settings.template = template;
        }
        if let Some(day) = self.municipality_deadline {
            settings.municipality_deadline = day;
        }
        if let Some(day) = self.office_deadline {
            settings.office_deadline = day;
        }
        admin::open_period(store, &settings).await?;
        say_settings(&settings)
    }
}

fn say_settings(settings: &PeriodSettings) -> anyhow::Result<()> {
    say_row(&[
        &settings.period.to_string(),
        &settings.template,
        &settings.municipality_deadline.to_string(),
        &settings.office_deadline.to_string(),
    ])
}
