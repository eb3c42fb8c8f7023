//! The guide's steps 5 to 11 on a terminal, with the real server and the stand-in for ID-porten.

use std::path::Path;

use domain::{Period, decision::Draft, wire::Submitted};
use engine::Claim;
use serde_json::Value;
use support::{
    data::{corrected, miscounted},
    proxy::Proxy,
    services::Services,
    terminal::{Said, Terminal},
    vault::PIN,
};
use tempfile::TempDir;

use crate::window::colleague;

mod applications;
mod outcomes;
mod transcript;
mod unseen;

const APPROVED: &str = "HR-2026-1-3411";
const OTHER: &str = "HR-2026-1-3420";
const RETURNED: &str = "HR-2026-1-3413";

/// An officer at a terminal, and everything around.
struct Scene {
    terminal: Terminal,
    network: Proxy,
    services: Services,
    /// The report that a colleague may decide.
    other: Submitted,
    folder: TempDir,
}

impl Scene {
    /// Two municipalities have sent their reports; nobody has logged in.
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let services = Services::start(&folder.path().join("services")).unwrap();
        services.send_report("3411", period(), 1).await.unwrap();
        let other = services.send_report("3420", period(), 2).await.unwrap();
        let network = Proxy::start(services.address()).await.unwrap();
        let terminal = Terminal::start(folder.path(), &network.address())
            .await
            .unwrap();
        Self {
            terminal,
            network,
            services,
            other,
            folder,
        }
    }

    async fn logged_in() -> Self {
        let scene = Self::start().await;
        let said = scene.log_in(&["login", "--pin-stdin"]).await;
        assert_eq!(said.exit, 0, "{said:?}");
        scene
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    async fn log_in(&self, arguments: &[&str]) -> Said {
        let said = self.terminal.log_in(arguments, &typed("")).await;
        said.unwrap()
    }

    /// A command with the right PIN, and answers to what it asks.
    fn run(&self, arguments: &[&str], answers: &str) -> Said {
        let arguments = [arguments, &["--pin-stdin"]].concat();
        self.terminal.run(&arguments, &typed(answers)).unwrap()
    }

    /// The same, done as it was asked for: what was printed.
    fn does(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments, "");
        assert_eq!(said.exit, 0, "{arguments:?}: {said:?}");
        said.out
    }

    /// The same for a script, whatever came of it.
    fn script(&self, arguments: &[&str]) -> Value {
        let said = self.run(&[arguments, &["--json"]].concat(), "");
        let read = said.json().unwrap();
        assert_eq!(read["exit"], said.exit);
        read
    }
}

/// The PIN's line, and those after it.
fn typed(answers: &str) -> String {
    format!("{PIN}\n{answers}")
}

fn period() -> Period {
    "2026-1".parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_approves_without_a_network_and_has_the_receipt() {
    let mut scene = Scene::logged_in().await;
    let tasks = scene.does(&["tasks"]);
    assert!(
        tasks.contains(APPROVED) && tasks.contains("Ringsaker"),
        "{tasks}"
    );
    let shown = scene.does(&["show", APPROVED]);
    assert!(shown.contains("[inv_extended]"), "{shown}");
    scene.network.cut();
    // Without the figure, with a figure that cannot be, and without a word.
    for (arguments, answers, exit) in [
        (&["approve", APPROVED][..], "", 30),
        (&["approve", APPROVED, "--figure", "20", "--yes"], "", 30),
        (&["approve", APPROVED, "--figure", "17"], "n\n", 32),
        (&["approve", APPROVED, "--figure", "17"], "", 32),
    ] {
        let said = scene.run(arguments, answers);
        assert_eq!(said.exit, exit, "{said:?}");
    }
    let said = scene.run(&["approve", APPROVED, "--figure", "17"], "ja\n");
    assert_eq!(said.exit, 0, "{said:?}");
    for named in [APPROVED, "Ringsaker", "versjon 1", "17"] {
        assert!(said.err.contains(named), "{named} in {said:?}");
    }
    assert!(said.out.starts_with("Lagret her."), "{said:?}");
    assert_eq!(scene.run(&["receipt", APPROVED], "").exit, 34);
    let waits = scene.script(&["sync"]);
    assert_eq!(
        (&waits["code"], &waits["waiting"]),
        (&"not_reached".into(), &1.into())
    );
    assert!(scene.does(&["outbox"]).contains("Lagret her"));
    scene.does(&["outbox", "undo", APPROVED]);
    assert_eq!(scene.run(&["outbox", "undo", APPROVED], "").exit, 3);
    // The draft is still there: figure and answer.
    scene.does(&["approve", APPROVED, "--yes"]);
    scene.network.open();
    scene.does(&["sync"]);
    let receipt = scene.does(&["receipt", APPROVED]);
    assert!(receipt.contains("Signaturen er kontrollert"), "{receipt}");
    assert_eq!(scene.run(&["outbox", "undo", APPROVED], "").exit, 33);
    assert_eq!(scene.services.bufdir_acknowledges().await.unwrap(), 1);
    scene.does(&["sync"]);
    let outbox = scene.script(&["outbox"]);
    assert_eq!(outbox["result"][0]["stage"]["kind"], "received");
    assert!(outbox["result"][0]["stage"]["acknowledged_at"].is_string());
    let archive = scene.does(&["tasks", "--archive", "--search", "ringsaker"]);
    assert!(archive.contains("Hos Bufdir"), "{archive}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_with_errors_is_seen_returned_and_comes_back() {
    let scene = Scene::logged_in().await;
    let sent = miscounted("3413", period()).unwrap();
    scene.services.send(&sent).await.unwrap();
    scene.does(&["sync"]);
    let approve = ["approve", RETURNED, "--figure", "1", "--yes"];
    let refused = scene.script(&approve);
    assert_eq!(refused["code"], "unseen");
    // What a script reads is not seen; another heading is not this one.
    scene.script(&["show", RETURNED]);
    scene.does(&["show", RETURNED, "--section", "1"]);
    assert_eq!(scene.run(&approve, "").exit, 31);
    assert!(scene.does(&["show", RETURNED]).contains("! Feil R16"));
    let return_it = ["return", RETURNED, "--yes"];
    assert_eq!(scene.run(&return_it, "").exit, 30);
    let no_point = [&return_it[..], &["--comment", "x", "--ask", "no_point"]].concat();
    assert_eq!(scene.run(&no_point, "").exit, 2);
    let ask = [
        "--comment",
        "Rett tallet.",
        "--ask",
        "inv_breach:R16=Hva er riktig?",
    ];
    let said = scene.run(&[&return_it[..], &ask, &["--send"]].concat(), "");
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.out.contains("kvittering"), "{said:?}");
    let again = corrected("3413", period()).unwrap();
    scene.services.send(&again).await.unwrap();
    scene.does(&["sync"]);
    let shown = scene.does(&["show", RETURNED]);
    for line in [
        "Endringer fra versjon 1",
        "Spurt og endret",
        "12 → 14",
        "inv_breach:R16=Hva er riktig?",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    let needs_me = scene.does(&["tasks", "--needs-me"]);
    assert!(
        needs_me.contains(RETURNED) && !needs_me.contains(APPROVED),
        "{needs_me}"
    );
    scene.does(&["approve", RETURNED, "--figure", "1", "--yes"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_a_colleague_was_faster_with_comes_back() {
    let scene = Scene::logged_in().await;
    scene.does(&["show", OTHER]);
    scene.network.cut();
    scene.does(&["approve", OTHER, "--figure", "2", "--yes"]);
    let draft = Draft {
        own_figure: None,
        approve: Some(false),
        comment: "Se over tallene.".to_owned(),
        asks: vec![],
    };
    colleague::decides(&scene.services, &scene.other, draft)
        .await
        .unwrap();
    scene.network.open();
    let back = scene.script(&["sync"]);
    assert_eq!(
        (&back["code"], &back["exit"]),
        (&"conflict".into(), &40.into())
    );
    assert!(scene.does(&["outbox"]).contains("Trenger deg"));
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_the_program_takes_back_and_a_crash_loses_nothing() {
    let scene = Scene::logged_in().await;
    scene.does(&["show", APPROVED]);
    let send = [
        "approve",
        APPROVED,
        "--figure",
        "17",
        "--yes",
        "--send",
        "--pin-stdin",
    ];
    let waits = || scene.terminal.start_until(&send, &typed(""), "Ctrl-C");
    assert_eq!(waits().unwrap().end("INT").unwrap(), Some(35));
    assert_eq!(scene.script(&["outbox"])["result"], serde_json::json!([]));
    // Killed in the time to undo: the decision is there, and the session went with the program.
    assert_eq!(waits().unwrap().end("KILL").unwrap(), None);
    let ended = scene.script(&["sync"]);
    assert_eq!(
        (&ended["code"], &ended["waiting"]),
        (&"session_ended".into(), &1.into())
    );
    let said = scene.log_in(&["login", "--pin-stdin"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(scene.does(&["receipt", APPROVED]).contains("17"));
    scene.does(&["logout"]);
    assert_eq!(scene.run(&["tasks"], "").exit, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_is_said_and_changes_nothing() {
    let scene = Scene::start().await;
    for (arguments, exit) in [
        (&["tasks"][..], 10),
        (&["sync"], 10),
        (&["approve", APPROVED, "--figure", "1", "--yes"], 10),
        (&["outbox"], 10),
        (&["receipt", APPROVED], 10),
        (&["fly"], 2),
        (&["show"], 2),
        (&["tasks", "--language", "fr"], 2),
    ] {
        let said = scene.run(arguments, "");
        assert_eq!(said.exit, exit, "{arguments:?}: {said:?}");
        assert!(
            said.out.is_empty() && !said.err.trim().is_empty(),
            "{said:?}"
        );
    }
    let short = scene
        .terminal
        .log_in(&["login", "--pin-stdin"], "1234567\n")
        .await;
    assert_eq!(short.unwrap().exit, 13);
    assert_eq!(scene.log_in(&["login", "--pin-stdin"]).await.exit, 0);
    assert_eq!(scene.run(&["show", "HR-1"], "").exit, 3);
    assert_eq!(
        scene.run(&["show", APPROVED, "--section", "99"], "").exit,
        2
    );
    let wrong = scene
        .terminal
        .run(&["tasks", "--pin-stdin", "--json"], "another PIN\n");
    let wrong = wrong.unwrap().json().unwrap();
    assert_eq!(
        (&wrong["code"], &wrong["tries_left"]),
        (&"pin_wrong".into(), &9.into())
    );
    // No terminal, and no PIN.
    assert_eq!(scene.terminal.run(&["tasks"], "").unwrap().exit, 2);
    assert_eq!(
        scene
            .terminal
            .run(&["tasks", "--pin-stdin"], "")
            .unwrap()
            .exit,
        2
    );
    let other = Claim::take(&scene.terminal.data()).unwrap();
    for arguments in [&["tasks"][..], &["login"], &["logout"]] {
        let said = scene.run(arguments, "");
        assert_eq!(said.exit, 18, "{said:?}");
    }
    drop(other);
    // The PIN is forgotten, and everything is fetched afresh.
    assert_eq!(scene.run(&["login", "--forgot-pin"], "").exit, 32);
    let another = scene
        .terminal
        .log_in(
            &["login", "--forgot-pin", "--yes", "--pin-stdin"],
            "another PIN\n",
        )
        .await;
    assert_eq!(another.unwrap().exit, 0);
    assert_eq!(scene.run(&["tasks"], "").exit, 11);
    let tasks = scene
        .terminal
        .run(&["tasks", "--pin-stdin"], "another PIN\n");
    assert!(tasks.unwrap().out.contains(APPROVED));
}
