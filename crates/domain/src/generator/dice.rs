//! Seeded chance, in whole numbers: the same on every machine.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use sha2::{Digest, Sha256};

/// Per mille of certainty.
pub(super) const SURE: u32 = 1000;

/// A stream of chance.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of a seed and a purpose. Streams of different purposes do not disturb each other.
    pub(super) fn new(seed: u64, purpose: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(seed.to_be_bytes());
        hasher.update(purpose);
        Self(ChaCha8Rng::from_seed(hasher.finalize().into()))
    }

    /// A number below another; 0 below 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let wide = u128::from(self.0.next_u64()) * u128::from(end);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `least` to `greatest`, both included.
    pub(super) fn between(&mut self, least: i64, greatest: i64) -> i64 {
        let span = greatest.saturating_sub(least).max(0).unsigned_abs() + 1;
        least + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// Yes, so many times in a thousand.
    pub(super) fn chance(&mut self, permille: u32) -> bool {
        self.below(SURE.into()) < u64::from(permille)
    }

    /// How many of `whole` have something that so many in a thousand have.
    pub(super) fn part(&mut self, whole: i64, permille: u32) -> i64 {
        // Four chances from each draw: sixteen bits are fine enough for a thousandth.
        let limit = u64::from(permille) * 65_536 / u64::from(SURE);
        let mut count = 0;
        let mut left = whole;
        while left > 0 {
            let drawn = self.0.next_u64();
            for shift in [0, 16, 32, 48].into_iter().zip(0..left).map(|(s, _)| s) {
                count += i64::from((drawn >> shift) & 0xffff < limit);
            }
            left -= 4;
        }
        count
    }

    /// `whole` divided by chance among kinds of these weights.
    pub(super) fn split<const N: usize>(&mut self, whole: i64, weights: [u32; N]) -> [i64; N] {
        let (mut left, mut weight) = (whole, weights.iter().sum::<u32>());
        weights.map(|own| {
            let share = (own * SURE).checked_div(weight).unwrap_or(0);
            let taken = if own == weight {
                left
            } else {
                self.part(left, share)
            };
            left -= taken;
            weight -= own;
            taken
        })
    }

    /// A count around a mean given in thousandths, scattered almost as counts of rare events are: each
    /// of eight chances per expected event comes with one in eight.
    pub(super) fn about(&mut self, mean_thousandths: i64) -> i64 {
        let eighths = mean_thousandths.max(0) * 8;
        let rest = u32::try_from(eighths % 1000).unwrap_or(0);
        let chances = eighths / 1000 + i64::from(self.chance(rest));
        self.part(chances, 125)
    }

    /// One of some things.
    pub(super) fn one_of<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(things.len()).unwrap_or(0);
        things.get(usize::try_from(self.below(count)).unwrap_or(0))
    }

    /// Random bytes.
    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_same_on_every_machine() {
        let mut dice = Dice::new(1, "test");
        let drawn: Vec<i64> = (0..6).map(|_| dice.between(1, 6)).collect();
        assert_eq!(drawn, Dice::sequence(1, "test"));
        assert_ne!(drawn, Dice::sequence(1, "another"));
    }

    impl Dice {
        fn sequence(seed: u64, purpose: &str) -> Vec<i64> {
            let mut dice = Self::new(seed, purpose);
            (0..6).map(|_| dice.between(1, 6)).collect()
        }
    }

    #[test]
    fn counts_scatter_around_their_mean() {
        let mut dice = Dice::new(7, "test");
        let total: i64 = (0..1000).map(|_| dice.about(2_500)).sum();
        assert!((2_300..2_700).contains(&total), "{total}");
        for whole in [0, 1, 57] {
            assert_eq!(dice.split(whole, [1, 2, 3, 0]).iter().sum::<i64>(), whole);
        }
        assert_eq!(dice.split(5, [0, 0, 1]), [0, 0, 5]);
    }
}
