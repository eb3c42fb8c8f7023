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

impl Location {
    /// As whom it is reached; nobody in particular for a file.
    pub fn user(&self) -> Option<&str> {
        match self {
            Self::File(_) => None,
            Self::Server(options) => Some(options.get_username()),
        }
    }
}

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

/// What PostgreSQL's own programs read from their environment to reach the same database, and all rows
/// of it.
pub(crate) fn server_environment(options: &PgConnectOptions) -> Vec<(&'static str, String)> {
    let host = options.get_socket().map_or_else(
        || options.get_host().to_owned(),
        |socket| socket.display().to_string(),
    );
    let mut environment = vec![
        ("PGHOST", host),
        ("PGPORT", options.get_port().to_string()),
        ("PGUSER", options.get_username().to_owned()),
        ("PGCONNECT_TIMEOUT", "10".to_owned()),
        ("PGOPTIONS", "-c halvaarsrapport.realm=operator".to_owned()),
    ];
    if let Some(database) = options.get_database() {
        environment.push(("PGDATABASE", database.to_owned()));
    }
    // The options give these away only as part of an address.
    let address = options.to_url_lossy();
    environment.extend(
        address
            .password()
            .and_then(decoded)
            .map(|p| ("PGPASSWORD", p)),
    );
    for (key, value) in address.query_pairs() {
        let name = match key.as_ref() {
            "sslmode" => "PGSSLMODE",
            "sslrootcert" => "PGSSLROOTCERT",
            "sslcert" => "PGSSLCERT",
            "sslkey" => "PGSSLKEY",
            _ => continue,
        };
        // A certificate in a file is shown with a word before its path.
        let value = value.strip_prefix("file: ").unwrap_or(&value).to_owned();
        environment.push((name, value));
    }
    environment
}

/// A part of an address without its percent signs. A form's text is written so too, but for `+`, which
/// such a part never holds.
fn decoded(part: &str) -> Option<String> {
    let (text, _) = url::form_urlencoded::parse(part.as_bytes()).next()?;
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_by_their_environment() {
        let text = "postgres://app:p%40ss%2Bw%20%26rd@db.example:5433/reports\
                    ?sslmode=verify-full&sslrootcert=/etc/ca.pem";
        let environment = server_environment(&text.parse().unwrap());
        for (name, expected) in [
            ("PGHOST", "db.example"),
            ("PGPORT", "5433"),
            ("PGUSER", "app"),
            ("PGDATABASE", "reports"),
            ("PGPASSWORD", "p@ss+w &rd"),
            ("PGSSLMODE", "verify-full"),
            ("PGSSLROOTCERT", "/etc/ca.pem"),
        ] {
            let found = environment.iter().find(|(found, _)| *found == name);
            assert_eq!(
                found.map(|(_, value)| value.as_str()),
                Some(expected),
                "{name}"
            );
        }
        let socket = server_environment(&"postgres://app@%2Frun%2Fpg/reports".parse().unwrap());
        assert!(socket.contains(&("PGHOST", "/run/pg".to_owned())));
    }

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
