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

use std::collections::BTreeSet;

use super::is_small;
use crate::{figures::Counts, ids::OfficeId, units::Unit};

/// Which of the two counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Part,
    Whole,
}

/// What is not shown.
pub(super) struct Hidden {
    units: Vec<bool>,
    counties: Vec<bool>,
    pub(super) country: bool,
}

impl Hidden {
    /// The unit at this place.
    pub(super) fn unit(&self, at: usize) -> bool {
        is_hidden(&self.units, at)
    }

    /// The total of the county at this place.
    pub(super) fn county(&self, at: usize) -> bool {
        is_hidden(&self.counties, at)
    }
}

fn is_hidden(of: &[bool], at: usize) -> bool {
    of.get(at).copied().unwrap_or(true)
}

fn hide(of: &mut [bool], at: usize) {
    if let Some(hidden) = of.get_mut(at) {
        *hidden = true;
    }
}

/// A unit's count, and how far it could be from the truth for all that a reader knows.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// A county: its number, and its units by their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Members<'r> {
    pub(super) no: &'r str,
    pub(super) places: Vec<usize>,
}

/// What a county's own numbers make necessary, whatever those of others are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct InCounty {
    total: i64,
    hides_total: bool,
    /// Its hidden units, by their places.
    units: Vec<usize>,
}

/// One of the two counts of all units, and what is hidden of it within each county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Side<'r> {
    which: Which,
    /// By the units' places; none where a unit has no figure.
    cells: Vec<Option<Cell<'r>>>,
    counties: Vec<InCounty>,
}

impl<'r> Side<'r> {
    /// Without any figure.
    pub(super) fn new(which: Which, units: usize, counties: usize) -> Self {
        Self {
            which,
            cells: vec![None; units],
            counties: vec![InCounty::default(); counties],
        }
    }

    /// Sets a unit's count. Its county is then to be worked out anew.
    pub(super) fn set(&mut self, at: usize, unit: &'r Unit, counts: Option<Counts>) {
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = counts.map(|counts| Cell::new(unit, counts, self.which));
        }
    }

    /// Works out a county.
    pub(super) fn renew(&mut self, at: usize, members: &Members<'_>) {
        let cells = members.places.iter().copied();
        let cells: Vec<_> = cells
            .filter_map(|place| Some((place, self.cells.get(place)?.as_ref()?)))
            .collect();
        let total = cells.iter().map(|(_, cell)| cell.value).sum();
        let mut units = vec![false; self.cells.len()];
        for (place, _) in cells.iter().filter(|(_, cell)| is_small(cell.value)) {
            hide(&mut units, *place);
        }
        let hides_total =
            is_small(total) || !hide_in_county(&self.cells, &members.places, &mut units);
        let hidden = members.places.iter().copied();
        let renewed = InCounty {
            total,
            hides_total,
            units: hidden.filter(|place| is_hidden(&units, *place)).collect(),
        };
        if let Some(county) = self.counties.get_mut(at) {
            *county = renewed;
        }
    }

    /// What is hidden, once every county is worked out.
    pub(super) fn hidden(&self, counties: &[Members<'_>]) -> Hidden {
        let total = self.counties.iter().map(|county| county.total).sum();
        let totals = self.counties.iter().map(|county| county.hides_total);
        let mut hidden = Hidden {
            units: vec![false; self.cells.len()],
            counties: totals.collect(),
            country: is_small(total),
        };
        for place in self.counties.iter().flat_map(|county| &county.units) {
            hide(&mut hidden.units, *place);
        }
        if !hidden.country && !self.hide_among_counties(counties, &mut hidden) {
            hidden.country = true;
        }
        hidden
    }

    /// Hides units and totals until the country's total gives no small count back. False where there are too few.
    fn hide_among_counties(&self, counties: &[Members<'_>], hidden: &mut Hidden) -> bool {
        let all = || counties.iter().zip(&self.counties).enumerate();
        loop {
            let among = all().filter(|(at, _)| hidden.county(*at));
            let among: Vec<_> = among.map(|(_, county)| county).collect();
            let places = among.iter().flat_map(|(members, _)| &members.places);
            let mut places: Vec<usize> = places.copied().collect();
            places.sort_unstable();
            let small = among.iter().map(|(members, of)| (members.no, of.total));
            let small: Vec<_> = small.filter(|(_, total)| is_small(*total)).collect();
            let Some(lack) = lack(&pool(&self.cells, &hidden.units, &places), &small) else {
                return true;
            };
            if hide_a_unit(&self.cells, &lack, &mut hidden.units, &places) {
                continue;
            }
            let helps = |members: &Members<'_>| {
                let places = members.places.iter();
                let mut cells = places.filter_map(|place| self.cells.get(*place)?.as_ref());
                cells.any(|cell| lack.is_filled_by(cell))
            };
            let others = all().filter(|(at, _)| !hidden.county(*at));
            let more = others.filter(|(_, (members, _))| helps(members));
            let Some((next, _)) = more.min_by_key(|(_, (_, of))| of.total) else {
                return false;
            };
            hide(&mut hidden.counties, next);
        }
    }
}

/// Hides units of a county whose total is shown until that gives no small count back. False where the county
/// has too few.
fn hide_in_county(cells: &[Option<Cell<'_>>], places: &[usize], hidden: &mut [bool]) -> bool {
    loop {
        let Some(lack) = lack(&pool(cells, hidden, places), &[]) else {
            return true;
        };
        if !hide_a_unit(cells, &lack, hidden, places) {
            return false;
        }
    }
}

/// Hides the unit at one of the places that fills the lack with the least loss. False where there is none.
fn hide_a_unit(
    cells: &[Option<Cell<'_>>],
    lack: &Lack<'_>,
    hidden: &mut [bool],
    places: &[usize],
) -> bool {
    let shown = places.iter().filter(|place| !is_hidden(hidden, **place));
    let useful = shown
        .filter_map(|place| Some((*place, cells.get(*place)?.as_ref()?)))
        .filter(|(_, cell)| lack.is_filled_by(cell));
    let Some((first, _)) = useful.min_by_key(|(_, cell)| lack.order(cell)) else {
        return false;
    };
    hide(hidden, first);
    true
}

/// The hidden units of one known sum, of these places.
fn pool<'c, 'a>(
    cells: &'c [Option<Cell<'a>>],
    hidden: &[bool],
    places: &[usize],
) -> Vec<&'c Cell<'a>> {
    let hidden = places.iter().filter(|place| is_hidden(hidden, **place));
    hidden
        .filter_map(|place| cells.get(*place)?.as_ref())
        .collect()
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
