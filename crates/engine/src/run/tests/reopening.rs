//! Bufdir is asked to reopen a report: by the server, or not at all.

use domain::{
    report::ReportState,
    wire::{ReopeningRequestAnswer, ReopeningRequestOutcome as Answered},
};

use super::*;
use crate::review::testing::report;

/// A desk with an approved report.
async fn with_approved() -> (Desk, ReportId) {
    let desk = Desk::new().await;
    desk.rest().await;
    let approved = report(9, ReportState::Approved { revision: 1 });
    desk.gets(std::slice::from_ref(&approved), &[]).await;
    (desk, approved.id)
}

pub(super) fn answer(outcome: Answered) -> Vec<u8> {
    json_bytes(&ReopeningRequestAnswer {
        server_time: Timestamp::UNIX_EPOCH,
        outcome,
    })
}

#[tokio::test(crate = "crate::testing")]
async fn what_bufdir_was_asked_for_is_kept() {
    for answered in [Answered::Asked, Answered::Duplicate] {
        let (desk, id) = with_approved().await;
        desk.server.lock().unwrap().reopening = answered;
        let reason = "Ett tall er feil.".to_owned();
        let asked = desk.engine.ask_reopening(id, 1, reason).await.unwrap();
        assert!(asked.reopening_asked_at.is_some(), "{answered:?}");
        let shown = desk.engine.report(id).await.unwrap();
        assert!(shown.reopening_asked_at.is_some(), "{answered:?}");
    }
}

#[tokio::test(crate = "crate::testing")]
async fn a_reason_that_bufdir_did_not_get_is_told_and_not_kept_as_asked() {
    for answered in [
        Answered::AskedBefore,
        Answered::NotApproved,
        Answered::NoReason,
        Answered::NoAccess,
    ] {
        let (desk, id) = with_approved().await;
        desk.server.lock().unwrap().reopening = answered;
        let reason = "Ett tall er feil.".to_owned();
        let told = desk.engine.ask_reopening(id, 1, reason).await.unwrap_err();
        let is_before = matches!(told, EngineError::AskedBefore);
        assert_eq!(is_before, answered == Answered::AskedBefore, "{told}");
        let shown = desk.engine.report(id).await.unwrap();
        assert_eq!(shown.reopening_asked_at, None, "{answered:?}");
    }
}
