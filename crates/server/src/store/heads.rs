//! Where the offices' feeds end, and who may be told.

use std::collections::BTreeSet;

use domain::wire::Head;

use super::{SessionId, Store, StoreError, Tx, number, office, query, sql};
use crate::access::{OfficerScope, Watch};

/// What whoever listens depends on.
#[derive(Debug)]
pub struct Places {
    /// Every feed's last entry.
    pub heads: Vec<Head>,
    /// Every session that has not ended, and whose role has not.
    pub sessions: BTreeSet<SessionId>,
}

impl Store {
    /// Where the feeds end and who may listen, both at one moment.
    pub async fn places(&self) -> Result<Places, StoreError> {
        let now = self.now().as_millisecond();
        let mut tx = self.view(&Watch).await?;
        let heads = heads(&mut tx).await?;
        let sessions: Vec<(String,)> = query(sql::LIVE_SESSIONS).bind(now).all(&mut tx).await?;
        let sessions = sessions.iter().map(|(id,)| SessionId::parse(id));
        Ok(Places {
            heads,
            sessions: sessions.collect::<Result<_, _>>()?,
        })
    }

    /// Every feed's last entry.
    pub async fn heads(&self) -> Result<Vec<Head>, StoreError> {
        heads(&mut self.view(&Watch).await?).await
    }

    /// The last entry of the office's own feed.
    pub(crate) async fn head_of(&self, scope: &OfficerScope) -> Result<Head, StoreError> {
        let mut tx = self.view(scope).await?;
        let office = scope.office();
        let head: i64 = query(sql::HEAD)
            .bind(office.as_str())
            .value(&mut tx)
            .await?;
        Ok(Head {
            office: office.clone(),
            head: number(head)?,
        })
    }
}

async fn heads(tx: &mut Tx) -> Result<Vec<Head>, StoreError> {
    let rows: Vec<(String, i64)> = query(sql::HEADS).all(tx).await?;
    rows.into_iter()
        .map(|(of, seq)| {
            Ok(Head {
                office: office(of),
                head: number(seq)?,
            })
        })
        .collect()
}
