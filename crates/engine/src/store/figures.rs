//! The published figures as the server last sent them, and the change they stand at.

use std::collections::BTreeSet;

use domain::{
    figures::Indicator,
    ids::OfficeId,
    wire::{FigureChanges, FigureRow},
};
use sqlx::QueryBuilder;

use super::{AT_ONCE, Store, StoreError, Tx, mirror::to_i64, parse, to_json};

/// What the country is called among the areas.
const COUNTRY: &str = "NO";

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
        for some in page.rows.chunks(AT_ONCE) {
            put(&mut tx, some).await?;
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

    /// All figures that are here, in no order.
    pub(crate) async fn figures(&self) -> Result<Vec<FigureRow>, StoreError> {
        // In one row: each row takes its own way from SQLite's thread. As they were written: SQLite need not
        // read and sort what goes into a map.
        let rows = sqlx::query_scalar!(
            r#"SELECT '[' || coalesce(group_concat(body), '') || ']' AS "rows!: String" FROM figure"#
        )
        .fetch_one(&self.pool)
        .await?;
        parse(&rows, "the figures")
    }

    /// One indicator of some counties and the country, in all half-years that are here.
    pub(crate) async fn figures_of(
        &self,
        indicator: Indicator,
        counties: &BTreeSet<String>,
    ) -> Result<Vec<FigureRow>, StoreError> {
        let indicator = indicator.code();
        let areas = counties.iter().map(String::as_str).chain([COUNTRY]);
        let areas = to_json(&areas.collect::<Vec<_>>());
        // From half-year to half-year, so that no unit's row is read.
        let rows = sqlx::query_scalar!(
            r#"WITH RECURSIVE known (period) AS (
                 SELECT min(period) FROM figure
                 UNION ALL
                 SELECT (SELECT min(period) FROM figure WHERE period > known.period)
                   FROM known WHERE known.period IS NOT NULL)
               SELECT json_group_array(json(body) ORDER BY period, area) AS "rows!: String"
                 FROM known CROSS JOIN json_each(?2) AS chosen
                 JOIN figure USING (period)
                WHERE indicator = ?1 AND area = chosen.value"#,
            indicator,
            areas
        )
        .fetch_one(&self.pool)
        .await?;
        parse(&rows, "the figures of counties")
    }

    /// The server has others than these.
    pub(crate) async fn forget_figures(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        clear(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn put(tx: &mut Tx, rows: &[FigureRow]) -> Result<(), StoreError> {
    let mut insert = QueryBuilder::new("INSERT INTO figure (period, indicator, area, body) ");
    insert.push_values(rows, |mut values, row| {
        values
            .push_bind(row.period.to_string())
            .push_bind(row.indicator.code())
            .push_bind(row.area.no().unwrap_or(COUNTRY))
            .push_bind(to_json(row));
    });
    insert
        .push(" ON CONFLICT (period, indicator, area) DO UPDATE SET body = excluded.body")
        .build()
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
