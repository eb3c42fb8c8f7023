//! Offices, counties and reporting units, as the authorities publish them.

use serde::Deserialize;

/// A County Governor's office.
#[derive(Debug, Deserialize)]
pub(crate) struct Office {
    pub(crate) id: String,
    pub(crate) name_nb: String,
    pub(crate) name_nn: String,
    pub(crate) official_name: String,
    pub(crate) org_no: String,
}

/// A county and the office that serves it.
#[derive(Debug, Deserialize)]
pub(crate) struct County {
    pub(crate) county_no: String,
    pub(crate) name: String,
    #[serde(rename = "governor_office")]
    pub(crate) office: String,
}

/// A municipality or an Oslo city district.
#[derive(Debug, Deserialize)]
pub(crate) struct Unit {
    pub(crate) unit_no: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) county_no: String,
    #[serde(rename = "governor_office_id")]
    pub(crate) office: String,
}

pub(crate) fn offices() -> Result<Vec<Office>, csv::Error> {
    rows(include_str!("../data/governor_offices.csv"))
}

pub(crate) fn counties() -> Result<Vec<County>, csv::Error> {
    rows(include_str!("../data/counties.csv"))
}

pub(crate) fn units() -> Result<Vec<Unit>, csv::Error> {
    rows(include_str!("../data/reporting_units.csv"))
}

fn rows<T: serde::de::DeserializeOwned>(table: &str) -> Result<Vec<T>, csv::Error> {
    csv::Reader::from_reader(table.as_bytes())
        .deserialize()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_belongs_to_an_office() {
        let offices: Vec<String> = offices().unwrap().into_iter().map(|o| o.id).collect();
        let counties = counties().unwrap();
        assert!(
            counties
                .iter()
                .all(|county| offices.contains(&county.office))
        );
        let units = units().unwrap();
        assert!(units.len() > 350);
        for unit in units {
            let county = counties.iter().find(|c| c.county_no == unit.county_no);
            assert_eq!(
                county.map(|c| &c.office),
                Some(&unit.office),
                "{}",
                unit.unit_no
            );
        }
    }
}
