//! The sums of counties and of the country, kept in clear for those whose own they are.

use domain::{
    ids::OfficeId,
    published::{Shown, Sums},
    units::Register,
};

use super::COUNTRY;
use crate::store::StoreError;

/// An area's sum, and the office whose own it is.
pub(super) type Owned = (Option<OfficeId>, Shown);

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
pub(super) fn by_area(sums: Sums) -> Vec<(String, Owned)> {
    let counties = sums.counties.into_iter().map(|(no, sum)| {
        let office = owner(&no);
        (no, (office, sum))
    });
    let country = (COUNTRY.to_owned(), (None, sums.country));
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
