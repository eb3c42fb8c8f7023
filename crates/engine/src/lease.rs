//! How long the store may be open without the server. Pure: it is told what the time is.
//!
//! A lease grants a length of time, and what counts against it is how far this machine's clock is seen to go
//! forward. So a clock that is wrong, by however much, changes nothing; one that is put back gives nothing
//! back; and one that jumps ahead takes at most what the next word of the server gives anew.

use jiff::{SignedDuration, Timestamp};

/// A login alone grants as long as ID-porten lets a session be idle: the lease is asked for in it.
const OF_LOGIN: SignedDuration = SignedDuration::from_mins(30);

/// What was granted, and how much of it is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) granted: SignedDuration,
    pub(crate) spent: SignedDuration,
    /// This machine's clock when it was last looked at.
    pub(crate) looked_at: Timestamp,
}

impl Term {
    /// What the server grants now.
    pub(crate) fn new(granted: SignedDuration, now: Timestamp) -> Self {
        Self {
            granted,
            spent: SignedDuration::ZERO,
            looked_at: now,
        }
    }

    /// Nothing was ever granted.
    pub(crate) fn none(now: Timestamp) -> Self {
        Self::new(SignedDuration::ZERO, now)
    }

    /// What a login grants until its lease comes.
    pub(crate) fn of_login(now: Timestamp) -> Self {
        Self::new(OF_LOGIN, now)
    }

    /// The clock is looked at again.
    #[must_use]
    pub(crate) fn looked(self, now: Timestamp) -> Self {
        let forward = now.duration_since(self.looked_at).max(SignedDuration::ZERO);
        Self {
            spent: self.spent.saturating_add(forward),
            looked_at: now,
            ..self
        }
    }

    /// How much is left, as of the last look.
    pub(crate) fn left(&self) -> SignedDuration {
        self.granted
            .saturating_sub(self.spent)
            .max(SignedDuration::ZERO)
    }

    pub(crate) fn is_over(&self) -> bool {
        self.left().is_zero()
    }

    /// When it is over by this machine's clock, if that goes as it does.
    pub(crate) fn ends_at(&self) -> Timestamp {
        let end = self.looked_at.saturating_add(self.left());
        end.unwrap_or(Timestamp::MAX)
    }

    /// The one that leaves more.
    #[must_use]
    pub(crate) fn or(self, other: Self) -> Self {
        if other.left() > self.left() {
            other
        } else {
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(500_000 + hour)
    }

    fn hours(hours: i64) -> SignedDuration {
        SignedDuration::from_hours(hours)
    }

    /// Looks at the clock at each of these hours.
    fn seen(term: Term, clock: &[i64]) -> Term {
        clock.iter().fold(term, |term, hour| term.looked(at(*hour)))
    }

    #[test]
    fn what_the_clock_shows_and_what_is_left_of_72_hours() {
        for (clock, left) in [
            (&[][..], 72),
            (&[1, 2, 3], 69),
            (&[71], 1),
            (&[72], 0),
            (&[1000], 0),
            // Put back by a year, and then it goes on: nothing is given back, and time still counts.
            (&[10, -8760, -8750], 52),
            (&[80, 1], 0),
            // Ahead by a year and corrected: over, until the server says something.
            (&[8760, 2], 0),
            // To and fro.
            (&[5, 0, 5, 0, 5], 57),
        ] {
            let term = seen(Term::new(hours(72), at(0)), clock);
            assert_eq!(term.left(), hours(left), "{clock:?}");
            assert_eq!(term.is_over(), left == 0, "{clock:?}");
            let last = clock.last().copied().unwrap_or_default();
            assert_eq!(term.ends_at(), at(last + left), "{clock:?}");
        }
    }

    #[test]
    fn a_login_gives_half_an_hour_and_takes_nothing() {
        let long = Term::new(hours(72), at(0));
        assert_eq!(long.or(Term::of_login(at(0))), long);
        let over = seen(long, &[100]);
        let login = Term::of_login(at(100));
        assert_eq!(over.or(login), login);
        assert!(Term::none(at(0)).is_over());
        assert_eq!(Term::none(at(0)).or(login), login);
    }

    proptest! {
        #[test]
        fn no_clock_gives_anything_back(clock in vec(-100_000_i64..100_000, 0..20)) {
            let mut term = Term::new(hours(72), at(0));
            for hour in clock {
                let next = term.looked(at(hour));
                prop_assert!(next.left() <= term.left());
                // Whatever has gone by on the clock in one piece is spent.
                let forward = at(hour).duration_since(term.looked_at).max(SignedDuration::ZERO);
                prop_assert_eq!(next.left(), (term.left() - forward).max(SignedDuration::ZERO));
                term = next;
            }
        }

        #[test]
        fn whatever_the_clock_did_the_servers_word_begins_anew(
            before in vec(-100_000_i64..100_000, 0..20),
            now in -100_000_i64..100_000,
        ) {
            let _ = seen(Term::new(hours(72), at(0)), &before);
            let renewed = Term::new(hours(72), at(now));
            prop_assert_eq!(seen(renewed, &[now + 71]).left(), hours(1));
            prop_assert!(seen(renewed, &[now + 72]).is_over());
        }

        #[test]
        fn a_machine_whose_clock_is_wrong_by_anything_has_the_same_term(
            wrong in -100_000_i64..100_000,
            clock in vec(0_i64..100, 0..20),
        ) {
            let right = seen(Term::new(hours(72), at(0)), &clock);
            let shifted: Vec<i64> = clock.iter().map(|hour| hour + wrong).collect();
            let found = seen(Term::new(hours(72), at(wrong)), &shifted);
            prop_assert_eq!(found.left(), right.left());
        }
    }
}
