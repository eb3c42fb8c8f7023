//! What is true in the end, with nothing in the way any more.

use domain::wire::Outcome;
use engine::view::TaskState;
use sqlx::{Connection, SqliteConnection};

use super::{
    applications, figures,
    mirror::{bodies, reports},
    open_store,
};
use crate::{bufdir::Bufdir, losses::Ids, model::Kind, network::Network, officers::Officer};

/// Bufdir has every approval, and each officer of its office sees that it has.
pub(crate) async fn everything_at_bufdir(officers: &[Officer], bufdir: &Bufdir, network: &Network) {
    assert_eq!(bufdir.reached.len(), network.approvals().len());
    for officer in officers {
        for row in officer.engine.tasks().await.unwrap().archive {
            let TaskState::Received {
                approve, at_bufdir, ..
            } = row.state
            else {
                panic!("{:?} in the archive", row.state);
            };
            assert_eq!(
                approve, at_bufdir,
                "officer {}: {}",
                officer.who, row.reference
            );
            if at_bufdir {
                network.count("seen at Bufdir");
            }
        }
    }
}

/// With nothing in the way any more, every promise is kept and both sides hold the same.
pub(crate) async fn everything_settled(officers: &[Officer], network: &Network) {
    let server = &mut *network.database.look().await;
    let kept = network.outcomes();
    for officer in officers {
        let who = officer.who;
        let office = network.office_of(who);
        let mut store = open_store(officer).await.unwrap();
        let rows: Vec<(String, String, Option<String>, bool, bool)> = sqlx::query_as(
            "SELECT decision_id, thing_id, outcome, EXISTS (
                 SELECT 1 FROM outbox AS newer
                 WHERE newer.thing_id = outbox.thing_id AND newer.rowid > outbox.rowid
             ), first_receipt IS NOT NULL FROM outbox",
        )
        .fetch_all(&mut store)
        .await
        .unwrap();
        for (id, report, outcome, is_followed, was_acknowledged) in rows {
            let outcome = outcome.unwrap_or_else(|| panic!("officer {who}: {id} waits for ever"));
            let outcome: Outcome = serde_json::from_str(&outcome).unwrap();
            let there = kept.get(&id.parse().unwrap()).copied();
            match Kind::of(&outcome) {
                Kind::Applied | Kind::Duplicate => assert_eq!(there, Some(Kind::Applied), "{id}"),
                // A refusal that the server forgot is not offered again; nor is one that a backup has made an
                // approval or a return, where its officer never had a receipt and has decided anew since.
                kind @ (Kind::Conflict | Kind::Rejected) => {
                    let stays = match there {
                        None => network.went_back(),
                        Some(Kind::Applied) => {
                            network.went_back() && is_followed && !was_acknowledged
                        }
                        Some(found) => found == kind,
                    };
                    assert!(stays, "{id}: {there:?}");
                }
                // Decided as an officer of another office, and left with it; or the report was forgotten for a while, in
                // which a newer decision took the place of this one; or it is forgotten.
                Kind::NoAccess => match office_of(&report, server).await {
                    Some(found) => assert!(
                        found != office || is_followed && network.went_back(),
                        "{id}: held, and followed by none"
                    ),
                    None => assert!(network.went_back(), "{id}"),
                },
                Kind::UnknownRevision => {
                    assert!(network.went_back(), "officer {who}: {id} is still held");
                }
            }
        }
        nothing_silently_gone(officer, network).await;
        let there = bodies(server, office, "report").await;
        assert_eq!(reports(&mut store).await, there, "officer {who}");
        let there = bodies(server, office, "application").await;
        let here = applications::in_store(&mut store).await;
        assert_eq!(here, there, "officer {who}");
        // Figures have numbers and no chain: from a server with another past some may be missed.
        if !network.went_back() {
            let there = figures::approved(server, office).await;
            let here = figures::in_store(&mut store).await;
            assert_eq!(here, there, "officer {who}");
        }
        store.close().await.unwrap();
    }
}

/// What the officer was told is received is with the server, or is shown as lost with the receipt.
async fn nothing_silently_gone(officer: &Officer, network: &Network) {
    let kept = network.outcomes();
    let tasks = officer.engine.tasks().await.unwrap();
    let lost = tasks.lost;
    assert!(lost.is_empty() || network.went_back());
    for decision in &lost {
        let there = kept.get(&decision.decision_id);
        assert_ne!(there, Some(&Kind::Applied), "{decision:?} is not lost");
        assert_eq!(decision.receipt.decision_id, decision.decision_id);
        let is_named = decision.unit_name.is_some();
        let from_box = officer.from_boxes.contains(&decision.decision_id);
        assert!(is_named || from_box, "{decision:?}");
    }
    let answers = tasks.applications.kept.iter();
    let answers = answers.filter(|answer| answer.lost_receipt.is_some());
    let answers: Ids = answers.map(|answer| answer.decision_id).collect();
    for id in network.told(officer.who) {
        let is_lost = lost.iter().any(|decision| decision.decision_id == id);
        let is_shown = is_lost || answers.contains(&id);
        let is_there = kept.get(&id) == Some(&Kind::Applied);
        assert!(is_there || is_shown, "{id} is silently gone");
    }
}

async fn office_of(thing: &str, server: &mut SqliteConnection) -> Option<String> {
    let of_either = "SELECT office FROM report WHERE id = ?1
        UNION ALL SELECT office FROM application WHERE id = ?1";
    sqlx::query_scalar(of_either)
        .bind(thing)
        .fetch_optional(&mut *server)
        .await
        .unwrap()
}
