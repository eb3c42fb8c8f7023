//! What the server keeps, in a SQLite file or in a PostgreSQL database.
//!
//! Functions are use cases, each one transaction. Each takes the scope of whoever asks, so that no
//! caller can reach past its own office or unit.

use std::{path::Path, str::FromStr, sync::Arc, time::Duration};

use domain::{Ctx, ids::OfficeId, mishap::Disk, report::Hash};
use jiff::Timestamp;
use sqlx::{
    ConnectOptions, Connection, PgPool, SqliteConnection, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use uuid::Uuid;

mod applications;
mod audit;
mod bufdir;
mod bufdir_audit;
mod bufdir_people;
mod bufdir_periods;
mod bufdir_reports;
mod bufdir_units;
mod clients;
mod contents;
mod copies;
mod db;
mod decisions;
mod deliveries;
mod devices;
mod drafts;
mod email;
mod exporting;
mod feed;
mod figures;
mod heads;
mod history;
mod location;
mod mail;
mod own;
mod people;
mod periods;
mod places;
mod portal;
mod ready;
mod reception;
mod reopening;
mod reports;
mod roles;
mod schema;
mod sessions;
mod sql;
mod unreachable;
mod verify;
mod walls;

pub(crate) use audit::Actor;
pub use audit::{Action, AuditFilter, AuditRow};
pub use bufdir::{BufdirClientId, BufdirClientRow};
pub(crate) use bufdir_people::Subject;
pub use clients::{ClientFound, ClientId, ClientRow};
pub use contents::Contents;
pub(crate) use deliveries::Acknowledger;
pub use deliveries::DeliveryBacklog;
pub use devices::ArrivalFound;
pub use heads::Places;
pub use history::{Imported, NotImported};
pub(crate) use location::server_environment;
pub use location::{Location, NoLocation};
pub use mail::{Due, MailBacklog, MailRow};
pub use people::{Person, Reporter};
pub use periods::PeriodOpening;
pub use places::{OfficeRow, UnitRow};
pub(crate) use portal::{Saving, Sending};
pub use reception::Reception;
pub use reports::Submitter;
pub use roles::{Ending, Holding, NewRole, Post, RoleKind, RoleRow, StandIn, StoodIn, Validity};
pub use schema::Schema;
pub use sessions::{
    BrowserLogin, BrowserStart, Claim, GrantedSession, Machine, Opening, Renewal, SessionFound,
    SessionId, SessionStart, TradedToken, Who,
};
pub use unreachable::Unreachable;
pub use verify::{Damage, Verified};
pub use walls::{Breach, Walls};

use db::{Tx, query};

use crate::access::{OperatorScope, Scope};

/// Connections to a PostgreSQL server from one process.
const SERVER_CONNECTIONS: u32 = 16;

/// A failure of the store. Never holds a value that was stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// A migration.
    #[error("a migration failed")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A copy of a file where the database is none.
    #[error("the database is not a file")]
    NoFile,
    /// A row that no code of ours wrote.
    #[error("what is stored cannot be read: {0}")]
    Damaged(&'static str),
    /// An id under which another office's decision is kept, which nobody here may see.
    #[error("an id is another's")]
    Taken,
    /// An update that met more or fewer rows than it must.
    #[error("a change met {found} rows instead of {expected}")]
    Unaffected {
        /// How many it must meet.
        expected: u64,
        /// How many it met.
        found: u64,
    },
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    ctx: Ctx,
    pools: Pools,
    shelf: Arc<figures::Shelf>,
}

#[derive(Clone)]
enum Pools {
    Sqlite {
        /// One connection, so that writers queue here and not at the file's lock.
        write: SqlitePool,
        read: SqlitePool,
    },
    Postgres(PgPool),
}

impl Store {
    /// Opens the database. A file is made where there is none; a server must have the database.
    pub async fn open(ctx: Ctx, location: &Location) -> Result<Self, StoreError> {
        let pools = match location {
            Location::File(path) => {
                open_file(&ctx, file_options(path).create_if_missing(true)).await?
            }
            Location::Server(options) => open_server(options).await?,
        };
        Ok(Self::on(ctx, pools))
    }

    /// Opens a database that must be there already. What is wrong with it comes back at once.
    pub async fn open_existing(ctx: Ctx, location: &Location) -> Result<Self, StoreError> {
        let pools = match location {
            Location::File(path) => open_file(&ctx, file_options(path)).await?,
            Location::Server(options) => {
                // The pool would try again and again, and then only say that time is up.
                let first = location::server_options(options);
                first.connect().await?.close().await?;
                open_server(options).await?
            }
        };
        Ok(Self::on(ctx, pools))
    }

    /// Opens a file that nobody writes, and leaves nothing beside it.
    pub(crate) async fn open_copy(ctx: Ctx, path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().filename(path);
        let pools = open_file(&ctx, options.read_only(true).immutable(true)).await?;
        Ok(Self::on(ctx, pools))
    }

    fn on(ctx: Ctx, pools: Pools) -> Self {
        let shelf = Arc::default();
        Self { ctx, pools, shelf }
    }

    /// Brings the tables and the reference data up to this build's.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.take_steps(None).await?;
        let scope = OperatorScope::on_this_machine();
        self.seed_places(scope).await?;
        self.deliver_earlier_approvals(scope).await?;
        self.publish_earlier_approvals(scope).await
    }

    /// Brings the tables up to this build's, or to those of a given step, each step in a transaction of its own.
    async fn take_steps(&self, to: Option<i64>) -> Result<(), StoreError> {
        let migrator = self.migrator();
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                let mut connection = write.acquire().await?;
                migrator.run_direct(to, &mut *connection, false).await?;
            }
            // The rules about rows hold for the owner too.
            Pools::Postgres(pool) => {
                let options = pool.connect_options();
                let operator = [("halvaarsrapport.realm", "operator")];
                let mut owner = (*options).clone().options(operator).connect().await?;
                migrator.run_direct(to, &mut owner, false).await?;
                owner.close().await?;
            }
        }
        Ok(())
    }

    /// Closes the database once everything begun is done.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    /// The clock and the randomness.
    pub(crate) fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    fn now(&self) -> Timestamp {
        now(&self.ctx)
    }

    /// A transaction that may write, and reaches as far as the scope.
    async fn begin(&self, scope: &impl Scope) -> Result<Tx, StoreError> {
        Tx::write(self, &scope.realm()).await
    }

    /// A transaction that sees one state of the database throughout, as far as the scope reaches.
    async fn view(&self, scope: &impl Scope) -> Result<Tx, StoreError> {
        Tx::view(self, &scope.realm()).await
    }
}

fn file_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
}

async fn open_file(ctx: &Ctx, options: SqliteConnectOptions) -> Result<Pools, StoreError> {
    // Connections live as long as the pool: no timer of the pool's own then changes a run.
    let pool = |most| {
        let (ctx, of_new) = (ctx.clone(), ctx.clone());
        SqlitePoolOptions::new()
            .after_connect(move |connection, _| Box::pin(fit_disk(of_new.disk(), connection)))
            .before_acquire(move |connection, _| Box::pin(is_usable(ctx.disk(), connection)))
            .max_connections(most)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
    };
    Ok(Pools::Sqlite {
        write: pool(1).connect_with(options.clone()).await?,
        read: pool(4).connect_lazy_with(options),
    })
}

/// Whether a connection may be used again. Where there was no room, SQLite has ended the transaction by itself; the
/// connection then waits for an end that never comes, and another takes its place.
async fn is_usable(
    disk: Option<Disk>,
    connection: &mut SqliteConnection,
) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        return Ok(false);
    }
    fit_disk(disk, connection).await?;
    Ok(true)
}

/// In a simulation the disk may be full: then no page is added.
async fn fit_disk(
    disk: Option<Disk>,
    connection: &mut SqliteConnection,
) -> Result<(), sqlx::Error> {
    let text = match disk {
        None => return Ok(()),
        Some(Disk::Full) => sql::SQLITE_NO_MORE_PAGES,
        Some(Disk::Roomy) => sql::SQLITE_MORE_PAGES,
    };
    sqlx::query(text).execute(connection).await?;
    Ok(())
}

async fn open_server(options: &PgConnectOptions) -> Result<Pools, StoreError> {
    let pool = PgPoolOptions::new()
        .max_connections(SERVER_CONNECTIONS)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(location::server_options(options))
        .await?;
    Ok(Pools::Postgres(pool))
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

/// The present in whole milliseconds, as the tables hold it.
pub(crate) fn now(ctx: &Ctx) -> Timestamp {
    let now = ctx.now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

fn time(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreError::Damaged("a time"))
}

fn hash(bytes: Vec<u8>) -> Result<Hash, StoreError> {
    let bytes = bytes.try_into();
    bytes.map(Hash).map_err(|_| StoreError::Damaged("a hash"))
}

fn id<T: FromStr<Err = uuid::Error>>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged("an id"))
}

fn uuid(text: &str) -> Result<Uuid, StoreError> {
    id(text)
}

fn number<T: TryFrom<i64>>(value: i64) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| StoreError::Damaged("a number"))
}

fn int(value: u64) -> Result<i64, StoreError> {
    i64::try_from(value).map_err(|_| StoreError::Damaged("a number"))
}

fn office(text: String) -> OfficeId {
    OfficeId(text)
}
