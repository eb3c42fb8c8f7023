//! Work in a process of its own.

use std::time::Instant;

use anyhow::{Context, Result, bail};
use domain::{ids::ReportId, wire::Session};
use edge::system_ctx;
use serde::{Deserialize, Serialize};

use crate::{
    floor::{self, Fetching},
    machine::{CHEAP, Machine, Place, pin},
};

/// What a first sync is told.
#[derive(Serialize, Deserialize)]
pub(crate) struct FirstSync {
    pub(crate) place: Place,
    pub(crate) session: Session,
}

/// What it found.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Synced {
    pub(crate) seconds: f64,
    pub(crate) reports: usize,
}

/// What a cold start is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ColdOpen {
    pub(crate) place: Place,
    pub(crate) report: ReportId,
}

/// Does the work and says on standard output what came of it.
#[expect(clippy::print_stdout, reason = "this is the answer")]
pub(crate) async fn work(name: &str) -> Result<()> {
    let told = std::io::read_to_string(std::io::stdin())?;
    let found = match name {
        "first-sync" => serde_json::to_value(first_sync(serde_json::from_str(&told)?).await?)?,
        "floor-of-first-sync" => {
            let told: Fetching = serde_json::from_str(&told)?;
            serde_json::to_value(floor::fetch_all(&told).await?.as_secs_f64())?
        }
        "cold-open" => serde_json::to_value(cold_open(serde_json::from_str(&told)?).await?)?,
        _ => bail!("no such work"),
    };
    println!("{found}");
    Ok(())
}

async fn first_sync(told: FirstSync) -> Result<Synced> {
    let machine = Machine::start(system_ctx(), &told.place, CHEAP);
    machine.log_in(told.session).await?;
    let started = Instant::now();
    machine.rest().await;
    let seconds = started.elapsed().as_secs_f64();
    let lists = machine.engine.tasks().await?;
    // SQLCipher lets go of its memory when the process ends; no thread may use it then.
    machine.engine.prepare_to_quit().await;
    Ok(Synced {
        seconds,
        reports: lists.open.len() + lists.archive.len(),
    })
}

async fn cold_open(told: ColdOpen) -> Result<usize> {
    let machine = Machine::start(system_ctx(), &told.place, CHEAP);
    machine.engine.reopen().await;
    machine.engine.unlock(pin()).await?;
    let lists = machine.engine.open_tasks().await?;
    let view = machine.engine.report(told.report).await?;
    view.sections.first().context("an empty report")?;
    machine.engine.prepare_to_quit().await;
    Ok(lists.open.len())
}
