//! A server that was restored from a backup older than what it had promised: what an officer's machine
//! does about it, and what the officer sees. The programs run as they are installed, on each database.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{
    decision::{Draft, Receipt},
    ids::ReportId,
    report::json_bytes,
    wire::{Submitted, path},
};
use edge::{Http, ReqwestHttp, system_ctx};
use engine::view::{Link, NeedsYouReason, Proof, Stage, TaskState};
use http::{Method, Request};
use scratch_postgres::Cluster;
use server::{App, store::Store};
use support::{
    data,
    installation::{Installation, Names},
    process::{Process, free_port},
};

use crate::desk::{Desk, OFFICER, VirtualClock};

const OFFICE: &str = "innlandet";
const PERIOD: &str = "2026-1";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_backup_does_not_hold_is_offered_again_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    what_the_backup_does_not_hold(folder.path(), &file("first.db"), &file("second.db")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_backup_does_not_hold_is_offered_again_to_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::shared();
    let [first, second] = ["going_back_first", "going_back_second"].map(|name| {
        cluster.create(name).unwrap();
        cluster.url(name)
    });
    what_the_backup_does_not_hold(folder.path(), &first, &second).await;
}

async fn what_the_backup_does_not_hold(folder: &Path, first: &str, second: &str) {
    let mut server = Server::start(folder, first);
    let officer = server.officer().await;
    let [ringsaker, hamar, elverum] = ["3411", "3403", "3420"].map(|unit| server.unit(unit));

    let kept = ringsaker.sends(1).await;
    let undecided = hamar.sends(1).await;
    let before = officer.approves(&kept).await;
    server.back_up();
    let decided_after = officer.approves(&undecided).await;
    let sent_after = elverum.sends(1).await;
    let of_what_was_sent_after = officer.approves(&sent_after).await;
    let promised = [&before, &decided_after, &of_what_was_sent_after];
    assert_eq!(promised.map(|receipt| receipt.seq), [3, 4, 6]);

    server.goes_back_in(second);
    officer.looks().await;

    // What the backup held is as it was, and what it held undecided is decided again.
    assert_eq!(officer.receipt(kept.report_id).await, before);
    let again = officer.receipt(undecided.report_id).await;
    assert_eq!(again.decision_id, decided_after.decision_id);
    assert_eq!(again.content_hash, decided_after.content_hash);
    assert_eq!(again.seq, 4);
    let numbers: BTreeSet<&str> = promised
        .iter()
        .map(|receipt| receipt.number.as_str())
        .collect();
    assert_eq!(numbers.len(), 3);
    assert!(!numbers.contains(again.number.as_str()), "{again:?}");

    // The report that is gone cannot be decided: the officer sees what was promised, and the reason.
    let lost = officer.desk.engine.tasks().await.unwrap().lost;
    let [lost] = lost.as_slice() else {
        panic!("{lost:?}")
    };
    assert_eq!(lost.report_id, sent_after.report_id);
    assert_eq!(lost.receipt, of_what_was_sent_after);
    assert_eq!(lost.unit_name.as_deref(), Some("Elverum"));
    // What the server does not have, and what is not for this officer, it answers alike.
    assert_eq!(lost.reason, NeedsYouReason::NoAccess);
    let line = officer.desk.engine.app_state().await.unwrap().line;
    assert_eq!((line.link, line.waiting), (Link::Online, 0));

    // The municipality sends again what the server had received: it is a report to be decided anew.
    let sent_again = elverum.sends(1).await;
    assert_eq!(sent_again.content_hash, sent_after.content_hash);
    assert_ne!(sent_again.report_id, sent_after.report_id);
    let anew = officer.approves(&sent_again).await;
    assert!(!numbers.contains(anew.number.as_str()), "{anew:?}");
    assert_eq!(officer.desk.engine.tasks().await.unwrap().lost.len(), 1);
    server.is_whole();
}

/// An officer at a machine whose clock the test moves.
struct Officer {
    desk: Desk,
    clock: Arc<VirtualClock>,
}

impl Officer {
    /// Approves a report that the office has received, and waits for the receipt.
    async fn approves(&self, what: &Submitted) -> Receipt {
        self.looks().await;
        let id = what.report_id;
        let draft = Draft {
            own_figure: Some(0),
            approve: Some(true),
            comment: "Kontrollert".to_owned(),
            asks: vec![],
        };
        let engine = &self.desk.engine;
        engine.save_draft(id, what.revision, draft).await.unwrap();
        let decided = engine.decide(id, what.revision, what.content_hash).await;
        assert!(matches!(decided.unwrap().stage, Stage::SavedHere { .. }));
        self.rests().await;
        self.receipt(id).await
    }

    /// Fetches what is new, and sends what waits.
    async fn looks(&self) {
        self.desk.engine.sync_now();
        self.rests().await;
    }

    /// Until nothing is to be done any more, and the time to undo is over.
    async fn rests(&self) {
        self.desk.rests(&self.clock).await;
    }

    async fn receipt(&self, report: ReportId) -> Receipt {
        let archive = self.desk.engine.tasks().await.unwrap().archive;
        let row = archive.iter().find(|row| row.id == report);
        let state = row.map(|row| &row.state);
        let is_received = matches!(state, Some(TaskState::Received { approve: true, .. }));
        assert!(is_received, "{state:?}");
        let view = self.desk.engine.report(report).await.unwrap();
        let Stage::Received { receipt, proof, .. } = view.stage else {
            panic!("{:?}", view.stage);
        };
        assert_eq!(proof, Proof::Verified);
        *receipt
    }
}

/// The server as it is installed, at an address that stays.
struct Server {
    folder: PathBuf,
    listen: String,
    keys: [String; 2],
    installation: Installation,
    running: Option<Process>,
}

impl Server {
    fn start(folder: &Path, database: &str) -> Self {
        let listen = format!("127.0.0.1:{}", free_port().unwrap());
        let keys = [Installation::new_key(), Installation::new_key()];
        let installation = write(folder, &listen, database, &keys);
        let mut server = Self {
            folder: folder.to_owned(),
            listen,
            keys,
            installation,
            running: None,
        };
        server.administers(&["migrate"]);
        server.administers(&["period", "open", PERIOD]);
        server.runs();
        server
    }

    fn runs(&mut self) {
        let mut command = self.installation.program().unwrap();
        let (process, ()) = Process::start_and_read(
            "server",
            command.arg("serve"),
            &self.folder.join("logs"),
            |line| line.starts_with("listening on ").then_some(()),
        )
        .unwrap();
        self.running = Some(process);
    }

    fn administers(&self, arguments: &[&str]) -> String {
        self.administers_with(arguments, "")
    }

    fn administers_with(&self, arguments: &[&str], input: &str) -> String {
        self.installation.administer(arguments, input).unwrap()
    }

    fn backup(&self) -> String {
        self.folder.join("of-today.backup").display().to_string()
    }

    fn back_up(&self) {
        self.administers(&["backup", &self.backup()]);
    }

    /// What it had is lost, and the backup is restored into another database.
    fn goes_back_in(&mut self, database: &str) {
        self.running.take().unwrap().stop().unwrap();
        self.installation = write(&self.folder, &self.listen, database, &self.keys);
        self.administers(&["restore", &self.backup()]);
        self.runs();
    }

    fn is_whole(&self) {
        let mut doctor = self.installation.program().unwrap();
        let said = doctor.arg("doctor").output().unwrap().stdout;
        let said = String::from_utf8(said).unwrap();
        assert!(
            said.lines().any(|line| line.starts_with("feed: ok")),
            "{said}"
        );
    }

    fn url(&self) -> String {
        format!("http://{}", self.listen)
    }

    /// An officer who has logged in.
    async fn officer(&self) -> Officer {
        let add = ["officer", "add", "--office", OFFICE, "--name", "Kari Test"];
        let person = self.administers_with(&add, OFFICER);
        let config = self.installation.read().unwrap();
        let ctx = system_ctx();
        let store = Store::open(ctx.clone(), &config.database).await.unwrap();
        let http = ReqwestHttp::new().unwrap();
        let app = App::new(ctx, store.clone(), config.settings, http);
        let session = server::issue_session(&app, person.trim().parse().unwrap()).await;
        store.close().await;
        let (clock, ctx) = VirtualClock::new();
        let desk = Desk::with(&self.url(), session.unwrap(), ctx).await;
        Officer { desk, clock }
    }

    /// A municipality's case system, known since before the backup.
    fn unit(&self, unit_no: &str) -> Unit {
        let add = ["client", "add", "--unit", unit_no, "--name", "Fagsystem"];
        Unit {
            reports: format!("{}{}", self.url(), path::REPORTS),
            credential: self.administers(&add).trim().to_owned(),
            unit_no: unit_no.to_owned(),
            submission: system_ctx().new_id(),
        }
    }
}

fn write(folder: &Path, listen: &str, database: &str, keys: &[String; 2]) -> Installation {
    let [identity_key, signing_key] = keys;
    let names = Names {
        listen,
        operation: None,
        database,
        // Nobody logs in here: the operator hands the session out.
        issuer: "http://127.0.0.1:9",
        identity_key,
        signing_key,
    };
    Installation::write(folder.join("server.toml"), &names).unwrap()
}

/// A case system.
struct Unit {
    reports: String,
    credential: String,
    unit_no: String,
    submission: uuid::Uuid,
}

impl Unit {
    /// The same submission each time.
    async fn sends(&self, size: i64) -> Submitted {
        let period = PERIOD.parse().unwrap();
        let report = data::submission(self.submission, &self.unit_no, period, size).unwrap();
        let request = Request::builder()
            .method(Method::POST)
            .uri(&self.reports)
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", self.credential))
            .body(json_bytes(&report).into())
            .unwrap();
        let answer = ReqwestHttp::new().unwrap().call(request).await.unwrap();
        let said = String::from_utf8_lossy(answer.body());
        assert_eq!(answer.status(), 200, "{said}");
        serde_json::from_slice(answer.body()).unwrap()
    }
}
