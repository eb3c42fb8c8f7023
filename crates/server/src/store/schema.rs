//! How far a database's tables have come, against this program's migrations.

use std::fmt;

use sqlx::migrate::Migrator;

use crate::access::Public;

use super::{Pools, Store, StoreError, Tx, query, sql};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// A database's migrations and this program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// The same.
    Current {
        /// The newest.
        version: i64,
    },
    /// The program has one that the database lacks.
    Missing {
        /// The first such.
        version: i64,
    },
    /// The database has one that the program lacks.
    Newer {
        /// The newest such.
        version: i64,
    },
    /// The database has one of another content than the program's.
    Altered {
        /// The first such.
        version: i64,
    },
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Current { version } => write!(f, "migration {version} is the newest"),
            Self::Missing { version } => write!(f, "migration {version} is missing"),
            Self::Newer { version } => {
                write!(f, "migration {version} is newer than this program")
            }
            Self::Altered { version } => {
                write!(f, "migration {version} is not the one this program has")
            }
        }
    }
}

impl Schema {
    /// Of migrations in a database, each with its checksum.
    fn of(migrator: &Migrator, applied: &[(i64, Vec<u8>)]) -> Self {
        let newer = applied
            .iter()
            .rfind(|(version, _)| !migrator.version_exists(*version));
        if let Some((version, _)) = newer {
            return Self::Newer { version: *version };
        }
        let mut newest = 0;
        for known in migrator.iter() {
            let version = known.version;
            match applied.iter().find(|(applied, _)| *applied == version) {
                None => return Self::Missing { version },
                Some((_, checksum)) if *checksum != *known.checksum => {
                    return Self::Altered { version };
                }
                Some(_) => newest = version,
            }
        }
        Self::Current { version: newest }
    }
}

impl Store {
    /// Where the database's tables stand.
    pub async fn schema(&self) -> Result<Schema, StoreError> {
        let applied = applied(&mut self.view(&Public).await?).await?;
        Ok(Schema::of(self.migrator(), &applied))
    }

    pub(super) fn migrator(&self) -> &'static Migrator {
        match &self.pools {
            Pools::Sqlite { .. } => &SQLITE,
            Pools::Postgres(_) => &POSTGRES,
        }
    }

    /// The newest migration of this program.
    pub(crate) fn newest_migration() -> i64 {
        POSTGRES
            .iter()
            .map(|known| known.version)
            .max()
            .unwrap_or(0)
    }
}

/// The migrations in the database, each with its checksum.
pub(super) async fn applied(tx: &mut Tx) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    if !tx.has_table("_sqlx_migrations").await? {
        return Ok(Vec::new());
    }
    query(sql::MIGRATIONS).all(tx).await
}

// PostgreSQL is reached through a socket of Unix.
#[cfg(test)]
#[cfg(unix)]
mod killed;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_missing_newer_and_altered_migrations_apart() {
        let all: Vec<(i64, Vec<u8>)> = SQLITE
            .iter()
            .map(|known| (known.version, known.checksum.to_vec()))
            .collect();
        let version = all.last().unwrap().0;
        let of = |applied: &[_]| Schema::of(&SQLITE, applied);
        assert_eq!(of(&all), Schema::Current { version });
        assert_eq!(of(&all[..all.len() - 1]), Schema::Missing { version });
        assert_eq!(of(&[]), Schema::Missing { version: 1 });
        let with = |version, checksum: &[u8]| {
            let mut all = all.clone();
            all.retain(|(known, _)| *known != version);
            all.push((version, checksum.to_vec()));
            all
        };
        assert_eq!(of(&with(99, b"")), Schema::Newer { version: 99 });
        assert_eq!(of(&with(2, b"other")), Schema::Altered { version: 2 });
    }

    #[test]
    fn both_databases_have_the_same_migrations() {
        let versions = |of: &Migrator| of.iter().map(|known| known.version).collect::<Vec<_>>();
        assert_eq!(versions(&SQLITE), versions(&POSTGRES));
    }
}
