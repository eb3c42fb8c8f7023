//! Where the offices' feeds end.

use domain::wire::Head;

use super::{Store, StoreError, number, office, query, sql};
use crate::access::OfficerScope;

impl Store {
    /// Every feed's last entry.
    pub async fn heads(&self) -> Result<Vec<Head>, StoreError> {
        let mut tx = self.view().await?;
        let rows: Vec<(String, i64)> = query(sql::HEADS).all(&mut tx).await?;
        rows.into_iter()
            .map(|(of, seq)| {
                Ok(Head {
                    office: office(of),
                    head: number(seq)?,
                })
            })
            .collect()
    }

    /// The last entry of the office's own feed.
    pub(crate) async fn head_of(&self, scope: &OfficerScope) -> Result<Head, StoreError> {
        let mut tx = self.view().await?;
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
