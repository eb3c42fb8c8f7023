//! Floors: the same bytes and the same durability, without what the product does besides.

use std::{io::Write, path::Path, time::Duration};

use anyhow::{Result, ensure};
use axum::{
    Router,
    extract::{Path as Number, State},
    response::IntoResponse,
    routing::get,
};
use bytes::Bytes;
use edge::{Http, ReqwestHttp};
use flate2::{Compression, write::GzEncoder};
use http::Request;
use serde::{Deserialize, Serialize};
use sqlx::{
    QueryBuilder, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::sync::Arc;
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

/// A server that has its answers ready, compressed.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) address: Url,
    serving: JoinHandle<()>,
}

impl Ready {
    pub(crate) async fn start(pages: &[Bytes]) -> Result<Self> {
        let pages = pages.iter().map(gzipped).collect::<Result<Vec<Bytes>>>()?;
        let router = Router::new()
            .route("/{page}", get(page))
            .with_state(Arc::new(pages));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}/", listener.local_addr()?).parse()?;
        let serving = tokio::spawn(async move {
            // It ends with the task.
            drop(axum::serve(listener, router).await);
        });
        Ok(Self { address, serving })
    }
}

impl Drop for Ready {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn page(
    State(pages): State<Arc<Vec<Bytes>>>,
    Number(number): Number<usize>,
) -> impl IntoResponse {
    let headers = [
        ("content-type", "application/json"),
        ("content-encoding", "gzip"),
    ];
    (headers, pages.get(number).cloned().unwrap_or_default())
}

fn gzipped(page: &Bytes) -> Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(page)?;
    Ok(encoder.finish()?.into())
}

/// Fetches a ready answer.
pub(crate) async fn fetch(http: &ReqwestHttp, address: &Url, number: usize) -> Result<Bytes> {
    let uri = address.join(&number.to_string())?;
    let request = Request::get(uri.as_str())
        .header("accept-encoding", "gzip")
        .body(Bytes::new())?;
    let answer = http.call(request).await?;
    ensure!(answer.status().is_success(), "the floor's server failed");
    Ok(answer.into_body())
}

/// How a floor's file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// By SQLCipher, under a raw key.
    Encrypted,
    /// As SQLite writes it.
    Plain,
}

/// An SQLite file with one table of bodies, as durable as the product's.
pub(crate) async fn bodies(folder: &Path, name: &str, kept: Kept) -> Result<SqlitePool> {
    let mut options = SqliteConnectOptions::new()
        .filename(folder.join(name))
        .create_if_missing(true);
    if kept == Kept::Encrypted {
        options = options
            .pragma("key", format!("\"x'{}'\"", "2b".repeat(32)))
            .pragma("cipher_memory_security", "ON");
    }
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_mins(1));
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    sqlx::raw_sql(
        "CREATE TABLE IF NOT EXISTS body (id TEXT PRIMARY KEY, unit_no TEXT, period TEXT, body BLOB) STRICT;
         CREATE INDEX IF NOT EXISTS body_of_unit ON body (unit_no, period)",
    )
    .execute(&pool)
    .await?;
    Ok(pool)
}

/// A body to write.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) id: String,
    pub(crate) unit_no: String,
    pub(crate) period: String,
    pub(crate) body: Vec<u8>,
}

/// Writes bodies, many in a statement.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    bodies: impl Iterator<Item = Body>,
) -> Result<()> {
    let bodies: Vec<Body> = bodies.collect();
    for some in bodies.chunks(500) {
        let mut insert =
            QueryBuilder::new("INSERT OR REPLACE INTO body (id, unit_no, period, body) ");
        insert.push_values(some, |mut row, body| {
            row.push_bind(&body.id)
                .push_bind(&body.unit_no)
                .push_bind(&body.period)
                .push_bind(&body.body);
        });
        insert.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// What a floor of a first sync is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Fetching {
    pub(crate) server: Url,
    pub(crate) folder: std::path::PathBuf,
    /// How many reports each page has.
    pub(crate) pages: Vec<usize>,
}

/// Fetches every page and writes as many rows as it has reports, all in one transaction.
pub(crate) async fn fetch_all(told: &Fetching) -> Result<Duration> {
    let http = ReqwestHttp::new()?;
    let pool = bodies(&told.folder, "floor.db", Kept::Encrypted).await?;
    let started = std::time::Instant::now();
    let mut tx = pool.begin().await?;
    for (number, reports) in told.pages.iter().enumerate() {
        let page = fetch(&http, &told.server, number).await?;
        let size = page.len().div_ceil((*reports).max(1)).max(1);
        let rows = page.chunks(size).enumerate().map(|(row, body)| Body {
            id: format!("{number}-{row}"),
            unit_no: (row % 66).to_string(),
            period: (row / 66).to_string(),
            body: body.to_vec(),
        });
        write(&mut tx, rows).await?;
    }
    tx.commit().await?;
    let took = started.elapsed();
    pool.close().await;
    Ok(took)
}
