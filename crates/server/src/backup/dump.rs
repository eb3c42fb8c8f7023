//! A PostgreSQL database, dumped and restored by PostgreSQL's own programs. They are told where the
//! database is, and the password, by their environment: no other user of the machine sees it there.

use std::{
    io,
    path::{Path, PathBuf},
    process::Stdio,
};

use domain::Ctx;
use sqlx::postgres::PgConnectOptions;
use tokio::process::Command;

use super::{BackupError, Copied, accept, expect_magic, unfinished::Unfinished};
use crate::{
    access::OperatorScope,
    store::{Location, Schema, Store, server_environment},
};

/// How every dump in the custom format begins.
const MAGIC: &[u8] = b"PGDMP";
/// As much of what a program writes to its error output as is shown.
const SAID_MAX: usize = 1000;

pub(super) async fn backup(
    store: &Store,
    options: &PgConnectOptions,
    file: &Path,
) -> Result<Copied, BackupError> {
    let unfinished = Unfinished::create(file)?;
    let mut snapshot = store.snapshot(OperatorScope::on_this_machine()).await?;
    let copied = Copied {
        contents: snapshot.contents().await?,
        verified: snapshot.verify().await?,
    };
    let mut dump = Command::new(program("pg_dump").await);
    dump.args(["--format=custom", "--no-password"])
        .args(["--no-owner", "--no-privileges"])
        // Otherwise it refuses rows that rules could hide, and to the operator none is hidden.
        .arg("--enable-row-security")
        .arg(format!("--snapshot={}", snapshot.name()))
        .arg("--file")
        .arg(unfinished.path());
    run("pg_dump", dump.envs(server_environment(options))).await?;
    drop(snapshot);
    // What cannot be read again is no backup.
    let migrations = migrations_in(unfinished.path()).await?;
    if migrations.last() != Some(&copied.contents.migration) {
        return Err(BackupError::NotIntact);
    }
    unfinished.finish()?;
    Ok(copied)
}

pub(super) async fn restore(
    ctx: Ctx,
    location: &Location,
    options: &PgConnectOptions,
    file: &Path,
) -> Result<Copied, BackupError> {
    expect_magic(file, MAGIC, "PostgreSQL database")?;
    let newest = migrations_in(file).await?.pop().unwrap_or(0);
    if newest > Store::newest_migration() {
        return Err(BackupError::Schema(Schema::Newer { version: newest }));
    }
    let store = Store::open_existing(ctx, location).await?;
    let copied = fill(&store, location, options, file).await;
    store.close().await;
    copied
}

async fn fill(
    store: &Store,
    location: &Location,
    options: &PgConnectOptions,
    file: &Path,
) -> Result<Copied, BackupError> {
    if !store.is_empty().await? {
        return Err(BackupError::NotEmpty(location.to_string()));
    }
    let database = options.get_database().unwrap_or(options.get_username());
    let mut restore = Command::new(program("pg_restore").await);
    restore
        .args(["--single-transaction", "--exit-on-error", "--no-password"])
        .args(["--no-owner", "--no-privileges"])
        .arg(format!("--dbname={database}"))
        .arg(file);
    run("pg_restore", restore.envs(server_environment(options))).await?;
    accept(store).await
}

/// The versions of the migrations in a dump.
async fn migrations_in(file: &Path) -> Result<Vec<i64>, BackupError> {
    let mut list = Command::new(program("pg_restore").await);
    list.args(["--data-only", "--table=_sqlx_migrations", "--file=-"])
        .arg(file);
    let sql = run("pg_restore", &mut list).await?;
    let mut versions = versions_of(&sql);
    versions.sort_unstable();
    Ok(versions)
}

/// The first column of the only table in a script: the lines between `COPY …` and `\.`.
fn versions_of(sql: &str) -> Vec<i64> {
    sql.lines()
        .skip_while(|line| !line.starts_with("COPY "))
        .skip(1)
        .take_while(|line| *line != "\\.")
        .filter_map(|line| line.split('\t').next()?.parse().ok())
        .collect()
}

/// A program of PostgreSQL's: where `pg_config` says they are, or wherever `PATH` leads.
async fn program(name: &'static str) -> PathBuf {
    let asked = Command::new("pg_config").arg("--bindir").output().await;
    let said = asked.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let beside = said.map(|folder| Path::new(&folder).join(name));
    match beside {
        Ok(path) if path.is_file() => path,
        Ok(_) | Err(_) => PathBuf::from(name),
    }
}

/// What a program writes to its output.
async fn run(name: &'static str, command: &mut Command) -> Result<String, BackupError> {
    let ended = command
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await;
    let output = ended.map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            BackupError::NoProgram(name)
        } else {
            BackupError::file(Path::new(name))(error)
        }
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(BackupError::Program {
        program: name,
        said: said.trim().chars().take(SAID_MAX).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_versions_in_a_script() {
        let sql = "--\nSET x = 1;\nCOPY public._sqlx_migrations (version, description) FROM stdin;\n\
                   1\tplaces\n12\tdecisions\n\\.\n\n7\tno row\n";
        assert_eq!(versions_of(sql), [1, 12]);
        assert!(versions_of("SELECT 1;\n").is_empty());
    }
}
