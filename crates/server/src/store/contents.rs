//! What a database holds, in a few numbers.

use std::fmt;

use domain::ids::OfficeId;

use crate::access::OperatorScope;

use super::{Store, StoreError, Tx, number, office, query, schema, sql};

/// What a database holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The newest migration.
    pub migration: i64,
    /// The last entry of each office's feed.
    pub heads: Vec<(OfficeId, u64)>,
    /// How many reports.
    pub reports: u64,
    /// How many decisions with a final outcome.
    pub decisions: u64,
}

impl fmt::Display for Contents {
    /// A line for each number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "migration\t{}", self.migration)?;
        for (office, head) in &self.heads {
            write!(f, "\nfeed\t{office}\t{head}")?;
        }
        write!(f, "\nreports\t{}", self.reports)?;
        write!(f, "\ndecisions\t{}", self.decisions)
    }
}

impl Store {
    /// What the database holds.
    pub async fn contents(&self, scope: OperatorScope) -> Result<Contents, StoreError> {
        contents(&mut self.view(&scope).await?).await
    }
}

pub(super) async fn contents(tx: &mut Tx) -> Result<Contents, StoreError> {
    let newest = schema::applied(tx)
        .await?
        .last()
        .map(|(version, _)| *version);
    let migration = newest.ok_or(StoreError::Damaged("a database without tables"))?;
    let heads: Vec<(String, i64, Vec<u8>)> = query(sql::CHAINED_HEADS).all(tx).await?;
    let heads = heads
        .into_iter()
        .map(|(of, seq, _)| Ok((office(of), number(seq)?)))
        .collect::<Result<_, StoreError>>()?;
    Ok(Contents {
        migration,
        heads,
        reports: number(query(sql::REPORTS).value(tx).await?)?,
        decisions: number(query(sql::DECISIONS).value(tx).await?)?,
    })
}
