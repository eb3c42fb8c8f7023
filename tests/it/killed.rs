//! Server and officer's program killed under load, again and again; then every promise is looked for.
//!
//! Both are real programs with real files, and are ended by SIGKILL at moments nobody chose. What a program had said was
//! done when it was killed must be there in the end, once. `HALVAARSRAPPORT_ROUNDS` sets how often they are killed.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    decision::Draft,
    ids::{DecisionId, PersonId, ReportId, SubmissionId},
    report::{Submission, json_bytes},
    wire::{Session, path},
};
use edge::{Http, ReqwestHttp, system_ctx};
use engine::{
    Config, Engine, EngineError, Keychain, Step,
    view::{SessionView, Stage, TaskState},
};
use http::Request;
use server::{App, admin, store::Store};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use support::{
    data,
    installation::{Installation, Names},
    process::{Process, free_port},
    vault,
};
use url::Url;

use crate::{
    desk::{OFFICER, VirtualClock},
    vault::{Files, Unseen},
};

const OFFICE: &str = "innlandet";
const PERIOD: &str = "2026-1";
const UNITS: [&str; 10] = [
    "3401", "3403", "3405", "3407", "3411", "3413", "3420", "3421", "3427", "3446",
];

/// So many rounds where nothing else is said.
const ROUNDS: u32 = 10;

/// Where the officer's program finds its folder and the server.
const FOLDER: &str = "HALVAARSRAPPORT_KILLED_FOLDER";
const SERVER: &str = "HALVAARSRAPPORT_KILLED_SERVER";

/// What it says before the id of a decision that is saved.
const PROMISED: &str = "promised ";
const READY: &str = "ready";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_promised_is_lost_or_done_twice_by_programs_that_are_killed() {
    let folder = tempfile::tempdir().unwrap();
    let mut place = Place::new(folder.path()).await;
    let rounds = std::env::var_os("HALVAARSRAPPORT_ROUNDS");
    let rounds = rounds.map_or(ROUNDS, |rounds| rounds.to_str().unwrap().parse().unwrap());
    for _ in 0..rounds {
        place.round().await;
    }
    place.settles().await;
    place.keeps_what_was_promised().await;
}

/// A server, municipalities that never stop sending, and an officer's machine.
struct Place {
    folder: PathBuf,
    listen: String,
    installation: Installation,
    app: App,
    person: PersonId,
    server: Option<Process>,
    received: Arc<Mutex<BTreeSet<SubmissionId>>>,
    promised: Arc<Mutex<BTreeSet<DecisionId>>>,
    senders: Vec<tokio::task::JoinHandle<()>>,
}

impl Place {
    async fn new(folder: &Path) -> Self {
        let listen = format!("127.0.0.1:{}", free_port().unwrap());
        let names = Names {
            listen: &listen,
            operation: None,
            database: &Installation::file(folder, "server.db"),
            // Nobody logs in here: the operator hands the sessions out.
            issuer: "http://127.0.0.1:9",
            identity_key: &Installation::new_key(),
            signing_key: &Installation::new_key(),
        };
        let installation = Installation::write(folder.join("server.toml"), &names).unwrap();
        // The load is to be as heavy as the machine makes it.
        let limits =
            "\n[limits]\nrequests_per_caller = \"1000000\"\nrequests_per_address = \"1000000\"\n";
        installation.add(limits).unwrap();
        installation.administer(&["migrate"], "").unwrap();
        let open = ["period", "open", PERIOD];
        installation.administer(&open, "").unwrap();
        let config = installation.read().unwrap();
        let store = Store::open(system_ctx(), &config.database).await.unwrap();
        let http = ReqwestHttp::new().unwrap();
        let app = App::new(system_ctx(), store, config.settings, http);
        let (name, office) = ("Ingrid Solbakken", OFFICE.into());
        let added = admin::add_officer(app.store(), app.settings(), OFFICER, name, &office).await;
        let mut place = Self {
            folder: folder.to_owned(),
            listen,
            installation,
            person: added.unwrap(),
            app,
            server: None,
            received: Arc::default(),
            promised: Arc::default(),
            senders: vec![],
        };
        for unit in UNITS {
            let added = admin::add_client(place.app.store(), &unit.into(), "Fagsystem").await;
            let (_, token) = added.unwrap();
            let sender = Sender {
                reports: format!("{}{}", place.url(), path::REPORTS),
                token: token.expose().to_owned(),
                report: data::submission(uuid::Uuid::nil(), unit, PERIOD.parse().unwrap(), 1)
                    .unwrap(),
                received: place.received.clone(),
            };
            place.senders.push(tokio::spawn(sender.sends()));
        }
        place
    }

    fn url(&self) -> String {
        format!("http://{}", self.listen)
    }

    fn serves(&mut self) {
        if self.server.is_some() {
            return;
        }
        let mut command = self.installation.program().unwrap();
        let (process, ()) = Process::start_and_read(
            "server",
            command.arg("serve"),
            &self.folder.join("logs"),
            |line| line.starts_with("listening on ").then_some(()),
        )
        .unwrap();
        self.server = Some(process);
    }

    /// Both run for a moment; then one of them, or both, are killed.
    async fn round(&mut self) {
        self.serves();
        let session = server::issue_session(&self.app, self.person).await.unwrap();
        let officer = OfficersProgram::start(self, &session);
        let [moment, which] = system_ctx().random::<2>();
        pass(200 + 6 * u64::from(moment)).await;
        match which % 3 {
            // A program is killed when it is dropped.
            0 => drop(self.server.take()),
            1 => {}
            _ => {
                drop(self.server.take());
                self.serves();
                pass(u64::from(moment)).await;
            }
        }
        drop(officer);
    }

    /// Nothing is killed any more, and the officer's machine comes to rest.
    async fn settles(&mut self) {
        for sender in self.senders.drain(..) {
            sender.abort();
        }
        self.serves();
        let session = server::issue_session(&self.app, self.person).await.unwrap();
        let (clock, engine) = engine(&self.folder, &self.url());
        begin(&engine, session).await;
        loop {
            match engine.step().await {
                Step::Went => {}
                Step::Idle { until } => {
                    if engine.app_state().await.unwrap().line.waiting == 0 {
                        break;
                    }
                    clock.advance_to(until.unwrap());
                }
            }
        }
        engine.lock().await;
    }

    /// Each promise, looked up in the files.
    async fn keeps_what_was_promised(&mut self) {
        let doctor = self.installation.program().unwrap().arg("doctor").output();
        let said = String::from_utf8(doctor.unwrap().stdout).unwrap();
        assert!(
            said.lines().any(|line| line.starts_with("feed: ok")),
            "{said}"
        );
        drop(self.server.take());
        let file = self.folder.join("server.db");
        let options = SqliteConnectOptions::new().filename(file);
        let mut server = SqliteConnection::connect_with(&options).await.unwrap();
        whole(&mut server).await;
        let decided: BTreeMap<String, String> =
            pairs(&mut server, "SELECT id, outcome FROM decision").await;
        let revisions: BTreeMap<String, String> =
            pairs(&mut server, "SELECT submission_id, report_id FROM revision").await;
        let mails = "SELECT COUNT(*) FROM mail_cause
             JOIN decision ON decision.id = mail_cause.cause_id
             WHERE mail_cause.cause = 'decision' AND decision.outcome = 'applied'";
        let mails: i64 = sqlx::query_scalar(mails)
            .fetch_one(&mut server)
            .await
            .unwrap();
        server.close().await.unwrap();
        for id in &*self.received.lock().unwrap() {
            assert!(revisions.contains_key(&id.to_string()), "{id} was received");
        }
        let mut store = self.officers_store().await;
        whole(&mut store).await;
        let damaged: Vec<String> = sqlx::query_scalar("PRAGMA cipher_integrity_check")
            .fetch_all(&mut store)
            .await
            .unwrap();
        assert_eq!(damaged, [""; 0]);
        let outbox = "SELECT decision_id, json_extract(outcome, '$.kind') FROM outbox";
        let outbox: BTreeMap<String, String> = pairs(&mut store, outbox).await;
        store.close().await.unwrap();
        let promised = self.promised.lock().unwrap();
        for id in promised.iter().map(ToString::to_string) {
            let here = &outbox[&id];
            let there = decided.get(&id).map(String::as_str);
            let is_same = here == "duplicate" && there == Some("applied");
            assert!(is_same || there == Some(here), "{id}: {here}, {there:?}");
        }
        assert_eq!(
            outbox.keys().collect::<Vec<_>>(),
            decided.keys().collect::<Vec<_>>(),
            "what was saved was sent, and nothing else"
        );
        let applied = decided.values().filter(|outcome| *outcome == "applied");
        assert_eq!(
            usize::try_from(mails).unwrap(),
            applied.count(),
            "one mail a decision"
        );
        assert!(
            !promised.is_empty() && !decided.is_empty(),
            "nothing was at stake"
        );
        // What a long run has done is of interest.
        let mut out = std::io::stderr();
        writeln!(
            out,
            "{} decisions promised, {} decided, {} submissions received",
            promised.len(),
            decided.len(),
            self.received.lock().unwrap().len()
        )
        .unwrap();
    }

    async fn officers_store(&self) -> SqliteConnection {
        let folder = machine(&self.folder);
        let keychain = Files(folder.join("keychain"));
        let entry = keychain.get(&vault::entry_name(self.person)).unwrap();
        let key = vault::store_key(&folder, self.person, &entry.unwrap(), vault::PIN).unwrap();
        let hex = data_encoding::HEXLOWER.encode(&key);
        let options = SqliteConnectOptions::new()
            .filename(folder.join(format!("{}.db", self.person)))
            .pragma("key", format!("\"x'{hex}'\""));
        SqliteConnection::connect_with(&options).await.unwrap()
    }
}

/// Time goes by, and nothing is waited for: the moment at which a program is killed is to be any.
async fn pass(millis: u64) {
    let nothing = std::future::pending::<()>();
    let waited = tokio::time::timeout(Duration::from_millis(millis), nothing).await;
    assert!(waited.is_err());
}

async fn whole(file: &mut SqliteConnection) {
    let said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_all(file)
        .await
        .unwrap();
    assert_eq!(said, ["ok"]);
}

async fn pairs(file: &mut SqliteConnection, text: &'static str) -> BTreeMap<String, String> {
    let rows: Vec<(String, String)> = sqlx::query_as(text).fetch_all(file).await.unwrap();
    rows.into_iter().collect()
}

/// A case system that sends one report after the other.
struct Sender {
    reports: String,
    token: String,
    report: Submission,
    received: Arc<Mutex<BTreeSet<SubmissionId>>>,
}

impl Sender {
    async fn sends(self) {
        let http = ReqwestHttp::new().unwrap();
        let mut tick = tokio::time::interval(Duration::from_millis(600));
        loop {
            tick.tick().await;
            let mut report = self.report.clone();
            report.submission_id = SubmissionId(system_ctx().new_id());
            let request = Request::post(&self.reports)
                .header("authorization", format!("Bearer {}", self.token))
                .body(json_bytes(&report).into())
                .unwrap();
            // The server may be gone, or have enough of it.
            if let Ok(answer) = http.call(request).await
                && answer.status() == 200
            {
                let mut received = self.received.lock().unwrap();
                received.insert(report.submission_id);
            }
        }
    }
}

/// The officer's program, in which decisions are made without a pause. Killed when dropped.
struct OfficersProgram(Child);

impl OfficersProgram {
    fn start(place: &Place, session: &Session) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "--ignored",
                "--nocapture",
                "killed::an_officers_program",
            ])
            .env(FOLDER, &place.folder)
            .env(SERVER, place.url())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let session = serde_json::to_string(session).unwrap();
        writeln!(input, "{session}").unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = said.any(|line| line.unwrap() == READY);
        assert!(ready, "the officer's program has ended");
        let promised = place.promised.clone();
        std::thread::spawn(move || {
            // The last line may be cut off in the middle: that was not said.
            for line in said.map_while(Result::ok) {
                let id = line.strip_prefix(PROMISED);
                if let Some(id) = id.and_then(|id| id.strip_suffix('.')) {
                    promised.lock().unwrap().insert(id.parse().unwrap());
                }
            }
        });
        Self(child)
    }
}

impl Drop for OfficersProgram {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        let ended = self.0.wait().unwrap();
        assert!(!ended.success(), "the officer's program ended by itself");
        assert_eq!(
            ended.code(),
            None,
            "the officer's program failed before it was killed"
        );
    }
}

fn machine(folder: &Path) -> PathBuf {
    folder.join("machine")
}

fn engine(folder: &Path, server: &str) -> (Arc<VirtualClock>, Engine<Unseen, ReqwestHttp>) {
    let (clock, ctx) = VirtualClock::new();
    let data_dir = machine(folder);
    std::fs::create_dir_all(data_dir.join("keychain")).unwrap();
    let keychain = Arc::new(Files(data_dir.join("keychain")));
    let config = Config {
        server: Url::parse(server).unwrap(),
        data_dir,
        version: "0".to_owned(),
        machine_name: "machine".to_owned(),
        pin_cost: vault::CHEAP,
        guards_memory: true,
    };
    let http = ReqwestHttp::new().unwrap();
    (clock, Engine::new(config, ctx, http, keychain, Unseen))
}

async fn begin(engine: &Engine<Unseen, ReqwestHttp>, session: Session) {
    engine.reopen().await;
    engine.begin_session(session).await.unwrap();
    if matches!(engine.session(), SessionView::ChoosePin { .. }) {
        engine.choose_pin(vault::pin()).await.unwrap();
    } else {
        engine.unlock(vault::pin()).await.unwrap();
    }
    let shown = engine.session();
    assert!(matches!(shown, SessionView::SignedIn { .. }), "{shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the program that another test kills"]
async fn an_officers_program() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let mut session = String::new();
    std::io::stdin().read_line(&mut session).unwrap();
    let server = std::env::var_os(SERVER).unwrap();
    let (clock, engine) = engine(&folder, server.to_str().unwrap());
    begin(&engine, serde_json::from_str(&session).unwrap()).await;
    let mut out = std::io::stdout();
    writeln!(out, "\n{READY}").unwrap();
    loop {
        if let Step::Idle { until } = engine.step().await {
            let waits = engine.app_state().await.unwrap().line.waiting > 0;
            if let (Some(until), true) = (until, waits) {
                clock.advance_to(until);
            }
            engine.sync_now();
        }
        let open = engine.tasks().await.unwrap().open;
        let undecided = open
            .iter()
            .filter(|row| matches!(row.state, TaskState::New | TaskState::Draft { .. }));
        for row in undecided {
            if let Some(id) = sends_back(&engine, row.id).await {
                writeln!(out, "{PROMISED}{id}.").unwrap();
                out.flush().unwrap();
            }
        }
        if open.is_empty() {
            // A municipality sends the next one soon.
            pass(20).await;
        }
    }
}

/// A decision, where the report has not come back meanwhile.
async fn sends_back(engine: &Engine<Unseen, ReqwestHttp>, id: ReportId) -> Option<DecisionId> {
    let view = engine.report(id).await.unwrap();
    let draft = Draft {
        own_figure: None,
        approve: Some(false),
        comment: "Se over tallene".to_owned(),
        asks: vec![],
    };
    engine.save_draft(id, view.revision, draft).await.unwrap();
    let decided = engine.decide(id, view.revision, view.content_hash).await;
    let view = match decided {
        Ok(view) => view,
        Err(EngineError::Refused(_)) => return None,
        Err(error) => panic!("a decision failed: {error}"),
    };
    let Stage::SavedHere { decision_id, .. } = view.stage else {
        panic!("decided, and not saved here");
    };
    Some(decision_id)
}
