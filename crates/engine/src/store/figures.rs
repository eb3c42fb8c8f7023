//! The published figures as the server last sent them, and the change they stand at.

use domain::{
    ids::OfficeId,
    published::Area,
    wire::{FigureChanges, FigureRow},
};

use super::{Store, StoreError, Tx, mirror::to_i64, parse, to_json};

impl Store {
    /// The last change of the office's figures that is here; 0 where none is.
    pub(crate) async fn figures_at(&self, office: &OfficeId) -> Result<u64, StoreError> {
        let office = office.as_str();
        let seq = sqlx::query_scalar!("SELECT seq FROM figure_cursor WHERE office = ?1", office)
            .fetch_optional(&self.pool)
            .await?;
        number(seq)
    }

    /// Writes what has changed after that change, unless figures or office are others meanwhile. Says whether
    /// anything was written.
    pub(crate) async fn put_figures(
        &self,
        office: &OfficeId,
        after: u64,
        page: &FigureChanges,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let name = office.as_str();
        let seq = sqlx::query_scalar!("SELECT seq FROM figure_cursor WHERE office = ?1", name)
            .fetch_optional(&mut *tx)
            .await?;
        let officer = super::read_officer(&mut *tx).await?;
        let has_left = officer.is_some_and(|officer| officer.office != *office);
        if number(seq)? != after || has_left {
            return Ok(false);
        }
        for row in &page.rows {
            put(&mut tx, row).await?;
        }
        let until = to_i64(page.until)?;
        sqlx::query!(
            "INSERT INTO figure_cursor (office, seq) VALUES (?1, ?2)
             ON CONFLICT (office) DO UPDATE SET seq = excluded.seq",
            name,
            until
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(!page.rows.is_empty())
    }

    /// All figures that are here.
    pub(crate) async fn figures(&self) -> Result<Vec<FigureRow>, StoreError> {
        sqlx::query_scalar!("SELECT body FROM figure ORDER BY period, indicator, area")
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(|body| parse(body, "a figure"))
            .collect()
    }

    /// The server has others than these.
    pub(crate) async fn forget_figures(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        clear(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn put(tx: &mut Tx, row: &FigureRow) -> Result<(), StoreError> {
    let period = row.period.to_string();
    let indicator = row.indicator.code();
    let area = match &row.area {
        Area::Country {} => "NO",
        Area::County { no } => no.as_str(),
        Area::Unit { no } => no.as_str(),
    };
    let body = to_json(row);
    sqlx::query!(
        "INSERT INTO figure (period, indicator, area, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (period, indicator, area) DO UPDATE SET body = excluded.body",
        period,
        indicator,
        area,
        body
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn clear(tx: &mut Tx) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM figure")
        .execute(&mut **tx)
        .await?;
    sqlx::query!("DELETE FROM figure_cursor")
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn number(seq: Option<i64>) -> Result<u64, StoreError> {
    u64::try_from(seq.unwrap_or(0)).map_err(|_| StoreError::Unreadable { what: "a number" })
}
