//! What a person at Bufdir sees and does with approved reports: the list of a half-year, one report with its
//! history, and reopening.

use domain::{
    Period,
    feed::EntityKind,
    ids::{OfficeId, ReportId},
    report::{Report, ReportState, json_bytes},
    template::Template,
    wire::{
        BufdirReopen, BufdirReopened, BufdirReport, BufdirReportRow, BufdirReports, BufdirRequest,
        Delivery, PortalReport,
    },
    workflow::Impossible,
};
use jiff::Timestamp;

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    feed, id, number, office, query, reports, sql, time,
};
use crate::access::{PortalBufdir, Scope};

/// The body of the newest delivery, when it was queued and acknowledged, and the report's unit and state.
type DeliveredRow = (Vec<u8>, i64, Option<i64>, String, String, i64);

/// The report, its reference, unit, revision, office, reason, and when it was asked.
type RequestRow = (String, String, String, i64, String, String, i64);

impl Store {
    /// The approved reports of a half-year, and what offices ask to have reopened.
    pub(crate) async fn reports_at_bufdir(
        &self,
        scope: &PortalBufdir,
        period: Period,
    ) -> Result<BufdirReports, StoreError> {
        let mut tx = self.view(scope).await?;
        let rows: Vec<DeliveredRow> = query(sql::DELIVERED_IN)
            .bind(period.to_string())
            .all(&mut tx)
            .await?;
        let requests = requests(&mut tx, None).await?;
        drop(tx);
        let deed = Deed::new(Action::DeliveriesRead).on(&period);
        self.note_reading(scope, deed).await?;
        Ok(BufdirReports {
            requests,
            reports: rows.into_iter().map(row).collect::<Result<_, _>>()?,
            server_time: self.now(),
        })
    }

    /// One report that was approved; none where it never was.
    pub(crate) async fn report_at_bufdir(
        &self,
        scope: &PortalBufdir,
        report: ReportId,
    ) -> Result<Option<BufdirReport>, StoreError> {
        let mut tx = self.view(scope).await?;
        let shown = shown(&mut tx, report).await?;
        drop(tx);
        if let Some((_, of)) = &shown {
            let deed = Deed::new(Action::ReportRead).on(&report).at(of);
            self.note_reading(scope, deed).await?;
        }
        Ok(shown.map(|(shown, _)| shown))
    }

    /// Reopens an approved report with a reason, which also answers the office that has asked for it. None
    /// where the report never was approved.
    pub(crate) async fn reopen(
        &self,
        scope: &PortalBufdir,
        asked: &BufdirReopen,
    ) -> Result<Option<BufdirReopened>, StoreError> {
        let now = self.now();
        let mut tx = self.begin(scope).await?;
        let Some((seen, of)) = shown(&mut tx, asked.report_id).await? else {
            return Ok(None);
        };
        feed::lock(&mut tx, &of).await?;
        let found = reports::report(&mut tx, &of, asked.report_id).await?;
        let (report, rev) = found.ok_or(StoreError::Damaged("a report without a body"))?;
        if report.state.revision() != asked.revision {
            let report = Box::new(seen);
            return Ok(Some(BufdirReopened::NotApproved { report }));
        }
        let report = match report.reopened(&asked.reason, scope.name(), now) {
            Ok(report) => report,
            Err(Impossible::ReasonMissing | Impossible::ReasonTooLong) => {
                return Ok(Some(BufdirReopened::NoReason {}));
            }
            Err(
                Impossible::Approved
                | Impossible::NothingToWithdraw
                | Impossible::NotWaiting
                | Impossible::NotApproved,
            ) => {
                let report = Box::new(seen);
                return Ok(Some(BufdirReopened::NotApproved { report }));
            }
        };
        self.write_reopened(&mut tx, scope, (&report, rev), now)
            .await?;
        let after = shown(&mut tx, asked.report_id).await?;
        let (after, _) = after.ok_or(StoreError::Damaged("a report without a delivery"))?;
        tx.commit().await?;
        let report = Box::new(after);
        Ok(Some(BufdirReopened::Reopened { report }))
    }

    async fn write_reopened(
        &self,
        tx: &mut Tx,
        scope: &PortalBufdir,
        (report, rev): (&Report, u64),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        reports::set_report(tx, report).await?;
        let place = feed::take_place(tx, &report.office).await?;
        let entity = (EntityKind::Report, report.id.0, rev + 1);
        feed::append(tx, &place, entity, &json_bytes(report), now).await?;
        query(sql::ANSWER_REOPENING_REQUESTS)
            .bind(report.id.to_string())
            .bind(now.as_millisecond())
            .execute(tx)
            .await?;
        let deed = Deed::new(Action::ReportReopened)
            .on(&report.id)
            .at(&report.office);
        audit::note(tx, &scope.actor(), deed, now).await
    }
}

/// A report that was delivered, and whose it is.
async fn shown(
    tx: &mut Tx,
    report: ReportId,
) -> Result<Option<(BufdirReport, OfficeId)>, StoreError> {
    let found: Option<DeliveredRow> = query(sql::DELIVERED)
        .bind(report.to_string())
        .optional(tx)
        .await?;
    let Some(found) = found else {
        return Ok(None);
    };
    let row = row(found)?;
    let of = row.office.clone();
    let found = reports::report(tx, &of, report).await?;
    let (whole, _) = found.ok_or(StoreError::Damaged("a report without a body"))?;
    let form = Template::by_id(&whole.template).ok_or(StoreError::Damaged("a form"))?;
    let request = requests(tx, Some(report)).await?.pop();
    let shown = BufdirReport {
        row,
        report: PortalReport::from(&whole),
        template: form.clone(),
        request,
    };
    Ok(Some((shown, of)))
}

fn row(
    (body, queued, acknowledged, unit_no, state, revision): DeliveredRow,
) -> Result<BufdirReportRow, StoreError> {
    let delivery: Delivery =
        serde_json::from_slice(&body).map_err(|_| StoreError::Damaged("a delivery"))?;
    Ok(BufdirReportRow {
        report_id: delivery.report_id,
        reference: delivery.reference,
        unit_no: unit_no.as_str().into(),
        unit_name: delivery.unit_name,
        office: delivery.office,
        period: delivery.content.period,
        revision: delivery.revision,
        state: state_of(&state, number(revision)?)?,
        approved_by: delivery.approved_by,
        approved_at: time(queued)?,
        acknowledged_at: acknowledged.map(time).transpose()?,
    })
}

/// The state of a report whose newest revision it is about.
fn state_of(name: &str, revision: u32) -> Result<ReportState, StoreError> {
    match name {
        "submitted" => Ok(ReportState::Submitted { revision }),
        "withdrawn" => Ok(ReportState::Withdrawn { revision }),
        "approved" => Ok(ReportState::Approved { revision }),
        "returned" => Ok(ReportState::Returned { revision }),
        "reopened" => Ok(ReportState::Reopened { revision }),
        _ => Err(StoreError::Damaged("a state")),
    }
}

/// The requests that wait, of one report or of all.
async fn requests(tx: &mut Tx, of: Option<ReportId>) -> Result<Vec<BufdirRequest>, StoreError> {
    let rows: Vec<RequestRow> = query(sql::REOPENING_REQUESTS)
        .bind(of.map(|report| report.to_string()))
        .all(tx)
        .await?;
    let read = |(report, reference, unit, revision, of, reason, at): RequestRow| {
        Ok(BufdirRequest {
            report_id: id(&report)?,
            reference,
            unit_name: unit,
            revision: number(revision)?,
            office: office(of),
            reason,
            asked_at: time(at)?,
        })
    };
    rows.into_iter().map(read).collect()
}
