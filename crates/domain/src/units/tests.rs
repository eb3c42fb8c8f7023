//! The tables of this build, and tables that cannot be read.

use super::*;

const DAY: Date = Date::constant(2026, 6, 30);

#[test]
fn holds_the_whole_country() {
    let register = Register::current();
    assert_eq!(register.units().count(), 372);
    assert_eq!(register.reporting_on(DAY).count(), 371);
    assert_eq!(register.counties().count(), 15);
    assert_eq!(register.offices().count(), 10);
    let of = |office: &str| register.of_office(&office.into(), DAY).count();
    assert_eq!(of("ostfold-buskerud-oslo-og-akershus"), 66);
    for (office, count) in [
        ("innlandet", 46),
        ("vestfold-og-telemark", 23),
        ("agder", 25),
        ("rogaland", 23),
        ("vestland", 43),
        ("more-og-romsdal", 27),
        ("trondelag", 38),
        ("nordland", 41),
        ("troms-finnmark", 39),
    ] {
        assert_eq!(of(office), count, "{office}");
    }
    for unit in register.units() {
        let county = register.county(&unit.county_no).unwrap();
        assert_eq!(county.office, unit.office, "{}", unit.name);
        assert!(unit.no.as_str().starts_with(&unit.county_no));
        assert!(register.office(&unit.office).is_some());
    }
}

#[test]
fn an_office_has_its_names_and_number() {
    let register = Register::current();
    let office = register.office(&"vestland".into()).unwrap();
    assert_eq!(office.name.nb, "Statsforvalteren i Vestland");
    assert_eq!(office.name.nn, "Statsforvaltaren i Vestland");
    assert_eq!(office.name.en, "County Governor of Vestland");
    assert_eq!(office.official_name, office.name.nn);
    let writing_nynorsk = register
        .offices()
        .filter(|office| office.official_language == Language::Nn);
    assert_eq!(writing_nynorsk.count(), 3);
    for office in register.offices() {
        let official = office.name.get(office.official_language);
        assert_eq!(office.official_name, official);
        assert!(is_org_no(&office.org_no), "{}", office.org_no);
    }
}

/// Nine digits whose last is the check digit (modulus 11).
fn is_org_no(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let weights = [3, 2, 7, 6, 5, 4, 3, 2, 1];
    let sum: u32 = digits.iter().zip(weights).map(|(d, w)| d * w).sum();
    digits.len() == 9 && number.len() == 9 && sum.is_multiple_of(11)
}

#[test]
fn oslo_reports_by_its_districts() {
    let register = Register::current();
    let reports = |no: &str| register.unit(&no.into()).unwrap().reports;
    assert!(!reports("0301") && reports("030101") && reports("4601"));
    let kind = |no: &str| register.unit(&no.into()).unwrap().kind.as_str();
    assert_eq!((kind("0301"), kind("030101")), ("kommune", "bydel"));
    let districts = register
        .units()
        .filter(|unit| unit.kind == UnitKind::CityDistrict);
    assert_eq!(districts.count(), 15);
}

#[test]
fn homonyms_show_their_county_and_parallel_names_are_kept() {
    let register = Register::current();
    let shown = |no: &str| register.shown_name(register.unit(&no.into()).unwrap());
    assert_eq!(shown("1515"), "Herøy (Møre og Romsdal)");
    assert_eq!(shown("1818"), "Herøy (Nordland)");
    assert_eq!(shown("3114"), "Våler (Østfold)");
    assert_eq!(shown("3419"), "Våler (Innlandet)");
    assert_eq!(shown("3411"), "Ringsaker");
    let names: Vec<_> = register
        .units()
        .map(|unit| register.shown_name(unit))
        .collect();
    assert_eq!(
        names
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        372
    );
    let karasjok = register.unit(&"5610".into()).unwrap();
    assert_eq!(
        karasjok.official_name.as_deref(),
        Some("Kárášjohka - Karasjok")
    );
    let parallel = register.units().filter(|unit| unit.official_name.is_some());
    assert_eq!(parallel.count(), 22);
}

#[test]
fn units_stand_in_norwegian_order() {
    let names: Vec<_> = Register::current()
        .units()
        .map(|unit| unit.name.as_str())
        .collect();
    let place = |name| names.iter().position(|found| *found == name).unwrap();
    assert!(place("Vågå") < place("Øksnes") && place("Øygarden") < place("Ål"));
    assert!(place("Time") < place("Åmli") && place("Ørsta") < place("Ålesund"));
    assert_eq!(names.last(), Some(&"Åsnes"));
}

#[test]
fn a_bad_table_says_where() {
    let units = "unit_no,kind,name,official_name,county_no,office_id,valid_from,valid_to,reports\n\
        1101,kommune,X,,11,rogaland,,,yes\n1102,by,X,,11,rogaland,,,yes\n";
    let error = Register::read(units, "a", "a").unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 3 of the units: kind is kommune or bydel"
    );
    let error = Register::read("unit_no\n1101\n", "a", "a").unwrap_err();
    assert_eq!(error.to_string(), "line 2 of the units: no field kind");
}
