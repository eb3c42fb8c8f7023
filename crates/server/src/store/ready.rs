//! Whether the store can be used.

use std::collections::BTreeSet;

use crate::access::Public;

use super::{Pools, Store, StoreError, query};

const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success";

impl Store {
    /// Whether the database answers and has every migration of this build. One that a newer build has
    /// migrated is ready too.
    pub(crate) async fn ready(&self) -> Result<bool, StoreError> {
        let mut tx = self.view(&Public).await?;
        let applied: Vec<(i64,)> = query(APPLIED).all(&mut tx).await?;
        let applied: BTreeSet<i64> = applied.into_iter().map(|(version,)| version).collect();
        let wanted = match &self.pools {
            Pools::Sqlite { .. } => sqlx::migrate!("migrations/sqlite"),
            Pools::Postgres(_) => sqlx::migrate!("migrations/postgres"),
        };
        let mut wanted = wanted.iter().map(|migration| migration.version);
        Ok(wanted.all(|version| applied.contains(&version)))
    }
}

impl StoreError {
    /// Whether the database did not answer, or was ended while it did, so that the same request may
    /// succeed later. Every change is one transaction, and what was asked for has a name of its own: where
    /// the commit was done all the same, the next answer says so.
    pub(crate) fn is_absence(&self) -> bool {
        let Self::Database(error) = self else {
            return false;
        };
        let is_without = matches!(
            error,
            sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::PoolTimedOut
        );
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        is_without || code.is_some_and(|code| is_passing(&code))
    }
}

/// Codes of PostgreSQL (appendix A of its manual) that say nothing of the request: connections that fail
/// or are too many, an operator who ends one or all, and transactions that met another.
fn is_passing(code: &str) -> bool {
    matches!(
        code,
        "53300" | "57P01" | "57P02" | "57P03" | "40001" | "40P01"
    ) || code.starts_with("08")
}
