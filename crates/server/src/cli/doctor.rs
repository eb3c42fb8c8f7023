//! Finding out what is wrong.

use std::{path::Path, process::ExitCode};

use anyhow::Context;
use clap::Args;
use server::{
    config::{Config, Known},
    doctor::{self, Check},
};

use super::say;

const EXIT_CODES: &str = "\
Exit codes, of the first fault:
   0  nothing is wrong           14  a feed is damaged
  10  a setting is wrong         15  the clock is off
  11  no database                16  mail is closed
  12  a migration is missing     17  the issuer cannot be reached
  13  a migration is newer      18  row security does not hold the server
                                19  the portal is not let in by the issuer

Example:
  halvaarsrapport-server doctor";

/// Look for what is wrong: settings, database, migrations, feed, row security, clock, mail, issuer,
/// portal. A line for each, with what to do.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Doctor {}

impl Doctor {
    pub(super) async fn run(self, file: Option<&Path>) -> anyhow::Result<ExitCode> {
        let refused = Config::read(file).err();
        let http = edge::ReqwestHttp::new().context("Cannot set up HTTP")?;
        let ctx = edge::system_ctx();
        let checks = doctor::examine(&ctx, refused.as_ref(), &Known::read(file), http).await;
        for check in &checks {
            say(&check.to_string())?;
        }
        let first = checks.iter().find_map(Check::fault);
        Ok(first.map_or(ExitCode::SUCCESS, |fault| fault.exit_code().into()))
    }
}
