//! What the officer does with what is left: when access has ended, and when the store is an older copy.

use std::path::PathBuf;

use edge::Http;

use super::files::write_new;
use crate::{
    Desktop, Engine, EngineError,
    export::{self, Own},
    store::StoreError,
    view::AccessView,
};

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Writes everything the officer has typed and the server does not have to a text file in a folder, for this
    /// user alone, and says which. Nothing is overwritten.
    pub async fn export_own_texts(&self, folder: PathBuf) -> Result<PathBuf, EngineError> {
        self.touch();
        let open = self.open()?;
        let store = &open.store;
        let mut drafts = Vec::new();
        for saved in store.drafts().await? {
            let subject = store.subject(saved.report_id).await?;
            drafts.push((saved, subject));
        }
        let own = Own {
            officer: &open.officer,
            drafts,
            decisions: store.outbox().await?,
            answer_drafts: store.saved_answers().await?,
            answers: store.answers().await?,
            phrases: store.phrases().await?,
        };
        let now = self.ctx.now();
        let language = self.state().preferences().language;
        let text = export::text(language, &own, now);
        let day = export::day(now);
        let name = format!("halvaarsrapport-{day}");
        let file = write_new(folder, name, "txt", text.into_bytes()).await?;
        store.exported(now).await?;
        self.desktop.changed();
        Ok(file)
    }

    /// Removes all that is left of the officer on this machine, where access has ended and everything was exported.
    pub async fn remove_own_texts(&self) -> Result<(), EngineError> {
        let _one_at_a_time = self.unlocking.lock().await;
        let open = self.open()?;
        let access = super::access_of(&open.store).await?;
        if access != (AccessView::Ended { exported: true }) {
            return Err(EngineError::BadInput);
        }
        let person = open.officer.id;
        // The key last: where the boxes cannot go, nothing is closed yet.
        self.boxes(person)
            .remove_all()
            .map_err(StoreError::Folder)?;
        self.close_store().await;
        if let Err(error) = self.vault.forget(person).await {
            // What is left is there again, to be opened and removed.
            self.reopen().await;
            return Err(error.into());
        }
        self.forget_person();
        self.desktop.changed();
        Ok(())
    }
    /// What waits in a store that is an older copy is sent, or taken back as far as no attempt was made to send it.
    /// The drafts stay. What the server may have is sent in any case: it says again what it said first.
    pub async fn settle_older_copy(&self, send: bool) -> Result<(), EngineError> {
        self.touch();
        let open = self.open()?;
        if !send {
            let _one_at_a_time = self.unlocking.lock().await;
            // Counted first: where that fails, nothing is taken back yet. And again after, since a copy that was made
            // in between would send what is taken back.
            self.count_generation(open.officer.id, &open.store).await?;
            for id in open.store.unsure_unsent().await? {
                self.take_out(&open, id).await?;
            }
            if let Err(error) = self.count_generation(open.officer.id, &open.store).await {
                tracing::warn!(%error, "an older copy of the store is not known as one");
            }
        }
        open.store.make_sure().await?;
        self.wake.notify_one();
        self.desktop.changed();
        Ok(())
    }
}
