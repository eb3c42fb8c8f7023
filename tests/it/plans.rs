//! What a statement reads: none that runs while people work reads all of a table that grows.
//!
//! Every statement of both stores is planned by the databases that it is meant for. A plan that goes through a whole
//! table, or a whole index of one, must stand below with the reason why it may; an index of few rows by its own
//! condition is no table.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use scratch_postgres::Cluster;
use serde_json::Value;
use server::store::{Location, Store};
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, Row, SqliteConnection,
    sqlite::SqliteConnectOptions,
};

/// Tables whose rows become more with the years.
const GROW: &[&str] = &[
    "answer_draft",
    "application",
    "application_decision",
    "audit",
    "decision",
    "delivery",
    "device",
    "draft",
    "feed_body",
    "feed_entry",
    "figure",
    "figure_shown",
    "figure_sum",
    "listed",
    "mail",
    "mail_cause",
    "mail_item",
    "outbox",
    "reminder",
    "reopening_request",
    "report",
    "revision",
    "role",
    "seen",
    "session",
    "session_pair",
    "traded_token",
];

/// Statements of the server that go through a whole table.
const SERVER: &[(&str, &str)] = &[
    (
        "REPORTS",
        "whoever examines or backs up a database counts everything",
    ),
    (
        "DECISIONS",
        "whoever examines or backs up a database counts everything",
    ),
    (
        "APPROVED_WITHOUT_DELIVERY",
        "once, where a database comes from before deliveries",
    ),
    ("AUDIT", "whoever reads the audit log reads it from its end"),
    (
        "PUT_PERSON",
        "the plan names whatever refers to a person; nobody's id changes",
    ),
    (
        "PUT_UNIT",
        "the plan names whatever refers to a unit; none's number changes",
    ),
    ("APPROVED_BODIES", "an operator works all figures out anew"),
    ("FIGURE_PERIODS", "an operator works all figures out anew"),
    (
        "ADD_UNIT",
        "the plan names whatever refers to a unit; none's number changes",
    ),
    (
        "AUDIT_NAMED",
        "whoever reads the audit log reads it from its end",
    ),
];

/// Beginnings of the engine's statements that go through a whole table.
const ENGINE: &[(&str, &str)] = &[
    (
        "SELECT json_group_array(json_object('row', json(row), 'findings', json(findings), 'counted_by', counted_by, 'changes', changes, 'decided', decided) ORDER BY id) AS \"rows!: String\" FROM listed",
        "the whole archive is shown",
    ),
    (
        "SELECT '[' || coalesce(group_concat(body), '') || ']' AS",
        "the page shows all half-years that are here",
    ),
    (
        "SELECT body FROM report ORDER BY id",
        "planted faults alone",
    ),
    (
        "SELECT body FROM application ORDER BY id",
        "an office's applications of all years are few",
    ),
    (
        "SELECT application_id, body, subject, saved_at FROM answer_draft",
        "as many as there are answers begun",
    ),
    (
        "SELECT report_id, revision, body, saved_at FROM draft ORDER BY",
        "«Hele fylket», and own texts taken along",
    ),
    (
        "SELECT request, due_at, attempted_at, outcome, first_receipt, subject, laid_aside_at FROM outbox WHERE kind = 'report' ORDER BY",
        "own texts taken along",
    ),
    (
        "SELECT DISTINCT period FROM report",
        "the half-years stand in an index",
    ),
    (
        "INSERT INTO draft_subject",
        "once, when the mirror is emptied",
    ),
    (
        "UPDATE outbox SET first_receipt",
        "at a login, or where the server went back",
    ),
    ("UPDATE outbox SET outcome = NULL", "at a login"),
    ("UPDATE outbox SET unsure", "where a store is an older copy"),
    ("DELETE FROM report", "when the mirror is emptied"),
    (
        "UPDATE outbox SET mirrored = 0",
        "once, when the mirror is emptied",
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files(folder: &str, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(ending));
    paths.sort();
    let texts = paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap());
    texts.collect()
}

/// The server's statements by name: every constant of its store that is a text.
fn server_statements() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for source in files("crates/server/src/store", ".rs") {
        for part in source.split("const ").skip(1) {
            let Some((name, rest)) = part.split_once(": &str =") else {
                continue;
            };
            let Some(literal) = rest.trim_start().strip_prefix('"') else {
                continue;
            };
            let verb = |text: &str| {
                ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"]
                    .iter()
                    .any(|verb| text.starts_with(verb))
            };
            let text = unescaped(literal);
            if name
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
                && verb(&text)
            {
                found.insert(name.to_owned(), text);
            }
        }
    }
    found
}

/// A literal's text, without the line ends that a backslash takes away.
fn unescaped(literal: &str) -> String {
    let mut text = String::new();
    let mut rest = literal.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '"' => break,
            '\\' => match rest.next() {
                Some('\n') => while rest.next_if(|next| next.is_whitespace()).is_some() {},
                Some(other) => text.push(other),
                None => break,
            },
            other => text.push(other),
        }
    }
    text
}

/// The engine's statements, as the compiler has checked them.
fn engine_statements() -> Vec<String> {
    let checked = files("crates/engine/.sqlx", ".json");
    let texts = checked.iter().map(|file| {
        let checked: Value = serde_json::from_str(file).unwrap();
        let text = checked["query"].as_str().unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    texts.collect()
}

/// How many parameters a statement has.
fn parameters(text: &str) -> usize {
    let numbers = text.split(['$', '?']).skip(1).filter_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    });
    numbers.max().unwrap_or(0)
}

/// The tables that a plan of SQLite's goes through from end to end.
async fn read_whole(file: &mut SqliteConnection, text: &str) -> BTreeSet<String> {
    let plan = format!("EXPLAIN QUERY PLAN {text}");
    let mut plan = sqlx::query(AssertSqlSafe(plan));
    for _ in 0..parameters(text) {
        plan = plan.bind(None::<i64>);
    }
    let rows = plan.fetch_all(&mut *file).await;
    let rows = rows.unwrap_or_else(|error| panic!("{text}: {error}"));
    let mut whole = BTreeSet::new();
    for row in rows {
        // What follows a statement on its line is planned by nobody.
        let Ok(detail) = row.try_get::<String, _>("detail") else {
            continue;
        };
        let words: Vec<&str> = detail.split(' ').collect();
        let ["SCAN", table, ..] = words[..] else {
            continue;
        };
        let index = detail.split_once("INDEX ").map(|(_, index)| index);
        if !is_partial(file, index).await {
            whole.insert(named(text, table));
        }
    }
    whole
}

async fn is_partial(file: &mut SqliteConnection, index: Option<&str>) -> bool {
    let found: Option<String> =
        sqlx::query_scalar("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?1")
            .bind(index)
            .fetch_optional(file)
            .await
            .unwrap()
            .flatten();
    found.is_some_and(|sql| sql.contains("WHERE"))
}

/// The table behind a name in a plan, which may be an alias.
fn named(text: &str, name: &str) -> String {
    let words: Vec<&str> = text.split([' ', ',', '(', ')', '\n']).collect();
    let table = words
        .windows(3)
        .find_map(|words| (words[1] == "AS" && words[2] == name).then(|| words[0]));
    table.unwrap_or(name).to_owned()
}

fn grows(tables: &BTreeSet<String>) -> bool {
    tables.iter().any(|table| GROW.contains(&table.as_str()))
}

/// Where the plans are others than those that may be, this says which.
fn told(mut unexplained: Vec<String>, stale: &[&str]) {
    unexplained.extend(
        stale
            .iter()
            .map(|name| format!("{name}: reads no whole table")),
    );
    assert!(unexplained.is_empty(), "\n{}", unexplained.join("\n"));
}

#[tokio::test]
async fn no_statement_of_the_engine_reads_a_whole_table_that_grows() {
    let mut file = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    for step in files("crates/engine/migrations", ".sql") {
        file.execute(AssertSqlSafe(step)).await.unwrap();
    }
    let mut used = BTreeSet::new();
    let mut unexplained = vec![];
    for text in engine_statements() {
        let whole = read_whole(&mut file, &text).await;
        if !grows(&whole) {
            continue;
        }
        match ENGINE.iter().find(|(begins, _)| text.starts_with(begins)) {
            Some((begins, _)) => drop(used.insert(*begins)),
            None => unexplained.push(format!("{whole:?}: {text}")),
        }
    }
    let stale = ENGINE.iter().map(|(begins, _)| *begins);
    told(
        unexplained,
        &stale
            .filter(|begins| !used.contains(begins))
            .collect::<Vec<_>>(),
    );
}

#[tokio::test]
async fn no_statement_of_the_server_reads_a_whole_table_that_grows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    let store = Store::open(edge::system_ctx(), &Location::File(path.clone()))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    store.close().await;
    let options = SqliteConnectOptions::new().filename(&path);
    let mut file = SqliteConnection::connect_with(&options).await.unwrap();

    let cluster = Cluster::shared();
    cluster.create("plans").unwrap();
    let location = cluster.owner_url("plans").parse().unwrap();
    let store = Store::open(edge::system_ctx(), &location).await.unwrap();
    store.migrate().await.unwrap();
    store.close().await;
    let mut server = PgConnection::connect(&cluster.url("plans")).await.unwrap();
    // Of tables without rows every plan is as good as any; these make an index better wherever there is one.
    server
        .execute("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")
        .await
        .unwrap();

    let mut used = BTreeSet::new();
    let mut unexplained = vec![];
    for (name, text) in server_statements() {
        let mut whole = BTreeSet::new();
        if !name.starts_with("POSTGRES_") && !name.starts_with("LOCK_") {
            whole.extend(read_whole(&mut file, &text).await);
        }
        if !name.starts_with("SQLITE_") {
            whole.extend(read_whole_at(&mut server, &text).await);
        }
        if !grows(&whole) {
            continue;
        }
        match SERVER.iter().find(|(known, _)| *known == name) {
            Some((known, _)) => drop(used.insert(*known)),
            None => unexplained.push(format!("{whole:?}: {name}")),
        }
    }
    let stale = SERVER.iter().map(|(known, _)| *known);
    told(
        unexplained,
        &stale
            .filter(|known| !used.contains(known))
            .collect::<Vec<_>>(),
    );
}

/// The same of PostgreSQL's plan.
async fn read_whole_at(server: &mut PgConnection, text: &str) -> BTreeSet<String> {
    let count = parameters(text);
    prepare(server, text, count).await;
    let values = match count {
        0 => String::new(),
        count => format!("({})", vec!["NULL"; count].join(", ")),
    };
    let plan = format!("EXPLAIN (FORMAT JSON) EXECUTE planned{values}");
    let plan = sqlx::raw_sql(AssertSqlSafe(plan))
        .fetch_one(&mut *server)
        .await;
    let plan: Value = plan
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .get(0);
    server.execute("DEALLOCATE planned").await.unwrap();
    let partial = "SELECT indexname::text FROM pg_indexes WHERE indexdef LIKE '% WHERE %'";
    let partial: Vec<String> = sqlx::query_scalar(partial)
        .fetch_all(&mut *server)
        .await
        .unwrap();
    let mut whole = BTreeSet::new();
    nodes(&plan, &partial.into_iter().collect(), &mut whole);
    whole
}

/// A parameter whose type nothing in the statement tells is a text, or a number where that does not fit: the driver
/// says it with the value.
async fn prepare(server: &mut PgConnection, text: &str, count: usize) {
    let (mut types, mut newest) = (vec!["unknown"; count], 0);
    for _ in 0..=2 * count {
        let listed = match count {
            0 => String::new(),
            _ => format!("({})", types.join(", ")),
        };
        let statement = format!("PREPARE planned {listed} AS {text}");
        let Err(error) = server.execute(AssertSqlSafe(statement)).await else {
            return;
        };
        let said = error.to_string();
        let untold = said.split_once("data type of parameter $");
        let untold = untold.and_then(|(_, rest)| rest.split([' ', '\n']).next()?.parse().ok());
        match untold {
            Some(number) => {
                newest = number_before(number);
                types[newest] = "text";
            }
            None if types.get(newest) == Some(&"text") => types[newest] = "bigint",
            None => panic!("{text}: {error}"),
        }
    }
    panic!("{text}: no types fit");
}

fn number_before(number: usize) -> usize {
    number.checked_sub(1).unwrap()
}

/// The tables of a plan's nodes that nothing narrows.
fn nodes(node: &Value, partial: &BTreeSet<String>, whole: &mut BTreeSet<String>) {
    match node {
        Value::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str);
            if let (Some(node), Some(table)) = (text("Node Type"), text("Relation Name")) {
                let is_whole = node == "Seq Scan"
                    || (node.contains("Index")
                        && !fields.contains_key("Index Cond")
                        && !text("Index Name").is_some_and(|index| partial.contains(index)));
                if is_whole {
                    whole.insert(table.to_owned());
                }
            }
            fields
                .values()
                .for_each(|field| nodes(field, partial, whole));
        }
        Value::Array(parts) => parts.iter().for_each(|part| nodes(part, partial, whole)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
