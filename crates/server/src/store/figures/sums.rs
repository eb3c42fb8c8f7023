//! The sums of counties and of the country, kept in clear for those whose own they are.

use domain::{
    ids::OfficeId,
    published::{Area, Shown},
    units::Register,
};

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

/// The one office that all reporting units of a county have; none where they have several, and of the country.
pub(super) fn owner(area: &Area) -> Option<OfficeId> {
    let Area::County { no } = area else {
        return None;
    };
    let units = Register::current().units();
    let mut units = units.filter(|unit| unit.reports && unit.county_no == *no);
    let office = &units.next()?.office;
    units
        .all(|unit| unit.office == *office)
        .then(|| office.clone())
}
