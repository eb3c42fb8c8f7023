//! What offices ask Bufdir to reopen.

use domain::{
    report::Report,
    wire::{ReopeningRequest, ReopeningRequestOutcome as Outcome},
    workflow::Impossible,
};

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    feed, mail, query, reports, sql,
};
use crate::access::{OfficerScope, Scope};

impl Store {
    /// Queues a request for Bufdir, once for each approval.
    pub(crate) async fn ask_reopening(
        &self,
        scope: &OfficerScope,
        asked: &ReopeningRequest,
    ) -> Result<Outcome, StoreError> {
        let mut tx = self.begin(scope).await?;
        // One at a time in an office, as decisions.
        feed::lock(&mut tx, scope.office()).await?;
        let report = match judge(&mut tx, scope, asked).await? {
            Ok(report) => report,
            Err(outcome) => return Ok(outcome),
        };
        let now = self.now();
        let request = self.ctx.new_id().to_string();
        query(sql::ADD_REOPENING_REQUEST)
            .bind(&request)
            .bind(asked.report_id.to_string())
            .bind(i64::from(asked.revision))
            .bind(scope.office().as_str())
            .bind(scope.person().to_string())
            .bind(asked.reason.trim())
            .bind(now.as_millisecond())
            .execute_one(&mut tx)
            .await?;
        let deed = Deed::new(Action::ReopeningAsked)
            .on(&asked.report_id)
            .at(scope.office());
        audit::note(&mut tx, &scope.actor(), deed, now).await?;
        mail::reopening_asked(&mut tx, &report, (&request, asked), now).await?;
        tx.commit().await?;
        Ok(Outcome::Asked)
    }
}

/// The report, where the request can be queued; otherwise what became of it.
async fn judge(
    tx: &mut Tx,
    scope: &OfficerScope,
    asked: &ReopeningRequest,
) -> Result<Result<Report, Outcome>, StoreError> {
    let Some((report, _)) = reports::report(tx, scope.office(), asked.report_id).await? else {
        return Ok(Err(Outcome::NoAccess));
    };
    if report.state.revision() != asked.revision {
        return Ok(Err(Outcome::NotApproved));
    }
    match report.state.ask_reopening(&asked.reason) {
        Ok(()) => {}
        Err(Impossible::ReasonMissing | Impossible::ReasonTooLong) => {
            return Ok(Err(Outcome::NoReason));
        }
        Err(
            Impossible::Approved
            | Impossible::NothingToWithdraw
            | Impossible::NotWaiting
            | Impossible::NotApproved,
        ) => return Ok(Err(Outcome::NotApproved)),
    }
    let open: Option<(String,)> = query(sql::OPEN_REOPENING_REQUEST)
        .bind(asked.report_id.to_string())
        .bind(i64::from(asked.revision))
        .optional(tx)
        .await?;
    Ok(match open {
        Some((reason,)) if reason == asked.reason.trim() => Err(Outcome::Duplicate),
        Some(_) => Err(Outcome::AskedBefore),
        None => Ok(report),
    })
}
