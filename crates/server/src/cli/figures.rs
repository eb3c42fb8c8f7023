//! The published figures, as all reports give them.

use anyhow::ensure;
use clap::Subcommand;

use super::{Installation, operator, say};

/// Published figures.
#[derive(Subcommand)]
pub(super) enum Figures {
    /// Say whether what is published is what all approved reports give. Exit code 1 where it is not.
    #[command(after_help = "Example:\n  halvaarsrapport-server figures check")]
    Check,
    /// Make all figures anew from the approved reports.
    #[command(after_help = "Example:\n  halvaarsrapport-server figures recompute")]
    Recompute,
}

impl Figures {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        let mend = matches!(self, Self::Recompute);
        let differing = store.recompute_figures(operator(), mend).await?;
        if mend {
            return say(&format!("{differing} rows changed"));
        }
        ensure!(
            differing == 0,
            "{differing} rows are not what the reports give: run `halvaarsrapport-server figures \
             recompute`"
        );
        say("as the reports give them")
    }
}
