//! Which counts are not shown outside their own area, so that no small one can be worked out.
//!
//! Counts of 1 to 3 are hidden, and beside them as many others as it takes. The known sums leave, of each
//! small count, each of 1, 2 and 3 possible, to a reader who knows all that is published, who knows of every
//! unit's hidden count whether it is a small one, that no numerator is above its denominator, and the numbers
//! of one area of the reader's own: a unit, a city with districts, or an office's counties.
//!
//! A shown county total is one known sum, of the county's hidden units. The country's total is another, of the
//! hidden units in all counties whose totals are hidden. In such a pool a small count `n` stays hidden where
//! the other members, without those that the reader knows, could be together `n - 1` higher and `3 - n` lower.

use std::collections::{BTreeMap, BTreeSet};

use super::is_small;
use crate::{figures::Counts, ids::OfficeId, units::Unit};

/// Which of the two counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Part,
    Whole,
}

/// What is not shown.
pub(super) struct Hidden<'a> {
    units: Vec<bool>,
    counties: BTreeSet<&'a str>,
    pub(super) country: bool,
}

impl Hidden<'_> {
    /// The unit at this place.
    pub(super) fn unit(&self, at: usize) -> bool {
        self.units.get(at).copied().unwrap_or(true)
    }

    /// The county's total.
    pub(super) fn county(&self, no: &str) -> bool {
        self.counties.contains(no)
    }
}

/// A unit's count, and how far it could be from the truth for all that a reader knows.
struct Cell<'a> {
    unit: &'a Unit,
    value: i64,
    up: i64,
    down: i64,
}

/// Higher than any sum of counts.
const NO_BOUND: i64 = 1 << 40;

impl<'a> Cell<'a> {
    fn new(unit: &'a Unit, counts: Counts, which: Which) -> Self {
        let Counts { part, whole } = counts;
        let (value, up, down) = match which {
            Which::Part => (part, whole - part, part),
            Which::Whole => (whole, NO_BOUND, whole - part),
        };
        let (up, down) = if is_small(value) {
            (up.min(3 - value), down.min(value - 1))
        } else {
            (up, down)
        };
        Self {
            unit,
            value,
            up,
            down,
        }
    }
}

/// Whose numbers a reader knows besides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Knows<'a> {
    Nobody,
    Unit(&'a str),
    City(&'a str),
    Office(&'a OfficeId),
}

impl Knows<'_> {
    fn knows(&self, unit: &Unit) -> bool {
        match self {
            Self::Nobody => false,
            Self::Unit(no) => unit.no.as_str() == *no,
            Self::City(no) => city(unit) == *no,
            Self::Office(office) => unit.office == **office,
        }
    }
}

/// The municipality's number: a district's begins with its city's.
fn city(unit: &Unit) -> &str {
    let no = unit.no.as_str();
    no.get(..4).unwrap_or(no)
}

/// How much is lacking before a small count is hidden from a reader.
struct Lack<'a> {
    from: Knows<'a>,
    /// Its own county cannot hide a county's total.
    outside: Option<&'a str>,
    up: i64,
    down: i64,
}

impl Lack<'_> {
    /// Whether this one would help, if it were hidden.
    fn is_filled_by(&self, cell: &Cell<'_>) -> bool {
        self.allows(cell.unit) && ((self.up > 0 && cell.up > 0) || (self.down > 0 && cell.down > 0))
    }

    fn allows(&self, unit: &Unit) -> bool {
        !self.from.knows(unit) && self.outside != Some(unit.county_no.as_str())
    }

    /// The one to hide first: one that tells something, one that suffices, the smallest.
    fn order(&self, cell: &Cell<'_>) -> (bool, bool, i64) {
        let suffices = cell.up >= self.up && cell.down >= self.down;
        (cell.value == 0, !suffices, cell.value)
    }
}

/// A county's units, by their places, and their sum.
#[derive(Default)]
struct Members {
    places: Vec<usize>,
    total: i64,
}

/// What to hide of one of the two counts.
pub(super) fn hide<'a>(units: &[(&'a Unit, Counts)], which: Which) -> Hidden<'a> {
    let cells: Vec<Cell<'a>> = units
        .iter()
        .map(|(unit, counts)| Cell::new(unit, *counts, which))
        .collect();
    let mut counties: BTreeMap<&str, Members> = BTreeMap::new();
    for (place, cell) in cells.iter().enumerate() {
        let county = counties.entry(cell.unit.county_no.as_str()).or_default();
        county.places.push(place);
        county.total += cell.value;
    }
    let small = counties.iter().filter(|(_, county)| is_small(county.total));
    let mut hidden = Hidden {
        units: cells.iter().map(|cell| is_small(cell.value)).collect(),
        counties: small.map(|(no, _)| *no).collect(),
        country: is_small(cells.iter().map(|cell| cell.value).sum()),
    };
    for (no, county) in &counties {
        if !hidden.county(no) && !hide_in_county(&cells, &county.places, &mut hidden) {
            hidden.counties.insert(no);
        }
    }
    if !hidden.country && !hide_among_counties(&cells, &counties, &mut hidden) {
        hidden.country = true;
    }
    hidden
}

/// Hides units of a county whose total is shown until that gives no small count back. False where the county
/// has too few.
fn hide_in_county(cells: &[Cell<'_>], places: &[usize], hidden: &mut Hidden<'_>) -> bool {
    loop {
        let Some(lack) = lack(&pool(cells, hidden, places), &[]) else {
            return true;
        };
        if !hide_a_unit(cells, &lack, hidden, places) {
            return false;
        }
    }
}

/// Hides units and totals until the country's total gives no small count back. False where there are too few.
fn hide_among_counties<'a>(
    cells: &[Cell<'a>],
    counties: &BTreeMap<&'a str, Members>,
    hidden: &mut Hidden<'a>,
) -> bool {
    loop {
        let (among, others): (Vec<_>, Vec<_>) = counties
            .iter()
            .map(|(no, county)| (*no, county))
            .partition(|(no, _)| hidden.county(no));
        let places = among.iter().flat_map(|(_, county)| &county.places);
        let mut places: Vec<usize> = places.copied().collect();
        places.sort_unstable();
        let small = among.iter().map(|(no, county)| (*no, county.total));
        let small: Vec<_> = small.filter(|(_, total)| is_small(*total)).collect();
        let Some(lack) = lack(&pool(cells, hidden, &places), &small) else {
            return true;
        };
        if hide_a_unit(cells, &lack, hidden, &places) {
            continue;
        }
        let helps = |county: &Members| {
            let mut members = county.places.iter().filter_map(|place| cells.get(*place));
            members.any(|cell| lack.is_filled_by(cell))
        };
        let more = others.iter().filter(|(_, county)| helps(county));
        let Some((next, _)) = more.min_by_key(|(_, county)| county.total) else {
            return false;
        };
        hidden.counties.insert(next);
    }
}

/// Hides the unit at one of the places that fills the lack with the least loss. False where there is none.
fn hide_a_unit(
    cells: &[Cell<'_>],
    lack: &Lack<'_>,
    hidden: &mut Hidden<'_>,
    places: &[usize],
) -> bool {
    let shown = places.iter().filter(|place| !hidden.unit(**place));
    let useful = shown
        .filter_map(|place| Some((place, cells.get(*place)?)))
        .filter(|(_, cell)| lack.is_filled_by(cell));
    let first = useful.min_by_key(|(_, cell)| lack.order(cell));
    let first = first.and_then(|(place, _)| hidden.units.get_mut(*place));
    first.is_some_and(|hidden| {
        *hidden = true;
        true
    })
}

/// The hidden units of one known sum, of these places.
fn pool<'c, 'a>(cells: &'c [Cell<'a>], hidden: &Hidden<'_>, places: &[usize]) -> Vec<&'c Cell<'a>> {
    let hidden = places.iter().filter(|place| hidden.unit(**place));
    hidden.filter_map(|place| cells.get(*place)).collect()
}

/// The first small count of a pool, or small total of its counties, that some reader could narrow down.
fn lack<'a>(pool: &[&Cell<'a>], totals: &[(&'a str, i64)]) -> Option<Lack<'a>> {
    if totals.is_empty() && !pool.iter().any(|cell| is_small(cell.value)) {
        return None;
    }
    let units = pool.iter().map(|cell| cell.unit);
    let readers: BTreeSet<Knows<'a>> = units
        .flat_map(|unit| {
            [
                Knows::Nobody,
                Knows::Unit(unit.no.as_str()),
                Knows::City(city(unit)),
                Knows::Office(&unit.office),
            ]
        })
        .collect();
    readers
        .into_iter()
        .find_map(|from| lack_from(from, pool, totals))
}

fn lack_from<'a>(
    from: Knows<'a>,
    pool: &[&Cell<'a>],
    totals: &[(&'a str, i64)],
) -> Option<Lack<'a>> {
    let unknown: Vec<_> = pool.iter().filter(|cell| !from.knows(cell.unit)).collect();
    let room = |of: &dyn Fn(&Cell<'_>) -> bool| {
        let of = unknown.iter().filter(|cell| of(cell));
        of.fold((0, 0), |(up, down), cell| (up + cell.up, down + cell.down))
    };
    let (up, down) = room(&|_| true);
    let lacking = |value: i64, (up, down): (i64, i64)| {
        let (up, down) = (value - 1 - up, 3 - value - down);
        (up > 0 || down > 0).then_some((up, down))
    };
    let unit = unknown
        .iter()
        .filter(|cell| is_small(cell.value))
        .find_map(|cell| lacking(cell.value, (up - cell.up, down - cell.down)));
    if let Some((up, down)) = unit {
        let outside = None;
        return Some(Lack {
            from,
            outside,
            up,
            down,
        });
    }
    totals.iter().find_map(|(county, total)| {
        let others = room(&|cell| cell.unit.county_no != *county);
        let known = pool
            .iter()
            .any(|cell| cell.unit.county_no == *county && from.knows(cell.unit));
        let (up, down) = lacking(*total, others).filter(|_| !known)?;
        Some(Lack {
            from: from.clone(),
            outside: Some(county),
            up,
            down,
        })
    })
}
