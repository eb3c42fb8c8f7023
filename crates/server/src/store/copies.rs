//! What backing up and restoring ask of the database.

use jiff::{Timestamp, tz::TimeZone};

use crate::access::{OperatorScope, Public};

use super::{
    Contents, Pools, Store, StoreError, Tx, Verified, contents::contents, query, sql, time,
    verify::verify,
};

/// How many receipt numbers a restored server leaves out at least, so that it gives none a second time
/// that it gave after the backup was taken.
const RECEIPTS_SKIPPED: i64 = 10_000;

/// One state of a PostgreSQL database, as long as this lives.
pub(crate) struct Snapshot {
    tx: Tx,
    name: String,
}

impl Snapshot {
    /// The name by which another connection reads the same state.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) async fn contents(&mut self) -> Result<Contents, StoreError> {
        contents(&mut self.tx).await
    }

    pub(crate) async fn verify(&mut self) -> Result<Verified, StoreError> {
        verify(&mut self.tx).await
    }
}

impl Store {
    /// Writes one state of a file into another, which must be empty or missing.
    pub(crate) async fn copy_into(&self, path: &str) -> Result<(), StoreError> {
        match &self.pools {
            Pools::Sqlite { read, .. } => {
                let copy = sqlx::query(sql::SQLITE_COPY).bind(path);
                copy.execute(read).await?;
                Ok(())
            }
            Pools::Postgres(_) => Err(StoreError::NoFile),
        }
    }

    /// Whether SQLite finds its own structures whole.
    pub(crate) async fn is_intact(&self) -> Result<bool, StoreError> {
        let said: String = query(sql::SQLITE_INTEGRITY)
            .value(&mut self.view(&Public).await?)
            .await?;
        Ok(said == "ok")
    }

    /// Holds on to the present state of a PostgreSQL database.
    pub(crate) async fn snapshot(&self, scope: OperatorScope) -> Result<Snapshot, StoreError> {
        let mut tx = self.view(&scope).await?;
        let name = query(sql::POSTGRES_SNAPSHOT).value(&mut tx).await?;
        Ok(Snapshot { tx, name })
    }

    /// Whether a PostgreSQL database has nothing in it.
    pub(crate) async fn is_empty(&self) -> Result<bool, StoreError> {
        let relations: i64 = query(sql::POSTGRES_RELATIONS)
            .value(&mut self.view(&Public).await?)
            .await?;
        Ok(relations == 0)
    }

    /// Leaves out the receipt numbers that may have been given since the backup: more with every minute
    /// of the year, so that the same backup restored again goes on elsewhere.
    pub(crate) async fn skip_receipt_numbers(
        &self,
        scope: OperatorScope,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin(&scope).await?;
        let now = self.now().to_zoned(TimeZone::UTC);
        let minute = (i64::from(now.day_of_year()) * 24 + i64::from(now.hour())) * 60
            + i64::from(now.minute());
        query(sql::SKIP_RECEIPTS)
            .bind(i64::from(now.year()))
            .bind(RECEIPTS_SKIPPED + minute)
            .execute_one(&mut tx)
            .await?;
        tx.commit().await
    }

    /// The clock of the database's own machine; none for a file, which has the server's.
    pub(crate) async fn database_time(&self) -> Result<Option<Timestamp>, StoreError> {
        match &self.pools {
            Pools::Sqlite { .. } => Ok(None),
            Pools::Postgres(_) => {
                let mut tx = self.view(&Public).await?;
                time(query(sql::POSTGRES_CLOCK).value(&mut tx).await?).map(Some)
            }
        }
    }
}
