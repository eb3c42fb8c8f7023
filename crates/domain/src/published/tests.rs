use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::{checker::exposed, *};
use crate::{
    application::Represents,
    figures::Indicator,
    ids::OfficeId,
    period::Period,
    report::Value,
    template::Template,
    units::{Register, Unit},
};

fn period() -> Period {
    "2026-1".parse().unwrap()
}

fn published(counts: &BTreeMap<UnitNo, Counts>) -> Published {
    publish(Register::current(), period(), counts)
}

/// The sums in clear, of the counties and of the country.
fn sums(counts: &BTreeMap<UnitNo, Counts>) -> (BTreeMap<String, Shown>, Shown) {
    let told = Board::of(Register::current(), period(), counts).changes();
    let counties = told.sums.iter().filter_map(|(area, sum)| match area {
        Area::County { no } => Some((no.clone(), *sum)),
        Area::Unit { .. } | Area::Country {} => None,
    });
    let (last, country) = told.sums.last().unwrap();
    assert_eq!(*last, Area::Country {});
    (counties.collect(), *country)
}

/// Units of some counties with some counts: mostly small municipalities, as most are.
fn some_counts() -> impl Strategy<Value = BTreeMap<UnitNo, Counts>> {
    let number = prop_oneof![4 => 0_i64..5, 2 => 0_i64..12, 1 => 0_i64..90];
    let one = (any::<prop::sample::Index>(), number.clone(), number);
    let counties = prop::sample::subsequence(vec!["03", "11", "31", "34", "42", "55", "56"], 1..6);
    (counties, prop::collection::vec(one, 1..36)).prop_map(|(counties, found)| {
        let inside = |unit: &&Unit| unit.reports && counties.contains(&unit.county_no.as_str());
        let units: Vec<_> = Register::current().units().filter(inside).collect();
        let counts = found.iter().map(|(unit, part, rest)| {
            let counts = Counts::new(*part, part + rest).unwrap();
            (unit.get(&units).no.clone(), counts)
        });
        counts.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_published_gives_a_small_count_back(counts in some_counts()) {
        let published = published(&counts);
        for shown in published.units.values().chain(published.counties.values()).chain([&published.country]) {
            for count in [shown.part, shown.whole] {
                prop_assert!(!count.number().is_some_and(is_small), "{shown:?}");
            }
            if shown.part == Count::Suppressed || shown.whole == Count::Suppressed {
                prop_assert_eq!(shown.share(), None);
            }
        }
        let found = exposed(&published, &counts);
        prop_assert!(found.is_none(), "{found:?} {published:#?}");
    }

    #[test]
    fn what_is_told_change_by_change_is_what_is_published_at_once(
        first in some_counts(), then in some_counts(), taken in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let register = Register::current();
        let mut board = Board::of(register, period(), &first);
        let mut told = Told::default();
        told.take(board.changes());
        prop_assert_eq!(&told, &Told::at_once(&first));
        let mut now = first.clone();
        for (unit, counts) in &then {
            board.set(unit, Some(*counts));
            now.insert(unit.clone(), *counts);
            let changes = board.changes();
            told.take(changes);
            prop_assert_eq!(&told, &Told::at_once(&now));
        }
        let units: Vec<_> = now.keys().cloned().collect();
        for unit in taken.iter().map(|at| at.get(&units)) {
            board.set(unit, None);
            now.remove(unit);
            told.take(board.changes());
        }
        prop_assert_eq!(&told, &Told::at_once(&now));
        prop_assert!(board.changes().shown.is_empty() && board.changes().sums.is_empty());
    }
}

/// What is known of every area, by its number.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    shown: BTreeMap<String, Shown>,
    sums: BTreeMap<String, Shown>,
}

impl Told {
    fn take(&mut self, changes: Changes) {
        let no = |area: Area| area.no().unwrap_or_default().to_owned();
        let shown = changes.shown.into_iter().map(|(area, of)| (no(area), of));
        self.shown.extend(shown);
        let sums = changes.sums.into_iter().map(|(area, of)| (no(area), of));
        self.sums.extend(sums);
    }

    fn at_once(counts: &BTreeMap<UnitNo, Counts>) -> Self {
        let mut told = Self::default();
        told.take(Board::of(Register::current(), period(), counts).changes());
        told
    }
}

#[test]
fn what_is_forgotten_is_told_again() {
    let register = Register::current();
    let mut board = Board::of(register, period(), &one_small());
    let all = board.changes();
    assert_eq!((all.sums.len(), all.shown.len()), (16, 16 + 372));
    let county = Area::County { no: "34".into() };
    let gone = Area::Unit { no: "0000".into() };
    assert!(!board.forget(&gone));
    for (area, sums) in [
        (all.shown[0].0.clone(), 0),
        (county, 1),
        (Area::Country {}, 1),
    ] {
        assert!(board.forget(&area));
        let again = board.changes();
        assert_eq!((again.shown.len(), again.sums.len()), (1, sums));
        assert!(again.shown[0].0 == area && all.shown.contains(&again.shown[0]));
    }
}

/// As the counts are, with nothing but the small ones hidden.
fn without_secondary(counts: &BTreeMap<UnitNo, Counts>) -> Published {
    let mut published = published(counts);
    let bare = |shown: &mut Shown, counts: Counts| {
        let (part, whole) = (is_small(counts.part), is_small(counts.whole));
        *shown = Shown::clear(counts, shown.missing).without(part, whole);
    };
    for (no, shown) in &mut published.units {
        bare(shown, counts[no]);
    }
    let sum = |of: &dyn Fn(&UnitNo) -> bool| {
        Counts::of_area(
            counts
                .iter()
                .filter(|(no, _)| of(no))
                .map(|(_, counts)| *counts),
        )
    };
    for (no, shown) in &mut published.counties {
        let of = |unit: &UnitNo| unit.as_str().starts_with(no.as_str());
        if let Some(sum) = sum(&of) {
            bare(shown, sum);
        }
    }
    bare(&mut published.country, sum(&|_| true).unwrap());
    published
}

fn counts(of: &[(&str, i64, i64)]) -> BTreeMap<UnitNo, Counts> {
    of.iter()
        .map(|(no, part, whole)| ((*no).into(), Counts::new(*part, *whole).unwrap()))
        .collect()
}

/// Innlandet with one small count, and Agder with none.
fn one_small() -> BTreeMap<UnitNo, Counts> {
    counts(&[
        ("3401", 2, 40),
        ("3403", 9, 50),
        ("3405", 12, 60),
        ("3407", 20, 70),
        ("4203", 8, 80),
        ("4204", 11, 90),
    ])
}

#[test]
fn the_checker_finds_what_hiding_small_counts_alone_gives_away() {
    let counts = one_small();
    let found = exposed(&without_secondary(&counts), &counts).unwrap();
    assert_eq!((found.what.as_str(), found.left), ("unit 3401", (2, 2)));
    let safe = published(&counts);
    assert!(exposed(&safe, &counts).is_none());
    let hidden = safe
        .units
        .iter()
        .filter(|(_, shown)| shown.part == Count::Suppressed);
    let hidden: Vec<_> = hidden.map(|(no, _)| no.as_str()).collect();
    assert_eq!(hidden, ["3401", "3403", "3405"]);
    assert_eq!(safe.counties["34"].part, Count::Number(43));
    assert_eq!(safe.country.part, Count::Number(62));
    assert_eq!(safe.units[&"3401".into()].whole, Count::Number(40));
}

#[test]
fn the_checker_finds_one_hidden_number_too_few() {
    let counts = one_small();
    let mut weaker = published(&counts);
    // One beside the small one is enough for the public, and not for the unit beside it.
    weaker.units.get_mut(&"3405".into()).unwrap().part = Count::Number(12);
    let found = exposed(&weaker, &counts).unwrap();
    assert_eq!((found.what.as_str(), found.left), ("unit 3401", (2, 2)));
    assert_eq!(found.by.own, BTreeSet::from(["3403".into()]));
}

#[test]
fn the_checker_finds_what_a_denominator_gives_away() {
    let counts = counts(&[
        ("3401", 3, 40),
        ("3403", 4, 4),
        ("3405", 5, 5),
        ("3407", 30, 70),
        ("3411", 9, 30),
    ]);
    let mut weaker = published(&counts);
    assert!(exposed(&weaker, &counts).is_none());
    assert_eq!(weaker.counties["34"].part, Count::Number(51));
    // As many as there are: no less can be hidden in the small one.
    for no in ["3401", "3403", "3405"] {
        weaker.units.get_mut(&no.into()).unwrap().part = Count::Suppressed;
    }
    weaker.units.get_mut(&"3407".into()).unwrap().part = Count::Number(30);
    weaker.units.get_mut(&"3411".into()).unwrap().part = Count::Number(9);
    let found = exposed(&weaker, &counts).unwrap();
    assert_eq!((found.what.as_str(), found.left), ("unit 3401", (3, 3)));
}

/// Hiding the small counts alone is found out where it gives one away, and there more is hidden.
#[test]
fn showing_everything_but_small_counts_is_found_out() {
    let mut runner = TestRunner::deterministic();
    let mut found = 0;
    for _ in 0..100 {
        let counts = some_counts().new_tree(&mut runner).unwrap().current();
        let bare = without_secondary(&counts);
        if exposed(&bare, &counts).is_some() {
            found += 1;
            assert_ne!(bare, published(&counts), "{counts:?}");
        }
    }
    assert!(found >= 50, "{found}");
}

#[test]
fn a_small_total_is_hidden_and_protected() {
    let counts = counts(&[
        ("3401", 1, 40),
        ("3403", 1, 50),
        ("4203", 8, 80),
        ("1103", 30, 300),
        ("5501", 12, 60),
    ]);
    let safe = published(&counts);
    assert_eq!(safe.counties["34"].part, Count::Suppressed);
    assert_eq!(safe.country.part, Count::Number(52));
    assert!(exposed(&safe, &counts).is_none());
    let mut weaker = safe;
    for (no, total) in [("42", 8), ("11", 30), ("55", 12)] {
        weaker.counties.get_mut(no).unwrap().part = Count::Number(total);
    }
    assert!(exposed(&weaker, &counts).is_some());
}

#[test]
fn a_country_of_one_small_county_shows_no_sum() {
    let counts = counts(&[("3401", 2, 2)]);
    let safe = published(&counts);
    assert_eq!(safe.country.part, Count::Suppressed);
    assert_eq!(safe.country.whole, Count::Suppressed);
    assert_eq!(safe.country.missing, 370);
    assert_eq!(safe.counties["11"], Shown::nothing(23));
    let zero = published(&self::counts(&[("3401", 0, 0)]));
    assert_eq!(zero.country.part, Count::Number(0));
    assert_eq!(zero.country.share(), None);
}

/// The whole country in one half-year, from plausible reports: what must be hidden is not most of it.
#[test]
fn most_of_a_whole_country_is_shown() {
    let reporting = Register::current().reporting_on(period().last_day());
    let counts: BTreeMap<UnitNo, Counts> = reporting
        .zip(0_i64..)
        .map(|(unit, at)| {
            let whole = at * at % 97 + 3;
            (
                unit.no.clone(),
                Counts::new(at * 7 % (whole / 4 + 1), whole).unwrap(),
            )
        })
        .collect();
    let safe = published(&counts);
    let small = counts
        .values()
        .filter(|counts| is_small(counts.part))
        .count();
    let hidden = safe
        .units
        .values()
        .filter(|shown| shown.part == Count::Suppressed)
        .count();
    assert!(hidden <= small + 30, "{hidden} for {small}");
    assert!(
        safe.counties
            .values()
            .all(|shown| shown.part.number().is_some())
    );
    assert!(exposed(&safe, &counts).is_none());
}

#[test]
fn suppressed_is_written_as_itself() {
    let written = |count: Count| serde_json::to_string(&count).unwrap();
    for (count, text) in [
        (Count::Missing, "null"),
        (Count::Suppressed, r#""..""#),
        (Count::Number(0), "0"),
    ] {
        assert_eq!(written(count), text);
        assert_eq!(serde_json::from_str::<Count>(text).unwrap(), count);
    }
    for wrong in ["-1", r#""0""#, "true"] {
        assert!(serde_json::from_str::<Count>(wrong).is_err(), "{wrong}");
    }
}

fn known(own: Own) -> Known {
    let register = Register::current();
    let counts = one_small();
    let key = |area| (period(), Indicator::SupervisionUnmet, area);
    let keyed = |units: BTreeMap<UnitNo, Shown>, counties: BTreeMap<String, Shown>, country| {
        let units = units.into_iter().map(|(no, of)| (Area::Unit { no }, of));
        let counties = counties
            .into_iter()
            .map(|(no, of)| (Area::County { no }, of));
        let all = units.chain(counties).chain([(Area::Country {}, country)]);
        all.map(|(area, of)| (key(area), of))
            .collect::<BTreeMap<_, _>>()
    };
    let all = published(&counts);
    let in_clear = counts
        .iter()
        .map(|(no, of)| (no.clone(), Shown::clear(*of, 0)));
    let (counties, country) = sums(&counts);
    let mut clear = keyed(in_clear.collect(), counties, country);
    clear.retain(|(.., area), _| own.has_area(register, area));
    Known {
        clear,
        shown: keyed(all.units, all.counties, all.country),
        own,
    }
}

fn cell(sheet: &FigureSheet, area: &Area) -> FigureCell {
    let row = sheet.areas.iter().find(|row| row.area == *area).unwrap();
    row.series[1].cells[0]
}

#[test]
fn a_reader_sees_the_own_area_in_clear_and_the_rest_as_everybody() {
    let counties = BTreeSet::from(["34".to_owned(), "42".to_owned()]);
    let sheet = |own: Own| {
        let periods = BTreeSet::from([period()]);
        FigureSheet::of(Register::current(), &periods, &counties, &known(own))
    };
    let unit = |no: &str| Area::Unit { no: no.into() };
    let county = |no: &str| Area::County { no: no.to_owned() };
    let part = |sheet: &FigureSheet, area: &Area| cell(sheet, area).part;

    let public = sheet(Own::Nothing);
    assert_eq!(part(&public, &unit("3401")), Count::Suppressed);
    assert_eq!(part(&public, &unit("3411")), Count::Missing);
    assert_eq!(cell(&public, &county("34")).missing, 42);
    assert!(public.areas.iter().all(|row| !row.own));

    let one = sheet(Own::Units(BTreeSet::from(["3401".into()])));
    assert_eq!(part(&one, &unit("3401")), Count::Number(2));
    assert_eq!(cell(&one, &unit("3401")).permille, Some(50));
    assert_eq!(part(&one, &unit("3403")), Count::Suppressed);
    assert_eq!(part(&one, &county("34")), Count::Number(43));

    let office = OfficeId("innlandet".to_owned());
    let units = Register::current().of_office(&office, period().last_day());
    let innlandet = sheet(Own::Units(units.map(|unit| unit.no.clone()).collect()));
    assert_eq!(part(&innlandet, &unit("3403")), Count::Number(9));
    let own = cell(&innlandet, &county("34"));
    assert_eq!((own.part, own.missing), (Count::Number(43), 42));
    let is_own = |area: &Area| {
        innlandet
            .areas
            .iter()
            .any(|row| row.own && row.area == *area)
    };
    assert!(is_own(&county("34")) && !is_own(&county("42")) && !is_own(&Area::Country {}));

    let bufdir = sheet(Own::Everything);
    assert!(bufdir.areas.iter().all(|row| row.own));
    assert_eq!(part(&bufdir, &unit("3401")), Count::Number(2));
    assert_eq!(cell(&bufdir, &Area::Country {}).permille, Some(159));
    assert_eq!(cell(&bufdir, &Area::Country {}).missing, 365);
}

/// A municipality's numbers on the page, as its report has them.
fn on_the_page([over, between, own, closed]: [i64; 4]) -> Counts {
    let values = [
        ("inv_time_gt_6m", over),
        ("inv_time_3_6m", between),
        ("inv_closed", closed),
    ];
    let values = values.map(|(point, number)| (point.into(), Value::Number(number)));
    let indicator = Indicator::InvestigationBreaches;
    let form = Template::current();
    let counts = indicator.counts(form, &BTreeMap::from(values), u32::try_from(own).ok());
    counts.unwrap()
}

fn percent(counts: Counts) -> String {
    let permille = counts.share().unwrap().permille();
    format!("{}.{} %", permille / 10, permille % 10)
}

#[test]
fn the_page_that_derives_a_figure_is_true() {
    let page = include_str!("../../../../docs/FIGURES.md");
    let reports = [
        ("3411", "Ringsaker", [2, 14, 9, 136]),
        ("3407", "Gjøvik", [0, 8, 6, 77]),
        ("3403", "Hamar", [3, 12, 5, 114]),
    ];
    let holds = |line: String| assert!(page.contains(&line), "{line}");
    let mut counts = BTreeMap::new();
    for (no, name, numbers) in reports {
        let given = on_the_page(numbers);
        let [over, between, own, closed] = numbers;
        let Counts { part, .. } = given;
        let share = percent(given);
        holds(format!(
            "| {name} | {over} | {between} | {own} | {part} | {closed} | {share} |"
        ));
        holds(format!("| {name} | .. | {closed} | .. |"));
        counts.insert(UnitNo::from(no), given);
    }
    let sum = Counts::of_area(counts.values().copied()).unwrap();
    let (Counts { part, whole }, share) = (sum, percent(sum));
    holds(format!("| Innlandet | | | | {part} | {whole} | {share} |"));
    holds(format!("| Innlandet | {part} | {whole} | {share} |"));
    let seen = published(&counts);
    assert!(
        seen.units
            .values()
            .all(|unit| unit.part == Count::Suppressed)
    );
    assert!(
        seen.units
            .values()
            .all(|unit| unit.whole.number().is_some())
    );
    assert_eq!(seen.counties["34"].part, Count::Number(part));
}

#[test]
fn a_reader_has_the_area_that_the_application_names() {
    let register = Register::current();
    let own = |represents: &Represents| Own::of_reader(register, represents);
    let ringsaker = own(&Represents::Unit {
        unit_no: "3411".into(),
    });
    assert_eq!(ringsaker, Own::Units(BTreeSet::from(["3411".into()])));
    let oslo = own(&Represents::Unit {
        unit_no: "0301".into(),
    });
    assert!(oslo.has(&"030101".into()) && !oslo.has(&"3411".into()));
    let troms = own(&Represents::CountyGovernor {
        unit_no: "5501".into(),
    });
    assert!(troms.has(&"5601".into()) && troms.touches(register, "56"));
    assert!(!troms.touches(register, "18"));
    let nobody = own(&Represents::External {
        organisation: "Avisa".to_owned(),
        unit_no: Some("3411".into()),
    });
    assert_eq!(nobody, Own::Nothing);
    let both = nobody.and(ringsaker).and(oslo);
    assert!(both.has(&"3411".into()) && both.has(&"030101".into()));
    assert_eq!(both.and(Own::Everything), Own::Everything);
}
