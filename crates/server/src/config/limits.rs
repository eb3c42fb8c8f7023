//! How long things may take.

use std::time::Duration;

use domain::lease;
use jiff::SignedDuration;

use super::{ConfigError, Section};

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From the opening of a connection, or the last answer on it, to the end of a request's head. Longer
    /// than proxies keep an idle connection, so that it is the proxy that closes it.
    pub head: Duration,
    /// From a request's head to the end of its body.
    pub body: Duration,
    /// From the word to stop until what is not finished is cut off.
    pub stop: Duration,
    /// How long a desktop may go on without the server.
    pub lease: SignedDuration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(75),
            body: Duration::from_mins(1),
            stop: Duration::from_secs(20),
            lease: lease::STANDARD,
        }
    }
}

pub(super) fn read(root: &mut Section) -> Result<Limits, ConfigError> {
    let standard = Limits::default();
    let stop = root.optional("stop_within_seconds", |root, key| {
        root.parsed::<u16>(key, "a whole number in quotes, such as \"20\"")
    })?;
    let mut section = root.section("lease")?;
    let lease = section.optional("hours", Section::lease)?;
    section.end()?;
    Ok(Limits {
        lease: lease.unwrap_or(standard.lease),
        stop: stop.map_or(standard.stop, |seconds| Duration::from_secs(seconds.into())),
        ..standard
    })
}

impl Section {
    fn lease(&mut self, key: &str) -> Result<SignedDuration, ConfigError> {
        let expected = "24 to 336 in quotes, such as \"72\"";
        let hours: u16 = self.parsed(key, expected)?;
        let length = SignedDuration::from_hours(hours.into());
        if (lease::SHORTEST..=lease::LONGEST).contains(&length) {
            Ok(length)
        } else {
            Err(self.error(key, "shorter or longer than a lease may be", expected))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        Config,
        tests::{WHOLE, fault},
    };
    use super::*;

    #[test]
    fn a_lease_lasts_from_a_day_to_a_fortnight() {
        for (hours, allowed) in [
            ("24", true),
            ("336", true),
            ("23", false),
            ("337", false),
            ("-1", false),
            ("3 days", false),
        ] {
            let variable = ("HALVAARSRAPPORT_LEASE__HOURS", hours);
            if allowed {
                let owned = (variable.0.to_owned(), variable.1.to_owned());
                let limits = Config::from_parts(WHOLE, [owned]).unwrap().settings.limits;
                let expected = SignedDuration::from_hours(hours.parse().unwrap());
                assert_eq!(limits.lease, expected);
            } else {
                let found = fault(WHOLE, &[variable]);
                assert!(found.starts_with("lease.hours: "), "{found}");
            }
        }
        let unknown = fault(WHOLE, &[("HALVAARSRAPPORT_LEASE__DAYS", "3")]);
        assert!(unknown.starts_with("lease.days: no such setting. "));
    }
}
