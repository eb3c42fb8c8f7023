//! A SQLite file, copied by SQLite itself.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
};

use domain::Ctx;

use super::{
    BackupError, Copied, accept, expect_magic,
    unfinished::{Unfinished, beside},
};
use crate::{
    access::OperatorScope,
    store::{Location, Store},
};

/// How every SQLite database begins.
const MAGIC: &[u8] = b"SQLite format 3\0";

pub(super) async fn backup(store: &Store, file: &Path) -> Result<Copied, BackupError> {
    let unfinished = Unfinished::create(file)?;
    store.copy_into(text(unfinished.path())?).await?;
    let copy = Store::open_copy(store.ctx().clone(), unfinished.path()).await?;
    let copied = examine(&copy).await;
    copy.close().await;
    let copied = copied?;
    unfinished.finish()?;
    Ok(copied)
}

async fn examine(copy: &Store) -> Result<Copied, BackupError> {
    if !copy.is_intact().await? {
        return Err(BackupError::NotIntact);
    }
    let operator = OperatorScope::on_this_machine();
    Ok(Copied {
        contents: copy.contents(operator).await?,
        verified: copy.verify(operator).await?,
    })
}

pub(super) async fn restore(ctx: Ctx, path: &Path, file: &Path) -> Result<Copied, BackupError> {
    expect_magic(file, MAGIC, "SQLite file")?;
    for taken in beside(path).chain([path.to_owned()]) {
        if taken.symlink_metadata().is_ok() {
            return Err(BackupError::NotEmpty(taken.display().to_string()));
        }
    }
    let unfinished = Unfinished::create(path)?;
    let part = unfinished.path();
    copy(file, part)?;
    let store = Store::open_existing(ctx, &Location::File(part.to_owned())).await?;
    let is_intact = store.is_intact().await;
    let accepted = accept(&store).await;
    // The last connection takes what stands beside the file into it.
    store.close().await;
    if !is_intact? {
        return Err(BackupError::NotIntact);
    }
    let copied = accepted?;
    unfinished.finish()?;
    Ok(copied)
}

fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    let mut source = File::open(from).map_err(BackupError::file(from))?;
    let target = OpenOptions::new().write(true).open(to);
    let mut target = target.map_err(BackupError::file(to))?;
    io::copy(&mut source, &mut target).map_err(BackupError::file(to))?;
    Ok(())
}

fn text(path: &Path) -> Result<&str, BackupError> {
    path.to_str()
        .ok_or_else(|| BackupError::Name(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn copies_into_the_file_that_was_made_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::write(&from, "what is kept").unwrap();
        assert!(matches!(copy(&from, &to), Err(BackupError::File { .. })));
        fs::write(&to, "").unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read(&to).unwrap(), b"what is kept");
    }
}
