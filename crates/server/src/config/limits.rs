//! How long things may take.

use std::time::Duration;

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
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(75),
            body: Duration::from_mins(1),
            stop: Duration::from_secs(20),
        }
    }
}

pub(super) fn read(root: &mut Section) -> Result<Limits, ConfigError> {
    let standard = Limits::default();
    let stop = root.optional("stop_within_seconds", |root, key| {
        root.parsed::<u16>(key, "a whole number in quotes, such as \"20\"")
    })?;
    Ok(Limits {
        stop: stop.map_or(standard.stop, |seconds| Duration::from_secs(seconds.into())),
        ..standard
    })
}
