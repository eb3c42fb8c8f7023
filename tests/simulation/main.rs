//! Engines and server together in one process, driven step by step from a seed.
//!
//! Two to four machines, of two officers of one office and of one of another, have real stores; a network loses
//! what it likes, programs die in the middle of a request, clocks differ, machines lose their keys or are put back to
//! an older copy, disks are full, and the server, one to three processes over one store, is restored from a backup.
//! Programs end between any two statements of their stores. People apply for access, and officers answer them and
//! remind units. Nothing but the seed decides what happens,
//! so a run of the same seed says the same. Most runs are short, and some long. `HALVAARSRAPPORT_SEEDS` sets how many seeds are run,
//! `HALVAARSRAPPORT_SEEDS_FROM` the first of them.

#[cfg(test)]
mod applicants;
#[cfg(test)]
mod backups;
#[cfg(test)]
mod bufdir;
#[cfg(test)]
mod checks;
#[cfg(test)]
mod differential;
#[cfg(test)]
mod hints;
#[cfg(test)]
mod losses;
#[cfg(test)]
mod machine;
#[cfg(test)]
mod mishaps;
#[cfg(test)]
mod model;
#[cfg(test)]
mod network;
#[cfg(test)]
mod officers;
#[cfg(test)]
mod runs;
#[cfg(test)]
mod servers;
#[cfg(test)]
mod shape;
#[cfg(test)]
mod sometimes;
#[cfg(test)]
mod template;
#[cfg(test)]
mod units;
#[cfg(test)]
mod world;

#[test]
fn every_seed_keeps_every_promise_and_repeats_itself() {
    let seeds = runs::seeds_and_kept();
    let report = runs::run_all(&seeds);
    assert!(report.failures.is_empty(), "{}", report.failures.join("\n"));
    // A generator that never meets these is too tame to prove anything.
    if seeds.len() >= runs::SEEDS {
        report.sometimes.check();
    }
}

/// A harness that finds nothing may only be blind: each mistake of a known kind must show.
#[test]
fn every_planted_fault_is_found() {
    let found = runs::search_all();
    let missed: Vec<_> = found
        .iter()
        .filter(|search| search.found.is_none())
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
    if let Some(file) = std::env::var_os("HALVAARSRAPPORT_PLANTED") {
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        std::fs::write(file, lines.join("\n")).unwrap();
    }
}
