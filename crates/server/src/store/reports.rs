//! Reports and their revisions, row by row. What happens to them stands in the use cases beside.

use domain::{
    feed::EntityKind,
    ids::{OfficeId, PersonId, ReportId, SubmissionId, UnitNo},
    period::Period,
    report::{Report, ReportState, Submission, json_bytes},
    wire::Submitted,
};
use jiff::Timestamp;

use super::{StoreError, Tx, clients::ClientId, feed, hash, id, number, office, query, sql, time};

/// Who sent a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submitter {
    /// A municipality's case system.
    Client(ClientId),
    /// A person of the municipality.
    Person(PersonId),
    /// Nobody sent it here: it came with an import of history.
    Import,
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

/// Writes where a report stands, in its first row where it has not changed before.
pub(super) async fn put(tx: &mut Tx, report: &Report, rev: u64) -> Result<(), StoreError> {
    if rev == 0 {
        add_report(tx, report).await
    } else {
        set_report(tx, report).await
    }
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

type ReceivedRow = (String, String, i64, Vec<u8>, i64);

/// What the first sending under a submission's id was answered.
pub(super) async fn received_before(
    tx: &mut Tx,
    unit: &UnitNo,
    submission: SubmissionId,
) -> Result<Option<Submitted>, StoreError> {
    let row: Option<ReceivedRow> = query(sql::REVISION_OF_SUBMISSION)
        .bind(unit.as_str())
        .bind(submission.to_string())
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

/// A unit's report of a period, and how many times it has changed.
pub(super) async fn of_unit(
    tx: &mut Tx,
    unit: &UnitNo,
    period: Period,
) -> Result<Option<(Report, u64)>, StoreError> {
    let Some((report_id, of)) = place_of(tx, unit, period).await? else {
        return Ok(None);
    };
    match report(tx, &of, report_id).await? {
        Some(found) => Ok(Some(found)),
        None => Err(StoreError::Damaged("a report without a body")),
    }
}

/// All reports of a unit as they stand, the newest period first.
pub(super) async fn all_of_unit(tx: &mut Tx, unit: &UnitNo) -> Result<Vec<Report>, StoreError> {
    let rows: Vec<(Vec<u8>,)> = query(sql::REPORTS_OF_UNIT)
        .bind(unit.as_str())
        .all(tx)
        .await?;
    let reports = rows.iter().map(|(body,)| serde_json::from_slice(body));
    reports
        .collect::<Result<_, _>>()
        .map_err(|_| StoreError::Damaged("a report"))
}

/// Where a unit's report of a period stands, when there is one.
pub(super) async fn place_of(
    tx: &mut Tx,
    unit: &UnitNo,
    period: Period,
) -> Result<Option<(ReportId, OfficeId)>, StoreError> {
    let row: Option<(String, String)> = query(sql::REPORT_OF_UNIT)
        .bind(unit.as_str())
        .bind(period.to_string())
        .optional(tx)
        .await?;
    row.map(|(report_id, of)| Ok((id(&report_id)?, office(of))))
        .transpose()
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

/// Keeps the report's newest revision as it was sent.
pub(super) async fn add_revision(
    tx: &mut Tx,
    submitter: Submitter,
    submission: &Submission,
    report: &Report,
    received_at: Timestamp,
) -> Result<(), StoreError> {
    let (kind, client, person) = match submitter {
        Submitter::Client(client) => ("client", Some(client.to_string()), None),
        Submitter::Person(person) => ("person", None, Some(person.to_string())),
        Submitter::Import => ("import", None, None),
    };
    query(sql::ADD_REVISION)
        .bind(report.id.to_string())
        .bind(i64::from(newest(report)))
        .bind(submission.unit_no.as_str())
        .bind(submission.submission_id.to_string())
        .bind(submission.content_hash())
        .bind(json_bytes(submission))
        .bind(kind)
        .bind(client)
        .bind(person)
        .bind(received_at.as_millisecond())
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
