//! Looks in logs for what must be in none: identity numbers, tokens, codes, and what else would let
//! somebody in. It knows them by their form, so it also finds those of which no test thinks.
//!
//! What it finds it does not repeat.

use std::fmt;

mod forms;
mod watch;

pub use watch::{Watch, found, layer, watch};

/// What must not be in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A national identity number, of a real or a synthetic person.
    IdentityNumber,
    /// A JSON Web Token, or the beginning of one.
    WebToken,
    /// A token or a credential of the server's own.
    Token,
    /// The value of a parameter that a login hangs on, such as `code`.
    Parameter,
    /// Random text as long as a key, a verifier or a state is.
    Random,
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The line's number, from 1.
    pub line: usize,
    /// What stands there.
    pub kind: Kind,
    /// What stands before it in the line: enough to know who wrote it.
    pub after: String,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}: {:?} after «{}»",
            self.line, self.kind, self.after
        )
    }
}

/// The first of each line's.
pub fn search(log: &str) -> Vec<Found> {
    let lines = (1..).zip(log.lines());
    let found = lines.filter_map(|(number, line)| {
        // As addresses within addresses are written.
        let line = line.replace("%3D", "=").replace("%3d", "=");
        let (at, kind) = forms::first(&line)?;
        let before = line.get(..at).unwrap_or_default();
        let from = before.char_indices().rev().nth(79).map_or(0, |(at, _)| at);
        Some(Found {
            line: number,
            kind,
            after: before.get(from..).unwrap_or_default().to_owned(),
        })
    });
    found.collect()
}
