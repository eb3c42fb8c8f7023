//! Made reports that look like real ones, with faults planted on purpose.
//!
//! The same plan gives the same reports on every machine. Sizes follow DOMAIN.md 1.5 and the units'
//! inhabitants: most units are small, and look it. A unit's half-years follow from each other, so what
//! was open at one's end is open at the next one's start (R04, R11). A report without a planted fault
//! has no finding of severity error; warnings come as they do in life.

use std::collections::{BTreeMap, VecDeque};

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    ids::{OfficeId, RuleId, SubmissionId},
    period::Period,
    report::{Submission, Value, Values},
    rules::{OfficerAnswers, Rule, number_in},
    template::{PointKind, Template},
    units::{Register, Unit},
};

mod corrections;
mod dice;
mod faults;
mod size;
mod unit;

pub use corrections::{Correction, correction};

use dice::Dice;
use unit::Character;

/// What to make.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// Chooses everything that is left to chance.
    pub seed: u64,
    /// The form.
    pub template: &'a Template,
    /// The units that report.
    pub units: Vec<&'a Unit>,
    /// The first half-year.
    pub first: Period,
    /// How many half-years.
    pub half_years: u32,
    /// The faults to plant.
    pub faults: Faults,
}

/// Which faults to plant. A report has at most one, and only the last half-year's have any: the earlier
/// ones are approved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Faults {
    /// None.
    #[default]
    None,
    /// Faults of all rules in turn, in so many reports of a thousand.
    Some {
        /// Reports of a thousand.
        permille: u32,
    },
    /// A fault of this rule wherever the report has room for it.
    Of(RuleId),
}

/// A made report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What the municipality sends.
    pub submission: Submission,
    /// What the officer answers. In an approved report, what the officer answered.
    pub officer: OfficerAnswers,
    /// Whether the report is approved: all are but those of the last half-year.
    pub approved: bool,
    /// The rule whose fault was planted.
    pub planted: Option<RuleId>,
}

/// An office's whole history up to a half-year, unit by unit, oldest first.
pub fn office_history(
    seed: u64,
    office: &OfficeId,
    last: Period,
    half_years: u32,
    faults: Faults,
) -> Vec<Made> {
    let first = (1..half_years).fold(last, |period, _| period.previous());
    let Some(template) = Template::for_period(last) else {
        return Vec::new();
    };
    history(&Plan {
        seed,
        template,
        units: Register::current()
            .of_office(office, last.last_day())
            .collect(),
        first,
        half_years,
        faults,
    })
}

/// Every report of a plan, unit by unit, oldest first.
pub fn history(plan: &Plan<'_>) -> Vec<Made> {
    let mut reports = Vec::new();
    // Rules take turns over all units, so that many units together show every rule.
    let rules = plan.template.rules.iter();
    let mut queue: VecDeque<&Rule> = match &plan.faults {
        Faults::None => VecDeque::new(),
        Faults::Some { .. } => rules.collect(),
        Faults::Of(wanted) => rules.filter(|rule| rule.id == *wanted).collect(),
    };
    for unit in &plan.units {
        let mut series = unit_series(plan, unit);
        let Some((last, earlier)) = series.split_last_mut() else {
            continue;
        };
        last.approved = false;
        let previous = earlier.last().map(|made| &made.submission.values);
        let mut dice = Dice::new(plan.seed, &format!("faults of {}", unit.no));
        plant(plan, last, previous, &mut queue, &mut dice);
        reports.append(&mut series);
    }
    reports
}

/// One unit's reports, without faults, all approved.
fn unit_series(plan: &Plan<'_>, unit: &Unit) -> Vec<Made> {
    let mut dice = Dice::new(plan.seed, &format!("reports of {}", unit.no));
    let mut character = Character::of(unit, &mut dice);
    let mut period = plan.first;
    let mut series = Vec::new();
    for _ in 0..plan.half_years {
        let mut values = character.next(unit, period, &mut dice);
        fit(plan.template, &mut values);
        let extended = number_in(&values, &"inv_extended".into()).unwrap_or(0);
        let accepted = u32::try_from(dice.part(extended, 930)).unwrap_or(0);
        let submission = Submission {
            submission_id: submission_id(period, &mut dice),
            unit_no: unit.no.clone(),
            period,
            template: plan.template.id.clone(),
            values,
            comments: BTreeMap::new(),
            explanations: BTreeMap::new(),
            answers: BTreeMap::new(),
        };
        series.push(Made {
            submission,
            officer: OfficerAnswers {
                own_figure: Some(accepted),
                approve: Some(true),
                comment: String::new(),
            },
            approved: true,
            planted: None,
        });
        period = period.next();
    }
    series
}

/// Keeps to the form: no answer to a point it does not have, and the plainest one to a point that is new.
fn fit(template: &Template, values: &mut Values) {
    values.retain(|point, _| template.point(point).is_some());
    for point in template
        .municipal_points()
        .filter(|point| point.stops_sending())
    {
        let plain = match point.kind {
            PointKind::YesNo => Value::YesNo(true),
            PointKind::Whole | PointKind::Tenths | PointKind::Text => Value::Number(0),
        };
        values.entry(point.id.clone()).or_insert(plain);
    }
}

/// Plants the first fault of the queue that the report has room for, and puts its rule last. Rules that
/// found no room keep their place.
fn plant(
    plan: &Plan<'_>,
    made: &mut Made,
    previous: Option<&Values>,
    queue: &mut VecDeque<&Rule>,
    dice: &mut Dice,
) {
    let wanted = match &plan.faults {
        Faults::None => false,
        Faults::Some { permille } => dice.chance(*permille),
        Faults::Of(_) => true,
    };
    if !wanted {
        return;
    }
    let place = queue
        .iter()
        .position(|rule| faults::plant(plan.template, rule, made, previous, dice));
    let planted = place.and_then(|place| queue.remove(place));
    queue.extend(planted);
    made.planted = planted.map(|rule| rule.id.clone());
}

/// A `UUIDv7` of some moment in the four weeks after the period.
fn submission_id(period: Period, dice: &mut Dice) -> SubmissionId {
    let day = period.next().first_day();
    let begins = day
        .to_zoned(TimeZone::UTC)
        .map_or(Timestamp::UNIX_EPOCH, |start| start.timestamp());
    let begins = u64::try_from(begins.as_millisecond()).unwrap_or(0);
    let millis = begins + dice.below(28 * 24 * 3600 * 1000);
    SubmissionId(uuid::Builder::from_unix_timestamp_millis(millis, &dice.bytes()).into_uuid())
}

#[cfg(test)]
mod tests;
