//! Named steps, timed, with a table at the end.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The steps of one run, in order.
pub(crate) struct Steps {
    started: Instant,
    done: Vec<Done>,
}

struct Done {
    name: &'static str,
    took: Duration,
    well: bool,
}

impl Steps {
    pub(crate) fn start() -> Self {
        Self {
            started: Instant::now(),
            done: Vec::new(),
        }
    }

    /// Runs one step. `cure` says what to do when it fails.
    pub(crate) fn run<T>(
        &mut self,
        name: &'static str,
        cure: &'static str,
        action: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        println!("\n=== {name}");
        let started = Instant::now();
        let outcome = action();
        let took = started.elapsed();
        let well = outcome.is_ok();
        println!("=== {name}: {}, {}", word(well), seconds(took));
        self.done.push(Done { name, took, well });
        outcome.with_context(|| format!("the step '{name}' failed; {cure}"))
    }

    /// One line a step, and the total.
    pub(crate) fn table(&self) -> String {
        let mut rows = vec![String::new()];
        rows.extend(
            self.done
                .iter()
                .map(|step| row(step.name, word(step.well), step.took)),
        );
        rows.push(row("total", "", self.started.elapsed()));
        rows.join("\n")
    }
}

fn row(name: &str, outcome: &str, took: Duration) -> String {
    format!("{name:<16} {outcome:<8} {:>10}", seconds(took))
}

fn word(well: bool) -> &'static str {
    if well { "ok" } else { "FAILED" }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn a_failing_step_is_named_with_its_cure() {
        let mut steps = Steps::start();
        assert_eq!(steps.run("first", "rest", || Ok(1)).unwrap(), 1);
        let error = steps
            .run::<()>("second", "try again", || Err(anyhow!("broken")))
            .unwrap_err();
        assert_eq!(
            format!("{error:#}"),
            "the step 'second' failed; try again: broken"
        );
        let table = steps.table();
        let words: Vec<Vec<&str>> = table
            .trim()
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(words[0][..2], ["first", "ok"]);
        assert_eq!(words[1][..2], ["second", "FAILED"]);
        assert_eq!(words[2][0], "total");
    }
}
