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
    /// Whether the database did not answer at all, so that the same request may succeed later.
    pub(crate) fn is_absence(&self) -> bool {
        matches!(
            self,
            Self::Database(
                sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::PoolTimedOut
            )
        )
    }
}
