//! Bringing a store's tables up to this build's: all steps in one transaction, and a copy of what was there before
//! beside the store until a start has gone well.
//!
//! Nobody works in a store while the copy is there. Where a later start cannot read what it finds, the copy is
//! therefore all there ever was, and takes its place.

use std::path::{Path, PathBuf};

use sqlx::{SqliteConnection, migrate::Migrator};

use super::{Store, StoreError};
use crate::vault::{sync_folder, write_whole};

/// This build's tables, step by step.
pub(super) static STEPS: Migrator = sqlx::migrate!();

impl Store {
    /// Up to this build's tables, or to those of a given step.
    pub(super) async fn migrate(&self, to: Option<i64>) -> Result<(), StoreError> {
        let applied = self.applied().await?;
        if to.is_none() && is_current(&applied) {
            return Ok(());
        }
        if !applied.is_empty() {
            self.keep_copy().await?;
        }
        let steps = async |connection: &mut SqliteConnection| {
            #[cfg(test)]
            scratch_kill::stops_in(connection).await?;
            let taken = STEPS.run_direct(to, connection, false);
            taken.await.map_err(StoreError::Migrate)
        };
        self.pool.nesting(steps).await
    }

    /// The steps that were taken, with what they said; none in a new store.
    pub(super) async fn applied(&self) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
        let tables: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'",
        )
        .fetch_one(&self.pool)
        .await?;
        if tables == 0 {
            return Ok(vec![]);
        }
        let applied = "SELECT version, checksum FROM _sqlx_migrations ORDER BY version";
        Ok(sqlx::query_as(applied).fetch_all(&self.pool).await?)
    }

    /// Copies the file as it is now. Nobody else has it open.
    async fn keep_copy(&self) -> Result<(), StoreError> {
        let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(self.pool.writing())
            .await?;
        if busy != 0 {
            return Err(StoreError::Copy(std::io::ErrorKind::ResourceBusy.into()));
        }
        let (from, to) = (self.path.clone(), copy_of(&self.path));
        let copied = tokio::task::spawn_blocking(move || write_whole(&to, &std::fs::read(from)?));
        copied
            .await
            .map_err(std::io::Error::other)
            .flatten()
            .map_err(StoreError::Copy)
    }

    /// The store was read and works: what was there before goes. Nobody may work in it where this fails.
    pub(crate) fn started_well(&self) -> Result<(), StoreError> {
        let copy = copy_of(&self.path);
        if !copy.exists() {
            return Ok(());
        }
        std::fs::remove_file(&copy).map_err(StoreError::Copy)
    }
}

/// Puts the copy back where there is one. Whoever calls has the file closed, and could not read it.
pub(super) fn put_back(path: &Path) -> std::io::Result<bool> {
    let copy = copy_of(path);
    if !copy.exists() {
        return Ok(false);
    }
    for beside in ["db-wal", "db-shm"] {
        match std::fs::remove_file(path.with_extension(beside)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    std::fs::rename(copy, path)?;
    path.parent().map_or(Ok(()), sync_folder)?;
    Ok(true)
}

fn copy_of(path: &Path) -> PathBuf {
    path.with_extension("before")
}

fn is_current(applied: &[(i64, Vec<u8>)]) -> bool {
    let known = STEPS.iter().map(|step| (step.version, &*step.checksum));
    let applied = applied.iter().map(|(version, sum)| (*version, &**sum));
    known.eq(applied)
}
