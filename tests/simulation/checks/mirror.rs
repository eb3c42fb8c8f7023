//! What the server told of: the store's copy, and the feed that it came by.

use std::collections::BTreeMap;

use domain::{
    feed::{EntityKind, Entry, GENESIS},
    report::{Hash, Report},
    wire,
};
use sqlx::SqliteConnection;

use super::applications;

/// Each report is one the feed had at or before the cursor, and of the officer's own office. Who has not
/// heard from a server that went back may still stand where it was: then this is false.
pub(super) async fn mirror(
    store: &mut SqliteConnection,
    server: &mut SqliteConnection,
    is_behind: bool,
) -> bool {
    let body: String = sqlx::query_scalar("SELECT body FROM officer")
        .fetch_one(&mut *store)
        .await
        .unwrap();
    let me: wire::Officer = serde_json::from_str(&body).unwrap();
    let reports = reports(store).await;
    let applications = applications::in_store(store).await;
    let cursors: Vec<(String, i64, String)> =
        sqlx::query_as("SELECT office, seq, chain FROM feed_cursor")
            .fetch_all(&mut *store)
            .await
            .unwrap();
    assert!(cursors.len() <= 1, "{cursors:?}");
    let Some((office, seq, chain)) = cursors.into_iter().next() else {
        assert!(reports.is_empty(), "reports without a cursor");
        assert!(applications.is_empty(), "applications without a cursor");
        return true;
    };
    assert_eq!(office, me.office.as_str());
    let found: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT chain FROM feed_entry WHERE office = ?1 AND seq = ?2")
            .bind(&office)
            .bind(seq)
            .fetch_optional(&mut *server)
            .await
            .unwrap();
    let chain_there = found.unwrap_or_else(|| GENESIS.0.to_vec());
    let is_there = Hash(chain_there.try_into().unwrap()).to_string() == chain;
    if is_behind && !is_there {
        return false;
    }
    assert!(is_there, "the cursor is no place in the feed");
    for (id, (rev, body)) in reports {
        let report: Report = serde_json::from_str(&body).unwrap();
        assert_eq!(report.office, me.office, "a report of another office");
        let entry = (office.as_str(), "report", id.as_str(), rev);
        came_by(server, entry, (seq, &body)).await;
    }
    for (id, (rev, body)) in applications {
        let entry = (office.as_str(), "application", id.as_str(), rev);
        came_by(server, entry, (seq, &body)).await;
    }
    true
}

/// What is here came by an entry of the office's feed, at or before the cursor.
async fn came_by(
    server: &mut SqliteConnection,
    (office, kind, id, rev): (&str, &str, &str, i64),
    (seq, body): (i64, &str),
) {
    let (there, hash): (i64, Vec<u8>) = sqlx::query_as(
        "SELECT seq, payload_hash FROM feed_entry
         WHERE office = ?1 AND kind = ?2 AND id = ?3 AND rev = ?4",
    )
    .bind(office)
    .bind(kind)
    .bind(id)
    .bind(rev)
    .fetch_one(&mut *server)
    .await
    .unwrap();
    assert!(there <= seq, "a {kind} from after the cursor");
    assert_eq!(hash, Hash::of(body.as_bytes()).0);
}

/// Office, number, kind, thing, revision, payload hash, chain.
type EntryRow = (String, i64, String, String, i64, Vec<u8>, Vec<u8>);

/// The chain value after each entry, reckoned from the entries.
pub(super) async fn chains(server: &mut SqliteConnection) -> BTreeMap<(String, u64), Hash> {
    let entries: Vec<EntryRow> = sqlx::query_as(
        "SELECT office, seq, kind, id, rev, payload_hash, chain FROM feed_entry ORDER BY office, seq",
    )
    .fetch_all(&mut *server)
    .await
    .unwrap();
    let mut chains = BTreeMap::new();
    for (office, seq, kind, id, rev, payload_hash, chain) in entries {
        let seq = u64::try_from(seq).unwrap();
        let before = match seq {
            1 => GENESIS,
            // A gap has no chain value here.
            seq => chains[&(office.clone(), seq - 1)],
        };
        let entry = Entry {
            seq,
            kind: match kind.as_str() {
                "report" => EntityKind::Report,
                _ => EntityKind::Application,
            },
            id: id.parse().unwrap(),
            rev: u64::try_from(rev).unwrap(),
            payload_hash: Hash(payload_hash.try_into().unwrap()),
        };
        let after = entry.chained_to(before);
        assert_eq!(after.0.as_slice(), chain, "entry {seq} of {office}");
        chains.insert((office, seq), after);
    }
    chains
}

/// What an office's feed says last of everything of a kind.
pub(super) async fn bodies(
    server: &mut SqliteConnection,
    office: &str,
    kind: &str,
) -> BTreeMap<String, (i64, String)> {
    let bodies: Vec<(String, i64, Vec<u8>)> =
        sqlx::query_as("SELECT id, rev, body FROM feed_body WHERE office = ?1 AND kind = ?2")
            .bind(office)
            .bind(kind)
            .fetch_all(&mut *server)
            .await
            .unwrap();
    let bodies = bodies.into_iter();
    let read = |(id, rev, body)| (id, (rev, String::from_utf8(body).unwrap()));
    bodies.map(read).collect()
}

pub(super) async fn reports(store: &mut SqliteConnection) -> BTreeMap<String, (i64, String)> {
    held(store, "SELECT id, rev, body FROM report").await
}

/// What a statement finds in an officer's store: ids, each with its revision and its body.
pub(super) async fn held(
    store: &mut SqliteConnection,
    statement: &'static str,
) -> BTreeMap<String, (i64, String)> {
    let rows: Vec<(String, i64, String)> =
        sqlx::query_as(statement).fetch_all(store).await.unwrap();
    rows.into_iter()
        .map(|(id, rev, body)| (id, (rev, body)))
        .collect()
}
