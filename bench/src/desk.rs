//! The officer's work on one machine: decide, send, open, review, unlock.

use std::{
    io::Write,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::{
    decision::Draft,
    ids::{PointId, ReportId},
};
use engine::{PinCost, view::ReportView};
use jiff::SignedDuration;
use sqlx::SqlitePool;

use crate::{
    child::ColdOpen,
    floor::{self, Body, Kept},
    machine::{CHEAP, Machine, Place, in_own_process, pin},
    office::Office,
    samples::Samples,
    sync::empty_place,
    table::{Goal, Row, Table},
};

/// So many decisions are made and sent.
const DECISIONS: usize = 100;
/// So often is the program started.
const STARTS: usize = 9;
/// So often is the PIN typed.
const UNLOCKS: usize = 7;

/// A machine on which everything is fetched.
pub(crate) async fn synced(office: &Office, folder: &Path, cost: PinCost) -> Result<Machine> {
    let place = empty_place(office, folder);
    let machine = Machine::start(office.ctx.clone(), &place, cost);
    machine.log_in(office.session().await?).await?;
    machine.rest().await;
    Ok(machine)
}

/// Decisions that are saved here, and what one request for all of them costs.
pub(crate) async fn decide(table: &mut Table, office: &Office, n: usize) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let machine = synced(office, folder.path(), CHEAP).await?;
    let engine = &machine.engine;
    let waiting = engine.open_tasks().await?.open;
    let (mut took, mut written) = (Samples::default(), Vec::new());
    for row in waiting.iter().take(DECISIONS) {
        let view = engine.report(row.id).await?;
        see_everything(&machine, &view).await?;
        let draft = approval(&view);
        written.push(serde_json::to_vec(&draft)?);
        engine.save_draft(view.id, view.revision, draft).await?;
        let decided = took.time(async {
            Ok(engine
                .decide(view.id, view.revision, view.content_hash)
                .await?)
        });
        decided.await?;
    }
    let floors = commits(folder.path(), &written, 1).await?;
    let goal = Goal::Ratio(2.0);
    table.add(Row::times(
        "decide_local",
        Some(n),
        &took,
        Some(&floors),
        goal,
    ));
    let plain = fdatasyncs(folder.path())?;
    table.add(Row::times(
        "fdatasync of 4 KiB",
        None,
        &plain,
        None,
        Goal::None,
    ));

    office.clock.advance(SignedDuration::from_mins(1));
    let started = Instant::now();
    machine.rest().await;
    let sent = started.elapsed();
    let waiting = engine.app_state().await?.line.waiting;
    ensure!(waiting == 0, "{waiting} decisions were not sent");
    let rows = vec![vec![b'x'; 2_000]; DECISIONS];
    let floors = commits(folder.path(), &rows, ROWS_OF_A_DECISION).await?;
    let floor = floors.sum().as_secs_f64() * 1_000.0;
    let goal = Goal::Ratio(2.0);
    let row = Row::new(
        "push_100",
        Some(n),
        (sent.as_secs_f64() * 1_000.0, "ms"),
        goal,
    );
    table.add(row.beside(Some(floor), goal));
    engine.prepare_to_quit().await;
    Ok(())
}

/// What the server writes for one decision: decision, report, its content, feed entry, head of the feed, receipt
/// number, audit, delivery, mail.
pub(crate) const ROWS_OF_A_DECISION: usize = 9;

/// Nothing that the rules found is left unseen.
async fn see_everything(machine: &Machine, view: &ReportView) -> Result<()> {
    let seen = machine.engine.see(view.id, view.revision, points_of(view));
    Ok(seen.await?)
}

/// Every point that the review shows.
pub(crate) fn points_of(view: &ReportView) -> Vec<PointId> {
    view.points().map(|point| point.id.clone()).collect()
}

/// «Godkjenner» Ja.
pub(crate) fn approval(view: &ReportView) -> Draft {
    Draft {
        own_figure: Some(u32::try_from(view.extended.unwrap_or(0)).unwrap_or(0)),
        approve: Some(true),
        comment: "Gjennomgått. Tallene henger sammen med forrige halvår.".to_owned(),
        asks: vec![],
    }
}

/// Durable transactions of plain SQLite, each with so many rows of these bytes.
async fn commits(folder: &Path, written: &[Vec<u8>], rows: usize) -> Result<Samples> {
    let name = format!("floor-{rows}.db");
    let pool = floor::bodies(folder, &name, Kept::Plain).await?;
    let mut took = Samples::default();
    for (number, bytes) in written.iter().enumerate() {
        took.time(one_commit(&pool, number, bytes, rows)).await?;
    }
    pool.close().await;
    Ok(took)
}

async fn one_commit(pool: &SqlitePool, number: usize, bytes: &[u8], rows: usize) -> Result<()> {
    let mut tx = pool.begin().await?;
    let body = |row: usize| Body {
        id: format!("{number}-{row}"),
        unit_no: String::new(),
        period: String::new(),
        body: bytes.to_vec(),
    };
    floor::write(&mut tx, (0..rows).map(body)).await?;
    Ok(tx.commit().await?)
}

fn fdatasyncs(folder: &Path) -> Result<Samples> {
    let mut file = std::fs::File::create(folder.join("fdatasync"))?;
    let mut took = Samples::default();
    for _ in 0..DECISIONS {
        let started = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        took.add(started.elapsed());
    }
    Ok(took)
}

/// From the program's start until the tasks and one report are read.
pub(crate) async fn cold_open(table: &mut Table, office: &Office, n: usize) -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let machine = synced(office, folder.path(), CHEAP).await?;
    let first = machine.engine.open_tasks().await?;
    let report = first.open.first().context("no tasks")?.id;
    let told = ColdOpen {
        place: Place {
            secrets: machine.keychain.secrets(),
            ..empty_place(office, folder.path())
        },
        report,
    };
    let floor = floor_of_open(&machine, folder.path(), report).await?;
    machine.engine.prepare_to_quit().await;
    drop(machine);
    let (mut took, mut floors) = (Samples::default(), Samples::default());
    for _ in 0..STARTS {
        let place = told.clone();
        let opened = took.time(in_own_process("cold-open", &place)).await?;
        ensure!(opened == first.open.len(), "other tasks were read");
        floors.time(sqlite3(&floor)).await?;
    }
    let goal = Goal::Ratio(5.0);
    let row = Row::times("cold_open", Some(n), &took, Some(&floors), goal);
    let median = row.value();
    table.add(row);
    Ok(median)
}

/// The same reads for the sqlite3 program: a file and the statements.
struct Reads {
    file: std::path::PathBuf,
    sql: String,
}

async fn floor_of_open(machine: &Machine, folder: &Path, report: ReportId) -> Result<Reads> {
    let name = "floor.db";
    let pool = floor::bodies(folder, name, Kept::Plain).await?;
    sqlx::raw_sql(
        "CREATE TABLE task (id TEXT PRIMARY KEY, open INTEGER, row TEXT) STRICT;
         CREATE INDEX open_task ON task (open)",
    )
    .execute(&pool)
    .await?;
    let lists = machine.engine.tasks().await?;
    let mut tx = pool.begin().await?;
    for (open, row) in lists
        .open
        .iter()
        .map(|row| (1, row))
        .chain(lists.archive.iter().map(|row| (0, row)))
    {
        sqlx::query("INSERT INTO task (id, open, row) VALUES (?1, ?2, ?3)")
            .bind(row.id.to_string())
            .bind(open)
            .bind(serde_json::to_string(row)?)
            .execute(&mut *tx)
            .await?;
    }
    let view = machine.engine.report(report).await?;
    let body = serde_json::to_vec(&view)?;
    let bodies = (0..20).map(|period| Body {
        id: format!("{report}-{period}"),
        unit_no: view.unit_no.to_string(),
        period: format!("{period:02}"),
        body: body.iter().copied().take(12_000).collect(),
    });
    floor::write(&mut tx, bodies).await?;
    tx.commit().await?;
    pool.close().await;
    Ok(Reads {
        file: folder.join(name),
        sql: format!(
            "SELECT row FROM task WHERE open = 1; SELECT count(*) FROM task WHERE open = 0;
             SELECT hex(body) FROM body WHERE unit_no = '{}' ORDER BY period;",
            view.unit_no
        ),
    })
}

async fn sqlite3(reads: &Reads) -> Result<()> {
    let status = tokio::process::Command::new("sqlite3")
        .args(["-readonly".as_ref(), reads.file.as_os_str()])
        .arg(&reads.sql)
        .stdout(Stdio::null())
        .status()
        .await
        .context("the program sqlite3 is the floor of cold_open")?;
    ensure!(status.success(), "sqlite3 failed");
    Ok(())
}

/// The next report with all that stands beside it, and its draft saved.
pub(crate) async fn review(table: &mut Table, office: &Office, n: usize) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let machine = synced(office, folder.path(), CHEAP).await?;
    let engine = &machine.engine;
    let pool = floor::bodies(folder.path(), "floor.db", Kept::Encrypted).await?;
    let tasks = engine.open_tasks().await?.open;
    let mut tx = pool.begin().await?;
    for (unit, row) in tasks.iter().enumerate() {
        let body = serde_json::to_vec(&engine.report(row.id).await?)?;
        let bodies = (0..20).map(|period| Body {
            id: format!("{unit}-{period}"),
            unit_no: unit.to_string(),
            period: format!("{period:02}"),
            body: body.iter().copied().take(12_000).collect(),
        });
        floor::write(&mut tx, bodies).await?;
    }
    tx.commit().await?;
    let (mut took, mut floors) = (Samples::default(), Samples::default());
    for (unit, row) in tasks.iter().enumerate() {
        let step = async {
            let view = engine.report(row.id).await?;
            engine
                .save_draft(view.id, view.revision, approval(&view))
                .await?;
            Ok(())
        };
        took.time(step).await?;
        let read = sqlx::query_scalar::<_, Vec<u8>>(
            "SELECT body FROM body WHERE unit_no = ?1 ORDER BY period",
        )
        .bind(unit.to_string())
        .fetch_all(&pool);
        floors.time(async { Ok(read.await?) }).await?;
    }
    pool.close().await;
    table.add(Row::times(
        "review_step",
        Some(n),
        &took,
        Some(&floors),
        Goal::None,
    ));
    let slow = took.percentile(99).as_secs_f64() * 1_000.0;
    let goal = Goal::AtMost(10.0);
    table.add(Row::new("review_step, p99", Some(n), (slow, "ms"), goal));
    engine.prepare_to_quit().await;
    Ok(())
}

/// From the typed PIN to the list, at the product's own cost.
pub(crate) async fn unlock(table: &mut Table, office: &Office, n: usize) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let cost = PinCost::default();
    let machine = synced(office, folder.path(), cost).await?;
    let (mut took, mut floors) = (Samples::default(), Samples::default());
    for _ in 0..UNLOCKS {
        machine.engine.lock().await;
        let unlock = async {
            machine.engine.unlock(pin()).await?;
            Ok(machine.engine.open_tasks().await?)
        };
        let lists = took.time(unlock).await?;
        let archived = usize::try_from(lists.archived)?;
        ensure!(lists.open.len() + archived == n, "the list is another");
        floors.add(argon2id(cost)?);
    }
    let goal = Goal::Both {
        ratio: 1.2,
        most: 1_000.0,
    };
    table.add(Row::times("unlock", Some(n), &took, Some(&floors), goal));
    machine.engine.prepare_to_quit().await;
    Ok(())
}

fn argon2id(cost: PinCost) -> Result<Duration> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32));
    let params = params.map_err(|error| anyhow::anyhow!("{error}"))?;
    let mut key = [0; 32];
    let started = Instant::now();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(b"bench-bench", &[9; 16], &mut key)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(started.elapsed())
}
