//! The promises, checked from outside: by reading both files with a key, without the programs' code.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use domain::{
    decision::{AnyDecision, Draft, Receipt, Receipted},
    feed::{EntityKind, Entry, GENESIS},
    ids::{DecisionId, ReportId},
    report::{Hash, Report, Submission},
    signing::PublishedKey,
    wire::{self, Outcome},
};
use engine::{Keychain, view::TaskState};
use jiff::Timestamp;
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

use support::vault;

use crate::{bufdir::Bufdir, losses::Ids, model::Kind, network::Network, officers::Officer};

mod applications;
mod reminders;

pub(crate) use applications::{answer_draft_of, application};
pub(crate) use reminders::reminded;

/// The server's file, as it is read from outside: by one connection, since to open one costs more than most looks.
pub(crate) struct ServerFile {
    path: PathBuf,
    connection: Mutex<Option<SqliteConnection>>,
}

impl ServerFile {
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            connection: Mutex::new(None),
        }
    }

    async fn look(&self) -> MappedMutexGuard<'_, SqliteConnection> {
        let mut connection = self.connection.lock().await;
        if connection.is_none() {
            let options = SqliteConnectOptions::new()
                .filename(&self.path)
                .read_only(true);
            let opened = SqliteConnection::connect_with(&options).await;
            *connection = Some(opened.unwrap());
        }
        MutexGuard::map(connection, |connection| connection.as_mut().unwrap())
    }

    /// Before another file takes its place, and in the end.
    pub(crate) async fn let_go(&self) {
        if let Some(connection) = self.connection.lock().await.take() {
            connection.close().await.unwrap();
        }
    }
}

/// Everything that must be true of an officer's machine at any moment.
pub(crate) async fn officer(officer: &mut Officer, network: &Network, keys: &[PublishedKey]) {
    let Some(mut store) = open_store(officer).await else {
        return;
    };
    let server = &mut *network.database.look().await;
    drafts(officer, &mut store).await;
    outbox(officer, network, &mut store).await;
    let is_behind = network.is_behind(officer.who);
    receipts(&mut store, keys).await;
    if mirror(&mut store, server, is_behind).await {
        let chains = chains(server).await;
        pasts(&mut store, &chains, network.went_back()).await;
    }
    store.close().await.unwrap();
}

/// The decisions that the officer sees as received.
pub(crate) async fn received(officer: &Officer) -> Vec<DecisionId> {
    let mut store = open_store(officer).await.unwrap();
    let kept = receipts_kept(&mut store).await;
    store.close().await.unwrap();
    kept.into_iter()
        .map(|(decision, _)| decision.id())
        .collect()
}

/// Drafts change only by their officer.
async fn drafts(officer: &Officer, store: &mut SqliteConnection) {
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
async fn outbox(officer: &mut Officer, network: &Network, store: &mut SqliteConnection) {
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

/// Each report is one the feed had at or before the cursor, and of the officer's own office. Who has not
/// heard from a server that went back may still stand where it was: then this is false.
async fn mirror(
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

/// Each receipt is signed by the server for the decision it came for.
async fn receipts(store: &mut SqliteConnection, keys: &[PublishedKey]) {
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
async fn pasts(
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

/// Office, number, kind, thing, revision, payload hash, chain.
type EntryRow = (String, i64, String, String, i64, Vec<u8>, Vec<u8>);

/// The chain value after each entry, reckoned from the entries.
async fn chains(server: &mut SqliteConnection) -> BTreeMap<(String, u64), Hash> {
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
        let rows: Vec<(String, String, Option<String>, bool)> = sqlx::query_as(
            "SELECT decision_id, thing_id, outcome, EXISTS (
                 SELECT 1 FROM outbox AS newer
                 WHERE newer.thing_id = outbox.thing_id AND newer.rowid > outbox.rowid
             ) FROM outbox",
        )
        .fetch_all(&mut store)
        .await
        .unwrap();
        for (id, report, outcome, is_followed) in rows {
            let outcome = outcome.unwrap_or_else(|| panic!("officer {who}: {id} waits for ever"));
            let outcome: Outcome = serde_json::from_str(&outcome).unwrap();
            let there = kept.get(&id.parse().unwrap()).copied();
            match Kind::of(&outcome) {
                Kind::Applied | Kind::Duplicate => assert_eq!(there, Some(Kind::Applied), "{id}"),
                // A refusal that the server forgot is not offered again.
                kind @ (Kind::Conflict | Kind::Rejected) => assert!(
                    there == Some(kind) || there.is_none() && network.went_back(),
                    "{id}: {there:?}"
                ),
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
        store.close().await.unwrap();
    }
}

/// What an office's feed says last of everything of a kind.
async fn bodies(
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

async fn reports(store: &mut SqliteConnection) -> BTreeMap<String, (i64, String)> {
    let rows: Vec<(String, i64, String)> = sqlx::query_as("SELECT id, rev, body FROM report")
        .fetch_all(store)
        .await
        .unwrap();
    rows.into_iter()
        .map(|(id, rev, body)| (id, (rev, body)))
        .collect()
}

/// Whether the officer has a store that a PIN opens.
pub(crate) async fn opens(officer: &Officer) -> bool {
    let Some(store) = open_store(officer).await else {
        return false;
    };
    store.close().await.unwrap();
    true
}

/// The officer's store, by its key alone; none before the first login.
async fn open_store(officer: &Officer) -> Option<SqliteConnection> {
    let entry = officer.keychain.get(&vault::entry_name(officer.person));
    let entry = entry.unwrap()?;
    let file = officer.folder.join(format!("{}.vault", officer.person));
    // Too many wrong PINs: a keychain without a secret, and nothing to unwrap.
    if entry.get(33) == Some(&u8::MAX) || !file.exists() {
        return None;
    }
    let key = vault::store_key(&officer.folder, officer.person, &entry, vault::PIN).unwrap();
    let hex = data_encoding::HEXLOWER.encode(&key);
    let options = SqliteConnectOptions::new()
        .filename(officer.folder.join(format!("{}.db", officer.person)))
        .read_only(true)
        .pragma("key", format!("\"x'{hex}'\""));
    Some(SqliteConnection::connect_with(&options).await.unwrap())
}
