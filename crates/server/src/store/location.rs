//! Where the data lies: a file on this machine, or a PostgreSQL server.

use std::{fmt, path::PathBuf, str::FromStr};

use sqlx::{ConnectOptions, postgres::PgConnectOptions};

/// A SQLite file or a PostgreSQL database.
#[derive(Clone)]
pub enum Location {
    /// A file, made where it does not exist.
    File(PathBuf),
    /// A database of a PostgreSQL server, 15 or newer.
    Server(Box<PgConnectOptions>),
}

/// A text that names no place for data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a path and not postgres://user@host/database")]
pub struct NoLocation;

impl FromStr for Location {
    type Err = NoLocation;

    fn from_str(text: &str) -> Result<Self, NoLocation> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let options = text.parse::<PgConnectOptions>().map_err(|_| NoLocation)?;
            return Ok(Self::Server(Box::new(options)));
        }
        // Another database's address is a mistake, and not the name of a file.
        if text.is_empty() || text.contains("://") {
            return Err(NoLocation);
        }
        Ok(Self::File(PathBuf::from(text)))
    }
}

impl fmt::Display for Location {
    /// Without user and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Server(options) => {
                let host = options.get_socket().map_or_else(
                    || options.get_host().to_owned(),
                    |socket| socket.display().to_string(),
                );
                let database = options.get_database().unwrap_or("(default)");
                write!(f, "PostgreSQL {host}:{} {database}", options.get_port())
            }
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({self})")
    }
}

/// How the server talks to PostgreSQL: every commit durable before it is answered, no statement and
/// no lock waited for without end, no statement's text in the log.
pub(super) fn server_options(options: &PgConnectOptions) -> PgConnectOptions {
    options
        .clone()
        .application_name("halvaarsrapport-server")
        .options([
            ("synchronous_commit", "on"),
            ("lock_timeout", "10s"),
            ("statement_timeout", "60s"),
            ("idle_in_transaction_session_timeout", "60s"),
        ])
        .disable_statement_logging()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_or_a_path() {
        for (text, expected) in [
            ("server.db", Some("server.db")),
            ("/var/lib/server.db", Some("/var/lib/server.db")),
            (
                "postgres://app:secret@db.example:5433/reports",
                Some("PostgreSQL db.example:5433 reports"),
            ),
            (
                "postgresql://app@%2Frun%2Fpg/reports",
                Some("PostgreSQL /run/pg:5432 reports"),
            ),
            ("", None),
            ("mysql://db.example/reports", None),
            ("postgres://db.example:port/reports", None),
        ] {
            let found = text.parse::<Location>();
            let shown = found.as_ref().map(ToString::to_string).ok();
            assert_eq!(shown.as_deref(), expected, "{text}");
            assert!(!format!("{found:?}").contains("secret"));
        }
    }
}
