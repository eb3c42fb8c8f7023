//! Units as a person at Bufdir adds and ends them. None is ever deleted.

use domain::wire::{
    BufdirAddUnit, BufdirCountyName, BufdirUnit, BufdirUnitRefusal as No, BufdirUnitSet,
    BufdirUnitSpan, BufdirUnits,
};
use jiff::Timestamp;

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    number, office, periods, query, sql,
};
use crate::access::{PortalBufdir, Scope};

/// The unit, its name, county and office with its name, from when until when it reports, and how many reports it has.
type UnitRow = (
    String,
    String,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    i64,
);

impl Store {
    /// All units, those that have ended too.
    pub(crate) async fn units_at_bufdir(
        &self,
        scope: &PortalBufdir,
    ) -> Result<BufdirUnits, StoreError> {
        let mut tx = self.view(scope).await?;
        all(&mut tx, self.now()).await
    }

    /// Adds a unit, which belongs to the office of its county.
    pub(crate) async fn add_unit(
        &self,
        scope: &PortalBufdir,
        new: &BufdirAddUnit,
    ) -> Result<BufdirUnitSet, StoreError> {
        let refused = |reason| Ok(BufdirUnitSet::Refused { reason });
        if let Some(reason) = new.fault() {
            return refused(reason);
        }
        let mut tx = self.begin(scope).await?;
        let taken: i64 = query(sql::UNIT_EXISTS)
            .bind(new.unit_no.as_str())
            .value(&mut tx)
            .await?;
        if taken > 0 {
            return refused(No::Taken);
        }
        let added = query(sql::ADD_UNIT)
            .bind(new.unit_no.as_str())
            .bind(new.kind.as_str())
            .bind(new.name.trim())
            .bind(&new.county_no)
            .bind(new.reports_from.to_string())
            .execute(&mut tx)
            .await?;
        if added == 0 {
            return refused(No::County);
        }
        let deed = Deed::new(Action::UnitAdded).on(&new.unit_no.as_str());
        audit::note(&mut tx, &scope.actor(), deed, self.now()).await?;
        let units = all(&mut tx, self.now()).await?;
        tx.commit().await?;
        Ok(BufdirUnitSet::Set { units })
    }

    /// Says from when until when a unit reports. What it has sent stays.
    pub(crate) async fn set_unit_span(
        &self,
        scope: &PortalBufdir,
        span: &BufdirUnitSpan,
    ) -> Result<BufdirUnitSet, StoreError> {
        let refused = |reason| Ok(BufdirUnitSet::Refused { reason });
        if !span.is_ordered() {
            return refused(No::Days);
        }
        let mut tx = self.begin(scope).await?;
        let changed = query(sql::SET_UNIT_SPAN)
            .bind(span.unit_no.as_str())
            .bind(span.reports_from.map(|day| day.to_string()))
            .bind(span.reports_to.map(|day| day.to_string()))
            .execute(&mut tx)
            .await?;
        if changed == 0 {
            return refused(No::Unknown);
        }
        let deed = Deed::new(Action::UnitChanged).on(&span.unit_no.as_str());
        audit::note(&mut tx, &scope.actor(), deed, self.now()).await?;
        let units = all(&mut tx, self.now()).await?;
        tx.commit().await?;
        Ok(BufdirUnitSet::Set { units })
    }
}

/// All units with their counties, as a transaction sees them.
async fn all(tx: &mut Tx, now: Timestamp) -> Result<BufdirUnits, StoreError> {
    let units: Vec<UnitRow> = query(sql::ALL_UNITS).all(tx).await?;
    let counties: Vec<(String, String, String)> = query(sql::COUNTIES).all(tx).await?;
    let county = |(county_no, name, of)| BufdirCountyName {
        county_no,
        name,
        office: office(of),
    };
    Ok(BufdirUnits {
        units: units.into_iter().map(unit).collect::<Result<_, _>>()?,
        counties: counties.into_iter().map(county).collect(),
        server_time: now,
    })
}

fn unit(
    (unit_no, name, county_no, of, office_name, from, to, reports): UnitRow,
) -> Result<BufdirUnit, StoreError> {
    Ok(BufdirUnit {
        unit_no: unit_no.as_str().into(),
        name,
        county_no,
        office: office(of),
        office_name,
        reports_from: from.as_deref().map(periods::date).transpose()?,
        reports_to: to.as_deref().map(periods::date).transpose()?,
        reports: number(reports)?,
    })
}
