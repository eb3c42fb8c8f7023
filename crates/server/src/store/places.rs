//! Offices, counties and the units that report, filled from the register of this build.

use domain::{feed::GENESIS, ids::OfficeId, text::Language, units::Register};

use crate::access::{OperatorScope, Public};

use super::{Store, StoreError, number, office, query, sql};

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
    pub(super) async fn seed_places(&self, scope: OperatorScope) -> Result<(), StoreError> {
        let mut tx = self.begin(&scope).await?;
        let register = Register::current();
        for office in register.offices() {
            query(sql::PUT_OFFICE)
                .bind(office.id.as_str())
                .bind(office.name.get(Language::Nb))
                .bind(office.name.get(Language::Nn))
                .bind(&office.official_name)
                .bind(&office.org_no)
                .execute(&mut tx)
                .await?;
            query(sql::PUT_HEAD)
                .bind(office.id.as_str())
                .bind(GENESIS)
                .execute(&mut tx)
                .await?;
        }
        for county in register.counties() {
            query(sql::PUT_COUNTY)
                .bind(&county.no)
                .bind(county.name.get(Language::Nb))
                .bind(county.office.as_str())
                .execute(&mut tx)
                .await?;
        }
        for unit in register.units().filter(|unit| unit.reports) {
            query(sql::PUT_UNIT)
                .bind(unit.no.as_str())
                .bind(unit.kind.as_str())
                .bind(register.shown_name(unit))
                .bind(&unit.county_no)
                .bind(unit.office.as_str())
                .bind(unit.valid_from.map(|day| day.to_string()))
                .bind(unit.valid_to.map(|day| day.to_string()))
                .execute(&mut tx)
                .await?;
        }
        tx.commit().await
    }

    /// Every office.
    pub async fn offices(&self) -> Result<Vec<OfficeRow>, StoreError> {
        let rows: Vec<(String, String, i64)> = query(sql::OFFICES)
            .all(&mut self.view(&Public).await?)
            .await?;
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
            .all(&mut self.view(&Public).await?)
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
