//! One indicator in one half-year: what is counted, the sums of it, and what everybody may see. All of it is kept, so
//! that the new counts of a unit cost as much as its county is large.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Area, Published, Shown,
    disclosure::{Members, Side, Which},
};
use crate::{
    figures::Counts,
    ids::UnitNo,
    period::Period,
    units::{Register, Unit},
};

/// What is counted of an indicator in a half-year, with its sums and what is published of it.
#[derive(Debug, Clone)]
pub struct Board<'r> {
    register: &'r Register,
    units: Vec<OfUnit<'r>>,
    counties: Vec<OfCounty>,
    members: Vec<Members<'r>>,
    parts: Side<'r>,
    wholes: Side<'r>,
    /// Counties with new counts, by their places.
    changed: BTreeSet<usize>,
    /// What everybody sees of the country, as it was told last.
    country: Option<Shown>,
    /// The country's sum, as it was told last.
    country_sum: Option<Shown>,
}

#[derive(Debug, Clone)]
struct OfUnit<'r> {
    unit: &'r Unit,
    counts: Option<Counts>,
    /// Whether a figure is expected of it.
    reports: bool,
    /// Its county's place.
    county: Option<usize>,
    /// As it was told last.
    told: Option<Shown>,
}

#[derive(Debug, Clone)]
struct OfCounty {
    sum: Shown,
    /// What everybody sees, as it was told last.
    told: Option<Shown>,
    /// The sum, as it was told last.
    told_sum: Option<Shown>,
}

/// What is other than it was told before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// What everybody sees. A unit without a figure is shown as nothing.
    pub shown: Vec<(Area, Shown)>,
    /// The sums in clear, of counties and of the country.
    pub sums: Vec<(Area, Shown)>,
}

impl<'r> Board<'r> {
    /// Without any figure.
    pub fn new(register: &'r Register, period: Period) -> Self {
        let day = period.last_day();
        let mut members: Vec<Members<'r>> = register
            .counties()
            .map(|county| Members {
                no: county.no.as_str(),
                places: vec![],
            })
            .collect();
        let units: Vec<_> = register
            .units()
            .enumerate()
            .map(|(at, unit)| {
                let mut of = members.iter_mut().enumerate();
                let county = of.find(|(_, county)| county.no == unit.county_no);
                OfUnit {
                    unit,
                    counts: None,
                    reports: unit.reports && unit.holds_on(day),
                    county: county.map(|(place, county)| {
                        county.places.push(at);
                        place
                    }),
                    told: None,
                }
            })
            .collect();
        let county = OfCounty {
            sum: Shown::nothing(0),
            told: None,
            told_sum: None,
        };
        let side = |which| Side::new(which, units.len(), members.len());
        Self {
            register,
            counties: vec![county; members.len()],
            parts: side(Which::Part),
            wholes: side(Which::Whole),
            changed: (0..members.len()).collect(),
            country: None,
            country_sum: None,
            units,
            members,
        }
    }

    /// With the counts of these units.
    pub fn of(register: &'r Register, period: Period, counts: &BTreeMap<UnitNo, Counts>) -> Self {
        let mut board = Self::new(register, period);
        for (unit, counts) in counts {
            board.set(unit, Some(*counts));
        }
        board
    }

    /// Sets the counts of a unit, or takes them away. A unit that the register does not have counts nowhere.
    pub fn set(&mut self, unit: &UnitNo, counts: Option<Counts>) {
        let place = self.register.place(unit);
        let Some((at, of)) = place.and_then(|at| Some((at, self.units.get_mut(at)?))) else {
            return;
        };
        if of.counts == counts {
            return;
        }
        of.counts = counts;
        self.parts.set(at, of.unit, counts);
        self.wholes.set(at, of.unit, counts);
        self.changed.extend(of.county);
    }

    /// Has an area told again, whatever was told of it before. False where the register does not have it.
    pub fn forget(&mut self, area: &Area) -> bool {
        let told = match area {
            Area::Unit { no } => {
                let of = self.register.place(no);
                let of = of.and_then(|at| self.units.get_mut(at));
                of.map(|of| of.told = None)
            }
            Area::County { no } => {
                let mut all = self.members.iter().zip(&mut self.counties);
                all.find(|(members, _)| members.no == no).map(|(_, of)| {
                    of.told = None;
                    of.told_sum = None;
                })
            }
            Area::Country {} => {
                self.country = None;
                self.country_sum = None;
                Some(())
            }
        };
        told.is_some()
    }

    /// What is other than it was told before; everything at first.
    pub fn changes(&mut self) -> Changes {
        self.renew();
        let numerators = self.parts.hidden(&self.members);
        let denominators = self.wholes.hidden(&self.members);
        let sum = self.sum();
        let mut shown = Vec::new();
        let mut sums = Vec::new();
        for (at, of) in self.units.iter_mut().enumerate() {
            let now = of.counts.map_or(Shown::nothing(0), |counts| {
                let (part, whole) = (numerators.unit(at), denominators.unit(at));
                Shown::clear(counts, 0).without(part, whole)
            });
            let area = || Area::Unit {
                no: of.unit.no.clone(),
            };
            tell(&mut of.told, now, &area, &mut shown);
        }
        for (at, (members, of)) in self.members.iter().zip(&mut self.counties).enumerate() {
            let area = || Area::County {
                no: members.no.to_owned(),
            };
            let now = of
                .sum
                .without(numerators.county(at), denominators.county(at));
            tell(&mut of.told, now, &area, &mut shown);
            tell(&mut of.told_sum, of.sum, &area, &mut sums);
        }
        let country = || Area::Country {};
        let now = sum.without(numerators.country, denominators.country);
        tell(&mut self.country, now, &country, &mut shown);
        tell(&mut self.country_sum, sum, &country, &mut sums);
        Changes { shown, sums }
    }

    fn renew(&mut self) {
        for at in std::mem::take(&mut self.changed) {
            let Some((members, of)) = self.members.get(at).zip(self.counties.get_mut(at)) else {
                continue;
            };
            self.parts.renew(at, members);
            self.wholes.renew(at, members);
            let units = members.places.iter();
            of.sum = added(units.filter_map(|place| self.units.get(*place)).map(|of| {
                let missing = u32::from(of.counts.is_none() && of.reports);
                (of.counts, missing)
            }));
        }
    }

    /// The country's sum: that of its counties.
    fn sum(&self) -> Shown {
        added(self.counties.iter().map(|of| {
            let counts = of.sum.part.number().zip(of.sum.whole.number());
            let counts = counts.map(|(part, whole)| Counts { part, whole });
            (counts, of.sum.missing)
        }))
    }
}

/// Counts together, and how many are missing in them.
fn added(of: impl Iterator<Item = (Option<Counts>, u32)>) -> Shown {
    let mut missing: u32 = 0;
    let sum = Counts::of_area(of.filter_map(|(counts, lacking)| {
        missing = missing.saturating_add(lacking);
        counts
    }));
    sum.map_or(Shown::nothing(missing), |sum| Shown::clear(sum, missing))
}

fn tell(
    told: &mut Option<Shown>,
    now: Shown,
    area: &dyn Fn() -> Area,
    changes: &mut Vec<(Area, Shown)>,
) {
    if *told != Some(now) {
        *told = Some(now);
        changes.push((area(), now));
    }
}

/// What everybody may see, of one indicator's counts in one half-year.
pub fn publish(
    register: &Register,
    period: Period,
    counts: &BTreeMap<UnitNo, Counts>,
) -> Published {
    let told = Board::of(register, period, counts).changes();
    let mut published = Published {
        units: BTreeMap::new(),
        counties: BTreeMap::new(),
        country: Shown::nothing(0),
    };
    for (area, shown) in told.shown {
        match area {
            Area::Unit { no } if counts.contains_key(&no) => {
                published.units.insert(no, shown);
            }
            Area::Unit { .. } => {}
            Area::County { no } => {
                published.counties.insert(no, shown);
            }
            Area::Country {} => published.country = shown,
        }
    }
    published
}
