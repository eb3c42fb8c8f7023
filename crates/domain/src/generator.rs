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
    rules::{OfficerAnswers, Rule},
    template::{PointKind, PointRole, Template},
    units::{Register, Unit},
};

mod corrections;
mod dice;
mod faults;
mod points;
mod size;
mod unit;

pub use corrections::{Correction, correction};
pub use points::Points;

use dice::Dice;
use unit::Character;

/// What to make.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// Chooses everything that is left to chance.
    pub seed: u64,
    /// The forms, each for its periods. A half-year without a form is left out.
    pub forms: Vec<Form<'a>>,
    /// The units that report.
    pub units: Vec<&'a Unit>,
    /// The first half-year.
    pub first: Period,
    /// How many half-years.
    pub half_years: u32,
    /// The faults to plant.
    pub faults: Faults,
}

/// A form version, and where it holds the generator's quantities.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// The version.
    pub template: &'a Template,
    /// Its points by quantity.
    pub points: &'a Points,
}

impl Form<'_> {
    /// A version of this build; none where it has no table for the generator.
    pub fn of(template: &'static Template) -> Option<Self> {
        let points = Points::of(template)?;
        Some(Self { template, points })
    }
}

impl<'a> Plan<'a> {
    fn form(&self, period: Period) -> Option<&Form<'a>> {
        self.forms.iter().find(|form| form.template.is_for(period))
    }
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
    history(&Plan {
        seed,
        forms: Template::all().filter_map(Form::of).collect(),
        units: Register::current()
            .of_office(office, last.last_day())
            .collect(),
        first: (1..half_years).fold(last, |period, _| period.previous()),
        half_years,
        faults,
    })
}

/// Every report of a plan, unit by unit, oldest first.
pub fn history(plan: &Plan<'_>) -> Vec<Made> {
    let mut reports = Vec::new();
    let last = (1..plan.half_years).fold(plan.first, |period, _| period.next());
    let Some(form) = plan.form(last) else {
        return reports;
    };
    // Rules take turns over all units, so that many units together show every rule.
    let rules = form.template.rules.iter();
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
        if is_planted(&plan.faults, &mut dice) {
            plant(form.template, last, previous, &mut queue, &mut dice);
        }
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
        let this = period;
        period = period.next();
        let Some(Form { template, points }) = plan.form(this) else {
            continue;
        };
        let mut values = character.next(points, unit, this, &mut dice);
        fit(template, &mut values);
        let bound = template.with_role(PointRole::OwnFigureBound);
        let extended = bound
            .and_then(|point| point.number_in(&values))
            .unwrap_or(0);
        let accepted = u32::try_from(dice.part(extended, 930)).unwrap_or(0);
        let submission = Submission {
            submission_id: submission_id(this, &mut dice),
            unit_no: unit.no.clone(),
            period: this,
            template: template.id.clone(),
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

/// Whether a report gets a fault.
fn is_planted(faults: &Faults, dice: &mut Dice) -> bool {
    match faults {
        Faults::None => false,
        Faults::Some { permille } => dice.chance(*permille),
        Faults::Of(_) => true,
    }
}

/// Plants the first fault of the queue that the report has room for, and puts its rule last. Rules that
/// found no room keep their place.
fn plant(
    template: &Template,
    made: &mut Made,
    previous: Option<&Values>,
    queue: &mut VecDeque<&Rule>,
    dice: &mut Dice,
) {
    let place = queue
        .iter()
        .position(|rule| faults::plant(template, rule, made, previous, dice));
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
