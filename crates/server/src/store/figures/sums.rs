//! The sums of counties and of the country, kept in clear for those whose own they are.

use std::collections::BTreeMap;

use domain::{
    ids::OfficeId,
    published::{Shown, Sums},
    units::Register,
};

use super::{At, COUNTRY};
use crate::store::{StoreError, Tx, query, sql};

/// An area's sum, and the office whose own it is.
pub(super) type Owned = (Option<OfficeId>, Shown);

/// Writes the sums that are other than stored, and says how many that were.
pub(super) async fn put(
    tx: &mut Tx,
    (period, indicator, seq): At,
    sums: Sums,
    stored: &mut BTreeMap<String, Owned>,
) -> Result<u64, StoreError> {
    let mut changed = 0;
    for (area, office, now) in by_area(sums) {
        let now = (office, now);
        if stored.get(&area) == Some(&now) {
            continue;
        }
        changed += 1;
        let (office, sum) = &now;
        query(sql::PUT_SUM)
            .bind(period.to_string())
            .bind(indicator.code())
            .bind(&area)
            .bind(office.as_ref().map(OfficeId::as_str))
            .bind(sum.part.number())
            .bind(sum.whole.number())
            .bind(i64::from(sum.missing))
            .bind(seq)
            .execute_one(tx)
            .await?;
        stored.insert(area, now);
    }
    Ok(changed)
}

/// What a row of numbers says.
pub(super) fn sum(
    part: Option<i64>,
    whole: Option<i64>,
    missing: u32,
) -> Result<Shown, StoreError> {
    let counts = super::counts(part, whole)?;
    Ok(counts.map_or(Shown::nothing(missing), |counts| {
        Shown::clear(counts, missing)
    }))
}

/// Every area's sum, with the office whose own it is.
fn by_area(sums: Sums) -> Vec<(String, Option<OfficeId>, Shown)> {
    let counties = sums.counties.into_iter().map(|(no, sum)| {
        let office = owner(&no);
        (no, office, sum)
    });
    let country = (COUNTRY.to_owned(), None, sums.country);
    counties.chain([country]).collect()
}

/// The one office that all reporting units of a county have.
fn owner(county_no: &str) -> Option<OfficeId> {
    let units = Register::current().units();
    let mut offices = units
        .filter(|unit| unit.reports && unit.county_no == county_no)
        .map(|unit| &unit.office);
    let first = offices.next()?;
    offices.all(|office| office == first).then(|| first.clone())
}
