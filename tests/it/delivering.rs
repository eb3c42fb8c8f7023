//! From an officer's Ja to Bufdir and back, with the operator's commands and two servers on one
//! database.

use domain::{
    decision::{Decision, Verdict},
    generator::{Faults, Made, office_history},
    ids::DecisionId,
    report::Report,
    wire::{Outcome, PullPage, PullRequest, PushAnswer, Submitted, path},
};
use http::Method;
use scratch_postgres::Cluster;
use serde::de::DeserializeOwned;
use serde_json::json;
use support::{bufdir::Bufdir, fleet::Fleet};
use uuid::Uuid;

const PERIOD: &str = "2026-1";
const KARI: &str = "01818520030";
const OFFICE: &str = "innlandet";
const REPORTS: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bufdirs_system_gets_what_is_approved_as_long_as_its_credential_lasts() {
    let folder = tempfile::tempdir().unwrap();
    Cluster::shared().create("delivering").unwrap();
    let database = Cluster::shared().url("delivering");
    let fleet = Fleet::start(folder.path(), &database, 2).await.unwrap();
    fleet.open_period(PERIOD.parse().unwrap()).await.unwrap();
    let (_, kari) = fleet.officer(KARI, OFFICE).await.unwrap();
    let kari = kari.access_token;
    let operator = |arguments: &[&str]| fleet.installation().administer(arguments, "");
    let credential = operator(&["bufdir", "add", "--system", "Register"]).unwrap();
    let mut bufdir = Bufdir::new(fleet.address().unwrap(), credential.trim()).unwrap();

    assert_eq!(bufdir.acknowledge_all().await.unwrap(), 0);
    let made = office_history(3, &OFFICE.into(), PERIOD.parse().unwrap(), 1, Faults::None);
    for (id, made) in (1..).zip(made.into_iter().take(REPORTS)) {
        approve(&fleet, &kari, made, id).await;
    }
    assert_eq!(bufdir.acknowledge_all().await.unwrap(), REPORTS);
    assert_eq!(bufdir.acknowledge_all().await.unwrap(), 0);
    assert_eq!(acknowledged(&fleet, &kari).await, REPORTS);

    let listed = operator(&["bufdir", "list"]).unwrap();
    let row: Vec<&str> = listed.trim_end().split('\t').collect();
    let ["system", id, _, until, name] = row.as_slice() else {
        panic!("{listed}");
    };
    assert_eq!((*until, *name), ("-", "Register"));
    let end = ["bufdir", "end", "--system", id];
    assert_eq!(operator(&end).unwrap(), "ended\n");
    assert!(bufdir.acknowledge_all().await.is_err());
    let told = operator(&end).unwrap_err().to_string();
    assert!(told.contains("see `bufdir list`"), "{told}");
    let listed = operator(&["bufdir", "list"]).unwrap();
    assert!(!listed.contains("\t-\t"), "{listed}");
    fleet.close().await;
}

async fn approve(fleet: &Fleet, officer: &str, made: Made, id: u128) {
    let unit = fleet.client(&made.submission.unit_no).await.unwrap();
    let sent = json!(made.submission).to_string();
    let received: Submitted = post(fleet, path::REPORTS, &unit, sent).await;
    let decision = Decision {
        id: DecisionId(Uuid::from_u128(id)),
        report_id: received.report_id,
        revision: received.revision,
        content_hash: received.content_hash,
        verdict: Verdict::Approve {
            own_figure: 0,
            comment: None,
        },
        confirmed_at: received.received_at,
    };
    let body = json!({ "items": [decision] }).to_string();
    let answer: PushAnswer = post(fleet, path::PUSH, officer, body).await;
    let outcome = &answer.results[0].outcome;
    assert!(matches!(outcome, Outcome::Applied { .. }), "{outcome:?}");
}

/// How many reports of the office's feed Bufdir has acknowledged.
async fn acknowledged(fleet: &Fleet, officer: &str) -> usize {
    let asked = PullRequest {
        cursor: None,
        max_entries: 500,
    };
    let asked = json!(asked).to_string();
    let PullPage::Ok { bodies, .. } = post(fleet, path::PULL, officer, asked).await else {
        panic!("diverged");
    };
    let reports = bodies.iter().map(|body| body.body.get());
    let reports = reports.map(|body| serde_json::from_str::<Report>(body).unwrap());
    let records = reports.filter_map(|report| report.revision(1)?.decision.clone());
    records
        .filter(|record| record.acknowledged_at.is_some())
        .count()
}

async fn post<T: DeserializeOwned>(fleet: &Fleet, path: &str, token: &str, body: String) -> T {
    let answer = fleet.call(Method::POST, path, token, body).await.unwrap();
    let said = String::from_utf8_lossy(answer.body());
    assert_eq!(answer.status(), 200, "{said}");
    serde_json::from_slice(answer.body()).unwrap()
}
