//! The sealed outbox: beside the store, each waiting decision once more, readable by the server alone.
//!
//! Invariants: a decision is in the outbox before its box is made, and a box is gone before its decision
//! is taken back. So a box whose decision the store does not have is one that the store has lost, and it
//! is delivered after the next login, before anything else.

use std::path::{Path, PathBuf};

use domain::{
    Ctx,
    ids::{DecisionId, PersonId},
    sealing::{PublicSealingKey, SealedDecision},
    wire::PUSH_MAX,
};

use crate::{
    store::{Store, StoreError},
    vault::{sync_folder, write_whole},
};

/// One officer's boxes.
#[derive(Debug, Clone)]
pub(crate) struct Boxes {
    folder: PathBuf,
    person: PersonId,
}

/// Why the boxes are not what they should be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BoxError {
    #[error("a sealed decision cannot be written: {0}")]
    File(#[from] std::io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Boxes {
    pub(crate) fn new(data_dir: &Path, person: PersonId) -> Self {
        Self {
            folder: data_dir.join(format!("{person}.sealed")),
            person,
        }
    }

    /// Makes the boxes that are missing, and removes those that nobody needs any more. Until the server's
    /// key is known there are none.
    pub(crate) async fn renew(&self, ctx: &Ctx, store: &Store) -> Result<(), BoxError> {
        let Some(key) = store.sealing_key().await? else {
            return Ok(());
        };
        let here = self.ids();
        for (id, waits) in store.waiting(&here).await? {
            let is_here = here.contains(&id);
            if is_here && !waits {
                self.remove(id)?;
            }
            if waits && !is_here {
                self.make(ctx, store, &key, id).await?;
            }
        }
        Ok(())
    }

    /// Makes the box of one decision that waits, however many others do.
    pub(crate) async fn add(
        &self,
        ctx: &Ctx,
        store: &Store,
        id: DecisionId,
    ) -> Result<(), BoxError> {
        match store.sealing_key().await? {
            Some(key) => self.make(ctx, store, &key, id).await,
            None => Ok(()),
        }
    }

    async fn make(
        &self,
        ctx: &Ctx,
        store: &Store,
        key: &PublicSealingKey,
        id: DecisionId,
    ) -> Result<(), BoxError> {
        if let Some(queued) = store.queued(id).await?
            && let Some(sealed) = key.seal(ctx, self.person, id, queued.request.as_bytes())
        {
            std::fs::create_dir_all(&self.folder)?;
            write_whole(&self.path(id), &domain::report::json_bytes(&sealed))?;
        }
        Ok(())
    }

    /// Removes one box.
    pub(crate) fn remove(&self, id: DecisionId) -> std::io::Result<()> {
        match std::fs::remove_file(self.path(id)) {
            Ok(()) => sync_folder(&self.folder),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// How many decisions wait in boxes: all that can be told of them here.
    pub(crate) fn count(&self) -> usize {
        self.ids().len()
    }

    /// Removes every box.
    pub(crate) fn remove_all(&self) -> std::io::Result<()> {
        match std::fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Boxes of decisions that the store has lost, as many as go in one request.
    pub(crate) async fn orphans(&self, store: &Store) -> Result<Vec<SealedDecision>, StoreError> {
        let here = self.ids();
        let known = store.waiting(&here).await?;
        let lost = here.into_iter().filter(|id| !known.contains_key(id));
        let read = lost.filter_map(|id| {
            let bytes = std::fs::read(self.path(id)).ok()?;
            serde_json::from_slice(&bytes).ok()
        });
        Ok(read.take(PUSH_MAX).collect())
    }

    /// Those that have a box, oldest first.
    fn ids(&self) -> Vec<DecisionId> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return vec![];
        };
        let mut ids: Vec<DecisionId> = entries
            .filter_map(|entry| {
                let name = entry.ok()?.file_name();
                name.to_str()?.strip_suffix(".box")?.parse().ok()
            })
            .collect();
        ids.sort_unstable();
        ids
    }

    fn path(&self, id: DecisionId) -> PathBuf {
        self.folder.join(format!("{id}.box"))
    }
}
