//! «Be Bufdir om gjenåpning»: a request that the server takes at once, or that was never made.

use domain::{
    ids::ReportId,
    wire::{ReopeningRequest, ReopeningRequestAnswer, ReopeningRequestOutcome as Outcome, path},
    workflow::Impossible,
};
use edge::Http;

use super::not_reached;
use crate::{Desktop, Engine, EngineError, view::ReportView};

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Asks Bufdir to reopen an approved report. Nothing waits here: without the server nothing is asked.
    pub async fn ask_reopening(
        &self,
        id: ReportId,
        revision: u32,
        reason: String,
    ) -> Result<ReportView, EngineError> {
        self.touch();
        let store = self.open()?.store;
        let report = store.report(id).await?.ok_or(EngineError::NotFound)?;
        if report.state.revision() != revision {
            return Err(EngineError::NotApproved);
        }
        report.state.ask_reopening(&reason).map_err(refused)?;
        let token = self.session_token()?;
        let request = ReopeningRequest {
            report_id: id,
            revision,
            reason,
        };
        let answer: ReopeningRequestAnswer = self
            .api
            .post(path::REOPENING_REQUESTS, Some(token.as_str()), &request)
            .await
            .map_err(not_reached)?;
        match answer.outcome {
            Outcome::Asked | Outcome::Duplicate => {}
            Outcome::AskedBefore => return Err(EngineError::AskedBefore),
            Outcome::NotApproved => return Err(EngineError::NotApproved),
            Outcome::NoReason => return Err(EngineError::BadInput),
            Outcome::NoAccess => return Err(EngineError::NotFound),
        }
        // Bufdir has it: that this program does not remember it is no reason to say that it has not.
        let kept = store.keep_reopening_request(&report, revision, answer.server_time);
        if let Err(error) = kept.await {
            tracing::warn!(%error, "a request for reopening is not remembered");
        }
        self.desktop.changed();
        self.view_of(&store, report).await
    }
}

fn refused(impossible: Impossible) -> EngineError {
    match impossible {
        Impossible::ReasonMissing | Impossible::ReasonTooLong => EngineError::BadInput,
        Impossible::Approved
        | Impossible::NothingToWithdraw
        | Impossible::NotWaiting
        | Impossible::NotApproved => EngineError::NotApproved,
    }
}
