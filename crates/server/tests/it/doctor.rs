//! The doctor, as it is started: text and exit code of each fault stand in `tests/golden/doctor`.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    thread,
};

use jiff::{SignedDuration, fmt::rfc2822};
use server::{
    config::{Known, KnownMail, KnownPortal},
    doctor::{self, Check, Fault},
    store::Location,
};

use crate::{
    program::{IDENTITY_KEY, NOBODY, Program},
    world::{INNLANDET, KARI, Place, RINGSAKER, World, approve, decision},
};

/// A program with everything around it well.
pub(crate) async fn healthy() -> (Program, Masks) {
    healthy_over(Program::new().await, SignedDuration::ZERO)
}

/// The same over its own place, with an issuer whose clock is ahead.
fn healthy_over(mut program: Program, ahead: SignedDuration) -> (Program, Masks) {
    let issuer = listen(move |stream| answer_as_issuer(stream, ahead));
    let issuer = format!("http://{issuer}");
    let mail = listen(|mut stream| drop(stream.write_all(b"220 mail.example ESMTP\r\n")));
    program.configure(|text| {
        let text = text.replace(NOBODY, &issuer);
        let sender = "from = \"Test <test@halvaarsrapport.example>\"\nhelp = \"Ring oss\"";
        format!("{text}\n[mail]\naddress = \"{mail}\"\ntls = \"none\"\n{sender}\n")
    });
    let masks = Masks(vec![
        (program.place.location.to_string(), "<database>"),
        (issuer, "<issuer>"),
        (mail, "<mail>"),
        (
            format!("migration {} is", newest()),
            "migration <newest> is",
        ),
    ]);
    (program, masks)
}

/// The number of the newest migration.
fn newest() -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let numbers = names.map(|name| {
        name.to_str()
            .unwrap()
            .split('_')
            .next()
            .unwrap()
            .parse()
            .unwrap()
    });
    numbers.max().unwrap()
}

/// What differs between two runs, and what stands in the golden file in its place.
pub(crate) struct Masks(Vec<(String, &'static str)>);

impl Masks {
    fn over(&self, text: &str) -> String {
        let masked = self.0.iter();
        masked.fold(text.to_owned(), |text, (found, name)| {
            text.replace(found, name)
        })
    }
}

/// Compares with a golden file.
fn assert_golden(name: &str, program: &Program, masks: &Masks) {
    let ended = program.run(&["doctor"]);
    assert_eq!(ended.complained, "");
    assert!(!ended.said.contains(IDENTITY_KEY));
    let code = ended.code.unwrap();
    let found = format!("exit code {code}\n{}", masks.over(&ended.said));
    let database = if crate::ON_POSTGRES {
        "postgres"
    } else {
        "sqlite"
    };
    let file = format!("tests/golden/doctor/{database}/{name}.txt");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(found, expected.replace("\r\n", "\n"), "{}", file.display());
}

/// Answers every connection, as long as the tests run.
fn listen(answer: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || listener.incoming().flatten().for_each(answer));
    address
}

/// A port where nobody listens.
fn closed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// An issuer's discovery document, from a machine whose clock is ahead.
fn answer_as_issuer(mut stream: TcpStream, ahead: SignedDuration) {
    let address = stream.local_addr().unwrap();
    let asked = BufReader::new(stream.try_clone().unwrap()).lines();
    // A request without a body ends with an empty line.
    asked
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .count();
    let issuer = format!("http://{address}");
    let document = serde_json::json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
    })
    .to_string();
    let date = domain::Clock::now(&edge::SystemClock) + ahead;
    let date = rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&date)
        .unwrap();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{document}",
        document.len()
    );
    drop(stream.write_all(answer.as_bytes()));
}

#[tokio::test]
async fn finds_nothing_wrong() {
    let (program, masks) = healthy().await;
    assert_golden("healthy", &program, &masks);
}

#[tokio::test]
async fn a_bad_key() {
    let (mut program, masks) = healthy().await;
    program.configure(|text| text.replace(IDENTITY_KEY, "too short"));
    assert_golden("bad-key", &program, &masks);
}

#[tokio::test]
async fn no_database() {
    let (mut program, mut masks) =
        healthy_over(Program::over(Place::empty(), NOBODY), SignedDuration::ZERO);
    if crate::ON_POSTGRES {
        let here = program.place.setting();
        let (cluster, _) = here.rsplit_once('/').unwrap();
        let nowhere = format!("{cluster}/nowhere");
        masks.0.push((
            nowhere.parse::<Location>().unwrap().to_string(),
            "<database>",
        ));
        program.configure(|text| text.replace(&here, &nowhere));
    }
    assert_golden("no-database", &program, &masks);
    if !crate::ON_POSTGRES {
        assert!(!program.folder().join("server.db").exists());
    }
}

#[tokio::test]
async fn what_is_there_is_no_database() {
    let (mut program, mut masks) = healthy().await;
    if crate::ON_POSTGRES {
        let (here, port) = (program.place.setting(), closed());
        let nobody = format!("postgres://app:hemmelig@{port}/server");
        masks.0.push((
            nobody.parse::<Location>().unwrap().to_string(),
            "<database>",
        ));
        program.configure(|text| text.replace(&here, &nobody));
    } else {
        program.write("server.db", &"no database ".repeat(100));
    }
    assert_golden("other-database", &program, &masks);
}

#[tokio::test]
async fn a_migration_is_missing() {
    let (program, masks) = healthy().await;
    let last = "DELETE FROM _sqlx_migrations
        WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)";
    assert!(program.place.takes(last).await);
    assert_golden("migration-missing", &program, &masks);
}

#[tokio::test]
async fn a_migration_is_newer() {
    let (program, masks) = healthy().await;
    let newer = "UPDATE _sqlx_migrations SET version = 9999
        WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)";
    assert!(program.place.takes(newer).await);
    assert_golden("migration-newer", &program, &masks);
}

#[tokio::test]
async fn a_feed_is_damaged() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    world
        .decide(&desk, &decision(1, &received, approve(0)))
        .await;
    let damage = "UPDATE feed_body SET body = payload_hash FROM feed_entry
        WHERE feed_entry.office = feed_body.office AND feed_entry.seq = feed_body.seq";
    assert!(world.takes(damage).await);
    world.app.store().close().await;
    let program = Program::over(world.place, NOBODY);
    let (program, masks) = healthy_over(program, SignedDuration::ZERO);
    assert_golden("feed-damaged", &program, &masks);
}

#[tokio::test]
async fn the_clock_is_off() {
    let program = Program::new().await;
    let (program, masks) = healthy_over(program, SignedDuration::from_mins(10));
    assert_golden("clock-off", &program, &masks);
}

/// The world's clock stands still in another year than the database server's.
#[tokio::test]
async fn the_database_servers_clock_counts_too() {
    let world = World::new().await;
    let known = Known {
        database: Some(world.place.location.clone()),
        environment: None,
        issuer: None,
        mail: KnownMail::Unset,
        portal: KnownPortal::Unset,
    };
    let ctx = world.app.ctx();
    let checks = doctor::examine(ctx, None, &known, world.issuer.clone()).await;
    let faults: Vec<Fault> = checks.iter().filter_map(Check::fault).collect();
    let expected = if crate::ON_POSTGRES {
        vec![Fault::Clock]
    } else {
        vec![]
    };
    assert_eq!(faults, expected);
}

#[tokio::test]
async fn mail_is_closed() {
    let (mut program, mut masks) = healthy().await;
    let (open, nobody) = (masks.0[2].0.clone(), closed());
    program.configure(|text| text.replace(&open, &nobody));
    masks.0.push((nobody, "<mail>"));
    assert_golden("mail-closed", &program, &masks);

    let refuses = listen(|mut stream| drop(stream.write_all(b"554 no mail here\r\n")));
    let nobody = masks.0.pop().unwrap().0;
    program.configure(|text| text.replace(&nobody, &refuses));
    let ended = program.run(&["doctor"]);
    assert_eq!(ended.code, Some(16));
    assert!(
        ended
            .said
            .contains("what answers is not a mail server that takes mail")
    );
}

#[tokio::test]
async fn the_issuer_cannot_be_reached() {
    let (mut program, mut masks) = healthy().await;
    let (issuer, nobody) = (masks.0[1].0.clone(), format!("http://{}", closed()));
    program.configure(|text| text.replace(&issuer, &nobody));
    masks.0.push((nobody, "<issuer>"));
    assert_golden("issuer-unreachable", &program, &masks);
}

#[tokio::test]
async fn several_faults_are_told_at_once() {
    let (mut program, mut masks) = healthy().await;
    let nobody = closed();
    let (issuer, mail) = (masks.0[1].0.clone(), masks.0[2].0.clone());
    program.configure(|text| {
        let text = text.replace(&issuer, &format!("http://{nobody}"));
        text.replace(&mail, &nobody).replace(IDENTITY_KEY, "")
    });
    masks
        .0
        .extend([(format!("http://{nobody}"), "<issuer>"), (nobody, "<mail>")]);
    assert_golden("several", &program, &masks);
}

#[tokio::test]
async fn works_where_nothing_does() {
    let (mut program, masks) = healthy().await;
    program.configure(|_| "no settings at all".to_owned());
    assert_golden("nothing", &program, &masks);
}
