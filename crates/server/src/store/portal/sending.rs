//! A municipality sends its draft, and takes back what its office has not decided.

use domain::{
    Period,
    ids::UnitNo,
    report::{Report, Submission},
    wire::{
        PortalClosed, PortalContent, PortalDraft, PortalReceipt, PortalSend, PortalSent,
        PortalWithdraw, PortalWithdrawn, Submitted,
    },
};

use super::{Desk, draft_in};
use crate::{
    access::{PortalReporter, Scope},
    store::{
        Store, StoreError, Tx,
        audit::{self, Action, Deed},
        drafts, feed, reception, reports,
    },
};

/// What became of a sending.
#[derive(Debug)]
pub(crate) enum Sending {
    /// As the answer says.
    Done(PortalSent),
    /// The id is that of a report of another period.
    OtherContent,
    /// There is no such unit.
    NoUnit,
}

impl Store {
    /// Sends the draft, in the version that the person has seen. The same id again is answered as the first
    /// time.
    pub(crate) async fn send_draft(
        &self,
        scope: &PortalReporter,
        at: (&UnitNo, Period),
        asked: &PortalSend,
    ) -> Result<Sending, StoreError> {
        let now = self.now();
        let mut tx = self.begin(scope).await?;
        let Some(unit) = reception::unit(&mut tx, at.0).await? else {
            return Ok(Sending::NoUnit);
        };
        reception::lock_office_of(&mut tx, at, &unit).await?;
        let first = reports::received_before(&mut tx, at.0, asked.submission_id).await?;
        if let Some(first) = first {
            return Ok(if first.reference == Report::reference_of(at.1, at.0) {
                Sending::Done(received(first))
            } else {
                Sending::OtherContent
            });
        }
        let desk = Desk::of(&mut tx, at).await?;
        let Some(desk) = desk.filter(|desk| desk.opened.is_some()) else {
            return Ok(closed(PortalClosed::Period));
        };
        if let Some(reason) = desk.is_closed() {
            return Ok(closed(reason));
        }
        let (version, draft) = draft_in(drafts::locked(&mut tx, at.0, at.1).await?);
        let Some(draft) = draft.filter(|_| version == asked.draft_version) else {
            let (version, draft) = draft_in(drafts::kept(&mut tx, at.0, at.1).await?);
            return Ok(Sending::Done(PortalSent::Stale { version, draft }));
        };
        let faults = desk.faults(at, &draft.content);
        if !faults.is_empty() {
            return Ok(Sending::Done(PortalSent::Faulty { faults }));
        }
        let id = asked.submission_id;
        let submission = draft.content.into_submission(id, at, desk.template);
        let Some(submitted) = self.take_draft(&mut tx, scope, &submission, unit).await? else {
            return Ok(closed(PortalClosed::Approved));
        };
        let put = drafts::put(&mut tx, scope, (at.0, at.1, version), (None, now)).await?;
        if put.is_none() {
            return Err(StoreError::Damaged("a draft that moved under its lock"));
        }
        tx.commit().await?;
        Ok(Sending::Done(received(submitted)))
    }

    /// None where the report is approved.
    async fn take_draft(
        &self,
        tx: &mut Tx,
        scope: &PortalReporter,
        submission: &Submission,
        unit: reception::Unit,
    ) -> Result<Option<Submitted>, StoreError> {
        let found = reports::of_unit(tx, &submission.unit_no, submission.period).await?;
        let opened = {
            let (unit, period) = (&submission.unit_no, submission.period);
            crate::store::periods::opened_for(tx, unit, period).await?
        };
        let opened = opened.ok_or(StoreError::Damaged("a period that was open"))?;
        let (report, rev) =
            found.unwrap_or_else(|| (self.new_report(submission, unit, &opened), 0));
        self.take_in(tx, scope.reporter(), submission, (report, rev))
            .await
    }

    /// Takes back a revision that waits for the office. What was sent is the draft again, unless a newer one
    /// lies there.
    pub(crate) async fn withdraw(
        &self,
        scope: &PortalReporter,
        at: (&UnitNo, Period),
        asked: PortalWithdraw,
    ) -> Result<Option<PortalWithdrawn>, StoreError> {
        let now = self.now();
        let mut tx = self.begin(scope).await?;
        let Some((_, of)) = reports::place_of(&mut tx, at.0, at.1).await? else {
            return Ok(None);
        };
        feed::lock(&mut tx, &of).await?;
        let Some((mut report, rev)) = reports::of_unit(&mut tx, at.0, at.1).await? else {
            return Ok(None);
        };
        let desk = Desk::of(&mut tx, at).await?;
        if desk.is_none_or(|desk| desk.opened.is_none()) {
            let reason = PortalClosed::Period;
            return Ok(Some(PortalWithdrawn::Closed { reason }));
        }
        let withdrawn = report.state.withdraw().ok();
        let Some(state) = withdrawn.filter(|state| state.revision() == asked.revision) else {
            let state = report.state;
            return Ok(Some(PortalWithdrawn::NotWaiting { state }));
        };
        report.state = state;
        reports::put(&mut tx, &report, rev).await?;
        reception::announce(&mut tx, &report, rev, now).await?;
        let draft = draft_again(&mut tx, scope, at, (&report, now)).await?;
        let deed = Deed::new(Action::ReportWithdrawn)
            .on(&format!("{}/{}", report.id, asked.revision))
            .at(&report.office);
        audit::note(&mut tx, &scope.actor(), deed, now).await?;
        tx.commit().await?;
        Ok(Some(PortalWithdrawn::Withdrawn { draft }))
    }
}

fn closed(reason: PortalClosed) -> Sending {
    Sending::Done(PortalSent::Closed { reason })
}

fn received(submitted: Submitted) -> PortalSent {
    let Submitted {
        reference,
        revision,
        content_hash,
        received_at,
        ..
    } = submitted;
    PortalSent::Received {
        receipt: PortalReceipt {
            reference,
            revision,
            content_hash,
            received_at,
        },
    }
}

/// What was sent last as a draft, where none lies there.
async fn draft_again(
    tx: &mut Tx,
    scope: &PortalReporter,
    at: (&UnitNo, Period),
    (report, now): (&Report, jiff::Timestamp),
) -> Result<PortalDraft, StoreError> {
    let (version, draft) = draft_in(drafts::locked(tx, at.0, at.1).await?);
    if let Some(draft) = draft {
        return Ok(draft);
    }
    let content = report.latest().map(PortalContent::from).unwrap_or_default();
    let put = drafts::put(tx, scope, (at.0, at.1, version), (Some(&content), now)).await?;
    let version = put.ok_or(StoreError::Damaged("a draft that moved under its lock"))?;
    Ok(PortalDraft {
        version,
        content,
        saved_at: now,
        saved_by: scope.name().to_owned(),
    })
}
