//! Norway's calendar.

use std::sync::LazyLock;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Central European time as the law has had it since 1996: an hour ahead of UTC, and two from 01:00 UTC
/// on the last Sunday of March to 01:00 UTC on the last Sunday of October. Written down here, so that no
/// machine's time zone files decide which day it is.
static TIME: LazyLock<TimeZone> = LazyLock::new(central_european);

#[expect(clippy::expect_used, reason = "a constant that a test reads")]
fn central_european() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a rule as POSIX writes it")
}

/// The day it is in Norway.
pub fn date(at: Timestamp) -> Date {
    TIME.to_datetime(at).date()
}

/// The instant at which a day begins in Norway; none past the end of time.
pub fn beginning(day: Date) -> Option<Timestamp> {
    let midnight = day.to_zoned(TIME.clone()).ok()?;
    Some(midnight.timestamp())
}

/// The minute of the day it is in Norway, from 0.
pub fn minute(at: Timestamp) -> u16 {
    let time = TIME.to_datetime(at).time();
    u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_as_long_as_its_hours() {
        for (day, at) in [
            ("2026-01-01", "2025-12-31T23:00:00Z"),
            ("2026-07-01", "2026-06-30T22:00:00Z"),
            // The nights in which the clock is changed.
            ("2026-03-29", "2026-03-28T23:00:00Z"),
            ("2026-03-30", "2026-03-29T22:00:00Z"),
            ("2026-10-25", "2026-10-24T22:00:00Z"),
            ("2026-10-26", "2026-10-25T23:00:00Z"),
        ] {
            let found = beginning(day.parse().unwrap()).unwrap();
            assert_eq!(found.to_string(), at, "{day}");
            assert_eq!(date(found).to_string(), day);
        }
    }

    #[test]
    fn a_day_begins_when_it_does_in_norway() {
        for (at, day) in [
            ("2026-12-31T22:59:59Z", "2026-12-31"),
            ("2026-12-31T23:00:00Z", "2027-01-01"),
            ("2026-06-30T21:59:59Z", "2026-06-30"),
            ("2026-06-30T22:00:00Z", "2026-07-01"),
            // The nights around the changes of the clock, 29 March and 25 October.
            ("2026-03-28T22:59:59Z", "2026-03-28"),
            ("2026-03-28T23:00:00Z", "2026-03-29"),
            ("2026-03-29T21:59:59Z", "2026-03-29"),
            ("2026-03-29T22:00:00Z", "2026-03-30"),
            ("2026-10-24T22:00:00Z", "2026-10-25"),
            ("2026-10-25T22:59:59Z", "2026-10-25"),
            ("2026-10-25T23:00:00Z", "2026-10-26"),
        ] {
            assert_eq!(date(at.parse().unwrap()).to_string(), day, "{at}");
        }
    }

    #[test]
    fn a_minute_is_of_the_clock_on_the_wall() {
        for (at, of_the_day) in [
            ("2026-06-30T21:59:59Z", 23 * 60 + 59),
            ("2026-06-30T22:00:00Z", 0),
            ("2026-12-31T06:30:00Z", 7 * 60 + 30),
        ] {
            assert_eq!(minute(at.parse().unwrap()), of_the_day, "{at}");
        }
    }
}
