//! The doors of the store to SQLite. Every statement goes through one, and a simulation may end the program at each.

use std::{
    future::pending,
    ops::{Deref, DerefMut},
};

use domain::{Ctx, mishap::Disk};
use futures::{
    FutureExt, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{
    Connection, Database, Describe, Either, Error, Execute, Executor, SqlStr, Sqlite,
    SqliteConnection, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

/// The connections of an open store: one that reads and one that writes, each behind a queue of its own.
///
/// Of several, sqlx opens another wherever the one before is still on its way back, and each that SQLCipher opens takes
/// milliseconds.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    read: SqlitePool,
    write: SqlitePool,
    ctx: Ctx,
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
    tx: Transaction<'static, Sqlite>,
    ctx: Ctx,
}

type Found = Either<<Sqlite as Database>::QueryResult, <Sqlite as Database>::Row>;

impl Pool {
    /// Opens the connection that writes, and the other when somebody reads.
    pub(super) async fn open(options: SqliteConnectOptions, ctx: &Ctx) -> Result<Self, Error> {
        let of_one = || {
            let (of_disk, of_new) = (ctx.clone(), ctx.clone());
            // A connection to a file is good as long as it is open: to ask it first would double every
            // statement. No timer of the pool's own changes a run.
            SqlitePoolOptions::new()
                .max_connections(1)
                .test_before_acquire(false)
                .idle_timeout(None)
                .max_lifetime(None)
                .after_connect(move |connection, _| Box::pin(fit_disk(of_new.disk(), connection)))
                .before_acquire(move |connection, _| {
                    Box::pin(is_usable(of_disk.disk(), connection))
                })
        };
        let pool = Self {
            write: of_one().connect_with(options.clone()).await?,
            read: of_one().connect_lazy_with(options),
            ctx: ctx.clone(),
        };
        #[cfg(test)]
        for one in [&pool.read, &pool.write] {
            crate::testing::opened(one.clone());
        }
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
        Ok(Tx(Inside {
            tx: self.write.begin_with("BEGIN IMMEDIATE").await?,
            ctx: self.ctx.clone(),
        }))
    }

    pub(super) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

impl Tx {
    /// Makes everything done in it durable, or nothing.
    pub(super) async fn commit(self) -> Result<(), Error> {
        let Inside { tx, ctx } = self.0;
        may_end(&ctx).await;
        tx.commit().await?;
        may_end(&ctx).await;
        Ok(())
    }

    /// The connection itself, for what brings its own statements.
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.0.tx
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

/// Whether a connection may be used again. Where there was no room, SQLite has ended the transaction by itself; the
/// connection then waits for an end that never comes, and another takes its place.
async fn is_usable(disk: Option<Disk>, connection: &mut SqliteConnection) -> Result<bool, Error> {
    if connection.is_in_transaction() {
        return Ok(false);
    }
    fit_disk(disk, connection).await?;
    Ok(true)
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

/// `Executor` for a door: each statement waits at it.
macro_rules! door {
    ($door:ty, $of:ident => $executor:expr, $ends:expr) => {
        impl<'c> Executor<'c> for $door {
            type Database = Sqlite;

            fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Found, Error>>
            where
                'c: 'e,
                E: 'q + Execute<'q, Sqlite>,
            {
                let $of = self;
                let (ctx, executor) = ($ends, $executor);
                let rows = async move {
                    may_end(ctx).await;
                    executor.fetch_many(query)
                };
                stream::once(rows).flatten().boxed()
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
                let (ctx, executor) = ($ends, $executor);
                let row = async move {
                    may_end(ctx).await;
                    executor.fetch_optional(query).await
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
                $executor.prepare_with(sql, parameters)
            }

            fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Sqlite>, Error>>
            where
                'c: 'e,
            {
                let $of = self;
                $executor.describe(sql)
            }
        }
    };
}

door!(&'c Pool, of => &of.read, &of.ctx);
door!(Writing<'c>, of => &of.0.write, &of.0.ctx);
door!(&'c mut Inside, of => &mut *of.tx, &of.ctx);
