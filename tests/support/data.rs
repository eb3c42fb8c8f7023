//! Reports to send.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use domain::{
    Period,
    generator::{Faults, office_history},
    ids::SubmissionId,
    report::{AskAnswer, Submission, Value},
};
use uuid::Uuid;

use crate::services::OFFICE;

/// Chooses what the municipalities report; any number will do.
pub(crate) const SEED: u64 = 2026;
/// How many half-years are made up, the one that is reported of included.
pub(crate) const HALF_YEARS: u32 = 8;

/// A made-up report of a unit of the demo's office, like those before it.
pub fn usual(id: Uuid, unit_no: &str, period: Period) -> Result<Submission> {
    let made = office_history(SEED, &OFFICE.into(), period, HALF_YEARS, Faults::None);
    let unit = made
        .into_iter()
        .map(|made| made.submission)
        .find(|made| made.unit_no.as_str() == unit_no && made.period == period);
    let mut submission = unit.context("No unit of the demo's office")?;
    submission.submission_id = SubmissionId(id);
    Ok(submission)
}

/// The same with investigations that are always the same, times `size`, so that whoever walks through
/// it knows the figures.
pub fn submission(id: Uuid, unit_no: &str, period: Period, size: i64) -> Result<Submission> {
    let mut submission = usual(id, unit_no, period)?;
    let values = &mut submission.values;
    let investigations = [
        ("inv_open_start", 40),
        ("inv_started", 150),
        ("inv_closed", 151),
        ("inv_closed_measures", 60),
        ("inv_closed_petition", 11),
        ("inv_dismissed_assessment", 70),
        ("inv_dismissed_party", 4),
        ("inv_dismissed_moved", 3),
        ("inv_dismissed_referred", 3),
        ("inv_open_end", 39),
        ("inv_time_le_3m", 118),
        ("inv_time_3_6m", 27),
        ("inv_time_gt_6m", 6),
        ("inv_extended", 19),
        ("inv_breach", 14),
        ("inv_breach_1_5", 5),
        ("inv_breach_6_15", 3),
        ("inv_breach_16_30", 2),
        ("inv_breach_31_60", 2),
        ("inv_breach_61_90", 1),
        ("inv_breach_gt90", 1),
        ("inv_open_over_deadline", 8),
    ];
    for (point, number) in investigations {
        values.insert(point.into(), Value::Number(number * size));
    }
    values.insert(
        "inv_breach_reason".into(),
        Value::Text("To saksbehandlere har vært sykmeldt siden februar.".to_owned()),
    );
    Ok(submission)
}

/// The same with breaches of the deadline that do not add up: R16 and R17 find it.
pub fn miscounted(unit_no: &str, period: Period) -> Result<Submission> {
    let mut sent = submission(edge::system_ctx().new_id(), unit_no, period, 1)?;
    sent.values.insert("inv_breach".into(), Value::Number(12));
    Ok(sent)
}

/// What comes back when R16 was asked about: that number is another one, and so is one that nobody
/// asked about.
pub fn corrected(unit_no: &str, period: Period) -> Result<Submission> {
    let mut sent = miscounted(unit_no, period)?;
    let values = &mut sent.values;
    values.insert("inv_breach".into(), Value::Number(14));
    values.insert("inv_open_over_deadline".into(), Value::Number(7));
    sent.answers = BTreeMap::from([("inv_breach".into(), AskAnswer::Corrected {})]);
    Ok(sent)
}
