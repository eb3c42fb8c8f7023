//! The server from outside, over the network: a hundred reports, writers and a reader at once, every
//! fate of a decision. The same on each database, and where two servers share one.
//!
//! What is checked is computed here from what came over the wire, with none of the product's code.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    generator::{Faults, Made, office_history},
    wire::path,
};
use http::Method;
use scratch_postgres::Cluster;
use serde_json::{Value, json, value::RawValue};
use sha2::{Digest, Sha256};
use support::fleet::{Answer, Fleet};
use uuid::Uuid;

const PERIOD: &str = "2026-1";
const KARI: &str = "01818520030";
const OLA: &str = "14877912052";
const LIV: &str = "02813299960";
/// Offices whose units send, and how many of them.
const SENDING: [(&str, usize); 3] = [("innlandet", 46), ("vestland", 43), ("agder", 11)];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_server_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("server.db").display().to_string();
    everything(folder.path(), &database, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_server_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    Cluster::shared().create("outside_one").unwrap();
    everything(folder.path(), &Cluster::shared().url("outside_one"), 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_on_one_postgresql_asked_in_turn() {
    let folder = tempfile::tempdir().unwrap();
    Cluster::shared().create("outside_two").unwrap();
    everything(folder.path(), &Cluster::shared().url("outside_two"), 2).await;
}

async fn everything(folder: &std::path::Path, database: &str, servers: usize) {
    let fleet = Arc::new(Fleet::start(folder, database, servers).await.unwrap());
    fleet.open_period(PERIOD.parse().unwrap()).await.unwrap();
    let (_, kari) = fleet.officer(KARI, "innlandet").await.unwrap();
    let (_, ola) = fleet.officer(OLA, "innlandet").await.unwrap();
    let (_, liv) = fleet.officer(LIV, "vestland").await.unwrap();
    let desks = Desks {
        kari: kari.access_token,
        ola: ola.access_token,
        liv: liv.access_token,
    };

    let received = writers_and_a_reader(&fleet, &desks.kari).await;
    let innlandet = Feed::of(&fleet, &desks.kari, 500).await;
    let vestland = Feed::of(&fleet, &desks.liv, 7).await;
    assert_eq!((innlandet.seq, vestland.seq), (46, 43));
    assert_eq!((innlandet.bodies.len(), vestland.bodies.len()), (46, 43));
    assert_eq!(received.len(), 100);
    each_sees_its_own(&innlandet, &vestland);
    every_fate(&fleet, &desks, &received, &innlandet).await;
    let Ok(fleet) = Arc::try_unwrap(fleet) else {
        panic!("somebody still asks")
    };
    fleet.close().await;
}

struct Desks {
    kari: String,
    ola: String,
    liv: String,
}

/// A report that was received.
#[derive(Clone)]
struct Received {
    credential: String,
    submission: Value,
    answer: Value,
}

/// Eight writers send a hundred reports while an officer pulls; the officer misses none.
async fn writers_and_a_reader(fleet: &Arc<Fleet>, officer: &str) -> Vec<Received> {
    let mut parts: Vec<Vec<Made>> = (0..8).map(|_| Vec::new()).collect();
    let mut count = 0;
    for (office, most) in SENDING {
        let made = office_history(3, &office.into(), PERIOD.parse().unwrap(), 1, Faults::None);
        for made in made.into_iter().take(most) {
            parts[count % 8].push(made);
            count += 1;
        }
    }
    let writers = parts.into_iter().map(|part| {
        let fleet = Arc::clone(fleet);
        tokio::spawn(async move {
            let mut received = Vec::new();
            for made in part {
                received.push(send(&fleet, made).await);
            }
            received
        })
    });
    let writers: Vec<_> = writers.collect();
    let mut feed = Feed::default();
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        feed.pull(fleet, officer, 5).await;
    }
    let mut received = Vec::new();
    for writer in writers {
        received.extend(writer.await.unwrap());
    }
    while feed.pull(fleet, officer, 5).await {}
    assert_eq!(feed.seq, 46);
    received
}

async fn send(fleet: &Fleet, made: Made) -> Received {
    let credential = fleet.client(&made.submission.unit_no).await.unwrap();
    let submission = serde_json::to_value(&made.submission).unwrap();
    let answer = submit(fleet, &credential, &submission).await;
    assert_eq!(answer["revision"], 1, "{answer}");
    Received {
        credential,
        submission,
        answer,
    }
}

async fn submit(fleet: &Fleet, credential: &str, submission: &Value) -> Value {
    let body = submission.to_string();
    ok(&fleet
        .call(Method::POST, path::REPORTS, credential, body)
        .await
        .unwrap())
}

fn ok(answer: &Answer) -> Value {
    let body = String::from_utf8_lossy(answer.body());
    assert_eq!(answer.status(), 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

/// A page as it stands on the wire.
#[derive(serde::Deserialize)]
struct Page<'a> {
    status: &'a str,
    #[serde(borrow)]
    page: PageBody<'a>,
}

#[derive(serde::Deserialize)]
struct PageBody<'a> {
    office: String,
    #[serde(default)]
    head: u64,
    #[serde(default)]
    entries: Vec<Value>,
    #[serde(borrow, default)]
    bodies: Vec<Body<'a>>,
}

#[derive(serde::Deserialize)]
struct Body<'a> {
    kind: String,
    id: String,
    rev: u64,
    #[serde(borrow)]
    body: &'a RawValue,
}

/// What one client has of its office's feed, chained and checked by its own hand.
#[derive(Default)]
struct Feed {
    office: String,
    seq: u64,
    chain: [u8; 32],
    /// The payload hash of each thing's last entry, until its body has come.
    awaited: BTreeMap<String, (u64, String)>,
    bodies: BTreeMap<String, Value>,
}

impl Feed {
    async fn of(fleet: &Fleet, officer: &str, most: u32) -> Self {
        let mut feed = Self::default();
        while feed.pull(fleet, officer, most).await {}
        feed
    }

    /// Takes the next page; whether there was anything in it.
    async fn pull(&mut self, fleet: &Fleet, officer: &str, most: u32) -> bool {
        let cursor = (self.seq > 0).then(|| {
            let chain = data_encoding::HEXLOWER.encode(&self.chain);
            json!({ "office": self.office, "seq": self.seq, "chain": chain })
        });
        let asked = json!({ "cursor": cursor, "max_entries": most }).to_string();
        let answer = fleet.call(Method::POST, path::PULL, officer, asked).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 200);
        let page: Page<'_> = serde_json::from_slice(answer.body()).unwrap();
        assert_eq!(page.status, "ok");
        let page = page.page;
        self.office = page.office;
        for entry in &page.entries {
            self.chain_on(entry);
        }
        for body in &page.bodies {
            let (rev, hash) = self.awaited.remove(&body.id).unwrap();
            let found = data_encoding::HEXLOWER.encode(&Sha256::digest(body.body.get()));
            assert_eq!((body.kind.as_str(), body.rev, found), ("report", rev, hash));
            let text = serde_json::from_str(body.body.get()).unwrap();
            self.bodies.insert(body.id.clone(), text);
        }
        if self.seq == page.head {
            assert!(self.awaited.is_empty(), "{:?}", self.awaited);
        }
        !page.entries.is_empty()
    }

    /// SHA-256 over the chain before, seq, length of the kind, kind, id, rev and payload hash.
    fn chain_on(&mut self, entry: &Value) {
        let number = |field: &str| entry[field].as_u64().unwrap();
        let text = |field: &str| entry[field].as_str().unwrap();
        assert_eq!(number("seq"), self.seq + 1);
        let kind = text("kind");
        let hash = data_encoding::HEXLOWER.decode(text("payload_hash").as_bytes());
        let mut chained = self.chain.to_vec();
        chained.extend(number("seq").to_be_bytes());
        chained.push(kind.len().try_into().unwrap());
        chained.extend(kind.bytes());
        chained.extend(text("id").parse::<Uuid>().unwrap().as_bytes());
        chained.extend(number("rev").to_be_bytes());
        chained.extend(hash.unwrap());
        self.chain = Sha256::digest(chained).into();
        self.seq += 1;
        let awaited = (number("rev"), text("payload_hash").to_owned());
        self.awaited.insert(text("id").to_owned(), awaited);
    }
}

fn each_sees_its_own(innlandet: &Feed, vestland: &Feed) {
    for (feed, office) in [(innlandet, "innlandet"), (vestland, "vestland")] {
        assert_eq!(feed.office, office);
        for report in feed.bodies.values() {
            assert_eq!(report["office"], office);
        }
    }
    let both = innlandet
        .bodies
        .keys()
        .filter(|id| vestland.bodies.contains_key(*id));
    assert_eq!(both.count(), 0);
}

fn decision(number: u128, on: &Value, approve: bool) -> Value {
    let verdict = if approve {
        json!({ "kind": "approve", "own_figure": 0, "comment": null })
    } else {
        json!({ "kind": "return", "own_figure": null, "comment": "Rett.", "asks": [] })
    };
    json!({
        "id": Uuid::from_u128(number),
        "report_id": on["report_id"],
        "revision": on["revision"],
        "content_hash": on["content_hash"],
        "verdict": verdict,
        "confirmed_at": "2026-08-01T08:00:00Z",
    })
}

async fn push(fleet: &Fleet, officer: &str, items: &[&Value]) -> Vec<Value> {
    let body = json!({ "items": items }).to_string();
    let answer = fleet.call(Method::POST, path::PUSH, officer, body).await;
    let answer = ok(&answer.unwrap());
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results.len(), items.len());
    let outcomes = results.iter().map(|result| result["outcome"].clone());
    outcomes.collect()
}

async fn every_fate(fleet: &Fleet, desks: &Desks, received: &[Received], before: &Feed) {
    let own: Vec<&Received> = received
        .iter()
        .filter(|sent| {
            let id = sent.answer["report_id"].as_str().unwrap();
            before.bodies.contains_key(id)
        })
        .collect();
    let [first, second, third, fourth, ..] = own.as_slice() else {
        panic!("46 reports are received")
    };

    // Applied once, whoever asks again and however often.
    let approved = decision(1, &first.answer, true);
    let outcomes = push(fleet, &desks.kari, &[&approved, &approved]).await;
    assert_eq!(
        (&outcomes[0]["kind"], &outcomes[1]["kind"]),
        (&json!("applied"), &json!("duplicate"))
    );
    assert_eq!(outcomes[0]["receipt"], outcomes[1]["receipt"]);
    let again = push(fleet, &desks.kari, &[&approved]).await;
    assert_eq!(again[0], outcomes[1]);

    // Other bytes under the same id, and the same bytes of another person.
    let mut reused = approved.clone();
    reused["verdict"]["own_figure"] = json!(1);
    let outcomes = push(fleet, &desks.kari, &[&reused]).await;
    assert_eq!(
        outcomes[0],
        json!({ "kind": "rejected", "reason": "key_reuse" })
    );
    let outcomes = push(fleet, &desks.ola, &[&approved]).await;
    assert_eq!(
        outcomes[0],
        json!({ "kind": "held", "reason": "no_access" })
    );

    // A colleague was first.
    let outcomes = push(fleet, &desks.ola, &[&decision(2, &first.answer, false)]).await;
    assert_eq!(outcomes[0]["kind"], "conflict");
    assert_eq!(
        outcomes[0]["current"],
        json!({ "kind": "approved", "revision": 1 })
    );

    // The municipality corrected meanwhile; a revision that is not there yet.
    let mut corrected = second.submission.clone();
    corrected["submission_id"] = json!(Uuid::from_u128(99));
    let corrected = submit(fleet, &second.credential, &corrected).await;
    assert_eq!(corrected["revision"], 2);
    let stale = decision(3, &second.answer, true);
    let mut early = decision(4, &corrected, true);
    early["revision"] = json!(3);
    let outcomes = push(fleet, &desks.kari, &[&stale, &early]).await;
    assert_eq!(outcomes[0]["reason"], "other_revision");
    assert_eq!(
        outcomes[1],
        json!({ "kind": "held", "reason": "unknown_revision" })
    );

    // Another office's officer neither decides nor learns anything.
    let stranger = decision(5, &third.answer, true);
    let mut nowhere = decision(6, &third.answer, true);
    nowhere["report_id"] = json!(Uuid::from_u128(1));
    let outcomes = push(fleet, &desks.liv, &[&stranger, &nowhere]).await;
    assert_eq!(outcomes[0], outcomes[1]);

    // Of sixteen decisions on one report at the same moment one is applied.
    let both = futures_of(fleet, desks, &fourth.answer).await;
    let count = |kind: &str| {
        both.iter()
            .filter(|outcome| outcome["kind"] == kind)
            .count()
    };
    assert_eq!((count("applied"), count("conflict")), (1, 15), "{both:?}");

    let after = Feed::of(fleet, &desks.kari, 500).await;
    assert_eq!(after.seq, before.seq + 3);
    let now = |of: &Received| {
        let id = of.answer["report_id"].as_str().unwrap();
        after.bodies[id]["state"]["kind"].clone()
    };
    assert_eq!(now(first), "approved");
    assert_eq!(now(second), "submitted");
    assert_eq!(now(third), "submitted");
    assert_eq!(now(fourth), "returned");
    // The officer who was behind goes on from the old cursor.
    let mut behind = Feed {
        office: before.office.clone(),
        seq: before.seq,
        chain: before.chain,
        ..Feed::default()
    };
    while behind.pull(fleet, &desks.kari, 1).await {}
    assert_eq!((behind.seq, behind.chain), (after.seq, after.chain));
}

/// Both officers of an office decide at once, eight times each.
async fn futures_of(fleet: &Fleet, desks: &Desks, on: &Value) -> Vec<Value> {
    let pushes = (0..16).map(|number| {
        let officer = if number % 2 == 0 {
            &desks.kari
        } else {
            &desks.ola
        };
        let item = decision(100 + number, on, false);
        async move { push(fleet, officer, &[&item]).await.remove(0) }
    });
    futures::future::join_all(pushes).await
}
