//! How long a run is and who sits at its machines, by its seed alone.
//!
//! Most runs are short and many, since most mistakes show after a few things in the right order; some are long, since
//! some show only after many.

use crate::{machine::Dice, units::OFFICES};

/// Where an officer sits.
pub(crate) struct Seat {
    /// Which person.
    pub(crate) person: usize,
    /// The office that the person belongs to.
    pub(crate) home: &'static str,
}

/// Everybody who may sit at a machine: two colleagues, one of another office, and the first one's other machine.
pub(crate) const SEATS: [Seat; 4] = [
    Seat {
        person: 0,
        home: OFFICES[0],
    },
    Seat {
        person: 1,
        home: OFFICES[0],
    },
    Seat {
        person: 2,
        home: OFFICES[1],
    },
    Seat {
        person: 0,
        home: OFFICES[0],
    },
];

/// How many persons these are.
pub(crate) const PERSONS: usize = 3;

const PAIRS: [&[usize]; 3] = [&[0, 1], &[0, 2], &[0, 3]];
const THREES: [&[usize]; 3] = [&[0, 1, 2], &[0, 1, 3], &[0, 3, 2]];
const ALL: &[usize] = &[0, 1, 2, 3];

/// One process of the server in half of the runs, two or three in the others.
const SERVERS: [usize; 6] = [1, 1, 1, 2, 2, 3];

/// Of so many runs one begins with machines that nobody has used.
const NEW: usize = 8;

/// The outline of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// How many things happen before the network heals.
    pub(crate) actions: usize,
    /// Which seats are taken.
    pub(crate) seats: &'static [usize],
    /// How many processes the server is.
    pub(crate) servers: usize,
    /// The machines have no stores yet: each officer's first login makes one.
    pub(crate) is_new: bool,
}

impl Shape {
    /// The outline of a seed's run.
    pub(crate) fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed, 12);
        let (actions, pairs) = match dice.below(1000) {
            0..780 => (6 + dice.below(15), 75),
            780..950 => (25 + dice.below(36), 40),
            950..995 => (80, 0),
            _ => (200, 0),
        };
        Self {
            actions,
            seats: seats(&mut dice, pairs),
            servers: *dice.pick(&SERVERS).unwrap(),
            is_new: dice.below(NEW) == 0,
        }
    }

    /// Everybody sits at a machine that nobody has used, and nothing happens.
    pub(crate) fn before_any() -> Self {
        Self {
            actions: 0,
            seats: ALL,
            servers: 1,
            is_new: true,
        }
    }

    /// Who sits where.
    pub(crate) fn seat(&self, who: usize) -> &'static Seat {
        &SEATS[self.seats[who]]
    }

    /// The offices of all who sit somewhere.
    pub(crate) fn homes(&self) -> Vec<&'static str> {
        let seats = 0..self.seats.len();
        seats.map(|who| self.seat(who).home).collect()
    }
}

/// Two machines in so many of a hundred runs, else three, or all four.
fn seats(dice: &mut Dice, pairs: usize) -> &'static [usize] {
    if dice.chance(pairs) {
        dice.pick(&PAIRS).unwrap()
    } else if pairs > 0 && dice.chance(60) {
        dice.pick(&THREES).unwrap()
    } else {
        ALL
    }
}
