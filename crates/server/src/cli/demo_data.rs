//! Made-up reports.

use clap::Args;
use domain::{Period, ids::OfficeId};
use server::demo::{self, Plan};

use super::{Installation, say};

/// Fill a synthetic environment with made-up reports. Doing the same again adds nothing.
#[derive(Args)]
#[command(
    after_help = "Example:\n  halvaarsrapport-server demo-data --office innlandet --last 2026-1 \
        --half-years 6 --waiting 10"
)]
pub(super) struct DemoData {
    /// The offices; all where none is named.
    #[arg(long)]
    office: Vec<String>,
    /// The last half-year: its reports wait, all before it are approved.
    #[arg(long)]
    last: Period,
    /// How many half-years, the last one included.
    #[arg(long, default_value_t = 6)]
    half_years: u32,
    /// How many reports of the last half-year are sent at each office.
    #[arg(long, default_value_t = 10)]
    waiting: usize,
    /// Chooses what is left to chance.
    #[arg(long, default_value_t = 2026)]
    seed: u64,
}

impl DemoData {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let settings = here.signing_settings()?;
        let store = here.store().await?;
        let plan = Plan {
            seed: self.seed,
            offices: self.office.into_iter().map(OfficeId).collect(),
            last: self.last,
            half_years: self.half_years,
            waiting: self.waiting,
        };
        let filled = demo::fill(&store, settings, &plan).await?;
        let (approved, waiting) = (filled.approved, filled.waiting);
        say(&format!("{approved} approved reports, {waiting} that wait"))?;
        Ok(())
    }
}
