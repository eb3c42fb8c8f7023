//! Many seeds, every tenth run twice, on as many threads as the machine has.

use std::{
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use domain::planted::Planted;
use tempfile::TempDir;

use crate::{
    machine::Log,
    sometimes::Sometimes,
    template::Template,
    world::{self, Ended},
};

/// How many seeds are run where nothing else is said.
pub(crate) const SEEDS: usize = 1000;

/// As many seeds as a search for one planted fault may take.
const ENOUGH: u64 = 1000;

/// Lines of the log that a failure shows, where more than one seed is run.
const TAIL: usize = 25;

/// What became of all runs.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) failures: Vec<String>,
    pub(crate) sometimes: Sometimes,
}

/// Seeds past the usual ones whose runs have found something once.
const KEPT: [u64; 6] = [1402, 2099, 2652, 12591, 32127, 35327];

/// The seeds to run.
pub(crate) fn seeds() -> Range<u64> {
    let from = number("HALVAARSRAPPORT_SEEDS_FROM").unwrap_or(0);
    let usual = u64::try_from(SEEDS).unwrap();
    from..from + number("HALVAARSRAPPORT_SEEDS").unwrap_or(usual)
}

/// The seeds to run, and where none are named the kept ones too.
pub(crate) fn seeds_and_kept() -> Vec<u64> {
    let are_named = number("HALVAARSRAPPORT_SEEDS").is_some();
    let kept = if are_named { &[][..] } else { &KEPT };
    seeds().chain(kept.iter().copied()).collect()
}

fn number(name: &str) -> Option<u64> {
    let value = std::env::var_os(name)?;
    Some(value.to_str().unwrap().parse().unwrap())
}

/// Of so many seeds one is run twice.
const REPEATED: u64 = 10;

/// Whether a seed is run twice to compare.
fn is_repeated(seed: u64) -> bool {
    seed.is_multiple_of(REPEATED)
}

/// Runs every seed, and some of them twice to compare.
pub(crate) fn run_all(seeds: &[u64]) -> Report {
    let (folder, template) = prepared();
    let next = AtomicUsize::new(0);
    let report = Mutex::new(Report::default());
    on_every_core(|| {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(&seed) = seeds.get(at) else {
                return;
            };
            let ran = run_seed(seed, &template, folder.path());
            let mut report = report.lock().unwrap();
            match ran {
                Ok(sometimes) => report.sometimes.add(&sometimes),
                Err(failure) => report.failures.push(failure),
            }
        }
    });
    report.into_inner().unwrap()
}

/// Works on a thread for each core, and keeps it there: a run and the threads of its databases take turns, and a turn
/// costs a third less where it stays on its core.
fn on_every_core(work: impl Fn() + Sync) {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (work, core) = (&work, cores.get(worker).copied());
            scope.spawn(move || {
                if let Some(core) = core {
                    core_affinity::set_for_current(core);
                }
                work();
            });
        }
    });
}

/// A search for a planted fault.
#[derive(Debug)]
pub(crate) struct Search {
    planted: Planted,
    /// How many seeds were run, and what the last of them said first.
    pub(crate) found: Option<(u64, String)>,
}

impl std::fmt::Display for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (seeds, said) = self.found.clone().unwrap_or_default();
        write!(f, "{:?}\t{seeds}\t{said}", self.planted)
    }
}

/// Searches for each planted fault, on as many threads as the machine has.
pub(crate) fn search_all() -> Vec<Search> {
    let (folder, template) = prepared();
    let next = Mutex::new(Planted::ALL.into_iter());
    let found = Mutex::new(Vec::new());
    on_every_core(|| {
        while let Some(planted) = { next.lock().unwrap().next() } {
            let search = search(planted, &template, folder.path());
            found.lock().unwrap().push(search);
        }
    });
    found.into_inner().unwrap()
}

/// Runs seed after seed with a fault planted, until a run finds it.
fn search(planted: Planted, template: &Template, folder: &Path) -> Search {
    let first = seeds().start;
    let most = number("HALVAARSRAPPORT_SEEDS").unwrap_or(ENOUGH);
    let found = (0..most).find_map(|seed| {
        let ran = run(first + seed, Some(planted), template, folder);
        let said = ran.err()?;
        let (_, said) = said.split_once("): ")?;
        let first = said.lines().next().unwrap_or_default();
        Some((seed + 1, first.to_owned()))
    });
    Search { planted, found }
}

/// A folder, and in it what runs start from. Where `HALVAARSRAPPORT_LOGS` is set, the programs'
/// own logs are shown too.
fn prepared() -> (TempDir, Template) {
    if std::env::var_os("HALVAARSRAPPORT_LOGS").is_some() {
        tracing_subscriber::fmt::init();
    }
    let folder = scratch();
    let template = block_on(Template::make(folder.path()));
    (folder, template)
}

fn run_seed(seed: u64, template: &Template, folder: &Path) -> Result<Sometimes, String> {
    let one = run(seed, None, template, folder)?;
    if !is_repeated(seed) {
        return Ok(one.sometimes);
    }
    let two = run(seed, None, template, folder)?;
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

fn run(
    seed: u64,
    planted: Option<Planted>,
    template: &Template,
    folder: &Path,
) -> Result<Ended, String> {
    let log = Log::default();
    let own = tempfile::Builder::new().tempdir_in(folder).unwrap();
    let ran = catch_unwind(AssertUnwindSafe(|| {
        block_on(world::run(seed, planted, template, own.path(), log.clone()))
    }));
    ran.map_err(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("a panic without words");
        format!(
            "seed {seed} (HALVAARSRAPPORT_SEEDS_FROM={seed} HALVAARSRAPPORT_SEEDS=1): {message}\n{}",
            log.tail(if seeds().count() == 1 { usize::MAX } else { TAIL })
        )
    })
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        // Nobody here waits for a file or a socket: without them a thread waits more cheaply.
        .enable_time()
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
