//! Bufdir takes the approved reports of a half-year out: three formats with the same figures, and no formula.

#![expect(
    clippy::indexing_slicing,
    reason = "a file without what is looked for fails its test"
)]

use std::{collections::BTreeMap, path::Path, process::Command};

use axum::http::header;
use domain::wire::{ProblemKind, Submitted};
use serde_json::{Value, json};

use super::{
    portal::browser::Browser,
    spreadsheet::{cells, csv, number, pages_without_formulas, parts, texts},
};
use crate::world::{
    Answer, BERGEN, INNLANDET, KARI, LIV, RINGSAKER, VESTLAND, World, approve, decision, report,
};

/// What a spreadsheet would take for a formula, and what parts a table's cells.
const WILD: [&str; 7] = [
    "=HYPERLINK(\"http://x.example\")",
    "+47 62 33 50 00",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "Sa «nei»; \"aldri\"",
    "to\nlinjer",
];

const UNITS: [(&str, &str); 6] = [
    (RINGSAKER, INNLANDET),
    ("3403", INNLANDET),
    ("3405", INNLANDET),
    ("3407", INNLANDET),
    (BERGEN, VESTLAND),
    ("4602", VESTLAND),
];

/// A report is approved for each unit, each with a wild text for whom to call.
async fn approved(world: &World) {
    let kari = world.officer(KARI, INNLANDET).await;
    let liv = world.officer(LIV, VESTLAND).await;
    for (at, (unit, office)) in (1u128..).zip(UNITS) {
        let desk = if office == INNLANDET { &kari } else { &liv };
        let client = world.client(unit).await;
        let mut sent = report(unit, at);
        let wild = WILD[usize::try_from(at).unwrap() % WILD.len()];
        let values = sent.get_mut("values").unwrap().as_object_mut().unwrap();
        values.insert("unit_contact_name".to_owned(), wild.into());
        values.insert("staff_total".to_owned(), json!(245));
        let received: Submitted = world.submit(&client, &sent).await.ok();
        world
            .decide(desk, &decision(at, &received, approve(17)))
            .await;
    }
}

async fn take(world: &World, tove: &Browser, format: &str) -> Answer {
    let path = format!("/v1/portal/bufdir/periods/2026-1/export/{format}");
    let taken = tove.get(world, &path).await;
    assert_eq!(taken.status, 200, "{taken:?}");
    taken
}

/// One report: every column's text, as a CSV file has it.
type Row = BTreeMap<String, String>;

fn of_csv(text: &str) -> Vec<Row> {
    let mut rows = texts(text).into_iter();
    let head = rows.next().unwrap();
    rows.map(|row| {
        assert_eq!(row.len(), head.len());
        head.iter().cloned().zip(row).collect()
    })
    .collect()
}

fn of_json(text: &str) -> Vec<Row> {
    let whole: Value = serde_json::from_str(text).unwrap();
    let reports = whole["reports"].as_array().unwrap().iter();
    reports
        .map(|report| {
            let cells = report.as_object().unwrap().iter();
            cells
                .map(|(name, value)| (name.clone(), said(value)))
                .collect()
        })
        .collect()
}

fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "ja".to_owned(),
        Value::Bool(false) => "nei".to_owned(),
        Value::Number(number) => number.to_string().replace('.', ","),
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => panic!("no cell"),
    }
}

fn of_xlsx(parts: &BTreeMap<String, String>) -> Vec<Row> {
    let mut rows = cells(parts, 1);
    let head = rows.remove(0);
    let row = |cells: BTreeMap<usize, String>| {
        let named = head.iter().map(|(at, name)| {
            let text = cells.get(at).cloned().unwrap_or_default();
            (name.clone(), text)
        });
        named.collect()
    };
    rows.into_iter().map(row).collect()
}

/// Whole tenths without their decimal, as a workbook keeps them.
fn figures(mut rows: Vec<Row>) -> Vec<Row> {
    for cell in rows.iter_mut().flat_map(|row| row.values_mut()) {
        *cell = number(cell);
    }
    rows
}

#[tokio::test]
async fn the_three_formats_hold_the_same_figures_of_every_approved_report() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    approved(&world).await;
    world.receive("4611", 99).await;
    let (csv, json, xlsx) = (
        take(&world, &tove, "csv").await,
        take(&world, &tove, "json").await,
        take(&world, &tove, "xlsx").await,
    );
    for taken in [&csv, &json, &xlsx] {
        assert_eq!(taken.headers["x-halvaarsrapport-reports"], "6");
    }
    let of_csv = of_csv(std::str::from_utf8(&csv.body).unwrap());
    assert_eq!(of_csv.len(), 6, "what waits is left out");
    let units: Vec<&str> = of_csv.iter().map(|row| row["unit_no"].as_str()).collect();
    assert_eq!(units, ["3403", "3405", "3407", "3411", "4601", "4602"]);
    for row in &of_csv {
        assert_eq!(row["sf_extended_approved"], "17");
        assert_eq!(row["staff_total"], "24,5");
        assert!(WILD.contains(&row["unit_contact_name"].as_str()), "{row:?}");
    }
    let of_csv = figures(of_csv);
    let of_json = of_json(std::str::from_utf8(&json.body).unwrap());
    assert!(of_csv == figures(of_json), "JSON has other figures");
    let of_xlsx = of_xlsx(&parts(&xlsx.body));
    assert!(of_csv == figures(of_xlsx), "the workbook has other figures");
    let kind = xlsx.header(&header::CONTENT_TYPE).unwrap();
    assert!(kind.ends_with("spreadsheetml.sheet"), "{kind}");
}

#[tokio::test]
async fn no_cell_is_a_formula() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    approved(&world).await;
    for format in ["csv", "codebook"] {
        let taken = take(&world, &tove, format).await;
        for (field, _) in csv(std::str::from_utf8(&taken.body).unwrap()).concat() {
            assert!(
                !field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']),
                "{field:?}"
            );
        }
    }
    assert_eq!(
        pages_without_formulas(&take(&world, &tove, "xlsx").await.body),
        2
    );
}

/// What a spreadsheet program makes of a file: its cells, each with its beginning tag, as it writes them.
fn opened_by_a_spreadsheet(folder: &Path, name: &str, file: &[u8]) -> Vec<String> {
    let from = folder.join(name);
    std::fs::write(&from, file).unwrap();
    let mut office = Command::new("soffice");
    office
        .arg("--headless")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            folder.join("profile").display()
        ))
        .args(["--convert-to", "fods", "--outdir"])
        .arg(folder);
    if from.extension() == Some("csv".as_ref()) {
        // Semicolons, quotes, UTF-8, from the first line on, each cell as the program takes it.
        office.arg("--infilter=CSV:59,34,76,1");
    }
    let said = office.arg(&from).output().unwrap();
    let made = std::fs::read_to_string(from.with_extension("fods"));
    let made = made.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&said.stderr)));
    let cells = made.split("<table:table-cell").skip(1);
    cells.map(str::to_owned).collect()
}

fn is_formula(cell: &str) -> bool {
    let (tag, _) = cell.split_once('>').unwrap();
    tag.contains("table:formula")
}

#[tokio::test]
async fn a_spreadsheet_program_finds_no_formula() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    approved(&world).await;
    let folder = tempfile::tempdir().unwrap();
    // It finds one where there is one.
    let trap = opened_by_a_spreadsheet(folder.path(), "trap.csv", b"\"a\";\"=1+1\"\n");
    assert_eq!(
        trap.iter().filter(|cell| is_formula(cell)).count(),
        1,
        "{trap:?}"
    );
    for (format, name) in [
        ("csv", "reports.csv"),
        ("codebook", "codebook.csv"),
        ("xlsx", "reports.xlsx"),
    ] {
        let taken = take(&world, &tove, format).await;
        let cells = opened_by_a_spreadsheet(folder.path(), name, &taken.body);
        let found: Vec<_> = cells.iter().filter(|cell| is_formula(cell)).collect();
        assert_eq!(found, Vec::<&String>::new(), "{name}");
        if format != "codebook" {
            let wild = cells.iter().filter(|cell| cell.contains("SUM(A1:A9)"));
            assert_eq!(wild.count(), 1, "{name}");
        }
    }
}

#[tokio::test]
async fn the_codebook_says_what_each_column_is() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    approved(&world).await;
    let book = take(&world, &tove, "codebook").await;
    let book = of_csv(std::str::from_utf8(&book.body).unwrap());
    let taken = take(&world, &tove, "csv").await;
    let head = csv(std::str::from_utf8(&taken.body).unwrap()).remove(0);
    let head: Vec<String> = head.into_iter().map(|(name, _)| name).collect();
    let told: Vec<&str> = book.iter().map(|row| row["column"].as_str()).collect();
    assert_eq!(told, head);
    assert!(
        book.iter()
            .all(|row| !row["label_nb"].is_empty() && !row["label_en"].is_empty())
    );
    let staff = book
        .iter()
        .find(|row| row["column"] == "staff_total")
        .unwrap();
    assert_eq!(staff["kind"], "tenths");
    let json = take(&world, &tove, "json").await;
    let json: Value = json.ok();
    assert_eq!(json["codebook"].as_array().unwrap().len(), head.len());
}

#[tokio::test]
async fn what_is_taken_out_is_written_down_and_what_is_not_there_is_not() {
    let world = World::new().await;
    let tove = Browser::at_bufdir(&world).await;
    let empty = take(&world, &tove, "csv").await;
    let empty = of_csv(std::str::from_utf8(&empty.body).unwrap());
    assert!(empty.is_empty());
    for path in ["periods/2019-1/export/csv", "periods/2026-1/export/pdf"] {
        let missing = tove.get(&world, &format!("/v1/portal/bufdir/{path}")).await;
        missing.problem(404, ProblemKind::NotFound);
    }
    let noted: Vec<(String, String)> = world
        .rows("SELECT actor, object FROM audit WHERE action = 'reports.exported'")
        .await;
    assert_eq!(noted, [("bufdir".to_owned(), "2026-1/csv".to_owned())]);
}
