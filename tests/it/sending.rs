//! Reports as files, from the command line to the database and back.

use std::{io::Write, path::Path, process::Stdio};

use domain::{
    generator::{Faults, Made, office_history},
    interchange::{Separator, write_csv},
    template::Template,
};
use serde_json::json;
use support::{fleet::Fleet, installation::Installation};

const UNIT: &str = "3411";

/// The unit's reports of two half-years; the first is approved.
fn made() -> [Made; 2] {
    let last = "2026-1".parse().unwrap();
    let made = office_history(5, &"innlandet".into(), last, 2, Faults::None);
    let own = made
        .into_iter()
        .filter(|made| made.submission.unit_no.as_str() == UNIT);
    own.collect::<Vec<_>>().try_into().unwrap()
}

/// Runs `report submit`, which needs no configuration; whether it went well, and what it says.
fn submit(fleet: &Fleet, credential: &str, arguments: &[&str]) -> (bool, String) {
    let mut command = support::process::own_program("halvaarsrapport-server")
        .map(std::process::Command::new)
        .unwrap();
    let mut child = command
        .args(["report", "submit", "--server", fleet.address().unwrap()])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{credential}").unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    (output.status.success(), said)
}

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_sent_whole_or_with_every_fault_told() {
    let folder = tempfile::tempdir().unwrap();
    let database = Installation::file(folder.path(), "server.db");
    let fleet = Fleet::start(folder.path(), &database, 1).await.unwrap();
    let opened = fleet
        .installation()
        .administer(&["period", "open", "2026-1"], "");
    assert_eq!(
        opened.unwrap(),
        "2026-1\t2026-1.0\t2026-07-31\t2026-09-15\n"
    );
    let credential = fleet.client(&UNIT.into()).await.unwrap();
    let [_, made] = made();

    let template = Template::current();
    let table = write_csv(&made.submission.values, template, Separator::Semicolon);
    let table = file(folder.path(), "rapport.csv", &table);
    let csv = ["--unit", UNIT, "--period", "2026-1", table.as_str()];
    let (well, said) = submit(&fleet, &credential, &csv);
    assert_eq!(
        said,
        format!("{table}: HR-2026-1-3411 revision 1 received\n")
    );
    assert!(well);

    let whole = json!(made.submission).to_string();
    let whole = file(folder.path(), "rapport.json", &whole);
    let (_, said) = submit(&fleet, &credential, &[&whole]);
    assert_eq!(
        said,
        format!("{whole}: HR-2026-1-3411 revision 2 received\n")
    );
    let (well, said) = submit(&fleet, &credential, &[&whole]);
    assert_eq!(
        said,
        format!("{whole}: HR-2026-1-3411 revision 2 received before\n")
    );
    assert!(well);

    // A table has no id of its own: one that was given out where no answer came makes it the same again.
    let again = uuid::Uuid::from_u128(9).to_string();
    let again = [["--submission-id", &again].as_slice(), &csv].concat();
    let said = [(); 2].map(|()| submit(&fleet, &credential, &again).1);
    let received = format!("{table}: HR-2026-1-3411 revision 3 received");
    assert_eq!(
        said,
        ["", " before"].map(|when| format!("{received}{when}\n"))
    );

    // Two faults of a file and one whole file: each has its own fate.
    let mut faulty = json!(made.submission);
    faulty["submission_id"] = json!(uuid::Uuid::from_u128(7));
    faulty["values"]["inv_closed"] = json!("mange");
    faulty["values"]["inv_started"] = json!(-1);
    let broken = file(folder.path(), "feil.json", &faulty.to_string());
    let (well, said) = submit(&fleet, &credential, &["--language", "en", &broken, &whole]);
    assert!(!well);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 3, "{said}");
    assert!(
        lines[0].starts_with(&format!("{broken}: inv_started: found ")),
        "{said}"
    );
    assert!(
        lines[1].starts_with(&format!("{broken}: inv_closed: found ")),
        "{said}"
    );
    assert!(lines[2].ends_with("received before"));

    // What only the server can know: the half-year is not open, and the unit is another one's.
    let later = ["--unit", UNIT, "--period", "2026-2", table.as_str()];
    let (well, said) = submit(&fleet, &credential, &later);
    assert!(!well && said.contains("period: found 2026-2"), "{said}");
    let other = ["--unit", "3420", "--period", "2026-1", table.as_str()];
    let (well, said) = submit(&fleet, &credential, &other);
    assert!(!well && said.contains("there is no such thing"), "{said}");
    fleet.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn history_is_taken_over_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let database = Installation::file(folder.path(), "server.db");
    let fleet = Fleet::start(folder.path(), &database, 1).await.unwrap();
    let operator = fleet.installation();
    let [made, _] = made();
    let approved = json!({
        "submission": made.submission,
        "submitted_by": "Marte Lien",
        "received_at": "2026-01-20T10:00:00Z",
        "own_figure": made.officer.own_figure,
        "decided_by": "Ola Prøve",
        "decided_at": "2026-02-03T10:00:00Z",
    });
    let history = file(folder.path(), "historie.jsonl", &format!("{approved}\n"));
    let import = ["report", "import", "--approved", history.as_str()];
    let refused = operator.administer(&import, "").unwrap_err().to_string();
    assert!(
        refused.contains("historie.jsonl:1: period: found 2025-2"),
        "{refused}"
    );

    operator
        .administer(&["period", "open", "2025-2"], "")
        .unwrap();
    let said = operator.administer(&import, "").unwrap();
    assert_eq!(said, format!("{history}: 1 taken over, 0 here before\n"));
    let said = operator.administer(&import, "").unwrap();
    assert_eq!(said, format!("{history}: 0 taken over, 1 here before\n"));
    fleet.close().await;
}
