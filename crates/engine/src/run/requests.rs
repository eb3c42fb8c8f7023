//! The requests of a step, and what their answers mean.

use domain::{
    sealing::SealedDecision,
    wire::{self, HeadAnswer},
};
use edge::Http;

use super::{IDLE, Shows, is_in};
use crate::{
    Desktop, Engine, News,
    engine::{Open, Sealed},
    lease::Term,
    session::Session,
    sync::{self, Pulled, SyncError},
};

impl<D: Desktop, H: Http> Engine<D, H> {
    pub(super) async fn renew(&self, token: &str) -> Shows {
        let now = self.ctx.now();
        let (refresh_token, idle_expires_at, last_input) = {
            let state = self.state();
            let Some(session) = &state.session else {
                return Shows::Nothing;
            };
            (
                session.refresh_token.clone(),
                session.idle_expires_at,
                state.last_input,
            )
        };
        // Only the officer's input renews a session; the program's own questions do not.
        if now >= idle_expires_at || now.duration_since(last_input) >= IDLE {
            self.session_ended(&mut self.state());
            return Shows::Nothing;
        }
        let idle = now.duration_since(last_input).as_secs();
        let request = wire::RefreshRequest {
            refresh_token: refresh_token.to_string(),
            idle_seconds: u32::try_from(idle).unwrap_or(0),
        };
        let renewed = self
            .api
            .post::<_, wire::Session>(wire::path::REFRESH, None, &request)
            .await;
        match renewed {
            Ok(session) => {
                let session = Session::received(session, self.ctx.now());
                let mut state = self.state();
                if is_in(&state, token) {
                    state.session = Some(session);
                    self.reached(&mut state);
                    self.listen.notify_one();
                }
            }
            Err(error) => self.failed(&error.into(), token),
        }
        Shows::Nothing
    }

    pub(super) async fn fetch_keys(&self, open: &Open, token: &str) -> Shows {
        match sync::fetch_keys(&self.api, &open.store).await {
            Ok(()) => {
                {
                    let mut state = self.state();
                    self.reached(&mut state);
                    state.pace.keys_fetched();
                }
                self.renew_boxes(open).await;
            }
            Err(error) => {
                // Before the first key nothing could be sealed: until then nothing is fetched to decide on.
                let has_key = open
                    .store
                    .sealing_key()
                    .await
                    .is_ok_and(|key| key.is_some());
                if has_key {
                    self.state().pace.keys_missed();
                }
                self.failed(&error, token);
            }
        }
        Shows::Nothing
    }

    pub(super) async fn fetch_lease(&self, open: &Open, token: &str) -> Shows {
        let asked = sync::lease(&self.api, &open.store, &open.officer, token).await;
        let now = self.ctx.now();
        match asked {
            Ok(Ok(granted)) => {
                {
                    let mut state = self.state();
                    if !is_in(&state, token) {
                        return Shows::Nothing;
                    }
                    self.reached(&mut state);
                    state.pace.lease_asked(true, now);
                    state.term = Term::new(granted, now);
                }
                self.keep_term(&open.store).await;
            }
            Ok(Err(fault)) => {
                let mut state = self.state();
                self.reached(&mut state);
                if !fault.depends_on_keys() || !state.pace.lease_unproven() {
                    tracing::warn!(%fault, "the server's lease grants nothing");
                    state.pace.lease_asked(false, now);
                }
            }
            Err(error) => {
                self.state().pace.lease_asked(false, now);
                self.failed(&error, token);
            }
        }
        Shows::Nothing
    }

    /// Sealed decisions that the store has lost, unless the server has said all it can of them.
    pub(super) async fn orphans(&self, open: &Open) -> Vec<SealedDecision> {
        if self.state().sealed == Sealed::Done {
            return vec![];
        }
        match self.boxes(open.officer.id).orphans(&open.store).await {
            Ok(boxes) => {
                if boxes.is_empty() {
                    self.state().sealed = Sealed::Done;
                }
                boxes
            }
            Err(error) => {
                tracing::error!(%error, "the sealed decisions cannot be told apart");
                vec![]
            }
        }
    }

    /// Delivers what the store has lost and its sealed copies have kept, before anything else is asked for.
    pub(super) async fn push_sealed(
        &self,
        open: &Open,
        token: &str,
        boxes: Vec<SealedDecision>,
    ) -> Shows {
        let asked = sync::push_sealed(&self.api, &self.ctx, &open.store, token, boxes).await;
        match asked {
            Ok(pushed) => {
                self.renew_boxes(open).await;
                let mut state = self.state();
                self.reached(&mut state);
                state.pace.pull_again();
                if pushed.settled == 0 {
                    tracing::warn!("the server could not open what was sealed");
                    state.sealed = Sealed::Done;
                }
            }
            Err(error) => self.failed(&error, token),
        }
        Shows::Something
    }

    /// What was due can no longer be undone, whatever became of it: the page shows that.
    pub(super) async fn push(&self, open: &Open, token: &str) -> Shows {
        match sync::push(&self.api, &self.ctx, &open.store, token).await {
            Ok(pushed) => {
                self.renew_boxes(open).await;
                let random = u64::from_be_bytes(self.ctx.random());
                let now = self.ctx.now();
                let mut state = self.state();
                if pushed.settled > 0 {
                    // The reports' new states wait in the feed.
                    state.pace.pull_again();
                }
                if let Some(fault) = state.pace.pushed(&pushed.unproven, now, random) {
                    tracing::warn!(%fault, "what the server says of a decision is not proven");
                }
                self.reached(&mut state);
            }
            Err(error) => self.failed(&error, token),
        }
        Shows::Something
    }

    pub(super) async fn pull(&self, open: &Open, token: &str) -> Shows {
        self.state().pace.pull_begins();
        match sync::pull(&self.api, &self.ctx, &open.store, &open.officer, token).await {
            Ok(pulled) => self.pulled(pulled),
            Err(error) => {
                if let SyncError::Store(_) = error {
                    // The page may be written all the same, and is not pulled again.
                    self.state().pace.figures_moved();
                }
                self.failed(&error, token);
                Shows::Nothing
            }
        }
    }

    fn pulled(&self, pulled: Pulled) -> Shows {
        let random = u64::from_be_bytes(self.ctx.random());
        let now = self.ctx.now();
        let (burst, language, tells, asked) = {
            let mut state = self.state();
            self.reached(&mut state);
            state.pace.pulled(pulled.unknown_key);
            state.pace.burst.extend(pulled.arrivals);
            if pulled.figures_moved {
                state.pace.figures_moved();
            }
            let Some(end) = pulled.end else {
                state.pace.pull_again();
                return if pulled.changed {
                    Shows::Something
                } else {
                    Shows::Nothing
                };
            };
            let asked = state.pace.pull_ends(end, now, random);
            let burst = std::mem::take(&mut state.pace.burst);
            let preferences = state.preferences();
            (burst, preferences.language, preferences.tells(now), asked)
        };
        if !burst.is_empty() && tells {
            self.desktop.notify(language, News::Arrived(&burst));
        }
        if pulled.changed || asked {
            Shows::Something
        } else {
            Shows::Nothing
        }
    }

    pub(super) async fn fetch_figures(&self, open: &Open, token: &str) -> Shows {
        let asked = sync::figures(&self.api, &open.store, &open.officer, token).await;
        let now = self.ctx.now();
        match asked {
            Ok(figures) => {
                let mut state = self.state();
                if !is_in(&state, token) {
                    return Shows::Nothing;
                }
                self.reached(&mut state);
                state.pace.figures_asked(true, figures.more, now);
                if figures.changed {
                    Shows::Something
                } else {
                    Shows::Nothing
                }
            }
            Err(error) => {
                self.state().pace.figures_asked(false, false, now);
                self.failed(&error, token);
                Shows::Nothing
            }
        }
    }

    pub(super) async fn ask_head(&self, token: &str) -> Shows {
        match sync::head(&self.api, token).await {
            Ok(answer) => self.head_answered(&answer),
            Err(error) => self.failed(&error.into(), token),
        }
        Shows::Nothing
    }

    fn head_answered(&self, answer: &HeadAnswer) {
        let random = u64::from_be_bytes(self.ctx.random());
        let now = self.ctx.now();
        let mut state = self.state();
        self.reached(&mut state);
        state.pace.head_answered(answer.head, now, random);
    }
}
