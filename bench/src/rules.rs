//! What the rules cost alone.

use std::{hint::black_box, time::Instant};

use anyhow::{Context, Result};
use domain::{
    generator::{Faults, Made, office_history},
    rules::{Answers, findings},
    template::Template,
};

use crate::{
    office::{LARGEST, SEED},
    samples::Samples,
    table::{Goal, Row, Table},
};

/// So often is each report judged.
const ROUNDS: usize = 200;

/// Findings of one report beside the half-year before, and of sixty.
pub(crate) fn rules(table: &mut Table) -> Result<()> {
    let last = "2026-1".parse()?;
    let faults = Faults::Some { permille: 300 };
    let made = office_history(SEED, &LARGEST.into(), last, 3, faults);
    let template = Template::current();
    let of = |wanted: &Made, period| {
        made.iter().find(|made| {
            made.submission.unit_no == wanted.submission.unit_no && made.submission.period == period
        })
    };
    let mut reports = Vec::new();
    for made in made
        .iter()
        .filter(|made| made.submission.period == last)
        .take(60)
    {
        let before = of(made, last.previous()).context("no half-year before")?;
        let year_before = of(made, last.year_before()).context("no year before")?;
        reports.push(Answers {
            values: &made.submission.values,
            previous: Some(&before.submission.values),
            year_before: Some(&year_before.submission.values),
            officer: None,
        });
    }
    let (mut one, mut all) = (Samples::default(), Samples::default());
    for _ in 0..ROUNDS {
        let started = Instant::now();
        for report in &reports {
            let alone = Instant::now();
            black_box(findings(template, black_box(report)));
            one.add(alone.elapsed());
        }
        all.add(started.elapsed());
    }
    let micros = one.median().as_secs_f64() * 1e6;
    let spread = one.spread().map(|time| time.as_secs_f64() * 1e6);
    let row = Row::new(
        "rules, one report",
        None,
        (micros, "µs"),
        Goal::AtMost(50.0),
    );
    table.add(row.spread(spread));
    let sixty = Row::times("rules, 60 reports", None, &all, None, Goal::AtMost(3.0));
    table.add(sixty);
    Ok(())
}
