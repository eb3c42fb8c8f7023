//! Reports: what units send, each revision kept.

use domain::{
    feed::EntityKind,
    ids::{OfficeId, ReportId, UnitNo},
    report::{Report, ReportState, Revision, Submission, json_bytes},
    wire::Submitted,
};
use jiff::Timestamp;

use super::{Store, StoreError, Tx, feed, hash, id, number, office, query, sql, time};
use crate::access::ReporterScope;

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reception {
    /// Received, now or before.
    Received(Submitted),
    /// Other content was received under this id.
    OtherContent,
    /// The report is approved and takes no revision.
    Approved,
    /// There is no such unit.
    NoUnit,
}

impl Store {
    /// Receives a submission without faults, from a case system of its unit.
    pub(crate) async fn receive_submission(
        &self,
        scope: &ReporterScope,
        submission: &Submission,
    ) -> Result<Reception, StoreError> {
        let now = self.now();
        let mut tx = self.begin().await?;
        let Some(unit) = unit(&mut tx, &submission.unit_no).await? else {
            return Ok(Reception::NoUnit);
        };
        lock_office_of(&mut tx, submission, &unit).await?;
        if let Some(first) = received_before(&mut tx, submission).await? {
            return Ok(if first.content_hash == submission.content_hash() {
                Reception::Received(first)
            } else {
                Reception::OtherContent
            });
        }
        let found = report_of_unit(&mut tx, submission).await?;
        let is_new = found.is_none();
        let (mut report, rev) = match found {
            Some(found) => found,
            None => (self.new_report(submission, unit), 0),
        };
        if matches!(report.state, ReportState::Approved { .. }) {
            return Ok(Reception::Approved);
        }
        let revision = revision_of(scope, submission, report.latest(), now);
        let number = revision.number;
        report.template.clone_from(&submission.template);
        report.state = ReportState::Submitted { revision: number };
        report.revisions.push(revision);
        if is_new {
            add_report(&mut tx, &report).await?;
        } else {
            set_report(&mut tx, &report).await?;
        }
        add_revision(&mut tx, scope, submission, &report, now).await?;
        let place = feed::take_place(&mut tx, &report.office).await?;
        let entity = (EntityKind::Report, report.id.0, rev + 1);
        feed::append(&mut tx, &place, entity, &json_bytes(&report), now).await?;
        let cause = format!("{}/{number}", report.id);
        add_job(&mut tx, "mail", ("revision", &cause), now).await?;
        tx.commit().await?;
        Ok(Reception::Received(Submitted {
            report_id: report.id,
            reference: report.reference,
            revision: number,
            content_hash: submission.content_hash(),
            received_at: now,
            duplicate: false,
        }))
    }

    /// A report without revisions.
    fn new_report(&self, submission: &Submission, unit: Unit) -> Report {
        Report {
            id: ReportId(self.ctx.new_id()),
            reference: Report::reference_of(submission.period, &submission.unit_no),
            office: unit.office,
            unit_no: submission.unit_no.clone(),
            unit_name: unit.name,
            period: submission.period,
            template: submission.template.clone(),
            office_deadline: submission.period.default_office_deadline(),
            state: ReportState::Submitted { revision: 1 },
            revisions: Vec::new(),
            reopenings: Vec::new(),
        }
    }
}

/// A unit as a new report names it.
struct Unit {
    name: String,
    office: OfficeId,
}

async fn unit(tx: &mut Tx, no: &UnitNo) -> Result<Option<Unit>, StoreError> {
    let row: Option<(String, String)> = query(sql::UNIT).bind(no.as_str()).optional(tx).await?;
    Ok(row.map(|(name, of)| Unit {
        name,
        office: office(of),
    }))
}

/// Locks the feed that the submission will stand in: that of the office which has the report already,
/// or of the unit's own.
async fn lock_office_of(
    tx: &mut Tx,
    submission: &Submission,
    unit: &Unit,
) -> Result<(), StoreError> {
    match place_of(tx, submission).await? {
        Some((_, of)) => feed::lock(tx, &of).await,
        None => feed::lock(tx, &unit.office).await,
    }
}

/// Where a unit's report of the period stands, when there is one.
async fn place_of(
    tx: &mut Tx,
    submission: &Submission,
) -> Result<Option<(ReportId, OfficeId)>, StoreError> {
    let row: Option<(String, String)> = query(sql::REPORT_OF_UNIT)
        .bind(submission.unit_no.as_str())
        .bind(submission.period.to_string())
        .optional(tx)
        .await?;
    row.map(|(report_id, of)| Ok((id(&report_id)?, office(of))))
        .transpose()
}

fn revision_of(
    scope: &ReporterScope,
    submission: &Submission,
    latest: Option<&Revision>,
    now: Timestamp,
) -> Revision {
    Revision {
        number: latest.map_or(1, |latest| latest.number + 1),
        received_at: now,
        submitted_by: scope.name().to_owned(),
        content_hash: submission.content_hash(),
        values: submission.values.clone(),
        comments: submission.comments.clone(),
        explanations: submission.explanations.clone(),
        answers: submission.answers.clone(),
        decision: None,
        earlier_decisions: Vec::new(),
    }
}

/// A report as it stands in an office's feed, and how many times it has changed.
pub(super) async fn report(
    tx: &mut Tx,
    of: &OfficeId,
    report: ReportId,
) -> Result<Option<(Report, u64)>, StoreError> {
    let Some((rev, body)) = feed::body_of(tx, of, EntityKind::Report, report.0).await? else {
        return Ok(None);
    };
    let report = serde_json::from_slice(&body).map_err(|_| StoreError::Damaged("a report"))?;
    Ok(Some((report, rev)))
}

/// Writes where a report stands.
pub(super) async fn set_report(tx: &mut Tx, report: &Report) -> Result<(), StoreError> {
    query(sql::SET_REPORT)
        .bind(report.id.to_string())
        .bind(report.office.as_str())
        .bind(state_name(report.state))
        .bind(i64::from(newest(report)))
        .execute_one(tx)
        .await
}

/// Queues work for another system, once for each cause.
pub(super) async fn add_job(
    tx: &mut Tx,
    kind: &str,
    (cause, cause_id): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    query(sql::ADD_JOB)
        .bind(kind)
        .bind(cause)
        .bind(cause_id)
        .bind(now.as_millisecond())
        .execute_one(tx)
        .await
}

type ReceivedRow = (String, String, i64, Vec<u8>, i64);

async fn received_before(
    tx: &mut Tx,
    submission: &Submission,
) -> Result<Option<Submitted>, StoreError> {
    let row: Option<ReceivedRow> = query(sql::REVISION_OF_SUBMISSION)
        .bind(submission.unit_no.as_str())
        .bind(submission.submission_id.to_string())
        .optional(tx)
        .await?;
    row.map(|(report, reference, revision, content_hash, received_at)| {
        Ok(Submitted {
            report_id: id(&report)?,
            reference,
            revision: number(revision)?,
            content_hash: hash(content_hash)?,
            received_at: time(received_at)?,
            duplicate: true,
        })
    })
    .transpose()
}

async fn report_of_unit(
    tx: &mut Tx,
    submission: &Submission,
) -> Result<Option<(Report, u64)>, StoreError> {
    let Some((report_id, of)) = place_of(tx, submission).await? else {
        return Ok(None);
    };
    match report(tx, &of, report_id).await? {
        Some(found) => Ok(Some(found)),
        None => Err(StoreError::Damaged("a report without a body")),
    }
}

async fn add_report(tx: &mut Tx, report: &Report) -> Result<(), StoreError> {
    query(sql::ADD_REPORT)
        .bind(report.id.to_string())
        .bind(report.office.as_str())
        .bind(report.unit_no.as_str())
        .bind(report.period.to_string())
        .bind(&report.reference)
        .bind(state_name(report.state))
        .bind(i64::from(newest(report)))
        .execute_one(tx)
        .await
}

async fn add_revision(
    tx: &mut Tx,
    scope: &ReporterScope,
    submission: &Submission,
    report: &Report,
    now: Timestamp,
) -> Result<(), StoreError> {
    query(sql::ADD_REVISION)
        .bind(report.id.to_string())
        .bind(i64::from(newest(report)))
        .bind(submission.unit_no.as_str())
        .bind(submission.submission_id.to_string())
        .bind(submission.content_hash())
        .bind(json_bytes(submission))
        .bind(scope.client().to_string())
        .bind(now.as_millisecond())
        .execute_one(tx)
        .await
}

fn newest(report: &Report) -> u32 {
    report.latest().map_or(0, |revision| revision.number)
}

fn state_name(state: ReportState) -> &'static str {
    match state {
        ReportState::Draft => "draft",
        ReportState::Submitted { .. } => "submitted",
        ReportState::Withdrawn { .. } => "withdrawn",
        ReportState::Approved { .. } => "approved",
        ReportState::Returned { .. } => "returned",
        ReportState::Reopened { .. } => "reopened",
    }
}
