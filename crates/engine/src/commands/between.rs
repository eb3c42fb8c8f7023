//! From one program to the next: a terminal has a program for each command, and one login for all of them.

use edge::Http;

use crate::{Desktop, Engine, EngineError, session::KeptSession};

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Leaves the server's session to the next program that opens this store, in the store. It ends there as it
    /// would have ended here. A program without a session leaves what is there.
    pub async fn leave_session(&self) -> Result<(), EngineError> {
        let store = self.open()?.store;
        let kept = self.state().session.as_ref().map(KeptSession::from);
        match kept {
            Some(kept) => Ok(store.keep_session(Some(&kept)).await?),
            None => Ok(()),
        }
    }

    /// Goes on in the session that the program before has left in the open store. False where there is none, or
    /// where it has ended.
    pub async fn take_up_session(&self) -> Result<bool, EngineError> {
        let open = self.open()?;
        let kept = open.store.take_session().await?;
        if self.state().session.is_some() {
            return Ok(true);
        }
        let now = self.ctx.now();
        let Some(session) = kept.and_then(|kept| kept.unless_ended(now)) else {
            return Ok(false);
        };
        self.work_in(open, Some(session));
        self.desktop.changed();
        Ok(true)
    }

    /// Nobody takes up a session after the officer has logged out.
    pub(crate) async fn forget_kept_session(&self) {
        if let Ok(open) = self.open()
            && let Err(error) = open.store.keep_session(None).await
        {
            tracing::warn!(%error, "a session that was left stays until it ends");
        }
    }
}
