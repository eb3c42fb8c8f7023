//! What units send: each sending received once, each revision kept.

use domain::{
    Period,
    deadlines::PeriodSettings,
    feed::EntityKind,
    ids::{OfficeId, ReportId, UnitNo},
    planted::Planted,
    report::{Fault, Report, ReportState, Revision, Submission, json_bytes},
    wire::Submitted,
};
use jiff::Timestamp;

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    feed, mail, office, periods, query, reports, sql,
};
use crate::access::{OperatorScope, ReporterScope, Scope};

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reception {
    /// Received, now or before.
    Received(Submitted),
    /// It cannot be received as it is; nothing is stored.
    Faulty(Vec<Fault>),
    /// Other content was received under this id.
    OtherContent,
    /// The report is approved and takes no revision.
    Approved,
    /// There is no such unit.
    NoUnit,
}

impl Store {
    /// Receives a submission of a unit. To what is wrong with the submission itself it adds what is
    /// wrong with sending it now.
    pub(crate) async fn receive_submission(
        &self,
        scope: &ReporterScope,
        submission: &Submission,
    ) -> Result<Reception, StoreError> {
        let mut tx = self.begin(scope).await?;
        let Some(unit) = unit(&mut tx, &submission.unit_no).await? else {
            return Ok(Reception::NoUnit);
        };
        let (unit_no, period) = (&submission.unit_no, submission.period);
        lock_office_of(&mut tx, (unit_no, period), &unit).await?;
        let first = reports::received_before(&mut tx, unit_no, submission.submission_id).await?;
        if let Some(first) = first {
            return Ok(if first.content_hash == submission.content_hash() {
                Reception::Received(first)
            } else {
                Reception::OtherContent
            });
        }
        let found = reports::of_unit(&mut tx, unit_no, period).await?;
        let opened = periods::opened_for(&mut tx, unit_no, period).await?;
        let report = found.as_ref().map(|(report, _)| report);
        let faults = faults(submission, opened.as_ref(), report);
        let (Some(opened), []) = (opened, faults.as_slice()) else {
            return Ok(Reception::Faulty(faults));
        };
        let (report, rev) =
            found.unwrap_or_else(|| (self.new_report(submission, unit, &opened), 0));
        let taken = self.take_in(&mut tx, scope, submission, (report, rev));
        let Some(submitted) = taken.await? else {
            return Ok(Reception::Approved);
        };
        if !self.ctx.plants_now(Planted::ReceiptBeforeCommit) {
            tx.commit().await?;
        }
        Ok(Reception::Received(submitted))
    }

    /// Makes a submission without faults the newest revision of its report, which has changed `rev` times; none
    /// where the report is approved. Whoever calls has locked the office's feed, and commits.
    pub(super) async fn take_in(
        &self,
        tx: &mut Tx,
        scope: &ReporterScope,
        submission: &Submission,
        (mut report, rev): (Report, u64),
    ) -> Result<Option<Submitted>, StoreError> {
        let now = self.now();
        let Ok(state) = report.state.submit() else {
            return Ok(None);
        };
        let number = report.latest().map_or(1, |latest| latest.number + 1);
        let name = scope.name().to_owned();
        let revision = Revision::received(number, now, name, submission.clone());
        report.state = state;
        report.revisions.push(revision);
        reports::put(tx, &report, rev).await?;
        reports::add_revision(tx, scope.submitter(), submission, &report, now).await?;
        announce(tx, &report, rev, now).await?;
        let cause = format!("{}/{number}", report.id);
        mail::report_arrived(tx, &report, now).await?;
        let deed = Deed::new(Action::ReportReceived)
            .on(&cause)
            .at(&report.office);
        audit::note(tx, &scope.actor(), deed, now).await?;
        Ok(Some(Submitted {
            report_id: report.id,
            reference: report.reference,
            revision: number,
            content_hash: submission.content_hash(),
            received_at: now,
            duplicate: false,
        }))
    }

    /// Whether a submission under this id has been received.
    pub(crate) async fn has_submission(
        &self,
        scope: &OperatorScope,
        submission: &Submission,
    ) -> Result<bool, StoreError> {
        let mut tx = self.view(scope).await?;
        let (unit, id) = (&submission.unit_no, submission.submission_id);
        Ok(reports::received_before(&mut tx, unit, id).await?.is_some())
    }

    /// Everything that keeps a submission from being received now; it is not received.
    pub(crate) async fn submission_faults(
        &self,
        scope: &ReporterScope,
        submission: &Submission,
    ) -> Result<Vec<Fault>, StoreError> {
        let mut tx = self.view(scope).await?;
        let found = reports::of_unit(&mut tx, &submission.unit_no, submission.period).await?;
        let (unit, period) = (&submission.unit_no, submission.period);
        let opened = periods::opened_for(&mut tx, unit, period).await?;
        let report = found.as_ref().map(|(report, _)| report);
        Ok(faults(submission, opened.as_ref(), report))
    }

    /// A report without revisions.
    pub(super) fn new_report(
        &self,
        submission: &Submission,
        unit: Unit,
        opened: &PeriodSettings,
    ) -> Report {
        Report {
            id: ReportId(self.ctx.new_id()),
            reference: Report::reference_of(submission.period, &submission.unit_no),
            office: unit.office,
            unit_no: submission.unit_no.clone(),
            unit_name: unit.name,
            period: submission.period,
            template: opened.template.clone(),
            office_deadline: opened.office_deadline,
            state: ReportState::Draft,
            revisions: Vec::new(),
            reopenings: Vec::new(),
            refusals: Vec::new(),
        }
    }
}

/// Everything that keeps a submission from being received.
pub(super) fn faults(
    submission: &Submission,
    opened: Option<&PeriodSettings>,
    report: Option<&Report>,
) -> Vec<Fault> {
    let mut faults = submission.faults();
    match opened {
        None => faults.push(Fault {
            at: "period".to_owned(),
            found: submission.period.to_string(),
            expected: "a half-year that is open for reports of this unit".to_owned(),
        }),
        Some(opened) if opened.template != submission.template => {
            faults.retain(|fault| fault.at != "template");
            faults.push(Fault {
                at: "template".to_owned(),
                found: "another version of the form".to_owned(),
                expected: opened.template.clone(),
            });
        }
        Some(_) => {}
    }
    let unanswered = report.map(|report| report.ask_faults(submission));
    faults.extend(unanswered.into_iter().flatten().map(Fault::from));
    faults
}

/// The next entry of the report's feed, with the report as it is now.
pub(super) async fn announce(
    tx: &mut Tx,
    report: &Report,
    rev: u64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let place = feed::take_place(tx, &report.office).await?;
    let entity = (EntityKind::Report, report.id.0, rev + 1);
    feed::append(tx, &place, entity, &json_bytes(report), now).await
}

/// A unit as a new report names it.
pub(super) struct Unit {
    pub(super) name: String,
    pub(super) office: OfficeId,
}

pub(super) async fn unit(tx: &mut Tx, no: &UnitNo) -> Result<Option<Unit>, StoreError> {
    let row: Option<(String, String)> = query(sql::UNIT).bind(no.as_str()).optional(tx).await?;
    Ok(row.map(|(name, of)| Unit {
        name,
        office: office(of),
    }))
}

/// Locks the feed that a unit's report of a period stands in, or will: that of the office which has the report already,
/// or of the unit's own.
pub(super) async fn lock_office_of(
    tx: &mut Tx,
    (no, period): (&UnitNo, Period),
    unit: &Unit,
) -> Result<(), StoreError> {
    match reports::place_of(tx, no, period).await? {
        Some((_, of)) => feed::lock(tx, &of).await,
        None => feed::lock(tx, &unit.office).await,
    }
}
