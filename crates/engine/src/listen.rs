//! Hints: the stream on which the server says that the office's feed has moved.
//!
//! A hint is no data and is never trusted with any: it makes the engine pull. Where no stream can be
//! had, [`crate::pace`] asks for the head instead. A stream is opened only where the server answered
//! last, so that one part alone finds out when it is there again.

use std::convert::Infallible;

use domain::{
    planted::Planted,
    wire::{HEAD_EVENT, Head},
};
use edge::{Http, sse::EventsError};
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::{Desktop, Engine, run::wait, session::CallError, view::Link};

/// Why a stream is over.
#[derive(Debug, thiserror::Error)]
enum StreamError {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Events(#[from] EventsError),
    #[error("the server has ended it")]
    End,
}

/// What a stream is opened with. Another key is another stream.
#[derive(PartialEq, Eq)]
struct Key {
    token: Zeroizing<String>,
    network: u64,
}

enum Listen {
    Now(Key),
    /// Not before this time, or before something changes.
    Later(Option<Timestamp>),
}

/// Listens for ever, while there is a session to listen in.
pub(crate) async fn listen<D: Desktop, H: Http>(engine: &Engine<D, H>) {
    loop {
        match engine.may_listen() {
            Listen::Later(until) => wait(&engine.ctx, until, engine.listen.notified()).await,
            Listen::Now(key) => tokio::select! {
                () = engine.follow(&key) => {}
                () = engine.other_key(&key) => engine.stream_replaced(),
            },
        }
    }
}

impl<D: Desktop, H: Http> Engine<D, H> {
    /// A hint has come.
    pub fn hint(&self, head: &Head) {
        if self.ctx.plants_now(Planted::WakeUpLost) {
            return;
        }
        let now = self.ctx.now();
        let mut state = self.state();
        let office = state.open().map(|open| &open.officer.office);
        if state.session.is_none() || office != Some(&head.office) {
            return;
        }
        state.pace.hint(head.head, now);
        if !state.pace.is_current() {
            self.wake.notify_one();
        }
    }

    /// No hints come for now.
    pub fn hints_lost(&self) {
        let now = self.ctx.now();
        self.state().pace.hints_lost(now);
        self.wake.notify_one();
    }

    fn stream_replaced(&self) {
        let random = u64::from_be_bytes(self.ctx.random());
        let now = self.ctx.now();
        self.state().pace.stream_replaced(now, random);
    }

    fn key(&self) -> Option<Key> {
        let state = self.state();
        let session = state.session.as_ref().filter(|_| state.open().is_some())?;
        Some(Key {
            token: session.access_token.clone(),
            network: state.network,
        })
    }

    fn may_listen(&self) -> Listen {
        let Some(key) = self.key() else {
            return Listen::Later(None);
        };
        let now = self.ctx.now();
        let state = self.state();
        if state.link != Link::Online {
            return Listen::Later(None);
        }
        match state.pace.listen_at(now) {
            None => Listen::Now(key),
            until => Listen::Later(until),
        }
    }

    /// Done when a stream would be opened with another key than this.
    async fn other_key(&self, key: &Key) {
        while self.key().as_ref() == Some(key) {
            self.listen.notified().await;
        }
    }

    /// Hears one stream to its end.
    async fn follow(&self, key: &Key) {
        let begun = self.ctx.now();
        let Err(error) = self.hear(&key.token).await;
        tracing::info!(%error, "a stream of hints is over");
        let patience = match error {
            StreamError::Call(error) => error.patience(),
            StreamError::Events(_) | StreamError::End => None,
        };
        let random = u64::from_be_bytes(self.ctx.random());
        let now = self.ctx.now();
        self.state().pace.stream_broke(begun, now, random, patience);
        self.wake.notify_one();
    }

    async fn hear(&self, token: &str) -> Result<Infallible, StreamError> {
        let mut events = self.api.events(token).await?;
        loop {
            let event = events.next().await?.ok_or(StreamError::End)?;
            if event.name == HEAD_EVENT {
                let head = serde_json::from_str(&event.data).map_err(|_| CallError::Malformed)?;
                self.hint(&head);
            }
        }
    }
}
