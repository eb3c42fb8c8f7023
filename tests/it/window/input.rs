//! What the window's commands are given that they were not made for.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context, Result, ensure};
use domain::wire::Submitted;
use serde_json::{Map, Value, json};
use support::{scene::Scene, vault::PIN};

use super::in_window;

/// Nobody's.
const FOREIGN: &str = "01900000-0000-7000-8000-000000000000";

/// Calls commands one after another and tells what each was answered.
const CALL: &str = "
    const [calls, done] = arguments;
    const call = ([command, input]) => window.__TAURI_INTERNALS__.invoke(command, input)
        .then((answer) => ({ answer }), (error) => ({ error }));
    (async () => {
        const told = [];
        for (const one of calls) told.push(await call(one));
        done(told);
    })();
";

/// A command, an input of the right kinds, and inputs of these kinds that it must refuse with a code.
struct Row {
    command: &'static str,
    input: Value,
    refused: Vec<(Value, &'static str)>,
}

fn row(command: &'static str, input: Value, refused: Vec<(Value, &'static str)>) -> Row {
    Row {
        command,
        input,
        refused,
    }
}

/// One row for each command of the window.
fn rows(known: &Submitted) -> Vec<Row> {
    let alone = COMMANDS_ALONE
        .into_iter()
        .map(|command| row(command, json!({}), vec![]));
    alone
        .chain(rows_of_the_store())
        .chain(rows_of_the_machine())
        .chain(rows_of_the_officer())
        .chain(rows_of_mail())
        .chain([row_of_files()])
        .chain(rows_of_reports(known))
        .chain(rows_of_applications(known))
        .collect()
}

/// What takes nothing cannot be given what is wrong.
const COMMANDS_ALONE: [&str; 23] = [
    "access",
    "app_state",
    "export_diagnostics",
    "export_own_texts",
    "figures",
    "figures_at_a_glance",
    "input_seen",
    "lock",
    "login_cancel",
    "login_open_again",
    "logout",
    "look_again",
    "machine",
    "mail",
    "network_joined",
    "phrases",
    "pin_forgotten",
    "print",
    "profile",
    "reminders",
    "remove_own_texts",
    "sync_now",
    "take_wish",
];

fn rows_of_the_store() -> [Row; 6] {
    [
        row(
            "change_pin",
            json!({ "old": PIN, "new": "en annen pin" }),
            vec![(json!({ "old": PIN, "new": "kort" }), "pin_not_good")],
        ),
        row(
            "choose_pin",
            json!({ "pin": PIN }),
            vec![(json!({ "pin": PIN }), "signed_out")],
        ),
        row("login_begin", json!({ "language": "nb" }), vec![]),
        row("settle_older_copy", json!({ "send": false }), vec![]),
        row("tasks", json!({ "archive": true }), vec![]),
        row("unlock", json!({ "pin": PIN }), vec![]),
    ]
}

/// For this machine, whoever is there.
fn rows_of_the_machine() -> [Row; 2] {
    let chosen = |zoom: u32| json!({ "chosen": { "close_to_tray": false, "start_at_login": false, "zoom": zoom } });
    [
        // Only the answer of an officer who was asked ends the program.
        row("leave", json!({ "leave": false }), vec![]),
        row(
            "set_machine",
            chosen(100),
            vec![(chosen(0), "bad_input"), (chosen(99), "bad_input")],
        ),
    ]
}

fn rows_of_the_officer() -> [Row; 7] {
    let chosen = |quiet: Value| {
        json!({ "chosen": { "language": "nb", "scheme": "auto", "single_keys": true,
            "notifications": true, "quiet": quiet } })
    };
    [
        row(
            "add_phrase",
            json!({ "text": "Rett tallet." }),
            vec![
                (json!({ "text": " " }), "bad_input"),
                (json!({ "text": "x".repeat(1 << 20) }), "bad_input"),
            ],
        ),
        row(
            "end_device",
            json!({ "id": FOREIGN }),
            vec![(json!({ "id": FOREIGN }), "not_found")],
        ),
        row(
            "set_contact",
            json!({ "email": "ingrid@sf.example", "phone": "" }),
            vec![(json!({ "email": "ingrid", "phone": "12" }), "bad_input")],
        ),
        row(
            "lay_aside",
            json!({ "decisionId": FOREIGN }),
            vec![(json!({ "decisionId": FOREIGN }), "not_found")],
        ),
        row(
            "remove_phrase",
            json!({ "id": FOREIGN }),
            vec![(json!({ "id": FOREIGN }), "not_found")],
        ),
        row(
            "set_preferences",
            chosen(Value::Null),
            vec![(chosen(json!({ "from": 60, "to": 60 })), "bad_input")],
        ),
        row(
            "undo",
            json!({ "decisionId": FOREIGN }),
            vec![(json!({ "decisionId": FOREIGN }), "not_found")],
        ),
    ]
}

fn rows_of_mail() -> [Row; 5] {
    let wishes = |duties: &str| {
        json!({ "wishes": { "arrivals": "daily", "outcomes": "never", "duties": duties,
            "quiet_hours": null, "language": "nb" } })
    };
    let reminded = |units: Value| json!({ "id": FOREIGN, "period": "2026-1", "units": units });
    let previewed = |units: Value| json!({ "period": "2026-1", "units": units });
    [
        row(
            "preview_reminders",
            previewed(json!(["3403"])),
            vec![
                (previewed(json!([])), "bad_input"),
                (previewed(json!(["4601x"])), "bad_input"),
            ],
        ),
        row(
            "send_reminders",
            reminded(json!(["3403"])),
            vec![
                (reminded(json!([])), "bad_input"),
                (reminded(json!(["4601x"])), "bad_input"),
            ],
        ),
        row("ask_email_code", json!({ "language": "nb" }), vec![]),
        row(
            "confirm_email",
            json!({ "code": "12345678" }),
            vec![(json!({ "code": "0".repeat(21) }), "bad_input")],
        ),
        row(
            "set_mail_wishes",
            wishes("daily"),
            vec![(wishes("never"), "bad_input")],
        ),
    ]
}

fn rows_of_reports(known: &Submitted) -> [Row; 7] {
    let (id, hash) = (known.report_id, known.content_hash);
    let draft = |comment: String, approve: bool, asks: Value| json!({ "own_figure": 1, "approve": approve, "comment": comment, "asks": asks });
    let plain = draft(String::new(), true, json!([]));
    let asked = draft(
        String::new(),
        false,
        json!([{ "point": "foreign", "rule": null }]),
    );
    let long = draft("x".repeat(1 << 20), true, json!([]));
    let saved = |id: Value, revision: u32, draft: &Value| json!({ "id": id, "revision": revision, "draft": draft });
    let seen = |id: Value, revision: u32, point: &str| json!({ "id": id, "revision": revision, "points": [point] });
    let asked_again = |id: Value| json!({ "id": id, "revision": 1, "reason": "Feil tall." });
    let decided =
        |id: Value, revision: u32| json!({ "id": id, "revision": revision, "contentHash": hash });
    let joined =
        |id: Value| json!({ "id": id, "revision": 1, "content_hash": hash, "own_figure": 1 });
    let chosen = |all: &[Value]| json!({ "chosen": all });
    [
        row(
            "approve_together",
            chosen(&[joined(json!(id))]),
            vec![
                (chosen(&[]), "bad_input"),
                (chosen(&[joined(json!(id)), joined(json!(id))]), "bad_input"),
                (
                    chosen(&[joined(json!(id)), joined(json!(FOREIGN))]),
                    "not_found",
                ),
            ],
        ),
        row("county", json!({}), vec![]),
        row(
            "ask_reopening",
            asked_again(json!(id)),
            vec![
                (asked_again(json!(FOREIGN)), "not_found"),
                (asked_again(json!(id)), "not_approved"),
            ],
        ),
        row(
            "decide",
            decided(json!(id), 1),
            vec![
                (decided(json!(FOREIGN), 1), "not_found"),
                (decided(json!(id), 99), "refused"),
            ],
        ),
        row(
            "report",
            json!({ "id": id }),
            vec![(json!({ "id": FOREIGN }), "not_found")],
        ),
        row(
            "save_draft",
            saved(json!(id), 1, &plain),
            vec![
                (saved(json!(FOREIGN), 1, &plain), "not_found"),
                (saved(json!(id), 99, &plain), "not_found"),
                (saved(json!(id), 1, &asked), "bad_input"),
                (saved(json!(id), 1, &long), "refused"),
            ],
        ),
        row(
            "see",
            seen(json!(id), 1, "inv_breach"),
            vec![
                (seen(json!(FOREIGN), 1, "inv_breach"), "not_found"),
                (seen(json!(id), 99, "inv_breach"), "not_found"),
                (seen(json!(id), 1, "foreign"), "bad_input"),
            ],
        ),
    ]
}

/// What is no picture, and no area of the office's, is no file.
fn row_of_files() -> Row {
    let file = |file: Value| json!({ "file": file });
    let of = |kind: &str, area_no: &str| json!({ "kind": kind, "indicator": "with_plan", "area_no": area_no });
    let picture = |kind: &str, name: &str, content: Value| {
        let mut of = of(kind, "34");
        of[name] = content;
        file(of)
    };
    row(
        "save_figures",
        file(of("csv", "34")),
        vec![
            (file(of("csv", "46")), "bad_input"),
            (file(of("xlsx", "../34")), "bad_input"),
            (picture("svg", "text", json!("<html>")), "bad_input"),
            (
                picture(
                    "svg",
                    "text",
                    json!(format!("<svg {}", " ".repeat(5 << 20))),
                ),
                "bad_input",
            ),
            (
                picture("png", "bytes", json!([60, 115, 118, 103])),
                "bad_input",
            ),
        ],
    )
}

/// Nothing has applied: whatever names an application names nobody's.
fn rows_of_applications(known: &Submitted) -> [Row; 5] {
    let hash = known.content_hash;
    let of = json!({ "id": FOREIGN });
    let answer = json!({ "id": FOREIGN, "contentHash": hash });
    let saved = |reason: String| {
        let draft = json!({ "answer": "reject", "until": "2027-12-31", "reason": reason });
        json!({ "id": FOREIGN, "draft": draft })
    };
    let undo = |id: Value| json!({ "decisionId": id });
    [
        row("application", of.clone(), vec![(of.clone(), "not_found")]),
        row("answer", answer.clone(), vec![(answer, "not_found")]),
        row("end_access", of.clone(), vec![(of, "not_found")]),
        row(
            "save_answer",
            saved("Ukjent.".to_owned()),
            vec![
                (saved("Ukjent.".to_owned()), "not_found"),
                (saved("x".repeat(1 << 20)), "answer_refused"),
            ],
        ),
        row(
            "undo_answer",
            undo(json!(FOREIGN)),
            vec![(undo(json!(FOREIGN)), "not_found")],
        ),
    ]
}

/// Values of other kinds than this one.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Number(_) => {
            let big = u64::from(u32::MAX) + 1;
            vec![
                json!(null),
                json!("x"),
                json!([]),
                json!({}),
                json!(-1),
                json!(1.5),
                json!(big),
            ]
        }
        Value::Array(_) => vec![json!(null), json!(7), json!("x"), json!({}), json!([7])],
        Value::Object(_) => {
            let mut more = value.clone();
            more["unknown"] = json!(1);
            vec![
                json!(null),
                json!(7),
                json!("x"),
                json!([]),
                json!({}),
                more,
            ]
        }
        Value::Bool(_) => vec![json!(null), json!(7), json!("x"), json!([]), json!({})],
        Value::Null | Value::String(_) => {
            vec![json!(null), json!(7), json!([]), json!({}), json!(true)]
        }
    }
}

/// The input with each argument in turn left out, and of each other kind.
fn spoiled(input: &Value) -> Vec<Value> {
    let arguments = input.as_object().cloned().unwrap_or_default();
    let mut all = Vec::new();
    for (name, value) in &arguments {
        let mut without: Map<String, Value> = arguments.clone();
        without.remove(name);
        all.push(Value::Object(without));
        for other in others(value) {
            let mut spoiled = arguments.clone();
            spoiled.insert(name.clone(), other);
            all.push(Value::Object(spoiled));
        }
    }
    all
}

/// What the window may call.
fn commands() -> Result<BTreeSet<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/capabilities/main.json");
    let capability: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let permissions = capability["permissions"]
        .as_array()
        .context("permissions")?;
    let own = permissions
        .iter()
        .filter_map(|name| name.as_str()?.strip_prefix("allow-"));
    Ok(own.map(|name| name.replace('-', "_")).collect())
}

async fn call(scene: &Scene, calls: &[(&str, Value)]) -> Result<Vec<Value>> {
    let told = scene
        .window
        .run_until_done(CALL, vec![json!(calls)])
        .await?;
    Ok(told.as_array().context("no answers")?.clone())
}

/// All that a command could have changed.
async fn kept(scene: &Scene, known: &Submitted) -> Result<Vec<Value>> {
    let asked = [
        ("tasks", json!({})),
        ("report", json!({ "id": known.report_id })),
        ("phrases", json!({})),
        ("app_state", json!({})),
    ];
    let mut kept = call(scene, &asked).await?;
    let state = kept.last_mut().context("no state")?;
    // When the copy was fetched changes by itself.
    state["answer"]["line"] = Value::Null;
    Ok(kept)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_command_takes_what_is_of_another_kind_or_nobodys() {
    in_window(async |scene, folder| {
        let known = scene.log_in_to("3411", folder).await?;
        let rows = rows(&known);
        let named: BTreeSet<String> = rows.iter().map(|row| row.command.to_owned()).collect();
        ensure!(
            named == commands()?,
            "a row for each command: {:?}",
            commands()?
        );
        let before = kept(scene, &known).await?;
        for Row {
            command,
            input,
            refused,
        } in rows
        {
            let spoiled: Vec<_> = spoiled(&input)
                .into_iter()
                .map(|bad| (command, bad))
                .collect();
            let told = call(scene, &spoiled).await?;
            for ((_, bad), told) in spoiled.iter().zip(told) {
                let is_internal = told["error"]["code"] == "internal";
                ensure!(
                    told.get("error").is_some() && !is_internal,
                    "{command} took {bad}: {told}"
                );
            }
            for (bad, code) in refused {
                let told = call(scene, &[(command, bad)]).await?;
                ensure!(
                    told[0]["error"]["code"] == code,
                    "{command}: {} is not {code}",
                    told[0]
                );
            }
        }
        let after = kept(scene, &known).await?;
        ensure!(after == before, "something was changed");
        Ok(())
    })
    .await;
}
