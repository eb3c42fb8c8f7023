//! The program's commands, run as a person types them.

use std::{fs, process::Command};

use domain::{
    generator::{Faults, Made, office_history},
    interchange::{Separator, write_csv},
    template::Template,
    wire::path,
};

use crate::{
    doctor::healthy,
    issuer::Issuer,
    program::{IDENTITY_KEY, NOBODY, Program, Serving, configuration},
    world::{KARI, Place, RINGSAKER},
};

/// Every command without further commands, as words.
fn commands(program: &Program, words: &[String]) -> Vec<Vec<String>> {
    let listed = help(program, words);
    let names: Vec<&str> = listed
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    if names.is_empty() {
        return vec![words.to_vec()];
    }
    let inner = names
        .iter()
        .map(|name| [words, &[(*name).to_owned()]].concat());
    inner.flat_map(|words| commands(program, &words)).collect()
}

fn help(program: &Program, words: &[String]) -> String {
    let arguments: Vec<&str> = words.iter().map(String::as_str).chain(["--help"]).collect();
    program.run(&arguments).ok()
}

/// The examples at the end of a help, each as one line.
fn examples(help: &str) -> Vec<String> {
    let whole = help.replace("\\\n", "");
    let lines = whole.lines().filter_map(|line| line.strip_prefix("  "));
    let examples = lines.filter(|line| line.starts_with("halvaarsrapport-server "));
    examples.map(str::to_owned).collect()
}

/// Examples need something to work on: what makes it comes first, and what ends it last.
fn turn(example: &str) -> usize {
    let first = ["period open", "client add", "bufdir add"];
    let last = [
        "officer stand-in",
        "officer end",
        "client end",
        "bufdir end",
        "restore",
    ];
    if let Some(at) = first.iter().position(|words| example.contains(words)) {
        return at;
    }
    let at = last.iter().position(|words| example.contains(words));
    at.map_or(first.len(), |at| first.len() + 1 + at)
}

#[tokio::test]
async fn every_example_works_as_it_stands() {
    let (program, _) = healthy().await;
    let new = Place::empty();
    program.write("new-server.toml", &configuration(&new, NOBODY));
    program.write("id.txt", KARI);
    program.write("portal.pem", &Issuer::pem());
    write_reports(&program);
    write_receipt(&program);
    let mut told = Vec::new();
    for words in commands(&program, &[]) {
        let found = examples(&help(&program, &words));
        assert!(!found.is_empty(), "{words:?} has no example");
        for example in found {
            let is_own = words.iter().all(|word| example.contains(word.as_str()));
            assert!(is_own, "{words:?} has another's example: {example}");
            told.push(example);
        }
    }
    told.sort_by_key(|example| turn(example));
    assert!(told.len() >= 12, "{told:?}");
    let server = program.serve(&["serve"]);
    for example in told {
        if example.contains("demo-data") {
            // It takes nothing over beside what somebody sent.
            Program::new().await.shell(&example).ok();
        } else {
            run_example(&program, &server, &example);
        }
    }
    server.stop();
}

/// The files that the example of `receipt` names: the receipt and the keys of the wire's description.
fn write_receipt(program: &Program) {
    let [(_, document), ..] = server::documents();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let example = |path: &str, method: &str, part: &str| {
        let path = path.replace('/', "~1");
        let answer =
            format!("/paths/{path}/{method}/responses/200/content/application~1json/example");
        document
            .pointer(&format!("{answer}{part}"))
            .unwrap()
            .to_string()
    };
    program.write("keys.json", &example(path::KEYS, "get", ""));
    let receipt = example(path::PUSH, "post", "/results/0/outcome/receipt");
    program.write("receipt.json", &receipt);
}

/// The files that the examples of `report` name.
fn write_reports(program: &Program) {
    program.run(&["period", "open", "2025-2"]).ok();
    let made = office_history(
        5,
        &"innlandet".into(),
        "2026-1".parse().unwrap(),
        2,
        Faults::None,
    );
    let own = made
        .into_iter()
        .filter(|made| made.submission.unit_no.as_str() == RINGSAKER);
    let [approved, made]: [Made; 2] = own.collect::<Vec<_>>().try_into().unwrap();
    let table = write_csv(
        &made.submission.values,
        Template::current(),
        Separator::Semicolon,
    );
    program.write("report.csv", &table);
    let history = serde_json::json!({
        "submission": approved.submission,
        "submitted_by": "Marte Lien",
        "received_at": "2026-01-20T10:00:00Z",
        "own_figure": approved.officer.own_figure,
        "decided_by": "Ola Prøve",
        "decided_at": "2026-02-03T10:00:00Z",
    });
    program.write("history.jsonl", &history.to_string());
}

fn run_example(program: &Program, server: &Serving, example: &str) {
    if example.ends_with(" serve") {
        let words: Vec<&str> = example.split_whitespace().skip(1).collect();
        program.serve(&words).stop();
        return;
    }
    let mut example = example.replace("http://127.0.0.1:8080", &server.address);
    // The id in an example is nobody's.
    for (words, group, row, column) in [
        ("client end --client ", "client", "", 0),
        ("bufdir end --system ", "bufdir", "system", 1),
        ("officer stand-in --person ", "officer", "", 0),
    ] {
        if let Some((before, after)) = example.split_once(words) {
            let listed = program.run(&[group, "list"]).ok();
            let mut rows = listed.lines().filter(|line| line.starts_with(row));
            let id = rows.next().unwrap().split('\t').nth(column).unwrap();
            let rest = after.split_once(' ').map_or("", |(_, rest)| rest);
            example = format!("{before}{words}{id} {rest}");
            // A day that is not over whenever this runs.
            example = example.replace("2027-", "2099-");
        }
    }
    let said = program.shell(&example).ok();
    if example.contains("client add") {
        program.write("credential.txt", &said);
    }
}

#[tokio::test]
async fn lists_show_what_was_added_and_ended() {
    let program = Program::new().await;
    let offices = program.run(&["office", "list"]).ok();
    let innlandet = "innlandet\t46\tStatsforvalteren i Innlandet";
    assert!(offices.lines().any(|line| line == innlandet), "{offices}");
    assert_eq!(offices.lines().count(), 10);
    let units = program.run(&["unit", "list", "--office", "innlandet"]).ok();
    assert_eq!(units.lines().count(), 46);

    let mut add = program.program(&[
        "officer",
        "add",
        "--office",
        "innlandet",
        "--name",
        "Kari Test",
    ]);
    let person = crate::program::ended(&mut add, KARI).ok();
    let person = person.trim();
    let listed = program
        .run(&["officer", "list", "--office", "innlandet"])
        .ok();
    let columns: Vec<&str> = listed.trim().split('\t').collect();
    assert_eq!((columns[0], columns[1]), (person, "innlandet"));
    assert_eq!((columns[3], columns[4]), ("-", "Kari Test"));
    assert!(!listed.contains(KARI));
    program.run(&["officer", "end", "--person", person]).ok();
    let ended = program.run(&["officer", "list"]).ok();
    assert_ne!(ended.split('\t').nth(3), Some("-"), "{ended}");
    let elsewhere = program
        .run(&["officer", "list", "--office", "vestland"])
        .ok();
    assert_eq!(elsewhere, "");

    let add = ["client", "add", "--unit", "3411", "--name", "Fagsystem"];
    let credential = program.run(&add).ok();
    let clients = program.run(&["client", "list"]).ok();
    assert!(clients.contains("\t3411\t") && clients.ends_with("\t-\tFagsystem\n"));
    assert!(!clients.contains(credential.trim()));
    let (id, _) = clients.split_once('\t').unwrap();
    program.run(&["client", "end", "--client", id]).ok();
    let again = program.run(&["client", "end", "--client", id]);
    assert_eq!(again.code, Some(1));
    assert!(again.complained.contains("see `client list`"), "{again:?}");
    // It has closed its database as one that succeeds: nothing of it stands beside the file.
    for beside in ["server.db-wal", "server.db-shm"] {
        assert!(!program.folder().join(beside).exists(), "{beside}");
    }
}

#[tokio::test]
async fn serve_without_migrating_names_the_command() {
    let program = Program::over(Place::empty(), NOBODY);
    if !crate::ON_POSTGRES {
        let refused = program.run(&["serve", "--no-migrate"]);
        assert!(
            refused.complained.contains("Cannot open database"),
            "{refused:?}"
        );
        program.write("server.db", "");
    }
    let refused = program.run(&["serve", "--no-migrate"]);
    assert_eq!(refused.code, Some(1));
    let expected = "migration 1 is missing: run `halvaarsrapport-server migrate` first";
    assert!(refused.complained.contains(expected), "{refused:?}");
    let migrated = program.run(&["migrate"]).ok();
    assert!(migrated.starts_with("migrated: migration "), "{migrated}");
    program.serve(&["serve", "--no-migrate"]).stop();
}

#[tokio::test]
async fn a_backup_goes_through_the_program() {
    let program = Program::new().await;
    let said = program.run(&["backup", "first"]).ok();
    assert!(said.starts_with("backup\tfirst\nmigration\t"), "{said}");
    assert!(said.contains("\nfeed\tinnlandet\t0\n"), "{said}");
    assert!(
        said.ends_with("\nreports\t0\ndecisions\t0\nverified\t0 entries, 0 bodies\n"),
        "{said}"
    );
    let again = program.run(&["backup", "first"]);
    assert_eq!(again.code, Some(1));
    assert!(
        again.complained.contains("first is there already"),
        "{again:?}"
    );
    let over = program.run(&["restore", "first"]);
    assert_eq!(over.code, Some(1));
    assert!(
        over.complained.contains("never restored over data"),
        "{over:?}"
    );

    let fresh = Program::over(Place::empty(), NOBODY);
    let file = program.folder().join("first");
    let restored = fresh.run(&["restore", file.to_str().unwrap()]).ok();
    let after_name = |said: &str| said.split_once('\n').unwrap().1.to_owned();
    assert_eq!(after_name(&restored), after_name(&said));
    fresh.serve(&["serve", "--no-migrate"]).stop();
}

/// The password reaches PostgreSQL's programs, and stands in no list of processes.
#[cfg(unix)]
#[tokio::test]
async fn postgresqls_programs_get_the_password_by_their_environment() {
    use std::os::unix::fs::PermissionsExt;
    if !crate::ON_POSTGRES {
        return;
    }
    let mut program = Program::new().await;
    program.configure(|text| {
        text.replace(
            "postgres://halvaarsrapport_owner@",
            "postgres://halvaarsrapport_owner:hemmelig%2Bord@",
        )
    });
    let real = Command::new("sh")
        .args(["-c", "command -v pg_dump"])
        .output()
        .unwrap();
    let real = String::from_utf8(real.stdout).unwrap();
    let folder = program.folder().join("programs");
    fs::create_dir(&folder).unwrap();
    for name in ["pg_dump", "pg_restore"] {
        let shim = format!(
            "#!/bin/sh\necho \"$@\" >> arguments\necho \"$PGPASSWORD\" >> passwords\nPATH={} exec {} \"$@\"\n",
            std::env::var_os("PATH").unwrap().to_str().unwrap(),
            real.trim().replace("pg_dump", name),
        );
        let path = folder.join(name);
        fs::write(&path, shim).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut backup = program.program(&["backup", "first"]);
    let ended = crate::program::ended(backup.env("PATH", &folder), "");
    assert!(!format!("{ended:?}").contains("hemmelig"));
    ended.ok();
    let told = |name: &str| fs::read_to_string(program.folder().join(name)).unwrap();
    assert!(told("arguments").contains("--format=custom"));
    assert!(!told("arguments").contains("hemmelig"));
    assert!(told("passwords").starts_with("hemmelig+ord\n"));

    // Without PostgreSQL's programs the command says what to install.
    let empty = program.folder().join("empty");
    fs::create_dir(&empty).unwrap();
    let mut backup = program.program(&["backup", "second"]);
    let ended = crate::program::ended(backup.env("PATH", &empty), "");
    assert_eq!(ended.code, Some(1));
    let expected = "pg_dump is missing: install PostgreSQL's client programs";
    assert!(ended.complained.contains(expected), "{ended:?}");
    assert!(!program.folder().join("second.part").exists());
}

#[tokio::test]
async fn a_wrong_setting_is_named_and_no_secret_shown() {
    let mut program = Program::new().await;
    program.configure(|text| text.replace(IDENTITY_KEY, "abc123"));
    let refused = program.run(&["unit", "list"]);
    assert_eq!(refused.code, Some(1));
    let expected = "identity_key: not 64 hexadecimal digits. Set it in the file or as \
                    HALVAARSRAPPORT_IDENTITY_KEY";
    assert!(refused.complained.contains(expected), "{refused:?}");
    assert!(!refused.complained.contains("abc123"));
    let mut corrected = program.program(&["unit", "list", "--office", "oslo"]);
    corrected.env("HALVAARSRAPPORT_IDENTITY_KEY", IDENTITY_KEY);
    crate::program::ended(&mut corrected, "").ok();
    corrected.env("HALVAARSRAPPORT_IDPORTEN__ISSUER", "nowhere");
    let refused = crate::program::ended(&mut corrected, "");
    assert!(
        refused
            .complained
            .contains("idporten.issuer: not an address."),
        "{refused:?}"
    );
}
