//! The sealed copies of what waits: made, brought up to date, and taken away with what is taken back.

use domain::ids::{DecisionId, PersonId};
use edge::Http;

use super::{Engine, Open};
use crate::{
    Desktop,
    sealed::{BoxError, Boxes},
    store::StoreError,
};

impl<D: Desktop, H: Http> Engine<D, H> {
    /// The sealed copies of an officer's waiting decisions.
    pub(crate) fn boxes(&self, person: PersonId) -> Boxes {
        Boxes::new(&self.config.data_dir, person)
    }

    /// Makes the sealed copy of a decision that was confirmed now.
    pub(crate) async fn seal(&self, open: &Open, id: DecisionId) {
        if self.state().boxes_lack {
            return self.renew_boxes(open).await;
        }
        let _one_at_a_time = self.boxing.lock().await;
        let boxes = self.boxes(open.officer.id);
        self.sealed(boxes.add(&self.ctx, &open.store, id).await);
    }

    /// Brings the sealed copies up to date.
    pub(crate) async fn renew_boxes(&self, open: &Open) {
        let _one_at_a_time = self.boxing.lock().await;
        let boxes = self.boxes(open.officer.id);
        self.sealed(boxes.renew(&self.ctx, &open.store).await);
    }

    /// Takes a decision out of the outbox, and its sealed copy away. False where it is too late: then both are there.
    pub(crate) async fn take_out(&self, open: &Open, id: DecisionId) -> Result<bool, StoreError> {
        let _one_at_a_time = self.boxing.lock().await;
        let boxes = self.boxes(open.officer.id);
        // First the box: one that stayed behind alone would be delivered.
        boxes.remove(id).map_err(StoreError::Folder)?;
        let undone = open.store.undo(id).await;
        if !matches!(undone, Ok(true)) {
            self.sealed(boxes.renew(&self.ctx, &open.store).await);
        }
        undone
    }

    /// Where a copy could not be made, the decisions themselves are safe in the store, and it is tried again with the
    /// next of them.
    fn sealed(&self, made: Result<(), BoxError>) {
        self.state().boxes_lack = made.is_err();
        if let Err(error) = made {
            tracing::warn!(%error, "a waiting decision has no sealed copy");
        }
    }
}
