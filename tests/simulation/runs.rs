//! Many seeds, each run twice, on as many threads as the machine has.

use std::{
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tempfile::TempDir;

use crate::{
    machine::Log,
    sometimes::Sometimes,
    world::{self, Ended},
};

/// How many seeds are run where nothing else is said.
pub(crate) const SEEDS: u64 = 200;

/// Lines of the log that a failure shows.
const TAIL: usize = 25;

/// What became of all runs.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) failures: Vec<String>,
    pub(crate) sometimes: Sometimes,
}

/// The seeds to run.
pub(crate) fn seeds() -> Range<u64> {
    let from = number("HALVAARSRAPPORT_SEEDS_FROM").unwrap_or(0);
    from..from + number("HALVAARSRAPPORT_SEEDS").unwrap_or(SEEDS)
}

fn number(name: &str) -> Option<u64> {
    let value = std::env::var_os(name)?;
    Some(value.to_str().unwrap().parse().unwrap())
}

/// Runs every seed twice and compares.
pub(crate) fn run_all(seeds: Range<u64>) -> Report {
    let folder = scratch();
    let database = folder.path().join("template.db");
    block_on(world::make_template(&database));
    let next = AtomicU64::new(seeds.start);
    let report = Mutex::new(Report::default());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let ran = run_twice(seed, &database, folder.path());
                    let mut report = report.lock().unwrap();
                    match ran {
                        Ok(sometimes) => report.sometimes.add(&sometimes),
                        Err(failure) => report.failures.push(failure),
                    }
                }
            });
        }
    });
    report.into_inner().unwrap()
}

fn run_twice(seed: u64, database: &Path, folder: &Path) -> Result<Sometimes, String> {
    let one = run(seed, database, folder)?;
    let two = run(seed, database, folder)?;
    if one.log == two.log {
        return Ok(one.sometimes);
    }
    let differs = one.log.iter().zip(&two.log).position(|(a, b)| a != b);
    let at = differs.unwrap_or_else(|| one.log.len().min(two.log.len()));
    Err(format!(
        "seed {seed}: two runs differ from line {at} on:\n  {:?}\n  {:?}",
        one.log.get(at),
        two.log.get(at)
    ))
}

fn run(seed: u64, database: &Path, folder: &Path) -> Result<Ended, String> {
    let log = Log::default();
    let own = tempfile::Builder::new().tempdir_in(folder).unwrap();
    let ran = catch_unwind(AssertUnwindSafe(|| {
        block_on(world::run(seed, database, own.path(), log.clone()))
    }));
    ran.map_err(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("a panic without words");
        format!(
            "seed {seed} (HALVAARSRAPPORT_SEEDS_FROM={seed} HALVAARSRAPPORT_SEEDS=1): {message}\n{}",
            log.tail(TAIL)
        )
    })
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// In memory where the system has a place for it: the stores sync every commit to the disk, and a
/// simulated crash never takes the disk with it.
fn scratch() -> TempDir {
    let memory = PathBuf::from("/dev/shm");
    let place = if memory.is_dir() {
        memory
    } else {
        std::env::temp_dir()
    };
    tempfile::Builder::new()
        .prefix("halvaarsrapport-simulation-")
        .tempdir_in(place)
        .unwrap()
}
