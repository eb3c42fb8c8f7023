//! The doors of the store to SQLite. Every statement goes through one, and a simulation may end the program at each.

use std::{
    future::pending,
    ops::{Deref, DerefMut},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use domain::{Ctx, mishap::Disk};
use futures::{
    FutureExt, StreamExt, TryStreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{
    ConnectOptions, Connection, Database, Describe, Either, Error, Execute, Executor, SqlStr,
    Sqlite, SqliteConnection, sqlite::SqliteConnectOptions,
};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard},
};

/// The connections of an open store: one for everything, and another that reads while the first one is busy.
///
/// What a connection has read it keeps only until another one writes; then it decrypts it again. And each that SQLCipher
/// opens takes milliseconds: so the second one is opened when it is first needed.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    first: Slot,
    second: Slot,
    options: Arc<SqliteConnectOptions>,
    is_closed: Arc<AtomicBool>,
    ctx: Ctx,
}

/// Where a connection is between statements; none where it was not opened yet.
type Slot = Arc<Mutex<Option<Line>>>;

/// A connection that nobody else uses meanwhile.
type Held = OwnedMappedMutexGuard<Option<Line>, Line>;

#[derive(Debug)]
struct Line {
    connection: SqliteConnection,
    /// A transaction of it could not be undone: another connection takes its place, and SQLite undoes it.
    is_spoiled: bool,
}

/// The connection that writes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing<'p>(&'p Pool);

/// A transaction. Dropped without [`Tx::commit`], it changes nothing.
#[derive(Debug)]
pub(super) struct Tx(Inside);

/// What runs the statements of a transaction.
#[derive(Debug)]
pub(super) struct Inside {
    /// None once it is over.
    line: Option<Held>,
    ctx: Ctx,
}

type Found = Either<<Sqlite as Database>::QueryResult, <Sqlite as Database>::Row>;

impl Pool {
    /// Opens the first connection.
    pub(super) async fn open(options: SqliteConnectOptions, ctx: &Ctx) -> Result<Self, Error> {
        let pool = Self {
            first: Slot::default(),
            second: Slot::default(),
            options: Arc::new(options),
            is_closed: Arc::default(),
            ctx: ctx.clone(),
        };
        #[cfg(test)]
        crate::testing::opened(pool.clone());
        drop(pool.hold_first().await?);
        Ok(pool)
    }

    /// What changes something and is a single statement.
    pub(super) fn writing(&self) -> Writing<'_> {
        Writing(self)
    }

    /// A transaction that may write: it takes the write lock at once, and so never fails half-way for
    /// want of it.
    pub(super) async fn begin(&self) -> Result<Tx, Error> {
        may_end(&self.ctx).await;
        let mut inside = Inside {
            line: Some(self.hold_first().await?),
            ctx: self.ctx.clone(),
        };
        let begun = run("BEGIN IMMEDIATE", inside.connection()?).await;
        if begun.is_err() {
            inside.line = None;
        }
        begun.map(|()| Tx(inside))
    }

    /// A transaction for what begins others within it.
    pub(super) async fn nesting<T, E: From<Error>>(
        &self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        may_end(&self.ctx).await;
        let mut line = self.hold_first().await?;
        let begun = line.connection.begin_with("BEGIN IMMEDIATE");
        let mut tx = begun.await?;
        let done = work(&mut tx).await?;
        may_end(&self.ctx).await;
        tx.commit().await?;
        may_end(&self.ctx).await;
        Ok(done)
    }

    /// Waits for what is under way, and closes every connection for good.
    pub(crate) async fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
        for slot in [&self.first, &self.second] {
            if let Some(line) = slot.lock().await.take()
                && let Err(error) = line.connection.close().await
            {
                tracing::warn!(%error, "a connection to the store did not close well");
            }
        }
    }

    async fn hold_first(&self) -> Result<Held, Error> {
        let slot = self.first.clone().lock_owned().await;
        self.usable(slot).await
    }

    /// The first connection where nobody is using it, or else the second.
    async fn hold_any(&self) -> Result<Held, Error> {
        let slot = match self.first.clone().try_lock_owned() {
            Ok(slot) => slot,
            Err(_) => self.second.clone().lock_owned().await,
        };
        self.usable(slot).await
    }

    /// The connection of a slot, opened where there is none.
    async fn usable(&self, mut slot: OwnedMutexGuard<Option<Line>>) -> Result<Held, Error> {
        if self.is_closed.load(Ordering::Acquire) {
            return Err(Error::PoolClosed);
        }
        if slot.as_ref().is_none_or(|line| line.is_spoiled) {
            // The one before is let go of first: it may hold the lock.
            *slot = None;
            *slot = Some(Line {
                connection: self.options.connect().await?,
                is_spoiled: false,
            });
        }
        let held = OwnedMutexGuard::try_map(slot, Option::as_mut);
        let mut held = held.map_err(|_| Error::PoolClosed)?;
        fit_disk(self.ctx.disk(), &mut held.connection).await?;
        Ok(held)
    }
}

async fn run(text: &'static str, connection: &mut SqliteConnection) -> Result<(), Error> {
    sqlx::raw_sql(text).execute(connection).await.map(drop)
}

impl Tx {
    /// Makes everything done in it durable, or nothing.
    pub(super) async fn commit(mut self) -> Result<(), Error> {
        let ctx = self.0.ctx.clone();
        may_end(&ctx).await;
        run("COMMIT", self.0.connection()?).await?;
        self.0.line = None;
        may_end(&ctx).await;
        Ok(())
    }
}

impl Inside {
    fn connection(&mut self) -> Result<&mut SqliteConnection, Error> {
        let line = self.line.as_mut().ok_or(Error::PoolClosed)?;
        Ok(&mut line.connection)
    }
}

impl Drop for Inside {
    /// Undoes what was not committed. Until that is done nobody else gets the connection.
    fn drop(&mut self) {
        let Some(mut line) = self.line.take() else {
            return;
        };
        // Until it is known to be undone; a runtime that ends may never come to it.
        line.is_spoiled = true;
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                // Where there was no room, SQLite has undone it by itself, and says that there is nothing to undo.
                line.is_spoiled = run("ROLLBACK", &mut line.connection).await.is_err();
            });
        }
    }
}

impl Deref for Tx {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Inside {
        &mut self.0
    }
}

/// In a simulation the disk may be full: then no page is added.
async fn fit_disk(disk: Option<Disk>, connection: &mut SqliteConnection) -> Result<(), Error> {
    let most = match disk {
        None => return Ok(()),
        // Less than there are is as many as there are, and how many that is a connection knows after a look.
        Some(Disk::Full) => "SELECT count(*) FROM sqlite_master; PRAGMA max_page_count = 1",
        Some(Disk::Roomy) => "PRAGMA max_page_count = 4294967294",
    };
    sqlx::query(most).execute(connection).await?;
    Ok(())
}

async fn may_end(ctx: &Ctx) {
    if ctx.ends_here() {
        pending::<()>().await;
    }
}

/// `Executor` for a door: each statement waits at it, and then for a connection. All rows are read before the first is
/// given, so that the connection is free again.
macro_rules! door {
    ($door:ty, $of:ident => $ctx:expr, $held:ident = $hold:expr => $connection:expr) => {
        impl<'c> Executor<'c> for $door {
            type Database = Sqlite;

            fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Found, Error>>
            where
                'c: 'e,
                E: 'q + Execute<'q, Sqlite>,
            {
                let $of = self;
                let rows = async move {
                    may_end($ctx).await;
                    let $held = $hold;
                    let connection = $connection;
                    let rows: Vec<Found> = connection.fetch_many(query).try_collect().await?;
                    Ok::<_, Error>(stream::iter(rows).map(Ok))
                };
                stream::once(rows).try_flatten().boxed()
            }

            fn fetch_optional<'e, 'q: 'e, E>(
                self,
                query: E,
            ) -> BoxFuture<'e, Result<Option<<Sqlite as Database>::Row>, Error>>
            where
                'c: 'e,
                E: 'q + Execute<'q, Sqlite>,
            {
                let $of = self;
                let row = async move {
                    may_end($ctx).await;
                    let $held = $hold;
                    let connection = $connection;
                    connection.fetch_optional(query).await
                };
                row.boxed()
            }

            fn prepare_with<'e>(
                self,
                sql: SqlStr,
                parameters: &'e [<Sqlite as Database>::TypeInfo],
            ) -> BoxFuture<'e, Result<<Sqlite as Database>::Statement, Error>>
            where
                'c: 'e,
            {
                let $of = self;
                let statement = async move {
                    let $held = $hold;
                    let connection = $connection;
                    connection.prepare_with(sql, parameters).await
                };
                statement.boxed()
            }

            fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Sqlite>, Error>>
            where
                'c: 'e,
            {
                let $of = self;
                let described = async move {
                    let $held = $hold;
                    let connection = $connection;
                    connection.describe(sql).await
                };
                described.boxed()
            }
        }
    };
}

door!(&'c Pool, of => &of.ctx, held = &mut of.hold_any().await? => &mut held.connection);
door!(Writing<'c>, of => &of.0.ctx, held = &mut of.0.hold_first().await? => &mut held.connection);
door!(&'c mut Inside, of => &of.ctx, held = of => held.connection()?);
