//! What a person at Bufdir sees and does with approved reports: the list of a half-year, one report with its
//! history, reopening, and refusing to.

use domain::{
    Period,
    feed::EntityKind,
    ids::{OfficeId, ReportId},
    report::{Report, ReportState, json_bytes},
    template::Template,
    wire::{
        BufdirArrival, BufdirRefused, BufdirReopen, BufdirReopened, BufdirReport, BufdirReportRow,
        BufdirReports, BufdirRequest, Delivery, PortalReport,
    },
    workflow::Impossible,
};
use jiff::Timestamp;

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    feed, figures, id, number, office, query, reports, sql, time,
};
use crate::access::{PortalBufdir, Scope};

/// The body of the newest delivery, when it was queued and acknowledged, and the report's unit and state.
type DeliveredRow = (Vec<u8>, i64, Option<i64>, String, String, i64);

/// The approval, the report, its reference, unit, office, period and revision, and when it was queued.
type ArrivedRow = (String, String, String, String, String, String, i64, i64);

/// As many arrivals are shown at once as there are units, and some.
const ARRIVED_MAX: u32 = 400;

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
        let arrived = arrived(&mut tx, None).await?;
        drop(tx);
        let deed = Deed::new(Action::DeliveriesRead).on(&period);
        self.note_reading(scope, deed).await?;
        Ok(BufdirReports {
            requests,
            arrived,
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
        let Some((seen, report, rev)) = locked(&mut tx, asked.report_id).await? else {
            return Ok(None);
        };
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
        reports::set_report(&mut tx, &report).await?;
        let answer = (Action::ReportReopened, None);
        let seen = write_answer(&mut tx, scope, (&report, rev), answer, now).await?;
        figures::publish_reports(&mut tx, scope, &[report]).await?;
        tx.commit().await?;
        let report = seen;
        Ok(Some(BufdirReopened::Reopened { report }))
    }

    /// Refuses to reopen an approved report, for a reason that the office reads. None where the report never was
    /// approved.
    pub(crate) async fn refuse_reopening(
        &self,
        scope: &PortalBufdir,
        asked: &BufdirReopen,
    ) -> Result<Option<BufdirRefused>, StoreError> {
        let now = self.now();
        let mut tx = self.begin(scope).await?;
        let Some((seen, report, rev)) = locked(&mut tx, asked.report_id).await? else {
            return Ok(None);
        };
        let request = seen.request.as_ref();
        if request.is_none_or(|request| request.revision != asked.revision) {
            let report = Box::new(seen);
            return Ok(Some(BufdirRefused::NotAsked { report }));
        }
        let report = match report.reopening_refused(&asked.reason, scope.name(), now) {
            Ok(report) => report,
            Err(Impossible::ReasonMissing | Impossible::ReasonTooLong) => {
                return Ok(Some(BufdirRefused::NoReason {}));
            }
            Err(
                Impossible::Approved
                | Impossible::NothingToWithdraw
                | Impossible::NotWaiting
                | Impossible::NotApproved,
            ) => {
                let report = Box::new(seen);
                return Ok(Some(BufdirRefused::NotAsked { report }));
            }
        };
        let answer = (Action::ReopeningRefused, Some(asked.reason.trim()));
        let report = write_answer(&mut tx, scope, (&report, rev), answer, now).await?;
        tx.commit().await?;
        Ok(Some(BufdirRefused::Refused { report }))
    }
}

/// Bufdir's answer to whoever asked to have a report reopened: in the office's feed, on the request where there is
/// one, and in the log. The office's head is locked.
async fn write_answer(
    tx: &mut Tx,
    scope: &PortalBufdir,
    (report, rev): (&Report, u64),
    (action, refused): (Action, Option<&str>),
    now: Timestamp,
) -> Result<Box<BufdirReport>, StoreError> {
    let place = feed::take_place(tx, &report.office).await?;
    let entity = (EntityKind::Report, report.id.0, rev + 1);
    feed::append(tx, &place, entity, &json_bytes(report), now).await?;
    query(sql::ANSWER_REOPENING_REQUESTS)
        .bind(report.id.to_string())
        .bind(now.as_millisecond())
        .bind(scope.person().to_string())
        .bind(refused)
        .execute(tx)
        .await?;
    let deed = Deed::new(action).on(&report.id).at(&report.office);
    audit::note(tx, &scope.actor(), deed, now).await?;
    let after = shown(tx, report.id).await?;
    let (after, _) = after.ok_or(StoreError::Damaged("a report without a delivery"))?;
    Ok(Box::new(after))
}

/// A report as Bufdir sees it and as it is, with its revision in the feed; nobody else changes it before the
/// transaction ends. None where it never was approved.
async fn locked(
    tx: &mut Tx,
    id: ReportId,
) -> Result<Option<(BufdirReport, Report, u64)>, StoreError> {
    let Some((_, of)) = shown(tx, id).await? else {
        return Ok(None);
    };
    feed::lock(tx, &of).await?;
    // Once more, behind the lock.
    let seen = shown(tx, id).await?;
    let (seen, _) = seen.ok_or(StoreError::Damaged("a report without a delivery"))?;
    let found = reports::report(tx, &of, id).await?;
    let (report, rev) = found.ok_or(StoreError::Damaged("a report without a body"))?;
    Ok(Some((seen, report, rev)))
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
        refusals: whole.refusals,
        arrived: arrived(tx, Some(report)).await?,
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
pub(super) fn state_of(name: &str, revision: u32) -> Result<ReportState, StoreError> {
    match name {
        "draft" => Ok(ReportState::Draft),
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

/// The approvals that nobody at Bufdir has acknowledged, of one report or of all.
async fn arrived(tx: &mut Tx, of: Option<ReportId>) -> Result<Vec<BufdirArrival>, StoreError> {
    let rows: Vec<ArrivedRow> = query(sql::ARRIVED)
        .bind(of.map(|report| report.to_string()))
        .bind(i64::from(ARRIVED_MAX))
        .all(tx)
        .await?;
    let read = |(decision, report, reference, unit, of, period, revision, at): ArrivedRow| {
        Ok(BufdirArrival {
            decision_id: id(&decision)?,
            report_id: id(&report)?,
            reference,
            unit_name: unit,
            office: office(of),
            period: period
                .parse()
                .map_err(|_| StoreError::Damaged("a period"))?,
            revision: number(revision)?,
            approved_at: time(at)?,
        })
    };
    rows.into_iter().map(read).collect()
}
