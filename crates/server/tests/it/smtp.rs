//! Mails handed to a real mail server, and what came there byte by byte.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use domain::wire::Submitted;
use server::{
    config::{Smtp, Tls, Way},
    mail::{
        post::{Round, round},
        transport::Transport,
    },
};
use tempfile::TempDir;

use super::mails::with_mail;
use crate::world::{INNLANDET, KARI, RINGSAKER, World, operator, report};

/// Debian's, which has its packages.
const PYTHON: &str = "/usr/bin/python3";

/// A mail server until it is dropped.
struct Server {
    child: Child,
    port: u16,
    place: TempDir,
}

impl Server {
    fn start(tls: &str, login: bool) -> Self {
        let place = tempfile::tempdir().unwrap();
        let taken = place.path().join("taken");
        fs::create_dir(&taken).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/smtp/server.py");
        let mut command = Command::new(PYTHON);
        command.arg(script).arg(taken).arg(tls);
        if tls != "plain" {
            certify(place.path());
            command.args([place.path().join("leaf.pem"), place.path().join("leaf.key")]);
        }
        if login {
            command.arg("login");
        }
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let said = child.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut line).unwrap();
        // Nothing, where python3-aiosmtpd is missing, which `cargo xtask setup` installs.
        let port = line.trim().parse().unwrap();
        Self { child, port, place }
    }

    fn way(&self, tls: Tls) -> Smtp {
        let authority = fs::read(self.place.path().join("authority.pem")).ok();
        Smtp {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            tls,
            login: None,
            authority,
        }
    }

    /// What came: how, for whom, and the bytes.
    fn taken(&self) -> Vec<(String, String)> {
        let files = fs::read_dir(self.place.path().join("taken")).unwrap();
        let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
        files.sort();
        let read = |file: PathBuf| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(file).unwrap())
        };
        files.into_iter().map(read).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// An authority, and a certificate of its for 127.0.0.1.
fn certify(folder: &Path) {
    let openssl = |arguments: &[&str]| {
        let mut command = Command::new("openssl");
        let done = command
            .args(arguments)
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    let key = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
    ];
    let authority = ["req", "-x509", "-subj", "/CN=Authority", "-days", "3650"];
    let files = ["-keyout", "authority.key", "-out", "authority.pem"];
    openssl(&[&authority[..], &key, &files].concat());
    let leaf = ["req", "-subj", "/CN=mail.test"];
    openssl(
        &[
            &leaf[..],
            &key,
            &["-keyout", "leaf.key", "-out", "leaf.csr"],
        ]
        .concat(),
    );
    fs::write(
        folder.join("names"),
        "subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n",
    )
    .unwrap();
    openssl(&[
        "x509",
        "-req",
        "-in",
        "leaf.csr",
        "-CA",
        "authority.pem",
        "-CAkey",
        "authority.key",
        "-CAcreateserial",
        "-days",
        "3650",
        "-extfile",
        "names",
        "-out",
        "leaf.pem",
    ]);
}

/// A mail that waits to be sent to an officer of that address.
async fn waiting_for(email: &'static str) -> World {
    let (world, _) = with_mail().await;
    world.officer(KARI, INNLANDET).await;
    assert!(world.takes(email).await);
    let client = world.client(RINGSAKER).await;
    let _: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let nowhere = Transport::new(&Way::Folder("/nowhere/at/all".into())).unwrap();
    round(&world.app, &nowhere).await.unwrap();
    world.advance_minutes(3);
    world
}

const TAKEN: &str = "UPDATE person SET confirmed_email = 'taken@test.example'";
const REFUSED: &str = "UPDATE person SET confirmed_email = 'refused@test.example'";
const GREYLISTED: &str = "UPDATE person SET confirmed_email = 'greylisted@test.example'";
const HANGING: &str = "UPDATE person SET confirmed_email = 'hanging@test.example'";

async fn post(world: &World, way: Smtp) -> Round {
    let transport = Transport::new(&Way::Smtp(way)).unwrap();
    round(&world.app, &transport).await.unwrap()
}

async fn fault(world: &World) -> String {
    let rows: Vec<(Option<String>,)> = world.rows("SELECT fault FROM mail").await;
    rows.into_iter().find_map(|(fault,)| fault).unwrap()
}

#[tokio::test]
async fn a_mail_comes_as_it_was_written() {
    let server = Server::start("plain", false);
    let world = waiting_for(TAKEN).await;
    assert_eq!(post(&world, server.way(Tls::None)).await.sent, 1);
    let taken = server.taken();
    let [(name, mail)] = taken.as_slice() else {
        panic!("{taken:?}");
    };
    assert_eq!(name, "0-open-taken@test.example");
    for line in [
        "From: =?utf-8?b?SGFsdsOlcnNyYXBwb3J0?= <noreply@halvaarsrapport.example>\r\n",
        "To: taken@test.example\r\n",
        "Subject: Rapport fra Ringsaker er kommet inn\r\n",
        "Auto-Submitted: auto-generated\r\n",
    ] {
        assert!(mail.contains(line), "{line} in {mail}");
    }
    let rows: Vec<(String,)> = world.rows("SELECT id FROM report").await;
    // Quoted-printable breaks long lines.
    let whole = mail.replace("=\r\n", "");
    assert!(whole.contains(&format!("/task/{}", rows[0].0)), "{mail}");
}

#[tokio::test]
async fn whom_nobody_knows_is_tried_once_and_a_busy_server_again() {
    let server = Server::start("plain", false);
    let world = waiting_for(REFUSED).await;
    assert_eq!(post(&world, server.way(Tls::None)).await.parked, 1);
    assert_eq!(fault(&world).await, "the mail server answers 550");
    assert_eq!(
        world
            .app
            .store()
            .parked_mails(operator())
            .await
            .unwrap()
            .len(),
        1
    );

    let world = waiting_for(GREYLISTED).await;
    assert_eq!(post(&world, server.way(Tls::None)).await.waiting, 1);
    assert_eq!(fault(&world).await, "the mail server answers 451");
    assert_eq!(post(&world, server.way(Tls::None)).await, Round::default());
    world.advance_minutes(2);
    assert_eq!(post(&world, server.way(Tls::None)).await.sent, 1);
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_server_that_does_not_answer_holds_nobody_up_for_long() {
    let server = Server::start("plain", false);
    let world = waiting_for(HANGING).await;
    let transport = Transport::new(&Way::Smtp(server.way(Tls::None))).unwrap();
    let transport = transport.within(Duration::from_secs(3));
    assert_eq!(round(&world.app, &transport).await.unwrap().waiting, 1);
    assert_eq!(
        fault(&world).await,
        "the mail server does not answer in time"
    );
}

#[tokio::test]
async fn the_way_is_secret_and_its_end_is_who_it_says() {
    for (named, tls) in [("starttls", Tls::Upgraded), ("tls", Tls::Implicit)] {
        let server = Server::start(named, false);
        let world = waiting_for(TAKEN).await;
        let stranger = Smtp {
            authority: None,
            ..server.way(tls)
        };
        assert_eq!(post(&world, stranger).await.waiting, 1, "{named}");
        assert_eq!(
            fault(&world).await,
            "no secret connection to the mail server",
            "{named}"
        );
        assert_eq!(server.taken().len(), 0);
        world.advance_minutes(2);
        assert_eq!(post(&world, server.way(tls)).await.sent, 1, "{named}");
        assert_eq!(server.taken()[0].0, "0-secret-taken@test.example");
    }
    // Where no secret connection is offered, nothing is said openly.
    let server = Server::start("plain", false);
    let world = waiting_for(TAKEN).await;
    assert_eq!(post(&world, server.way(Tls::Upgraded)).await.waiting, 1);
    assert_eq!(server.taken().len(), 0);
}

#[tokio::test]
async fn a_server_that_asks_for_a_login_gets_it() {
    let server = Server::start("starttls", true);
    let world = waiting_for(TAKEN).await;
    let login = |password: &str| Some(("halvaarsrapport".to_owned(), password.to_owned()));
    let wrong = Smtp {
        login: login("feil"),
        ..server.way(Tls::Upgraded)
    };
    assert_eq!(post(&world, wrong).await.waiting, 1);
    assert_eq!(fault(&world).await, "the mail server answers 535");
    world.advance_minutes(2);
    let right = Smtp {
        login: login("hemmelig"),
        ..server.way(Tls::Upgraded)
    };
    assert_eq!(post(&world, right).await.sent, 1);
    assert_eq!(server.taken().len(), 1);
}
