//! The two databases behind one face: statements whose text both understand, typed arguments, and
//! transactions.
//!
//! What differs between the two stands here and in the migrations, nowhere else: how a transaction
//! begins, how one writer keeps others away, and the types that rows are read with.

use std::sync::Arc;

use domain::{Ctx, report::Hash};
use sqlx::{FromRow, Postgres, Sqlite, Transaction, postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

use super::{
    Pools, Store, StoreError,
    figures::{Kept, Shelf},
    sql,
};
use crate::access::Realm;

/// A transaction of either database. Dropped without [`Tx::commit`], it changes nothing.
///
/// It begins with a realm, whichever way, and the realm ends with it.
pub(super) struct Tx {
    database: Database,
    ctx: Ctx,
    shelf: Arc<Shelf>,
    /// What its commit puts on the shelf.
    figures: Option<Kept>,
}

enum Database {
    /// A file: one writer at a time.
    Sqlite(Transaction<'static, Sqlite>),
    /// A server: writers are kept apart by the rows they lock.
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// A transaction that may write. In a file it has the only lock from its first statement on, so
    /// what it reads stays true until it commits; in PostgreSQL that holds for what it locks
    /// ([`Query::lock`]), and each statement sees what was committed before it began.
    pub(super) async fn write(store: &Store, realm: &Realm) -> Result<Self, StoreError> {
        let database = match &store.pools {
            Pools::Sqlite { write, .. } => {
                Database::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres(pool) => Database::Postgres(pool.begin().await?),
        };
        Self::on(store, database).within(realm).await
    }

    fn on(store: &Store, database: Database) -> Self {
        Self {
            database,
            ctx: store.ctx.clone(),
            shelf: store.shelf.clone(),
            figures: None,
        }
    }

    /// The figures that are at hand. Whoever takes them has the figures' lock.
    pub(super) fn take_figures(&mut self) -> Kept {
        self.figures.take().unwrap_or_else(|| self.shelf.take())
    }

    /// What of the figures is at hand once this is committed.
    pub(super) fn keep_figures(&mut self, kept: Kept) {
        self.figures = Some(kept);
    }

    /// Goes on in another realm, for what a use case does besides.
    pub(super) async fn turn(&mut self, realm: &Realm) -> Result<(), StoreError> {
        if let Database::Postgres(tx) = &mut self.database {
            let [name, office, units, person, figures] = realm.settings();
            sqlx::query(sql::POSTGRES_SET_REALM)
                .bind(name)
                .bind(office)
                .bind(units)
                .bind(person)
                .bind(figures)
                .execute(&mut **tx)
                .await?;
        }
        Ok(())
    }

    /// A transaction that sees one state of the database throughout.
    pub(super) async fn view(store: &Store, realm: &Realm) -> Result<Self, StoreError> {
        let database = match &store.pools {
            Pools::Sqlite { read, .. } => Database::Sqlite(read.begin().await?),
            Pools::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                Database::Postgres(pool.begin_with(begin).await?)
            }
        };
        Self::on(store, database).within(realm).await
    }

    /// A server is told the realm until the transaction ends; a file has no rules of its own.
    async fn within(mut self, realm: &Realm) -> Result<Self, StoreError> {
        self.turn(realm).await?;
        Ok(self)
    }

    /// Makes everything done in it durable, or nothing.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        self.may_end().await;
        match self.database {
            Database::Sqlite(tx) => tx.commit().await?,
            Database::Postgres(tx) => tx.commit().await?,
        }
        if let Some(kept) = self.figures {
            self.shelf.put(kept);
        }
        may_end(&self.ctx).await;
        Ok(())
    }

    /// An id for a row that it adds.
    pub(super) fn new_id(&self) -> Uuid {
        self.ctx.new_id()
    }

    /// A simulation may end the program here: then this goes no further, and whoever waits for it drops it.
    async fn may_end(&self) {
        may_end(&self.ctx).await;
    }

    /// Of two texts the one that this database understands.
    pub(super) fn either(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match &self.database {
            Database::Sqlite(_) => sqlite,
            Database::Postgres(_) => postgres,
        }
    }

    /// Whether there is a table of this name.
    pub(super) async fn has_table(&mut self, name: &str) -> Result<bool, StoreError> {
        let text = self.either(sql::SQLITE_TABLE, sql::POSTGRES_TABLE);
        let found: i64 = query(text).bind(name).value(self).await?;
        Ok(found > 0)
    }
}

async fn may_end(ctx: &Ctx) {
    if ctx.ends_here() {
        std::future::pending::<()>().await;
    }
}

/// A row that either database can give.
pub(super) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

/// An argument of a statement, of one of the kinds that columns have.
pub(super) enum Arg {
    /// A number, or a time in milliseconds since 1970.
    Int(Option<i64>),
    /// A text.
    Text(Option<String>),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<Option<i64>> for Arg {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<&String> for Arg {
    fn from(value: &String) -> Self {
        Self::Text(Some(value.clone()))
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<Option<&str>> for Arg {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}

impl From<Option<String>> for Arg {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl From<&[u8]> for Arg {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(Some(value.to_owned()))
    }
}

impl From<Vec<u8>> for Arg {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Some(value))
    }
}

impl From<Option<Vec<u8>>> for Arg {
    fn from(value: Option<Vec<u8>>) -> Self {
        Self::Bytes(value)
    }
}

impl From<Hash> for Arg {
    fn from(value: Hash) -> Self {
        Self::Bytes(Some(value.0.to_vec()))
    }
}

/// A statement with its arguments.
pub(super) struct Query {
    text: &'static str,
    args: Vec<Arg>,
}

/// A statement in the part of SQL that both databases share.
pub(super) fn query(text: &'static str) -> Query {
    Query {
        text,
        args: Vec::new(),
    }
}

/// The statement for one database with the arguments in their places.
macro_rules! bound {
    ($query:expr, $args:expr) => {
        $args.into_iter().fold($query, |query, arg| match arg {
            Arg::Int(value) => query.bind(value),
            Arg::Text(value) => query.bind(value),
            Arg::Bytes(value) => query.bind(value),
        })
    };
}

impl Query {
    /// The next argument.
    pub(super) fn bind(mut self, arg: impl Into<Arg>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// How many rows it changed.
    pub(super) async fn execute(self, tx: &mut Tx) -> Result<u64, StoreError> {
        let Self { text, args } = self;
        tx.may_end().await;
        Ok(match &mut tx.database {
            Database::Sqlite(tx) => bound!(sqlx::query::<Sqlite>(text), args)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
            Database::Postgres(tx) => bound!(sqlx::query::<Postgres>(text), args)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
        })
    }

    /// Runs it, whatever it answers.
    pub(super) async fn run(self, tx: &mut Tx) -> Result<(), StoreError> {
        self.execute(tx).await.map(drop)
    }

    /// Changes one row, as nearly every change must.
    pub(super) async fn execute_one(self, tx: &mut Tx) -> Result<(), StoreError> {
        match self.execute(tx).await? {
            1 => Ok(()),
            found => Err(StoreError::Unaffected { expected: 1, found }),
        }
    }

    /// All rows.
    pub(super) async fn all<R: Row>(self, tx: &mut Tx) -> Result<Vec<R>, StoreError> {
        let Self { text, args } = self;
        tx.may_end().await;
        Ok(match &mut tx.database {
            Database::Sqlite(tx) => {
                bound!(sqlx::query_as::<Sqlite, R>(text), args)
                    .fetch_all(&mut **tx)
                    .await?
            }
            Database::Postgres(tx) => {
                bound!(sqlx::query_as::<Postgres, R>(text), args)
                    .fetch_all(&mut **tx)
                    .await?
            }
        })
    }

    /// The row, where there is one.
    pub(super) async fn optional<R: Row>(self, tx: &mut Tx) -> Result<Option<R>, StoreError> {
        let Self { text, args } = self;
        tx.may_end().await;
        Ok(match &mut tx.database {
            Database::Sqlite(tx) => {
                bound!(sqlx::query_as::<Sqlite, R>(text), args)
                    .fetch_optional(&mut **tx)
                    .await?
            }
            Database::Postgres(tx) => {
                bound!(sqlx::query_as::<Postgres, R>(text), args)
                    .fetch_optional(&mut **tx)
                    .await?
            }
        })
    }

    /// The row, which must be there.
    pub(super) async fn one<R: Row>(self, tx: &mut Tx) -> Result<R, StoreError> {
        let row = self.optional(tx).await?;
        row.ok_or(StoreError::Damaged("a row that must be there"))
    }

    /// The row's only column, where there is a row.
    pub(super) async fn optional_value<T>(self, tx: &mut Tx) -> Result<Option<T>, StoreError>
    where
        (T,): Row,
    {
        Ok(self.optional::<(T,)>(tx).await?.map(|(value,)| value))
    }

    /// The row's only column.
    pub(super) async fn value<T>(self, tx: &mut Tx) -> Result<T, StoreError>
    where
        (T,): Row,
    {
        Ok(self.one::<(T,)>(tx).await?.0)
    }

    /// Locks the rows that a `SELECT … FOR UPDATE` names until the transaction ends. A file has one
    /// writer: there the transaction itself is the lock.
    pub(super) async fn lock(self, tx: &mut Tx) -> Result<(), StoreError> {
        match &tx.database {
            Database::Sqlite(_) => Ok(()),
            Database::Postgres(_) => self.execute(tx).await.map(drop),
        }
    }
}
