//! One program uses the stores of a folder at a time.
//!
//! Two would take each other's sealed copies for lost decisions, and count one PIN twice. The claim is a lock on a file
//! that says nothing; the operating system takes it back when the program ends, however it ends.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

/// That this program, and no other, uses the stores of a folder, as long as it lives.
#[derive(Debug)]
pub struct Claim(#[expect(dead_code, reason = "the lock lives as long as its file is open")] File);

/// Why a folder's stores cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// Another program uses them.
    #[error("another program uses the stores")]
    Taken,
    /// The folder cannot be made, or nothing in it can be locked.
    #[error("the folder of the stores cannot be used")]
    Folder(#[from] std::io::Error),
}

impl Claim {
    /// Claims the stores of a folder, which is made where it is not there.
    pub fn take(folder: &Path) -> Result<Self, ClaimError> {
        std::fs::create_dir_all(folder)?;
        let mut options = File::options();
        let file = options
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("in-use"))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(ClaimError::Taken),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_a_folder_until_it_goes() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one/deeper"), folder.path().join("two"));
        let first = Claim::take(&one).unwrap();
        assert!(matches!(Claim::take(&one), Err(ClaimError::Taken)));
        Claim::take(&two).unwrap();
        drop(first);
        Claim::take(&one).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_another_matter() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(matches!(
            Claim::take(&file.join("below")),
            Err(ClaimError::Folder(_))
        ));
    }
}
