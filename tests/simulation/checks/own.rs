//! What the officer did: drafts and decisions, in the store and sealed beside it.

use std::collections::BTreeMap;

use domain::{
    decision::{AnyDecision, Draft, Receipted},
    ids::{DecisionId, ReportId},
};
use sqlx::{Connection, SqliteConnection};

use super::{applications, open_store};
use crate::{losses::Ids, model::Kind, network::Network, officers::Officer};

/// Drafts change only by their officer.
pub(super) async fn drafts(officer: &Officer, store: &mut SqliteConnection) {
    let rows: Vec<(String, u32, String)> =
        sqlx::query_as("SELECT report_id, revision, body FROM draft")
            .fetch_all(&mut *store)
            .await
            .unwrap();
    let found: BTreeMap<_, Draft> = rows
        .into_iter()
        .map(|(id, revision, body)| {
            (
                (id.parse().unwrap(), revision),
                serde_json::from_str(&body).unwrap(),
            )
        })
        .collect();
    assert_eq!(found, officer.drafts, "drafts of officer {}", officer.who);
    let typed = applications::answer_drafts(store).await;
    assert_eq!(typed, officer.typed, "answers of officer {}", officer.who);
}

/// What was said to be saved is there, nothing else is, and a final outcome stays; what was acknowledged
/// may be asked about again.
pub(super) async fn outbox(officer: &mut Officer, network: &Network, store: &mut SqliteConnection) {
    let rows: Vec<(String, String, Option<i64>, Option<String>)> =
        sqlx::query_as("SELECT decision_id, request, attempted_at, outcome FROM outbox")
            .fetch_all(store)
            .await
            .unwrap();
    let here: Ids = rows.iter().map(|row| row.0.parse().unwrap()).collect();
    let sealed = sealed(officer);
    for id in officer.confirmed.difference(&here) {
        assert!(sealed.contains(id), "officer {}: {id} is gone", officer.who);
    }
    for (id, request, attempted_at, outcome) in rows {
        let id: DecisionId = id.parse().unwrap();
        assert!(officer.confirmed.contains(&id), "{id} was never confirmed");
        let decision: AnyDecision = serde_json::from_str(&request).unwrap();
        assert_eq!(decision.id(), id);
        let Some(outcome) = outcome else {
            let is_sealed = sealed.contains(&id) || network.told(officer.who).contains(&id);
            // What was taken back since a copy was made waits in it, and is sealed when that is opened.
            assert!(
                is_sealed || officer.is_put_back || officer.has_ended,
                "{id} waits and is not sealed"
            );
            continue;
        };
        assert!(attempted_at.is_some(), "{id} is settled and was never sent");
        let kind = Kind::of(&serde_json::from_str(&outcome).unwrap());
        if kind != Kind::NoAccess && kind != Kind::UnknownRevision {
            let first = officer.finals.entry(id).or_insert_with(|| outcome.clone());
            let was_received = network.told(officer.who).contains(&id);
            let may_change = was_received && network.may_ask_again(officer.who);
            assert!(
                *first == outcome || may_change,
                "the outcome of {id} changed"
            );
        }
    }
}

/// The decisions that lie sealed beside an officer's store.
pub(crate) fn sealed(officer: &Officer) -> Ids {
    let folder = officer.folder.join(format!("{}.sealed", officer.person));
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ids::new();
    };
    entries
        .filter_map(|entry| {
            let name = entry.unwrap().file_name();
            name.to_str()?.strip_suffix(".box")?.parse().ok()
        })
        .collect()
}

/// What is settled in an officer's store, and what waits there or is held.
pub(crate) async fn outbox_now(officer: &Officer) -> (Ids, Ids) {
    let Some(mut store) = open_store(officer).await else {
        return (Ids::new(), Ids::new());
    };
    let rows: Vec<(String, bool)> = sqlx::query_as(
        "SELECT decision_id, outcome IS NOT NULL AND json_extract(outcome, '$.kind') <> 'held'
         FROM outbox",
    )
    .fetch_all(&mut store)
    .await
    .unwrap();
    store.close().await.unwrap();
    let (mut settled, mut waiting) = (Ids::new(), Ids::new());
    for (id, is_settled) in rows {
        let ids = if is_settled {
            &mut settled
        } else {
            &mut waiting
        };
        ids.insert(id.parse().unwrap());
    }
    (settled, waiting)
}

/// What an older copy keeps back, and no attempt was made to send in it.
pub(crate) async fn unsure(officer: &Officer) -> Ids {
    let mut store = open_store(officer).await.unwrap();
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT decision_id FROM outbox
         WHERE unsure = 1 AND outcome IS NULL AND attempted_at IS NULL",
    )
    .fetch_all(&mut store)
    .await
    .unwrap();
    store.close().await.unwrap();
    ids.iter().map(|id| id.parse().unwrap()).collect()
}

/// The draft that an officer's store holds of a revision.
pub(crate) async fn draft_of(officer: &Officer, of: (ReportId, u32)) -> Option<Draft> {
    let mut store = open_store(officer).await.unwrap();
    let body: Option<String> =
        sqlx::query_scalar("SELECT body FROM draft WHERE report_id = ?1 AND revision = ?2")
            .bind(of.0.to_string())
            .bind(of.1)
            .fetch_optional(&mut store)
            .await
            .unwrap();
    store.close().await.unwrap();
    body.map(|body| serde_json::from_str(&body).unwrap())
}
