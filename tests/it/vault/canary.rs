//! A machine whose power is cut at any moment: of names, figures, numbers, comments and the PIN nothing is
//! found on its disk.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use domain::{
    decision::Draft,
    ids::{PersonId, SubmissionId},
    report::{Submission, Value},
    wire::Session,
};
use edge::system_ctx;
use engine::{Step, view::SessionView};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use support::data;

use super::{
    Files, engine, pin,
    search::{Canary, files, search},
};
use crate::desk::Server;

const PIN: &str = "kanari-pin-4711";
const COMMENT: &str = "Kanarikommentar om tolv barn";
const PHRASE: &str = "Kanarifrase til kommunen";
const REASON: &str = "Kanariforklaring fra kommunen";
const UNIT: &str = "3411";
const FIGURE: i64 = 76_543_217;
/// The child's part of the test: where its keychain is.
const VICTIM: &str = "HALVAARSRAPPORT_TEST_VICTIM";
/// How often the power is cut.
const ROUNDS: u64 = 8;
/// At most so many lines are heard before it is.
const LINES: u64 = 90;
/// So often a report is read while a decision on it waits.
const READS: usize = 40;
/// Any number will do.
const SEED: u64 = 7;

/// What must not be found.
fn canaries(session: &Session) -> Vec<Canary> {
    let words = [
        PIN,
        COMMENT,
        PHRASE,
        REASON,
        "76543217",
        "HR-2026-1-3411",
        "Ringsaker",
        "Ingrid Solbakken",
        &session.access_token,
        &session.refresh_token,
    ];
    words.map(Canary::new).into()
}

fn submission() -> Submission {
    let id = system_ctx().new_id();
    let mut report = data::submission(id, UNIT, "2026-1".parse().unwrap(), 1).unwrap();
    report.submission_id = SubmissionId(id);
    let values = &mut report.values;
    values.insert("inv_breach_reason".into(), Value::Text(REASON.to_owned()));
    values.insert("inv_open_start".into(), Value::Number(FIGURE));
    report
}

/// A running machine.
struct Victim {
    child: Child,
    said: BufReader<std::process::ChildStdout>,
}

impl Victim {
    /// Everything that it may write to lies under one folder; its keychain does not.
    fn start(folder: &Path, keychain: &Path, server: &Server, session: &Session) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        for (name, place) in [
            ("HOME", "home"),
            ("TMPDIR", "tmp"),
            ("SQLITE_TMPDIR", "tmp"),
            ("XDG_CACHE_HOME", "cache"),
        ] {
            let place = folder.join(place);
            std::fs::create_dir_all(&place).unwrap();
            command.env(name, place);
        }
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(folder.join("log"))
            .unwrap();
        let mut child = command
            .args([
                "--exact",
                "vault::canary::victim",
                "--ignored",
                "--nocapture",
            ])
            .env(VICTIM, keychain)
            .env("RUST_LOG", "trace")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let told = serde_json::json!([format!("http://{}/", server.address), session]);
        let mut input = child.stdin.take().unwrap();
        writeln!(input, "{told}").unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Self { child, said }
    }

    /// Hears so many lines, and then cuts the power.
    fn dies_after(mut self, lines: u64) -> Vec<String> {
        let mut heard = Vec::new();
        for line in (&mut self.said).lines().map_while(Result::ok) {
            if let Some(did) = line.strip_prefix("did ") {
                heard.push(did.to_owned());
            }
            if u64::try_from(heard.len()).unwrap() >= lines {
                break;
            }
        }
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        heard
    }
}

/// The machine. It works until it is killed.
#[tokio::test]
#[ignore = "it is a machine whose power another test cuts"]
async fn victim() {
    let Some(keychain) = std::env::var_os(VICTIM) else {
        return;
    };
    tracing_subscriber::fmt()
        .with_env_filter("trace")
        .with_writer(std::io::stderr)
        .init();
    let mut told = String::new();
    std::io::stdin().read_line(&mut told).unwrap();
    let (server, session): (String, Session) = serde_json::from_str(&told).unwrap();
    let data = std::env::current_dir().unwrap().join("data");
    let engine = engine(&server, &data, Files(keychain.into()));
    engine.reopen().await;
    engine.begin_session(session).await.unwrap();
    let done = match engine.app_state().await.unwrap().session {
        SessionView::ChoosePin { .. } => engine.choose_pin(pin(PIN)).await,
        SessionView::Locked { .. } => engine.unlock(pin(PIN)).await,
        other @ (SessionView::SignedOut { .. }
        | SessionView::Waiting { .. }
        | SessionView::Elsewhere
        | SessionView::SignedIn { .. }) => panic!("{other:?}"),
    };
    done.unwrap();
    did("opened");
    let mut decisions = 0;
    for round in 0.. {
        while engine.step().await == Step::Went {
            did("stepped");
        }
        for row in engine.tasks().await.unwrap().open {
            let view = engine.report(row.id).await.unwrap();
            did("read");
            let draft = Draft {
                own_figure: Some(12),
                approve: Some(false),
                comment: format!("{COMMENT} {round}"),
                asks: vec![],
            };
            let saved = engine.save_draft(row.id, view.revision, draft).await;
            saved.unwrap();
            did("saved");
            let decided = engine
                .decide(row.id, view.revision, view.content_hash)
                .await;
            if let Ok(view) = decided
                && let engine::view::Stage::SavedHere { decision_id, .. } = view.stage
            {
                did("decided");
                decisions += 1;
                // What is sent is not a task any more.
                if decisions % 2 > 0 {
                    engine.undo(decision_id).await.unwrap();
                    did("undone");
                } else {
                    // The officer reads on while it waits.
                    for _ in 0..READS {
                        engine.report(row.id).await.unwrap();
                        did("read");
                    }
                }
            }
        }
        engine
            .add_phrase(format!("{PHRASE} {}", round % 5))
            .await
            .unwrap();
        engine.lock().await;
        did("locked");
        engine.unlock(pin(PIN)).await.unwrap();
        did("unlocked");
    }
}

fn did(what: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "did {what}").unwrap();
    out.flush().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_whose_power_is_cut_reveals_nothing() {
    let server = Server::start().await;
    let sent = submission();
    server.receives_submission(&sent).await;
    server.receives("3403").await;
    let folder = tempfile::tempdir().unwrap();
    let keychain = tempfile::tempdir().unwrap();
    let mut dice = ChaCha8Rng::seed_from_u64(SEED);
    let mut heard = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    let mut person = None;
    for round in 0..ROUNDS {
        let session = server.session().await;
        person = Some(session.officer.id);
        let canaries = canaries(&session);
        let victim = Victim::start(folder.path(), keychain.path(), &server, &session);
        let lines = 1 + dice.next_u64() % LINES;
        heard.extend(victim.dies_after(lines));
        let hits = search(folder.path(), &canaries);
        assert!(hits.is_empty(), "round {round}, seed {SEED}: {hits:?}");
        let found = files(folder.path());
        names.extend(
            found
                .iter()
                .map(|file| file.extension().map(OsStr::to_owned)),
        );
    }
    // It did what it should, and left what was searched.
    for what in ["opened", "read", "saved", "decided", "undone", "locked"] {
        assert!(heard.iter().any(|did| did == what), "{what}: {heard:?}");
    }
    for end in ["db", "db-wal", "vault", "box"] {
        assert!(names.contains(&Some(end.into())), "{end}: {names:?}");
    }
    let store = folder.path().join("data");
    super::independent::opens_with_its_key_alone(&store, keychain.path(), person.unwrap(), PIN);
    // Where the same words lie open, the search finds them.
    let plain = folder.path().join("plain");
    std::fs::write(&plain, serde_json::to_vec(&sent).unwrap()).unwrap();
    let session = server.session().await;
    let found = search(folder.path(), &canaries(&session));
    let words: Vec<&str> = found.iter().map(|(_, word, _)| word.as_str()).collect();
    assert!(
        words.contains(&REASON) && words.contains(&"76543217"),
        "{words:?}"
    );
    assert!(found.iter().all(|(file, ..)| *file == plain));
}

/// What names an officer's files.
pub(super) fn store_of(folder: &Path, person: PersonId) -> std::path::PathBuf {
    folder.join(format!("{person}.db"))
}
