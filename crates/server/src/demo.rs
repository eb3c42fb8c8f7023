//! Made-up reports for trying the server out: plausible histories, and reports that wait.

use domain::{
    Period,
    deadlines::PeriodSettings,
    generator::{Faults, Made, office_history},
    ids::{OfficeId, UnitNo},
    units::Register,
    wire::Environment,
};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use crate::{
    Settings,
    access::{ImportScope, OperatorScope, ReporterScope},
    admin::{AdminError, add_client, open_period},
    history::ApprovedReport,
    store::{Reception, Store},
};

/// What to make up.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Chooses everything that is left to chance: the same seed gives the same reports.
    pub seed: u64,
    /// The offices; all where there is none.
    pub offices: Vec<OfficeId>,
    /// The last half-year: its reports wait, all before it are approved.
    pub last: Period,
    /// How many half-years, the last one included.
    pub half_years: u32,
    /// How many reports of the last half-year are sent at each office.
    pub waiting: usize,
}

/// What was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filled {
    /// Approved reports.
    pub approved: usize,
    /// Reports that wait for a decision.
    pub waiting: usize,
}

/// Fills a synthetic environment with made-up reports. Doing the same again adds nothing.
pub async fn fill(store: &Store, settings: &Settings, plan: &Plan) -> Result<Filled, AdminError> {
    match settings.environment {
        Environment::Synthetic => {}
        Environment::Production => return Err(AdminError::NoDemoHere),
    }
    let mut period = plan.last;
    for _ in 0..plan.half_years {
        let opened = PeriodSettings::default_for(period).ok_or(AdminError::NoForm)?;
        open_period(store, &opened).await?;
        period = period.previous();
    }
    let register = Register::current();
    let mut offices = plan.offices.clone();
    if offices.is_empty() {
        offices = register.offices().map(|office| office.id.clone()).collect();
    }
    let mut filled = Filled::default();
    for office in &offices {
        if register.office(office).is_none() {
            return Err(AdminError::UnknownOffice);
        }
        let faults = Faults::Some { permille: 300 };
        let made = office_history(plan.seed, office, plan.last, plan.half_years, faults);
        let (approved, last): (Vec<_>, Vec<_>) = made.into_iter().partition(|made| made.approved);
        filled.approved += take_over(store, settings, approved).await?;
        for made in last.into_iter().take(plan.waiting) {
            filled.waiting += usize::from(send(store, made).await?);
        }
    }
    Ok(filled)
}

async fn take_over(
    store: &Store,
    settings: &Settings,
    approved: Vec<Made>,
) -> Result<usize, AdminError> {
    let reports: Vec<(usize, ApprovedReport)> = (1..)
        .zip(approved.into_iter().map(approved_report))
        .collect();
    let (scope, key) = (ImportScope::of_operator(), settings.signing.key());
    let imported = store.import_approved(scope, key, &reports).await?;
    match imported {
        Ok(imported) => Ok(imported.new),
        Err(refused) => Err(AdminError::NotImported(refused)),
    }
}

fn approved_report(made: Made) -> ApprovedReport {
    let Made {
        submission,
        officer,
        ..
    } = made;
    let period = submission.period;
    // Units report and offices decide on different days, as in life.
    let spread = number_of(&submission.unit_no);
    ApprovedReport {
        submitted_by: "Marte Lien".to_owned(),
        received_at: morning(period.default_municipality_deadline(), -(spread % 12)),
        own_figure: officer.own_figure.unwrap_or(0),
        comment: (!officer.comment.is_empty()).then_some(officer.comment),
        decided_by: "Ola Prøve".to_owned(),
        decided_at: morning(period.default_office_deadline(), -(spread % 20)),
        submission,
    }
}

fn number_of(unit: &UnitNo) -> i64 {
    let digits = unit.as_str().bytes().filter(u8::is_ascii_digit);
    digits.fold(0, |number, digit| {
        (number * 10 + i64::from(digit - b'0')) % 1_000_003
    })
}

/// Eight o'clock UTC on a day so many days after that one.
fn morning(day: Date, days: i64) -> Timestamp {
    let morning = day.at(8, 0, 0, 0).to_zoned(TimeZone::UTC);
    let start = morning.map_or(Timestamp::UNIX_EPOCH, |morning| morning.timestamp());
    let by = SignedDuration::from_hours(24 * days);
    start.checked_add(by).unwrap_or(start)
}

/// Sends a report as its unit's case system would; whether it is new.
async fn send(store: &Store, made: Made) -> Result<bool, AdminError> {
    let unit = made.submission.unit_no.clone();
    if store
        .has_submission(&OperatorScope::on_this_machine(), &made.submission)
        .await?
    {
        return Ok(false);
    }
    let (client, _) = add_client(store, &unit, "Demodata").await?;
    let scope = ReporterScope::of_client(client, "Demodata".to_owned(), unit);
    let received = store.receive_submission(&scope, &made.submission).await?;
    Ok(matches!(received, Reception::Received(_)))
}
