//! Applications for access: each once, answered once, with one reader and one mail of each change.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    application::{Answer, Application},
    decision::Receipt,
    ids::{ApplicationId, DecisionId},
};
use engine::view::AnswerDraft;
use sqlx::{Connection, SqliteConnection};

use super::{ServerFile, mirror, open_store};
use crate::{model::WaitsFor, network::Network, officers::Officer};

/// What the server made of an application: its state.
pub(crate) async fn application(database: &ServerFile, id: ApplicationId) -> Option<String> {
    let server = &mut *database.look().await;
    sqlx::query_scalar("SELECT state FROM application WHERE id = ?1")
        .bind(id.to_string())
        .fetch_optional(&mut *server)
        .await
        .unwrap()
}

/// The draft that an officer's store holds of an answer.
pub(crate) async fn answer_draft_of(officer: &Officer, id: ApplicationId) -> Option<AnswerDraft> {
    let mut store = open_store(officer).await.unwrap();
    let drafts = answer_drafts(&mut store).await;
    store.close().await.unwrap();
    drafts.get(&id).cloned()
}

/// What an officer's store holds of what was typed on applications.
pub(super) async fn answer_drafts(
    store: &mut SqliteConnection,
) -> BTreeMap<ApplicationId, AnswerDraft> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT application_id, body FROM answer_draft")
            .fetch_all(store)
            .await
            .unwrap();
    let rows = rows.into_iter();
    let read = |(id, body): (String, String)| (id.parse().unwrap(), from_json(&body));
    rows.map(read).collect()
}

fn from_json<T: serde::de::DeserializeOwned>(body: &str) -> T {
    serde_json::from_str(body).unwrap()
}

/// The applications in an officer's store.
pub(super) async fn in_store(store: &mut SqliteConnection) -> BTreeMap<String, (i64, String)> {
    mirror::held(store, "SELECT id, rev, body FROM application").await
}

/// The receipts in the office's applications.
pub(super) async fn receipts_shown(store: &mut SqliteConnection) -> Vec<Receipt> {
    let mut receipts = vec![];
    for (_, (_, body)) in in_store(store).await {
        let application: Application = from_json(&body);
        for record in application.answers {
            let receipt = record.receipt.expect("only offices answer here");
            assert_eq!(receipt.decision_id, record.id);
            receipts.push(receipt);
        }
    }
    receipts
}

struct Row {
    id: ApplicationId,
    state: String,
    rev: i64,
    application: Application,
}

async fn rows(server: &mut SqliteConnection) -> Vec<Row> {
    let rows: Vec<(String, String, i64, Vec<u8>)> =
        sqlx::query_as("SELECT id, state, rev, body FROM application")
            .fetch_all(&mut *server)
            .await
            .unwrap();
    let rows = rows.into_iter().map(|(id, state, rev, body)| Row {
        id: id.parse().unwrap(),
        state,
        rev,
        application: serde_json::from_slice(&body).unwrap(),
    });
    rows.collect()
}

/// Each application stands where it must, tells its office so, and has a reader where the answer was Ja.
pub(super) async fn check(network: &Network, server: &mut SqliteConnection) {
    let expected = network.applications();
    let found = rows(server).await;
    assert_eq!(found.len(), expected.len(), "applications");
    for row in found {
        let waits_for = match row.state.as_str() {
            "at_office" => WaitsFor::Office,
            "at_bufdir" => WaitsFor::Bufdir,
            _ => WaitsFor::Nobody,
        };
        assert_eq!(waits_for, expected[&row.id], "{}", row.id);
        let id = row.id.to_string();
        let told: (i64, bool) = sqlx::query_as(
            "SELECT feed_body.rev, feed_body.body = application.body FROM feed_body
             JOIN application ON application.id = feed_body.id
             WHERE feed_body.kind = 'application' AND feed_body.id = ?1",
        )
        .bind(&id)
        .fetch_one(&mut *server)
        .await
        .unwrap();
        assert_eq!(told, (row.rev, true), "what the office is told of {id}");
        let readers: i64 =
            sqlx::query_scalar("SELECT count(*) FROM role WHERE application_id = ?1")
                .bind(&id)
                .fetch_one(&mut *server)
                .await
                .unwrap();
        let is_approved = row.state == "approved";
        assert_eq!(readers, i64::from(is_approved), "readers by {id}");
        answered_once(&row.application);
    }
}

fn answered_once(application: &Application) {
    let ids: BTreeSet<DecisionId> = application.answers.iter().map(|of| of.id).collect();
    assert_eq!(ids.len(), application.answers.len());
    assert!(ids.len() <= 1, "{} is answered twice", application.id);
}

/// The causes of mail of every change of an application.
pub(super) async fn causes(server: &mut SqliteConnection) -> Vec<(String, String)> {
    let mut causes = vec![];
    for row in rows(server).await {
        let mut add = |cause: &str, rev: usize| {
            causes.push((cause.to_owned(), format!("{}/{rev}", row.id)));
        };
        add("application", 1);
        for (record, rev) in row.application.answers.iter().zip(2..) {
            add("answer", rev);
            if record.answer == (Answer::Forward {}) {
                add("application", rev);
            }
        }
    }
    causes
}
