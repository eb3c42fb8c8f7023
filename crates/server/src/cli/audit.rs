//! The audit log.

use clap::{Args, Subcommand};
use domain::ids::OfficeId;
use jiff::civil::Date;
use server::store::{AuditFilter, AuditRow};

use super::{
    Installation,
    days::{beginning, day_after},
    operator, say_row,
};

/// The audit log: who did what, when and on what.
#[derive(Subcommand)]
pub(super) enum Audit {
    /// List the log, oldest first: when, what kind of actor, its id, its session, what was done, to what,
    /// and at which office.
    #[command(
        after_help = "Examples:\n  halvaarsrapport-server audit list --first-day 2026-07-01 \
        --office innlandet\n  halvaarsrapport-server audit list --action decision.applied --most 20"
    )]
    List(List),
}

#[derive(Args)]
pub(super) struct List {
    /// From this day on.
    #[arg(long)]
    first_day: Option<Date>,
    /// Until this day, which still counts.
    #[arg(long)]
    last_day: Option<Date>,
    /// Of the person or the system with this id.
    #[arg(long)]
    actor: Option<String>,
    /// Of this office.
    #[arg(long)]
    office: Option<String>,
    /// Of this kind, such as decision.applied or feed.read.
    #[arg(long)]
    action: Option<String>,
    /// The newest, at most so many.
    #[arg(long, default_value_t = 1000)]
    most: u32,
}

impl Audit {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let Self::List(asked) = self;
        let filter = AuditFilter {
            since: asked.first_day.map(beginning).transpose()?,
            until: asked.last_day.map(day_after).transpose()?,
            actor: asked.actor,
            office: asked.office.map(OfficeId),
            action: asked.action,
            most: asked.most,
        };
        let store = here.store().await?;
        for row in store.audit(operator(), &filter).await? {
            say_audited(&row)?;
        }
        Ok(())
    }
}

fn say_audited(row: &AuditRow) -> anyhow::Result<()> {
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let office = row.office.as_ref().map_or("-", OfficeId::as_str);
    say_row(&[
        &row.at.to_string(),
        &row.actor,
        &or_none(&row.actor_id),
        &or_none(&row.session),
        &row.action,
        &or_none(&row.object),
        office,
    ])
}
