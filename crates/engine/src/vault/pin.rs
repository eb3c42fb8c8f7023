//! The PIN, and how long a wrong one is answered with waiting.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer};
use zeroize::{Zeroize, Zeroizing};

/// At least so many characters: nobody who has the machine alone may try them all.
pub const PIN_MIN: usize = 8;
/// Longer than anybody types.
const PIN_MAX_BYTES: usize = 512;
/// So many wrong PINs cost nothing but the typing.
const FREE: u8 = 5;
/// With the wrong PIN of this number the key is destroyed.
pub(crate) const MOST_WRONG: u8 = 10;

/// What the officer types to open the store. `Debug` hides it.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// What was typed, whatever it is.
    pub fn new(typed: impl Into<String>) -> Self {
        Self(Zeroizing::new(typed.into()))
    }

    /// Whether it may become somebody's PIN.
    pub(crate) fn is_good(&self) -> bool {
        self.0.chars().count() >= PIN_MIN && self.0.len() <= PIN_MAX_BYTES
    }

    /// Whether somebody has typed the same twice.
    pub fn is_same(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(hidden)")
    }
}

impl<'de> Deserialize<'de> for Pin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut typed = String::deserialize(deserializer)?;
        let pin = Self::new(typed.as_str());
        typed.zeroize();
        Ok(pin)
    }
}

/// How many wrong PINs may still follow so many.
pub(crate) fn tries_left(wrong: u8) -> u8 {
    MOST_WRONG.saturating_sub(wrong)
}

/// When the next PIN may be tried after so many wrong ones; none where at once. A clock that has gone
/// back begins the wait anew and makes it no longer.
pub(crate) fn wait_until(wrong: u8, tried_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let doublings = u32::from(wrong.checked_sub(FREE)?);
    let seconds = 30_i64.checked_shl(doublings.min(20)).unwrap_or(i64::MAX);
    let until = tried_at.min(now) + SignedDuration::from_secs(seconds);
    (until > now).then_some(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_pin_has_eight_characters() {
        for (typed, good) in [
            ("", false),
            ("1234567", false),
            ("12345678", true),
            ("blåbærgr", true),
            ("blåbærg", false),
        ] {
            assert_eq!(Pin::new(typed).is_good(), good, "{typed}");
        }
        assert!(!Pin::new("x".repeat(513)).is_good());
        assert_eq!(format!("{:?}", Pin::new("12345678")), "Pin(hidden)");
    }

    #[test]
    fn the_wait_doubles_from_the_fifth_wrong_pin_on() {
        for (wrong, seconds) in [
            (0, 0),
            (4, 0),
            (5, 30),
            (6, 60),
            (7, 120),
            (8, 240),
            (9, 480),
        ] {
            let expected = (seconds > 0).then(|| at(1000 + seconds));
            assert_eq!(wait_until(wrong, at(1000), at(1000)), expected, "{wrong}");
            assert_eq!(wait_until(wrong, at(1000), at(1000 + seconds)), None);
        }
        // The clock was put back by an hour.
        assert_eq!(wait_until(5, at(4600), at(1000)), Some(at(1030)));
        assert_eq!((tries_left(0), tries_left(9), tries_left(12)), (10, 1, 0));
    }
}
