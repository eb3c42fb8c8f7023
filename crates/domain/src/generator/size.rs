//! How large a made unit is.

use super::dice::Dice;
use crate::units::{Unit, UnitKind};

/// Inhabitants. Only the larger places are named; all others draw a size that most municipalities have,
/// always the same one.
pub(super) fn inhabitants(unit: &Unit) -> i64 {
    let named = LARGE
        .iter()
        .find(|(no, _)| *no == unit.no.as_str())
        .map(|(_, thousands)| *thousands * 1000);
    named.unwrap_or_else(|| {
        let mut dice = Dice::new(0, &format!("inhabitants of {}", unit.no));
        match (unit.kind, dice.below(100)) {
            (UnitKind::CityDistrict, _) => dice.between(25_000, 60_000),
            (UnitKind::Municipality, 0..30) => dice.between(400, 2_000),
            (UnitKind::Municipality, 30..65) => dice.between(2_000, 5_000),
            (UnitKind::Municipality, 65..87) => dice.between(5_000, 10_000),
            (UnitKind::Municipality, _) => dice.between(10_000, 20_000),
        }
    })
}

/// Unit and thousands of inhabitants, remembered and rough: they make test data look like the place.
const LARGE: [(&str, i64); 74] = [
    ("030101", 60),
    ("030102", 65),
    ("030103", 47),
    ("030104", 40),
    ("030105", 60),
    ("030106", 35),
    ("030107", 51),
    ("030108", 53),
    ("030109", 35),
    ("030110", 28),
    ("030111", 34),
    ("030112", 50),
    ("030113", 51),
    ("030114", 53),
    ("030115", 39),
    ("1103", 149),
    ("1106", 38),
    ("1108", 83),
    ("1149", 43),
    ("1505", 24),
    ("1506", 32),
    ("1508", 58),
    ("1804", 53),
    ("1833", 26),
    ("3101", 32),
    ("3103", 51),
    ("3105", 60),
    ("3107", 85),
    ("3118", 47),
    ("3201", 130),
    ("3203", 98),
    ("3205", 91),
    ("3207", 63),
    ("3209", 43),
    ("3212", 20),
    ("3218", 21),
    ("3222", 48),
    ("3224", 20),
    ("3228", 24),
    ("3240", 28),
    ("3301", 103),
    ("3303", 29),
    ("3305", 32),
    ("3312", 28),
    ("3314", 20),
    ("3403", 33),
    ("3405", 28),
    ("3407", 30),
    ("3411", 35),
    ("3420", 21),
    ("3901", 28),
    ("3903", 26),
    ("3905", 59),
    ("3907", 66),
    ("3909", 48),
    ("3911", 27),
    ("4001", 37),
    ("4003", 56),
    ("4202", 24),
    ("4203", 46),
    ("4204", 116),
    ("4205", 23),
    ("4601", 290),
    ("4624", 26),
    ("4626", 39),
    ("4627", 30),
    ("4631", 30),
    ("5001", 214),
    ("5006", 24),
    ("5035", 25),
    ("5037", 20),
    ("5501", 78),
    ("5503", 25),
    ("5601", 21),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Register;

    #[test]
    fn named_places_exist_once() {
        let mut named: Vec<_> = LARGE.iter().map(|(no, _)| *no).collect();
        for no in &named {
            assert!(Register::current().unit(&(*no).into()).is_some(), "{no}");
        }
        named.dedup();
        assert_eq!(named.len(), LARGE.len());
    }

    #[test]
    fn the_country_has_about_its_size() {
        let all: i64 = Register::current()
            .units()
            .filter(|unit| unit.reports)
            .map(inhabitants)
            .sum();
        assert!((4_800_000..6_200_000).contains(&all), "{all}");
    }
}
