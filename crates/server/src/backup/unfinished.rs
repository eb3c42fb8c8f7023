//! A file that has its name only when it is whole and durable.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
};

use super::BackupError;

/// A file under another name. Dropped before [`Unfinished::finish`], it is gone.
pub(super) struct Unfinished {
    name: PathBuf,
    part: PathBuf,
}

impl Unfinished {
    /// Makes an empty file beside the name, for its owner alone: it will hold what the database holds.
    pub(super) fn create(name: &Path) -> Result<Self, BackupError> {
        if name.symlink_metadata().is_ok() {
            return Err(BackupError::Exists(name.to_owned()));
        }
        let part = with_suffix(name, ".part");
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&part).map_err(BackupError::file(&part))?;
        Ok(Self {
            name: name.to_owned(),
            part,
        })
    }

    /// Where to write.
    pub(super) fn path(&self) -> &Path {
        &self.part
    }

    /// Makes it durable, and then gives it its name.
    pub(super) fn finish(self) -> Result<(), BackupError> {
        let synced = File::open(&self.part).and_then(|part| part.sync_all());
        synced.map_err(BackupError::file(&self.part))?;
        if self.name.symlink_metadata().is_ok() {
            return Err(BackupError::Exists(self.name.clone()));
        }
        fs::rename(&self.part, &self.name).map_err(BackupError::file(&self.name))?;
        sync_folder(&self.name)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After `finish` there is nothing left to remove.
        for path in beside(&self.part).chain([self.part.clone()]) {
            drop(fs::remove_file(path));
        }
    }
}

/// What SQLite keeps beside a database.
pub(super) fn beside(path: &Path) -> impl Iterator<Item = PathBuf> {
    ["-wal", "-shm", "-journal"]
        .into_iter()
        .map(|suffix| with_suffix(path, suffix))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// Makes the name itself durable.
#[cfg(unix)]
fn sync_folder(name: &Path) -> Result<(), BackupError> {
    let folder = match name.parent() {
        Some(parent) if parent != Path::new("") => parent,
        Some(_) | None => Path::new("."),
    };
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(BackupError::file(folder))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn sync_folder(_: &Path) -> Result<(), BackupError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("backup");
        let files = || fs::read_dir(folder.path()).unwrap().count();
        drop(Unfinished::create(&name).unwrap());
        assert_eq!(files(), 0);

        let unfinished = Unfinished::create(&name).unwrap();
        let second = Unfinished::create(&name);
        assert!(matches!(second, Err(BackupError::File { .. })));
        fs::write(unfinished.path(), "whole").unwrap();
        assert!(!name.exists());
        unfinished.finish().unwrap();
        assert_eq!(fs::read(&name).unwrap(), b"whole");
        assert_eq!(files(), 1);
        let again = Unfinished::create(&name);
        assert!(matches!(again, Err(BackupError::Exists(_))));
    }

    #[test]
    fn a_name_that_was_taken_meanwhile_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("backup");
        let unfinished = Unfinished::create(&name).unwrap();
        fs::write(&name, "somebody else's").unwrap();
        assert!(matches!(unfinished.finish(), Err(BackupError::Exists(_))));
        assert_eq!(fs::read(&name).unwrap(), b"somebody else's");
    }
}
