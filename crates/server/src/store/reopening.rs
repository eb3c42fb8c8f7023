//! What offices ask Bufdir to reopen.

use domain::{
    wire::{ReopeningRequest, ReopeningRequestOutcome as Outcome},
    workflow::Impossible,
};

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    feed, query, reports, sql,
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
        let outcome = judge(&mut tx, scope, asked).await?;
        if outcome != Outcome::Asked {
            return Ok(outcome);
        }
        let now = self.now();
        query(sql::ADD_REOPENING_REQUEST)
            .bind(self.ctx.new_id().to_string())
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
        tx.commit().await?;
        Ok(outcome)
    }
}

async fn judge(
    tx: &mut Tx,
    scope: &OfficerScope,
    asked: &ReopeningRequest,
) -> Result<Outcome, StoreError> {
    let Some((report, _)) = reports::report(tx, scope.office(), asked.report_id).await? else {
        return Ok(Outcome::NoAccess);
    };
    if report.state.revision() != asked.revision {
        return Ok(Outcome::NotApproved);
    }
    match report.state.ask_reopening(&asked.reason) {
        Ok(()) => {}
        Err(Impossible::ReasonMissing | Impossible::ReasonTooLong) => return Ok(Outcome::NoReason),
        Err(
            Impossible::Approved
            | Impossible::NothingToWithdraw
            | Impossible::NotWaiting
            | Impossible::NotApproved,
        ) => return Ok(Outcome::NotApproved),
    }
    let open: Option<(String,)> = query(sql::OPEN_REOPENING_REQUEST)
        .bind(asked.report_id.to_string())
        .bind(i64::from(asked.revision))
        .optional(tx)
        .await?;
    Ok(open.map_or(Outcome::Asked, |_| Outcome::Duplicate))
}
