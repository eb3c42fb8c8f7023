//! What the officer has chosen, on this machine.

use domain::{Language, norway};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// What the officer has chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// The language of the pages and of notifications.
    pub language: Language,
    /// Light or dark.
    pub scheme: Scheme,
    /// Whether single keys do something.
    pub single_keys: bool,
    /// Whether new tasks are told of.
    pub notifications: bool,
    /// When they are not.
    pub quiet: Option<QuietHours>,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// As the system.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// A part of every day, in minutes after midnight in Norway; past midnight where it ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// The first quiet minute.
    pub from: u16,
    /// The first minute after.
    pub to: u16,
}

/// A text that the officer uses again in «Kommentar».
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Phrase {
    /// Identifier.
    pub id: PhraseId,
    /// The text.
    pub text: String,
}

/// A phrase's identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct PhraseId(pub Uuid);

impl Preferences {
    /// What holds until the officer chooses.
    pub fn of(language: Language) -> Self {
        Self {
            language,
            scheme: Scheme::Auto,
            single_keys: true,
            notifications: true,
            quiet: None,
        }
    }

    /// Whether the quiet hours are times of a day.
    pub fn is_valid(&self) -> bool {
        self.quiet
            .is_none_or(|hours| hours.from < DAY && hours.to < DAY && hours.from != hours.to)
    }

    /// Whether new tasks may be told of now. What arrives in quiet hours is found in «Oppgaver».
    pub fn tells(&self, now: Timestamp) -> bool {
        let minute = norway::minute(now);
        self.notifications && !self.quiet.is_some_and(|hours| hours.holds(minute))
    }
}

impl QuietHours {
    fn holds(self, minute: u16) -> bool {
        if self.from < self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_may_pass_midnight() {
        let quiet = |from, to| Preferences {
            quiet: Some(QuietHours { from, to }),
            ..Preferences::of(Language::Nb)
        };
        // 22:30 and 06:59 in Norway.
        let (evening, morning) = ("2026-08-24T20:30:00Z", "2026-08-25T04:59:00Z");
        for (preferences, at, tells) in [
            (Preferences::of(Language::Nb), evening, true),
            (quiet(17 * 60, 7 * 60), evening, false),
            (quiet(17 * 60, 7 * 60), morning, false),
            (quiet(17 * 60, 6 * 60 + 59), morning, true),
            (quiet(22 * 60, 23 * 60), evening, false),
            (quiet(8 * 60, 16 * 60), evening, true),
        ] {
            assert!(preferences.is_valid());
            assert_eq!(preferences.tells(at.parse().unwrap()), tells, "{at}");
        }
        let off = Preferences {
            notifications: false,
            ..Preferences::of(Language::Nb)
        };
        assert!(!off.tells(evening.parse().unwrap()));
    }

    #[test]
    fn hours_that_are_none_are_refused() {
        for (from, to) in [(0, 24 * 60), (24 * 60, 0), (60, 60)] {
            let preferences = Preferences {
                quiet: Some(QuietHours { from, to }),
                ..Preferences::of(Language::Nb)
            };
            assert!(!preferences.is_valid());
        }
    }
}
