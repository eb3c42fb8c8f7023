//! What the server promised: receipts, kept and shown.

use std::collections::BTreeMap;

use domain::{
    decision::{AnyDecision, Receipt, Receipted},
    feed::GENESIS,
    ids::DecisionId,
    report::{Hash, Report},
    signing::PublishedKey,
    wire::Outcome,
};
use sqlx::{Connection, SqliteConnection};

use super::{applications, mirror::reports, open_store};
use crate::officers::Officer;

/// The decisions that the officer sees as received.
pub(crate) async fn received(officer: &Officer) -> Vec<DecisionId> {
    let mut store = open_store(officer).await.unwrap();
    let kept = receipts_kept(&mut store).await;
    store.close().await.unwrap();
    kept.into_iter()
        .map(|(decision, _)| decision.id())
        .collect()
}

/// Each receipt is signed by the server for the decision it came for.
pub(super) async fn receipts(store: &mut SqliteConnection, keys: &[PublishedKey]) {
    for (decision, receipt) in receipts_kept(store).await {
        assert_eq!(receipt.verify_for(&decision, keys), Ok(()));
        assert_eq!(receipt.verify(keys), Ok(()), "{receipt:?}");
    }
    for receipt in receipts_shown(store).await {
        assert_eq!(receipt.verify(keys), Ok(()), "{receipt:?}");
    }
}

/// Each receipt holds the office's past. One that the officer had before the server went back may hold
/// another.
pub(super) async fn pasts(
    store: &mut SqliteConnection,
    chains: &BTreeMap<(String, u64), Hash>,
    went_back: bool,
) {
    let mut receipts = receipts_shown(store).await;
    if !went_back {
        let kept = receipts_kept(store).await.into_iter();
        receipts.extend(kept.map(|(_, receipt)| receipt));
    }
    for receipt in receipts {
        let before = match receipt.seq {
            1 => GENESIS,
            seq => chains[&(receipt.office.to_string(), seq - 1)],
        };
        assert_eq!(receipt.chain, before, "{receipt:?}");
    }
}

/// The receipts of the officer's own decisions.
async fn receipts_kept(store: &mut SqliteConnection) -> Vec<(AnyDecision, Receipt)> {
    let settled: Vec<(String, String)> =
        sqlx::query_as("SELECT request, outcome FROM outbox WHERE outcome IS NOT NULL")
            .fetch_all(store)
            .await
            .unwrap();
    let mut receipts = vec![];
    for (request, outcome) in settled {
        let decision: AnyDecision = serde_json::from_str(&request).unwrap();
        match serde_json::from_str(&outcome).unwrap() {
            Outcome::Applied { receipt } | Outcome::Duplicate { receipt } => {
                receipts.push((decision, receipt));
            }
            Outcome::Conflict { .. }
            | Outcome::ApplicationConflict { .. }
            | Outcome::Held { .. }
            | Outcome::Rejected { .. } => {}
        }
    }
    receipts
}

/// The receipts in the office's reports and applications.
async fn receipts_shown(store: &mut SqliteConnection) -> Vec<Receipt> {
    let mut receipts = applications::receipts_shown(store).await;
    for (_, (_, body)) in reports(store).await {
        let report: Report = serde_json::from_str(&body).unwrap();
        for revision in report.revisions {
            if let Some(record) = revision.decision {
                assert_eq!(record.receipt.decision_id, record.id);
                receipts.push(record.receipt);
            }
        }
    }
    receipts
}
