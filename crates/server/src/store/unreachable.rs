//! Why a database cannot be opened, in words that hold no name and no password.

use std::io;

use super::StoreError;

/// Why a database cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    /// A file is missing, or may not be read and written.
    #[error("there is no such file, or it cannot be opened")]
    NoFile,
    /// A file of another kind.
    #[error("the file is not a SQLite database")]
    NotADatabase,
    /// Nothing answers where a server should be.
    #[error("no database server answers there")]
    NoServer,
    /// The server has other databases.
    #[error("the server has no database of this name")]
    NoDatabase,
    /// The server does not let the user in.
    #[error("the server refuses the user or the password")]
    Refused,
    /// No answer in time.
    #[error("the database does not answer in time")]
    TimedOut,
    /// Something else, by the code that the database gives it.
    #[error("the database failed with code {0}")]
    Other(String),
}

impl StoreError {
    /// Why the database cannot be opened.
    pub fn unreachable(&self) -> Unreachable {
        let Self::Database(error) = self else {
            return Unreachable::Other("none".to_owned());
        };
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        if let Some(code) = code {
            return of(&code);
        }
        if let sqlx::Error::Io(error) = error
            && error.kind() != io::ErrorKind::TimedOut
        {
            return Unreachable::NoServer;
        }
        if matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut) {
            return Unreachable::TimedOut;
        }
        Unreachable::Other("none".to_owned())
    }
}

/// SQLite's result codes and PostgreSQL's error codes have nothing in common.
fn of(code: &str) -> Unreachable {
    match code {
        "14" => Unreachable::NoFile,
        "26" => Unreachable::NotADatabase,
        "3D000" => Unreachable::NoDatabase,
        "28000" | "28P01" => Unreachable::Refused,
        code => Unreachable::Other(code.to_owned()),
    }
}
