//! The server's work: reports received and decisions taken, on both databases.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use domain::{
    Period,
    decision::{Decision, Verdict},
    ids::{DecisionId, OfficeId},
    report::{Report, Submission, json_bytes},
    wire::{Outcome, PullPage, PushAnswer, PushRequest, path},
};
use http::Method;
use scratch_postgres::{Cluster, Durability};
use serde_json::value::RawValue;
use sqlx::{PgPool, SqlitePool, postgres::PgPoolOptions};
use tokio::{sync::Mutex, task::JoinSet};

use crate::{
    desk::ROWS_OF_A_DECISION,
    floor::{self, Body, Kept},
    office::{Asker, LARGEST, Limited, Office, Plan, all_offices, submissions},
    table::{Goal, Row, Table},
};

/// How many ask at once.
const CONNECTIONS: [usize; 3] = [1, 8, 32];
/// So many decisions are measured each time.
const DECISIONS: usize = 160;
/// The half-years whose reports are decided.
const WAITING: u32 = 8;
/// How many send at once.
const SENDERS: usize = 8;
/// The last of them.
const LAST: &str = "2026-1";
/// The half-year that is sent.
const SENT: &str = "2026-2";

/// Both databases.
pub(crate) async fn server(table: &mut Table) -> Result<()> {
    let plan = Plan {
        offices: vec![],
        last: LAST.parse()?,
        approved: 0,
        waiting: WAITING,
    };
    let office = Office::on_file(&plan, Limited::Not).await?;
    let folder = tempfile::tempdir()?;
    let pool = floor::bodies(folder.path(), "floor.db", Kept::Plain).await?;
    on_one(table, "SQLite", &office, &Floor::File(pool)).await?;
    office.end().await?;

    let cluster = Cluster::start(Durability::Durable)?;
    for database in ["product", "floor"] {
        cluster.create(database)?;
    }
    let urls = (cluster.owner_url("product"), cluster.app_url("product"));
    let office = Office::on_server(&urls.0, &urls.1, &plan, Limited::Not).await?;
    let most = u32::try_from(CONNECTIONS[2]).context("too many")?;
    let options = PgPoolOptions::new().max_connections(most);
    let pool = options.connect(&cluster.owner_url("floor")).await?;
    sqlx::raw_sql(
        "CREATE TABLE body (id TEXT PRIMARY KEY, body BYTEA);
         CREATE TABLE head (office TEXT PRIMARY KEY, seq BIGINT);",
    )
    .execute(&pool)
    .await?;
    on_one(table, "PostgreSQL", &office, &Floor::Server(pool)).await?;
    office.end().await
}

/// The same database without the product.
enum Floor {
    File(SqlitePool),
    Server(PgPool),
}

async fn on_one(table: &mut Table, database: &str, office: &Office, floor: &Floor) -> Result<()> {
    receive(table, database, office).await?;
    let ten = all_offices();
    let one = vec![OfficeId::from(LARGEST)];
    for (name, offices) in [("one office", one), ("ten offices", ten)] {
        let mut waiting = Waiting::of(office, &offices, LAST.parse()?).await?;
        for connections in CONNECTIONS {
            let items = waiting.take(DECISIONS);
            let count = items.len();
            let took = push_all(office, connections, items).await?;
            let base = floor_of_decisions(floor, &offices, connections, count).await?;
            let rate = |took: Duration| number(count) / took.as_secs_f64();
            let goal = Goal::RatioAtLeast(0.5);
            let measure = format!("server_decision, {database}, {name}, {connections} at once");
            let row = Row::new(measure, None, (rate(took), "/s"), goal);
            table.add(row.beside(Some(rate(base)), goal));
        }
    }
    Ok(())
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// Reports of the whole country, sent over HTTP by case systems.
async fn receive(table: &mut Table, database: &str, office: &Office) -> Result<()> {
    let period: Period = SENT.parse()?;
    office.open_period(period).await?;
    let mut sent: Vec<(String, Submission)> = Vec::new();
    for of in all_offices() {
        for submission in submissions(of.as_str(), period) {
            let token = office.case_system(&submission.unit_no).await?;
            sent.push((token, submission));
        }
    }
    let count = sent.len();
    let queue = Arc::new(Mutex::new(sent));
    let mut senders = JoinSet::new();
    let started = Instant::now();
    for _ in 0..SENDERS {
        let (queue, asker) = (queue.clone(), office.asker());
        senders.spawn(async move {
            while let Some((token, submission)) = { queue.lock().await.pop() } {
                let body = json_bytes(&submission);
                asker.ask(Method::POST, path::REPORTS, &token, body).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(sender) = senders.join_next().await {
        sender??;
    }
    let rate = number(count) / started.elapsed().as_secs_f64();
    let measure = format!("server_receive, {database}, {SENDERS} at once");
    table.add(Row::new(measure, None, (rate, "/s"), Goal::AtLeast(500.0)));
    Ok(())
}

/// A push of one decision, and the session it is made in.
pub(crate) type Item = (String, Vec<u8>);

/// Decisions that nobody has made yet, office by office.
pub(crate) struct Waiting(BTreeMap<OfficeId, Vec<Item>>);

impl Waiting {
    /// What waits in these offices of the half-years until that one.
    pub(crate) async fn of(office: &Office, offices: &[OfficeId], until: Period) -> Result<Self> {
        let mut waiting = BTreeMap::new();
        for (officer, of) in offices.iter().enumerate() {
            let token = office.session_of(officer, of).await?.access_token;
            let mut items = Vec::new();
            for page in office.pages(of.as_str(), &token).await? {
                let PullPage::Ok { bodies, .. } = serde_json::from_slice(&page)? else {
                    anyhow::bail!("the feed is another");
                };
                for body in bodies {
                    let report: Report = serde_json::from_str(body.body.get())?;
                    if report.state.waiting().is_some() && report.period <= until {
                        items.push((token.clone(), push_of(office, &report)?));
                    }
                }
            }
            waiting.insert(of.clone(), items);
        }
        Ok(Self(waiting))
    }

    /// So many, from each office in turn.
    pub(crate) fn take(&mut self, most: usize) -> Vec<Item> {
        let mut taken = Vec::new();
        while taken.len() < most {
            let before = taken.len();
            for items in self.0.values_mut() {
                taken.extend(items.pop().filter(|_| taken.len() < most));
            }
            if taken.len() == before {
                break;
            }
        }
        taken
    }
}

fn push_of(office: &Office, report: &Report) -> Result<Vec<u8>> {
    let revision = report.latest().context("no revision")?;
    let decision = Decision {
        id: DecisionId(office.ctx.new_id()),
        report_id: report.id,
        revision: revision.number,
        content_hash: revision.content_hash,
        verdict: Verdict::Approve {
            own_figure: 0,
            comment: Some("Gjennomgått.".to_owned()),
        },
        confirmed_at: office.ctx.now(),
    };
    let item = RawValue::from_string(serde_json::to_string(&decision)?)?;
    Ok(json_bytes(&PushRequest { items: vec![item] }))
}

/// Sends one decision, which must be applied.
pub(crate) async fn push_one(asker: &Asker, (token, push): Item) -> Result<()> {
    let answer = asker.ask(Method::POST, path::PUSH, &token, push).await?;
    let answer: PushAnswer = serde_json::from_slice(&answer)?;
    let is_applied = answer
        .results
        .iter()
        .all(|result| matches!(result.outcome, Outcome::Applied { .. }));
    ensure!(is_applied, "a decision was not applied");
    Ok(())
}

/// Every push is one request for one decision, and every decision must be applied.
async fn push_all(office: &Office, connections: usize, items: Vec<Item>) -> Result<Duration> {
    ensure!(!items.is_empty(), "nothing waits");
    let queue = Arc::new(Mutex::new(items));
    let mut officers = JoinSet::new();
    let started = Instant::now();
    for _ in 0..connections {
        let (queue, asker) = (queue.clone(), office.asker());
        officers.spawn(async move {
            while let Some((token, push)) = { queue.lock().await.pop() } {
                push_one(&asker, (token, push)).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(officer) = officers.join_next().await {
        officer??;
    }
    Ok(started.elapsed())
}

/// As many durable transactions with as many rows; those of one office wait for each other, as its feed does.
async fn floor_of_decisions(
    floor: &Floor,
    offices: &[OfficeId],
    connections: usize,
    count: usize,
) -> Result<Duration> {
    let numbers = Arc::new(Mutex::new((0..count).collect::<Vec<usize>>()));
    let run = edge::system_ctx().new_id().to_string();
    let mut writers = JoinSet::new();
    let started = Instant::now();
    for _ in 0..connections {
        let numbers = numbers.clone();
        let run = run.clone();
        let offices = offices.to_vec();
        let floor = match floor {
            Floor::File(pool) => Floor::File(pool.clone()),
            Floor::Server(pool) => Floor::Server(pool.clone()),
        };
        writers.spawn(async move {
            while let Some(number) = { numbers.lock().await.pop() } {
                let office = offices.get(number % offices.len()).context("no office")?;
                floor.commit(&format!("{run}-{number}"), office).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(writer) = writers.join_next().await {
        writer??;
    }
    Ok(started.elapsed())
}

/// As large as a report with its decision.
const BODY: usize = 8_000;

impl Floor {
    async fn commit(&self, id: &str, office: &OfficeId) -> Result<()> {
        match self {
            Self::File(pool) => {
                let mut tx = pool.begin().await?;
                let rows = (0..ROWS_OF_A_DECISION).map(|row| Body {
                    id: format!("{id}-{row}"),
                    unit_no: String::new(),
                    period: String::new(),
                    body: vec![b'x'; BODY / ROWS_OF_A_DECISION],
                });
                floor::write(&mut tx, rows).await?;
                Ok(tx.commit().await?)
            }
            Self::Server(pool) => {
                let mut tx = pool.begin().await?;
                sqlx::query(
                    "INSERT INTO head (office, seq) VALUES ($1, 1)
                     ON CONFLICT (office) DO UPDATE SET seq = head.seq + 1",
                )
                .bind(office.as_str())
                .execute(&mut *tx)
                .await?;
                for row in 1..ROWS_OF_A_DECISION {
                    sqlx::query("INSERT INTO body (id, body) VALUES ($1, $2)")
                        .bind(format!("{id}-{row}"))
                        .bind(vec![b'x'; BODY / ROWS_OF_A_DECISION])
                        .execute(&mut *tx)
                        .await?;
                }
                Ok(tx.commit().await?)
            }
        }
    }
}
