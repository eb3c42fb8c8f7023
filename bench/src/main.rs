//! `cargo xtask bench`: every measure beside its floor, in one run.
//!
//! Bench programs serve nobody; what they say is meant for whoever started them.

use std::process::ExitCode;

use anyhow::{Context, Result};

mod child;
mod desk;
mod figures;
mod flat;
mod floor;
mod load;
mod machine;
mod office;
mod rules;
mod samples;
mod served;
mod server_side;
mod sync;
mod table;
mod window;

use office::{Limited, Office, Plan};
use table::{Goal, Row, Table};

/// As the programs that are measured have it.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

#[expect(
    clippy::print_stderr,
    reason = "a task speaks to the one who started it"
)]
fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Runtime::new()?;
    match words.as_slice() {
        ["child", work] => runtime.block_on(child::work(work)),
        ["all", summary, page, machine] => {
            let mut table = Table::default();
            runtime.block_on(all(&mut table))?;
            table.write_summary(summary.as_ref())?;
            table.write_page(page.as_ref(), machine)
        }
        ["serve", told] => runtime.block_on(served::serve(told)),
        ["load", minutes] => {
            let minutes = minutes.parse().context("how many minutes?")?;
            runtime.block_on(load::load(&mut Table::default(), minutes))
        }
        ["tenfold", minutes] => {
            let minutes = minutes.parse().context("how many minutes?")?;
            runtime.block_on(load::tenfold(&mut Table::default(), minutes))
        }
        ["large", times] => {
            let times = times.parse().context("how many times as large?")?;
            runtime.block_on(flat::flat(&mut Table::default(), times))
        }
        [part] => runtime.block_on(part_of(&mut Table::default(), part)),
        _ => anyhow::bail!("bench is started by cargo xtask bench"),
    }
}

async fn all(table: &mut Table) -> Result<()> {
    for part in ["rules", "client", "server", "window"] {
        part_of(table, part).await?;
    }
    Ok(())
}

async fn part_of(table: &mut Table, part: &str) -> Result<()> {
    match part {
        "rules" => rules::rules(table),
        "client" => client(table).await,
        "figures" => figures::figures(table).await,
        "small-client" => of_size(table, 20).await.map(drop),
        "first-sync" | "cold-open" | "review" | "unlock" | "decide" => alone(table, part).await,
        "server" => server_side::server(table).await,
        "window" => window::window(table).await,
        _ => anyhow::bail!("no such part: {part}"),
    }
}

/// The officer's measures, at ten years of the largest office and at a hundred.
async fn client(table: &mut Table) -> Result<()> {
    let small = of_size(table, 20).await?;
    let large = of_size(table, 200).await?;
    let flat = |measure: &str, (small, large): (f64, f64)| {
        let goal = Goal::Ratio(1.2);
        let row = Row::new(
            format!("{measure}, flat"),
            Some(13_200),
            (large, "ms"),
            goal,
        );
        row.beside(Some(small), goal)
    };
    table.add(flat("pull_one_warm", (small.pull, large.pull)));
    table.add(flat("cold_open", (small.open, large.open)));
    figures::figures(table).await
}

/// One of the officer's measures, for whoever changes what it measures.
async fn alone(table: &mut Table, part: &str) -> Result<()> {
    let office = Office::on_file(&Plan::largest(20)?, Limited::Not).await?;
    let n = 1_320;
    match part {
        "first-sync" => sync::first(table, &office, n).await?,
        "cold-open" => drop(desk::cold_open(table, &office, n).await?),
        "review" => desk::review(table, &office, n).await?,
        "unlock" => desk::unlock(table, &office, n).await?,
        _ => desk::decide(table, &office, n).await?,
    }
    office.end().await
}

/// What must not grow with what exists, in milliseconds.
struct Medians {
    pull: f64,
    open: f64,
}

async fn of_size(table: &mut Table, half_years: u32) -> Result<Medians> {
    let plan = Plan::largest(half_years)?;
    let n = 66 * usize::try_from(half_years).context("too many")?;
    let office = Office::on_file(&plan, Limited::Not).await?;
    sync::first(table, &office, n).await?;
    let mut changing = sync::Changing::new(&office, &plan).await?;
    let pull = sync::one_warm(table, &office, &mut changing, n).await?;
    sync::one_live(table, &office, &mut changing, n).await?;
    let open = desk::cold_open(table, &office, n).await?;
    desk::review(table, &office, n).await?;
    desk::unlock(table, &office, n).await?;
    desk::decide(table, &office, n).await?;
    office.end().await?;
    Ok(Medians { pull, open })
}
