//! An adversary: works out, from everything that is published, between which bounds each hidden count must lie.
//!
//! It shares nothing with the code that hides but the types: variables with bounds, sums, and numerators
//! that are no higher than their denominators, narrowed until nothing changes.

use std::collections::{BTreeMap, BTreeSet};

use super::{Count, Published, Shown, is_small};
use crate::{
    figures::Counts,
    ids::UnitNo,
    units::{Register, Unit},
};

/// What a reader knows besides what is published.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    /// Of these units the reader knows the numbers.
    pub own: BTreeSet<UnitNo>,
    /// Of every unit's hidden count the reader knows whether it is a small one.
    pub told: bool,
}

/// A small count that the reader can narrow down: where, what is left of it, and who found it.
#[derive(Debug)]
pub(super) struct Exposed {
    pub what: String,
    pub left: (i64, i64),
    pub by: Reader,
}

type Bounds = (i64, i64);

/// One of the two counts: as it is shown, and as it is.
type Sight = (fn(&Shown) -> Count, fn(Counts) -> i64);

const MOST: i64 = 1_000_000_000;

struct Sums {
    bounds: Vec<Bounds>,
    /// A total and its members.
    sums: Vec<(usize, Vec<usize>)>,
    /// Lower, higher.
    at_most: Vec<(usize, usize)>,
}

impl Sums {
    fn variable(&mut self, count: Count, small: bool, truth: Option<i64>) -> usize {
        let bounds = match (truth, count) {
            (Some(known), _) => (known, known),
            (None, Count::Number(number)) => (number, number),
            (None, Count::Suppressed) if small => (1, 3),
            (None, Count::Suppressed) => (0, MOST),
            (None, Count::Missing) => (0, 0),
        };
        self.bounds.push(bounds);
        self.bounds.len() - 1
    }

    fn narrow(&mut self, at: usize, low: i64, high: i64) -> bool {
        let (old_low, old_high) = self.bounds[at];
        let new = (old_low.max(low), old_high.min(high));
        assert!(new.0 <= new.1, "what is published contradicts itself");
        self.bounds[at] = new;
        new != (old_low, old_high)
    }

    fn settle(&mut self) {
        loop {
            let mut changed = false;
            for (total, members) in self.sums.clone() {
                let low: i64 = members.iter().map(|at| self.bounds[*at].0).sum();
                let high: i64 = members.iter().map(|at| self.bounds[*at].1).sum();
                changed |= self.narrow(total, low, high);
                let (total_low, total_high) = self.bounds[total];
                for at in members {
                    let (own_low, own_high) = self.bounds[at];
                    let (low, high) = (total_low - (high - own_high), total_high - (low - own_low));
                    changed |= self.narrow(at, low, high);
                }
            }
            for (lower, higher) in self.at_most.clone() {
                let (low, high) = (self.bounds[lower].0, self.bounds[higher].1);
                changed |= self.narrow(lower, 0, high) | self.narrow(higher, low, MOST);
            }
            if !changed {
                return;
            }
        }
    }
}

/// A unit's number begins with its county's.
fn in_county(unit: &UnitNo, county: &str) -> bool {
    unit.as_str().starts_with(county)
}

/// The variables of one of the two counts: units, counties, country.
struct Side {
    units: BTreeMap<UnitNo, usize>,
    counties: BTreeMap<String, usize>,
    country: usize,
}

fn side(
    sums: &mut Sums,
    published: &Published,
    counts: &BTreeMap<UnitNo, Counts>,
    reader: &Reader,
    (shown, truth): Sight,
) -> Side {
    let mut side = Side {
        units: BTreeMap::new(),
        counties: BTreeMap::new(),
        country: sums.variable(shown(&published.country), false, None),
    };
    for (no, at) in &published.units {
        let number = truth(counts[no]);
        let own = reader.own.contains(no).then_some(number);
        let small = reader.told && is_small(number);
        side.units
            .insert(no.clone(), sums.variable(shown(at), small, own));
    }
    for (no, at) in &published.counties {
        let total = sums.variable(shown(at), false, None);
        let members = side.units.iter().filter(|(unit, _)| in_county(unit, no));
        sums.sums
            .push((total, members.map(|(_, at)| *at).collect()));
        side.counties.insert(no.clone(), total);
    }
    let counties = side.counties.values().copied().collect();
    sums.sums.push((side.country, counties));
    side
}

/// What one reader can narrow down.
fn exposed_to(
    published: &Published,
    counts: &BTreeMap<UnitNo, Counts>,
    reader: &Reader,
) -> Option<Exposed> {
    let mut sums = Sums {
        bounds: Vec::new(),
        sums: Vec::new(),
        at_most: Vec::new(),
    };
    let parts: Sight = (|shown: &Shown| shown.part, |counts: Counts| counts.part);
    let wholes: Sight = (|shown: &Shown| shown.whole, |counts: Counts| counts.whole);
    let part = side(&mut sums, published, counts, reader, parts);
    let whole = side(&mut sums, published, counts, reader, wholes);
    let pairs = part.units.iter().map(|(no, at)| (*at, whole.units[no]));
    let pairs = pairs.chain(
        part.counties
            .iter()
            .map(|(no, at)| (*at, whole.counties[no])),
    );
    sums.at_most = pairs.chain([(part.country, whole.country)]).collect();
    sums.settle();

    for (side, truth) in [(&part, parts.1), (&whole, wholes.1)] {
        let left = |at: usize| Some(sums.bounds[at]).filter(|(low, high)| *low > 1 || *high < 3);
        let found = |what: String, left: Bounds| Exposed {
            what,
            left,
            by: reader.clone(),
        };
        for (no, at) in &side.units {
            let hidden = is_small(truth(counts[no])) && !reader.own.contains(no);
            if let Some(left) = left(*at).filter(|_| hidden) {
                return Some(found(format!("unit {no}"), left));
            }
        }
        // Who is told of the units' counts is told of a small total that has several.
        for (no, at) in side.counties.iter().filter(|_| !reader.told) {
            let inside = |unit: &UnitNo| in_county(unit, no);
            let total: i64 = counts
                .iter()
                .filter(|(unit, _)| inside(unit))
                .map(|(_, counts)| truth(*counts))
                .sum();
            let hidden = is_small(total) && !reader.own.iter().any(inside);
            if let Some(left) = left(*at).filter(|_| hidden) {
                return Some(found(format!("county {no}"), left));
            }
        }
    }
    None
}

/// The first small count that anybody can narrow down.
pub(super) fn exposed(published: &Published, counts: &BTreeMap<UnitNo, Counts>) -> Option<Exposed> {
    let units = || counts.keys().filter_map(|no| Register::current().unit(no));
    let known = |of: &dyn Fn(&Unit) -> bool| -> BTreeSet<UnitNo> {
        units()
            .filter(|unit| of(unit))
            .map(|unit| unit.no.clone())
            .collect()
    };
    let mut owns = BTreeSet::from([BTreeSet::new()]);
    for unit in units() {
        owns.insert(known(&|other| other.no == unit.no));
        owns.insert(known(&|other| {
            other.no.as_str().get(..4) == unit.no.as_str().get(..4)
        }));
        owns.insert(known(&|other| other.office == unit.office));
    }
    let readers = owns.into_iter().flat_map(|own| {
        [true, false].map(|told| Reader {
            own: own.clone(),
            told,
        })
    });
    readers
        .into_iter()
        .find_map(|reader| exposed_to(published, counts, &reader))
}
