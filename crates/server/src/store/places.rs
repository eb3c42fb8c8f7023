//! Offices, counties and units, filled from the reference data.

use domain::{feed::GENESIS, ids::OfficeId};

use super::{Store, StoreError, number, office, query, sql};
use crate::reference;

/// A reporting unit, for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    /// Its number.
    pub unit_no: String,
    /// `kommune` or `bydel`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The office that reviews it.
    pub office: OfficeId,
}

/// An office, for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeRow {
    /// Its id.
    pub id: OfficeId,
    /// Its name in its own language form.
    pub name: String,
    /// How many units it reviews.
    pub units: u64,
}

impl Store {
    pub(super) async fn seed_places(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for row in reference::offices()? {
            query(sql::PUT_OFFICE)
                .bind(&row.id)
                .bind(row.name_nb)
                .bind(row.name_nn)
                .bind(row.official_name)
                .bind(row.org_no)
                .execute(&mut tx)
                .await?;
            query(sql::PUT_HEAD)
                .bind(&row.id)
                .bind(GENESIS)
                .execute(&mut tx)
                .await?;
        }
        for row in reference::counties()? {
            query(sql::PUT_COUNTY)
                .bind(row.county_no)
                .bind(row.name)
                .bind(row.office)
                .execute(&mut tx)
                .await?;
        }
        for row in reference::units()? {
            query(sql::PUT_UNIT)
                .bind(row.unit_no)
                .bind(row.kind)
                .bind(row.name)
                .bind(row.county_no)
                .bind(row.office)
                .execute(&mut tx)
                .await?;
        }
        tx.commit().await
    }

    /// Every office.
    pub async fn offices(&self) -> Result<Vec<OfficeRow>, StoreError> {
        let rows: Vec<(String, String, i64)> =
            query(sql::OFFICES).all(&mut self.view().await?).await?;
        rows.into_iter()
            .map(|(id, name, units)| {
                Ok(OfficeRow {
                    id: office(id),
                    name,
                    units: number(units)?,
                })
            })
            .collect()
    }

    /// The units of one office, or of all.
    pub async fn units(&self, of: Option<&OfficeId>) -> Result<Vec<UnitRow>, StoreError> {
        let rows: Vec<(String, String, String, String)> = query(sql::UNITS)
            .bind(of.map(OfficeId::as_str))
            .all(&mut self.view().await?)
            .await?;
        let unit = |(unit_no, kind, name, of)| UnitRow {
            unit_no,
            kind,
            name,
            office: office(of),
        };
        Ok(rows.into_iter().map(unit).collect())
    }
}
