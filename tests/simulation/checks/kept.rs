//! What the server holds: outcomes, mails and deliveries.

use std::collections::BTreeSet;

use domain::{
    ids::{DecisionId, ReportId},
    report::{Report, Submission},
};
use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::{ServerFile, applications, mirror::chains, reminders};
use crate::{bufdir::Bufdir, model::Kind, network::Network};

/// What the server keeps of a decision: its outcome.
pub(crate) async fn decided(database: &ServerFile, id: DecisionId) -> Option<String> {
    let server = &mut *database.look().await;
    let of_either = "SELECT outcome FROM decision WHERE id = ?1
        UNION ALL SELECT outcome FROM application_decision WHERE id = ?1";
    sqlx::query_scalar(of_either)
        .bind(id.to_string())
        .fetch_optional(&mut *server)
        .await
        .unwrap()
}

/// What the server made of a submission: the report, and its revision.
pub(crate) async fn submitted(database: &ServerFile, sent: &Submission) -> Option<(ReportId, u32)> {
    let server = &mut *database.look().await;
    let row: Option<(String, u32)> = sqlx::query_as(
        "SELECT report_id, number FROM revision WHERE unit_no = ?1 AND submission_id = ?2",
    )
    .bind(sent.unit_no.to_string())
    .bind(sent.submission_id.to_string())
    .fetch_optional(&mut *server)
    .await
    .unwrap();
    row.map(|(report, number)| (report.parse().unwrap(), number))
}

/// When the server was told that a delivery is with Bufdir.
pub(crate) async fn acknowledged(database: &ServerFile, id: DecisionId) -> Option<Timestamp> {
    let server = &mut *database.look().await;
    let at: Option<Option<i64>> =
        sqlx::query_scalar("SELECT acknowledged_at FROM delivery WHERE decision_id = ?1")
            .bind(id.to_string())
            .fetch_optional(&mut *server)
            .await
            .unwrap();
    at.flatten()
        .map(|at| Timestamp::from_millisecond(at).unwrap())
}

/// Dense chains; every decision once, with its entry and its mail; nothing unexpected.
pub(crate) async fn server(network: &Network) {
    let server = &mut *network.database.look().await;
    chains(server).await;
    let expected = network.outcomes();
    let of_both = "SELECT id, outcome FROM decision
        UNION ALL SELECT id, outcome FROM application_decision";
    let found: Vec<(String, String)> = sqlx::query_as(of_both)
        .fetch_all(&mut *server)
        .await
        .unwrap();
    assert_eq!(found.len(), expected.len());
    for (id, outcome) in found {
        let expected = match expected[&id.parse().unwrap()] {
            Kind::Applied => "applied",
            Kind::Conflict => "conflict",
            Kind::Rejected => "rejected",
            kind @ (Kind::Duplicate | Kind::NoAccess | Kind::UnknownRevision) => {
                panic!("{kind:?} is not kept")
            }
        };
        assert_eq!(outcome, expected);
    }
    applications::check(network, server).await;
    reminders::check(network, server).await;
    mails_of_what_came(server).await;
}

/// Everything that is to be told has its one cause of mail, and nothing else has.
async fn mails_of_what_came(server: &mut SqliteConnection) {
    let expected: BTreeSet<(String, String)> = sqlx::query_as(
        "SELECT 'revision', report_id || '/' || number FROM revision WHERE submitter <> 'import'
         UNION ALL SELECT 'decision', id FROM decision WHERE outcome = 'applied'
         UNION ALL SELECT 'reopening', id FROM reopening_request
         UNION ALL SELECT 'reminder', office || '/' || reminding_id || '/' || unit_no FROM reminder
            WHERE outcome = 'reminded'
         UNION ALL SELECT 'period', period FROM period",
    )
    .fetch_all(&mut *server)
    .await
    .unwrap()
    .into_iter()
    .chain(applications::causes(server).await)
    .collect();
    // How often an applicant gets a code depends on when the last one was sent.
    let all = "SELECT cause, cause_id FROM mail_cause WHERE cause <> 'code'";
    let causes: Vec<(String, String)> = sqlx::query_as(all).fetch_all(&mut *server).await.unwrap();
    let found: BTreeSet<(String, String)> = causes.iter().cloned().collect();
    assert_eq!(found.len(), causes.len(), "one mail a cause");
    // A half-year that was over before it was opened is told to nobody.
    let owed = expected.iter().filter(|(cause, _)| cause != "period");
    let missing: Vec<_> = owed.filter(|cause| !found.contains(*cause)).collect();
    assert!(missing.is_empty(), "without a mail: {missing:?}");
    let more: Vec<_> = found.difference(&expected).collect();
    assert!(more.is_empty(), "mails of nothing: {more:?}");
}

/// Each applied approval has one delivery, in one dense order, and nothing else has; what is
/// acknowledged was given out, and its report says so.
pub(crate) async fn deliveries(network: &Network, bufdir: &Bufdir) {
    let server = &mut *network.database.look().await;
    let rows: Vec<(i64, String, String, Option<i64>)> = sqlx::query_as(
        "SELECT seq, decision_id, report_id, acknowledged_at FROM delivery ORDER BY seq",
    )
    .fetch_all(&mut *server)
    .await
    .unwrap();
    let approvals = network.approvals();
    assert_eq!(rows.len(), approvals.len(), "one delivery an approval");
    for ((seq, id, report, acknowledged_at), (expected, place)) in
        rows.into_iter().zip(approvals.iter().zip(1..))
    {
        assert_eq!((seq, id.parse().unwrap()), (place, *expected));
        let reached = bufdir.reached.get(expected);
        assert_eq!(
            acknowledged_at,
            reached.map(|at| at.as_millisecond()),
            "{id}"
        );
        assert!(reached.is_none() || bufdir.given.contains(expected));
        let body: Vec<u8> = sqlx::query_scalar("SELECT body FROM feed_body WHERE id = ?1")
            .bind(report)
            .fetch_one(&mut *server)
            .await
            .unwrap();
        let mut report: Report = serde_json::from_slice(&body).unwrap();
        let record = report.record_mut(*expected).unwrap();
        assert_eq!(record.acknowledged_at.as_ref(), reached, "{id}");
    }
}
