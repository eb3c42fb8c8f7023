//! Days on a command line: a role's first and last day, as people say it.

use anyhow::{Context, Result};
use clap::Args;
use domain::norway;
use jiff::{Timestamp, civil::Date};
use server::store::{Holding, RoleRow, Validity};

use super::say_row;

/// From when until when a role counts, in days of Norway.
#[derive(Args)]
pub(super) struct Days {
    /// The first day; otherwise from now on.
    #[arg(long)]
    first_day: Option<Date>,
    /// The last day, which still counts; otherwise without an end.
    #[arg(long)]
    last_day: Option<Date>,
}

impl Days {
    pub(super) fn validity(&self, now: Timestamp) -> Result<Validity> {
        let from = self.first_day.map(beginning).transpose()?;
        Ok(Validity {
            from: from.unwrap_or(now),
            until: self.last_day.map(day_after).transpose()?,
        })
    }
}

/// The instant at which a day is over.
pub(super) fn day_after(day: Date) -> Result<Timestamp> {
    beginning(day.tomorrow().context("There is no day after that")?)
}

/// The instant at which a day begins.
pub(super) fn beginning(day: Date) -> Result<Timestamp> {
    norway::beginning(day).context("There is no such day")
}

/// A role as a line: person, place, since when, until when, name, and whether it is the person's own.
pub(super) fn say_role(role: &RoleRow) -> Result<()> {
    let (person, since) = (role.person.to_string(), role.validity.from.to_string());
    let until = role.validity.until;
    let until = until.map_or("-".to_owned(), |end| end.to_string());
    let holding = match role.holding {
        Holding::Own => "own".to_owned(),
        Holding::StandsIn(None) => "stands in".to_owned(),
        Holding::StandsIn(Some(colleague)) => format!("stands in for {colleague}"),
    };
    let place = role.place.as_deref().unwrap_or("-");
    say_row(&[&person, place, &since, &until, &role.name, &holding])
}
