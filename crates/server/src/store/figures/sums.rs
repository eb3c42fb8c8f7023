//! The sums of counties and of the country, kept in clear for those whose own they are.

use std::collections::BTreeMap;

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
pub(super) fn by_area(register: &Register, sums: Sums) -> Vec<(String, Owned)> {
    let owners = owners(register);
    let counties = sums.counties.into_iter().map(|(no, sum)| {
        let office = owners.get(no.as_str()).copied().flatten().cloned();
        (no, (office, sum))
    });
    let country = (COUNTRY.to_owned(), (None, sums.country));
    counties.chain([country]).collect()
}

/// The one office that all reporting units of a county have, of each county.
fn owners(register: &Register) -> BTreeMap<&str, Option<&OfficeId>> {
    let mut owners: BTreeMap<&str, Option<&OfficeId>> = BTreeMap::new();
    for unit in register.units().filter(|unit| unit.reports) {
        let owner = owners.entry(&unit.county_no).or_insert(Some(&unit.office));
        *owner = owner.filter(|office| **office == unit.office);
    }
    owners
}
