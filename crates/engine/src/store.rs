//! The officer's encrypted store. Only this module holds SQL.
//!
//! Invariants: the mirror and its cursor change in one transaction, and only by a pull; a draft changes
//! only by the officer's command; an outbox row's bytes never change, and it leaves only by an undo
//! before the first attempt. An outcome is final, unless the server has lost what it gave a receipt for.

use std::path::{Path, PathBuf};

use domain::{Ctx, ids::ReportId, wire};
use jiff::Timestamp;
use sqlx::{
    ConnectOptions, Connection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

use crate::vault::Key;

mod applications;
mod db;
mod draft;
mod figures;
mod generation;
mod keys;
mod lease;
mod leaving;
mod listed;
mod lost;
mod migrate;
mod mirror;
mod naming;
mod outbox;
mod own;
mod session;

pub(crate) use db::Pool;
use db::Tx;

pub(crate) use applications::SavedAnswer;
pub(crate) use draft::SavedDraft;
pub(crate) use leaving::Ended;
#[cfg(test)]
pub(crate) use listed::Listed;
pub(crate) use listed::{Counted, Lists, Task, Wanted};
pub(crate) use lost::Subject;
pub(crate) use mirror::Applied;
pub(crate) use outbox::Queued;

/// An open store.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pool: Pool,
    path: PathBuf,
}

/// What opens a store.
pub(crate) struct How<'a> {
    pub(crate) key: &'a Key,
    /// What SQLite works in stays out of the swap, and is overwritten when it is let go.
    pub(crate) guards_memory: bool,
}

/// Why the store failed. Never holds a value of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// This build would write plain text.
    #[error("this build of SQLite cannot encrypt")]
    NotEncrypting,
    /// There is no folder for the store.
    #[error("the store's folder cannot be made")]
    Folder(#[source] std::io::Error),
    /// The file is not a store of this key.
    #[error("the store cannot be read with its key")]
    WrongKey,
    /// The store's tables could not be brought up to date.
    #[error("the store could not be brought up to date")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// The copy of the store from before its tables are changed.
    #[error("the copy beside the store failed")]
    Copy(#[source] std::io::Error),
    /// A statement failed.
    #[error("a statement failed: {0}")]
    Sql(#[from] sqlx::Error),
    /// What is stored is not what this build writes.
    #[error("the store holds {what} that cannot be read")]
    Unreadable {
        /// Which part.
        what: &'static str,
    },
}

/// SQLite's code for a disk without room (<https://www.sqlite.org/rescode.html#full>).
const FULL: &str = "13";

impl StoreError {
    /// Whether the disk has no room: what was to be written is not, and what was written before is as it was.
    pub(crate) fn is_full(&self) -> bool {
        let Self::Sql(sqlx::Error::Database(error)) = self else {
            return false;
        };
        error.code().is_some_and(|code| code == FULL)
    }

    /// Whether the file is at fault, and not what surrounds it.
    fn is_unreadable(&self) -> bool {
        match self {
            Self::WrongKey | Self::Migrate(_) | Self::Unreadable { .. } => true,
            // SQLITE_CORRUPT, with whatever it says more of it.
            Self::Sql(error) => error
                .as_database_error()
                .and_then(sqlx::error::DatabaseError::code)
                .and_then(|code| code.parse::<u32>().ok())
                .is_some_and(|code| code & 0xff == 11),
            Self::NotEncrypting | Self::Folder(_) | Self::Copy(_) => false,
        }
    }
}

/// So many rows go into one statement: each statement takes its own way to SQLite's thread.
const AT_ONCE: usize = 250;

/// SQLite lets a second connection in while the first still starts SQLCipher, which then refuses the
/// second's key: `sqlite3_initialize` runs its extra initialiser after it has let go of its lock.
static LIBRARY: OnceCell<()> = OnceCell::const_new();

async fn start_library() -> Result<(), sqlx::Error> {
    let first = SqliteConnectOptions::new().in_memory(true);
    first.connect().await?.close().await
}

impl Store {
    /// Opens the store, making it where there is none.
    pub(crate) async fn open(ctx: &Ctx, path: &Path, how: &How<'_>) -> Result<Self, StoreError> {
        match Self::open_current(ctx, path, how).await {
            Err(error)
                if error.is_unreadable()
                    && migrate::put_back(path).map_err(StoreError::Copy)? =>
            {
                tracing::warn!(%error, "the store is put back to what it was before its last change");
                Self::open_current(ctx, path, how).await
            }
            opened => opened,
        }
    }

    async fn open_current(ctx: &Ctx, path: &Path, how: &How<'_>) -> Result<Self, StoreError> {
        let store = Self::open_as_it_is(ctx, path, how).await?;
        let ready = async {
            store.check_encryption().await?;
            store.migrate(None).await
        };
        match ready.await {
            Ok(()) => Ok(store),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }

    async fn open_as_it_is(ctx: &Ctx, path: &Path, how: &How<'_>) -> Result<Self, StoreError> {
        LIBRARY.get_or_try_init(start_library).await?;
        // The value of a pragma is SQL text, and SQLCipher takes a raw key as a blob literal in quotes.
        let hex = Zeroizing::new(data_encoding::HEXLOWER.encode(how.key.as_ref()));
        let guards_memory = if how.guards_memory { "ON" } else { "OFF" };
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .pragma("key", format!("\"x'{}'\"", hex.as_str()))
            .pragma("cipher_log_level", "NONE")
            .pragma("cipher_memory_security", guards_memory)
            .pragma("temp_store", "MEMORY")
            .pragma("secure_delete", "ON")
            // On macOS a commit is durable with this alone (<https://www.sqlite.org/pragma.html#pragma_fullfsync>).
            .pragma("fullfsync", "ON")
            .pragma("checkpoint_fullfsync", "ON")
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(std::time::Duration::from_secs(10));
        let pool = Pool::open(options, ctx).await.map_err(not_a_database)?;
        Ok(Self {
            pool,
            path: path.to_owned(),
        })
    }

    /// A plain SQLite build ignores `PRAGMA key` without a word; a wrong key shows at the first read.
    async fn check_encryption(&self) -> Result<(), StoreError> {
        let version: Option<String> = sqlx::query_scalar("PRAGMA cipher_version")
            .fetch_optional(&self.pool)
            .await?;
        if version.is_none_or(|version| version.is_empty()) {
            return Err(StoreError::NotEncrypting);
        }
        sqlx::query_scalar::<_, i64>("SELECT count(*) FROM sqlite_master")
            .fetch_one(&self.pool)
            .await
            .map_err(not_a_database)?;
        Ok(())
    }

    /// A transaction that may write: it takes the write lock at once, and so never fails half-way for
    /// want of it.
    async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(self.pool.begin().await?)
    }

    /// The officer whose store this is; none in a new store.
    pub(crate) async fn officer(&self) -> Result<Option<wire::Officer>, StoreError> {
        read_officer(&self.pool).await
    }

    /// Keeps what the server says of the officer. The reports of an office that the officer has left
    /// go in the same transaction; drafts and decisions stay.
    pub(crate) async fn set_officer(&self, officer: &wire::Officer) -> Result<(), StoreError> {
        let body = to_json(officer);
        let mut tx = self.begin().await?;
        let before = read_officer(&mut *tx).await?;
        if before.is_some_and(|before| before.office != officer.office) {
            mirror::clear(&mut tx).await?;
        }
        sqlx::query!(
            "INSERT INTO officer (one, body) VALUES (1, ?1)
             ON CONFLICT (one) DO UPDATE SET body = excluded.body",
            body
        )
        .execute(&mut *tx)
        .await?;
        // Whom the server gives a session has access.
        sqlx::query!("DELETE FROM access_ended")
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Closes every connection.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

async fn read_officer(
    from: impl sqlx::SqliteExecutor<'_>,
) -> Result<Option<wire::Officer>, StoreError> {
    sqlx::query_scalar!("SELECT body FROM officer WHERE one = 1")
        .fetch_optional(from)
        .await?
        .map(|body| parse(&body, "the officer"))
        .transpose()
}

fn not_a_database(error: sqlx::Error) -> StoreError {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    if code.as_deref() == Some("26") {
        StoreError::WrongKey
    } else {
        StoreError::Sql(error)
    }
}

fn parse<T: serde::de::DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what })
}

fn parse_id(text: &str) -> Result<ReportId, StoreError> {
    text.parse()
        .map_err(|_| StoreError::Unreadable { what: "an id" })
}

pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> String {
    String::from_utf8_lossy(&domain::report::json_bytes(value)).into_owned()
}

fn millis(time: Timestamp) -> i64 {
    time.as_millisecond()
}

fn time(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreError::Unreadable { what: "a time" })
}

#[cfg(test)]
mod tests;
