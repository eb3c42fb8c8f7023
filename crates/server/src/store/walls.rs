//! PostgreSQL's own rules about rows: who is let in by them, and whether they stand.
//!
//! The tables belong to one role, and the server connects as another, which `migrate` lets in
//! ([`Store::admit`]). What each transaction then reaches is said at its beginning (`store::db`); what
//! that means for each table stands in the migrations.

use std::fmt;

use super::{Pools, Store, StoreError, Tx, query, sql};
use crate::access::{OperatorScope, Public};

/// How the server stands to the database's own rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walls {
    /// A file has none.
    NoneInAFile,
    /// So many tables have them, and the server's role can neither pass nor change them.
    Stand {
        /// How many.
        tables: u64,
    },
    /// They do not hold, or hold too much.
    Breached(Breach),
}

/// Why the database's rules do not hold the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Breach {
    /// The role passes all rules: a superuser, or one with BYPASSRLS.
    Exempt,
    /// A table has no rules, or none for its owner.
    Open(String),
    /// The role owns the tables, so it can take the rules away.
    Owner,
    /// The role may change or delete what is kept for ever in this table.
    Changeable(String),
    /// The role may not read this table.
    NotAdmitted(String),
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exempt => f.write_str("the server's role passes all row security"),
            Self::Open(table) => write!(f, "{table} has no forced row security"),
            Self::Owner => f.write_str("the server's role owns the tables"),
            Self::Changeable(table) => write!(f, "the server's role may change {table}"),
            Self::NotAdmitted(table) => write!(f, "the server's role may not read {table}"),
        }
    }
}

impl Breach {
    /// How to mend it.
    pub fn fix(&self) -> &'static str {
        match self {
            Self::Exempt | Self::Owner => {
                "Name a role in `database` that is no superuser, has no BYPASSRLS and owns nothing, \
                 the owner in `database_owner`, and run `halvaarsrapport-server migrate`"
            }
            Self::Open(_) => {
                "Restore the last backup into a new database, or put the table's policies back"
            }
            Self::Changeable(_) | Self::NotAdmitted(_) => {
                "Name the owner in `database_owner` and run `halvaarsrapport-server migrate`"
            }
        }
    }
}

impl Store {
    /// Whether this connection may bring the tables up: they are its own, or there are none yet.
    pub async fn may_migrate(&self) -> Result<bool, StoreError> {
        match &self.pools {
            Pools::Sqlite { .. } => Ok(true),
            Pools::Postgres(_) => {
                let mut tx = self.view(&Public).await?;
                let of_others: i64 = query(sql::POSTGRES_TABLES_OF_OTHERS).value(&mut tx).await?;
                Ok(of_others == 0)
            }
        }
    }

    /// Lets a role do what the server does with each table, and nothing else. For the tables' owner.
    pub async fn admit(&self, role: &str) -> Result<(), StoreError> {
        if let Pools::Sqlite { .. } = &self.pools {
            return Ok(());
        }
        let mut tx = self.begin(&OperatorScope::on_this_machine()).await?;
        query(sql::POSTGRES_ALONE).run(&mut tx).await?;
        query(sql::POSTGRES_NAME_ROLE)
            .bind(role)
            .run(&mut tx)
            .await?;
        query(sql::POSTGRES_ADMIT).run(&mut tx).await?;
        tx.commit().await
    }

    /// Whether the database's rules hold this connection.
    pub async fn walls(&self) -> Result<Walls, StoreError> {
        if let Pools::Sqlite { .. } = &self.pools {
            return Ok(Walls::NoneInAFile);
        }
        let mut tx = self.view(&Public).await?;
        if let Some(breach) = breach(&mut tx).await? {
            return Ok(Walls::Breached(breach));
        }
        let tables: i64 = query(sql::POSTGRES_WALLED).value(&mut tx).await?;
        Ok(Walls::Stand {
            tables: super::number(tables)?,
        })
    }
}

/// The first reason why the rules do not hold.
async fn breach(tx: &mut Tx) -> Result<Option<Breach>, StoreError> {
    let (exempt, owns): (bool, bool) = query(sql::POSTGRES_ROLE).one(tx).await?;
    if exempt {
        return Ok(Some(Breach::Exempt));
    }
    if let Some(table) = query(sql::POSTGRES_OPEN).optional_value(tx).await? {
        return Ok(Some(Breach::Open(table)));
    }
    if owns {
        return Ok(Some(Breach::Owner));
    }
    if let Some(table) = query(sql::POSTGRES_CHANGEABLE).optional_value(tx).await? {
        return Ok(Some(Breach::Changeable(table)));
    }
    let unread: Option<String> = query(sql::POSTGRES_UNREAD).optional_value(tx).await?;
    Ok(unread.map(Breach::NotAdmitted))
}
