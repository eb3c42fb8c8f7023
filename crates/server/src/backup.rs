//! Backup and restore: one consistent state of the database in one file, taken while the server runs,
//! and put back only where nothing is.
//!
//! A file becomes a file, checked as it lies there; a PostgreSQL database becomes what `pg_dump`
//! writes, of the same state that was checked.

use std::{
    io,
    path::{Path, PathBuf},
};

use domain::Ctx;

use crate::{
    access::OperatorScope,
    store::{Contents, Damage, Location, Schema, Store, StoreError, Verified},
};

mod dump;
mod file;
mod unfinished;

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// What is in it.
    pub contents: Contents,
    /// Whether it is whole.
    pub verified: Verified,
}

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file is there already.
    #[error(
        "{0} is there already, and nothing is ever overwritten: choose another name, or move it"
    )]
    Exists(PathBuf),
    /// The file system.
    #[error("{path}: {error}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
    /// A name that SQLite cannot be told.
    #[error("{0} is no name in UTF-8")]
    Name(PathBuf),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A program of PostgreSQL's is missing.
    #[error(
        "{0} is missing: install PostgreSQL's client programs (Debian: postgresql-client), no older \
         than the database server, or put their folder into PATH"
    )]
    NoProgram(&'static str),
    /// A program of PostgreSQL's failed.
    #[error("{program} failed: {said}")]
    Program {
        /// Which.
        program: &'static str,
        /// What it wrote.
        said: String,
    },
    /// Data where there must be none.
    #[error(
        "{0} is not empty, and data is never restored over data: name an empty database or a new file"
    )]
    NotEmpty(String),
    /// Not a backup for this kind of database.
    #[error("{file} is no backup of a {expected}, which `database` names")]
    NotABackup {
        /// The file.
        file: PathBuf,
        /// The kind of database.
        expected: &'static str,
    },
    /// The backup's tables are not this program's.
    #[error("{0}: restore with the program that made the backup, or a newer one")]
    Schema(Schema),
    /// What was restored contradicts itself.
    #[error("what the backup holds is damaged: {0}. Take an older backup")]
    Damaged(Damage),
    /// SQLite's own structures are not whole.
    #[error("the copy is damaged: SQLite's integrity check failed")]
    NotIntact,
}

impl BackupError {
    fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::File { path, error }
    }
}

/// Writes what the store holds now to a new file, durably. What is damaged is copied all the same, and
/// the answer says so.
pub async fn backup(
    store: &Store,
    location: &Location,
    file: &Path,
) -> Result<Copied, BackupError> {
    match location {
        Location::File(_) => file::backup(store, file).await,
        Location::Server(options) => dump::backup(store, options, file).await,
    }
}

/// Puts a backup where nothing is, and checks it. A file appears only when it is whole.
pub async fn restore(ctx: Ctx, location: &Location, file: &Path) -> Result<Copied, BackupError> {
    match location {
        Location::File(path) => file::restore(ctx, path, file).await,
        Location::Server(options) => dump::restore(ctx, location, options, file).await,
    }
}

/// Refuses what this program does not know, and what is not whole; then makes sure that no receipt
/// number is given twice.
async fn accept(store: &Store) -> Result<Copied, BackupError> {
    match store.schema().await? {
        Schema::Current { .. } | Schema::Missing { .. } => (),
        schema @ (Schema::Newer { .. } | Schema::Altered { .. }) => {
            return Err(BackupError::Schema(schema));
        }
    }
    let operator = OperatorScope::on_this_machine();
    let contents = store.contents(operator).await?;
    let mut verified = store.verify(operator).await?;
    if let Some(damage) = verified.damage.pop() {
        return Err(BackupError::Damaged(damage));
    }
    store.skip_receipt_numbers(operator).await?;
    Ok(Copied { contents, verified })
}

/// Refuses a file that does not begin as the backups of a kind of database do.
fn expect_magic(file: &Path, magic: &[u8], expected: &'static str) -> Result<(), BackupError> {
    use io::Read;
    let mut start = vec![0; magic.len()];
    let mut opened = std::fs::File::open(file).map_err(BackupError::file(file))?;
    match opened.read_exact(&mut start) {
        Ok(()) if start == magic => Ok(()),
        Ok(()) | Err(_) => Err(BackupError::NotABackup {
            file: file.to_owned(),
            expected,
        }),
    }
}
