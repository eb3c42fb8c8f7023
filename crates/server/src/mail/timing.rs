//! When what has happened becomes a mail: decided purely.

use domain::{
    norway,
    wire::{MailWishes, QuietHours, When},
};
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::Kind;

/// A mail at once waits until so long nothing more has come: a burst is one mail.
pub const LULL: SignedDuration = SignedDuration::from_mins(2);
/// But no longer than this after the first.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(15);
/// The hour in Norway at which the daily mail is sent.
pub const MORNING: u8 = 7;
/// A mail is tried so often before it is parked.
pub const TRIES: i64 = 12;

/// Something that waits to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Of which kind.
    pub kind: Kind,
    /// Since when.
    pub since: Timestamp,
}

/// What becomes of something that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It goes into a mail now.
    Now,
    /// It waits on.
    Later,
    /// The person does not want to be told.
    Unwanted,
}

/// What becomes of each thing that waits for one person, in the same order.
pub fn fates(waiting: &[Waiting], wishes: MailWishes, now: Timestamp) -> Vec<Fate> {
    let soon = |of: &Waiting| wish(wishes, of.kind) == When::AtOnce;
    let at_once = waiting.iter().filter(|of| soon(of)).map(|of| of.since);
    let (oldest, newest) = (at_once.clone().min(), at_once.max());
    let lull = newest.is_some_and(|newest| newest + LULL <= now);
    let late = oldest.is_some_and(|oldest| oldest + PATIENCE <= now);
    let is_quiet = wishes
        .quiet_hours
        .is_some_and(|hours| is_within(hours, norway::minute(now)));
    let fate = |of: &Waiting| match wish(wishes, of.kind) {
        When::Never => Fate::Unwanted,
        _ if is_quiet => Fate::Later,
        When::AtOnce if lull || late => Fate::Now,
        When::Daily if morning_after(of.since).is_some_and(|morning| morning <= now) => Fate::Now,
        When::AtOnce | When::Daily => Fate::Later,
    };
    waiting.iter().map(fate).collect()
}

fn wish(wishes: MailWishes, kind: Kind) -> When {
    match (kind, wishes.duties) {
        (Kind::Arrival, _) => wishes.arrivals,
        (Kind::Outcome, _) => wishes.outcomes,
        // Whatever was kept: there is no never for duties.
        (Kind::Duty, When::Never) => When::AtOnce,
        (Kind::Duty, duties) => duties,
    }
}

/// Whether a minute of the day lies in hours that may go past midnight.
fn is_within(QuietHours { from, until }: QuietHours, minute: u16) -> bool {
    let (from, until) = (u16::from(from) * 60, u16::from(until) * 60);
    if from <= until {
        (from..until).contains(&minute)
    } else {
        minute >= from || minute < until
    }
}

/// The first morning after an instant.
fn morning_after(since: Timestamp) -> Option<Timestamp> {
    let today = norway::date(since);
    let morning = |day: Date| {
        let begins = norway::beginning(day)?;
        begins
            .checked_add(SignedDuration::from_hours(MORNING.into()))
            .ok()
    };
    match morning(today) {
        Some(at) if at > since => Some(at),
        Some(_) | None => morning(today.tomorrow().ok()?),
    }
}

/// How long to wait after the `tries`-th try that failed: growing from a minute to some hours, by chance up to half as
/// long again.
pub fn back_off(tries: i64, chance: [u8; 2]) -> SignedDuration {
    let doublings = u32::try_from(tries.clamp(1, 9) - 1).unwrap_or(0);
    let base = 60_000 * i64::from(2_u32.pow(doublings));
    let chance = i64::from(u16::from_be_bytes(chance));
    SignedDuration::from_millis(base + base * chance / (2 * 65_536))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn arrival(since: &str) -> Waiting {
        Waiting {
            kind: Kind::Arrival,
            since: at(since),
        }
    }

    fn with(arrivals: When) -> MailWishes {
        MailWishes {
            arrivals,
            ..MailWishes::default()
        }
    }

    #[test]
    fn at_once_waits_for_a_lull_and_not_for_ever() {
        let wishes = with(When::AtOnce);
        let one = [arrival("2026-07-01T08:00:00Z")];
        let fate = |waiting: &[Waiting], now: &str| fates(waiting, wishes, at(now));
        assert_eq!(fate(&one, "2026-07-01T08:01:59Z"), [Fate::Later]);
        assert_eq!(fate(&one, "2026-07-01T08:02:00Z"), [Fate::Now]);
        let two = [one[0], arrival("2026-07-01T08:14:30Z")];
        assert_eq!(fate(&two, "2026-07-01T08:14:59Z"), [Fate::Later; 2]);
        assert_eq!(fate(&two, "2026-07-01T08:15:00Z"), [Fate::Now; 2]);
    }

    #[test]
    fn a_daily_mail_comes_in_the_morning_and_none_never() {
        let one = [arrival("2026-07-01T08:00:00Z")];
        let fate = |when, now: &str| fates(&one, with(when), at(now));
        assert_eq!(fate(When::Daily, "2026-07-02T04:59:59Z"), [Fate::Later]);
        assert_eq!(fate(When::Daily, "2026-07-02T05:00:00Z"), [Fate::Now]);
        assert_eq!(fate(When::Never, "2026-07-01T08:00:00Z"), [Fate::Unwanted]);
        let early = [arrival("2026-07-01T04:00:00Z")];
        let same_day = fates(&early, with(When::Daily), at("2026-07-01T05:00:00Z"));
        assert_eq!(same_day, [Fate::Now]);
    }

    #[test]
    fn a_duty_is_told_whatever_was_kept() {
        let duty = [Waiting {
            kind: Kind::Duty,
            since: at("2026-07-01T08:00:00Z"),
        }];
        let wishes = MailWishes {
            duties: When::Never,
            ..with(When::Never)
        };
        let found = fates(&duty, wishes, at("2026-07-01T08:02:00Z"));
        assert_eq!(found, [Fate::Now]);
    }

    #[test]
    fn quiet_hours_may_go_past_midnight() {
        let wishes = MailWishes {
            quiet_hours: Some(QuietHours { from: 16, until: 8 }),
            ..with(When::AtOnce)
        };
        let one = [arrival("2026-07-01T13:00:00Z")];
        for (now, fate) in [
            ("2026-07-01T13:59:00Z", Fate::Now),
            ("2026-07-01T14:00:00Z", Fate::Later),
            ("2026-07-01T23:00:00Z", Fate::Later),
            ("2026-07-02T05:59:00Z", Fate::Later),
            ("2026-07-02T06:00:00Z", Fate::Now),
        ] {
            assert_eq!(fates(&one, wishes, at(now)), [fate], "{now}");
        }
    }

    #[test]
    fn waits_grow_and_differ() {
        assert_eq!(back_off(1, [0, 0]), SignedDuration::from_mins(1));
        assert_eq!(back_off(4, [0, 0]), SignedDuration::from_mins(8));
        assert!(back_off(4, [255, 255]) < SignedDuration::from_mins(12));
        assert!(back_off(4, [255, 255]) > back_off(4, [128, 0]));
        assert_eq!(back_off(i64::MAX, [0, 0]), SignedDuration::from_mins(256));
    }
}
