//! What the engine does by itself: one step a call, and the only loop.

use std::{sync::Arc, time::Duration};

use domain::{decision::ReceiptFault, wire};
use edge::Http;
use jiff::{SignedDuration, Timestamp};

use crate::{
    Desktop, Engine,
    desktop::Arrival,
    engine::{Open, State},
    session::{CallError, Session},
    sync::{self, SyncError},
    view::Link,
};

/// A session is renewed when its token has less than this left.
const RENEW_BEFORE: SignedDuration = SignedDuration::from_secs(30);
/// Without input for so long, the session is left to end.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// The longest wait after a failure.
const RETRY_MAX: SignedDuration = SignedDuration::from_mins(1);

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One request was made, and another may follow at once.
    Went,
    /// Nothing to do before this time, or before something wakes the engine.
    Idle {
        /// When to look again; none where only a wake-up helps.
        until: Option<Timestamp>,
    },
}

/// When the next request may be made.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// When the feed is asked next; at once where none.
    next_pull: Option<Timestamp>,
    /// No request before this time.
    not_before: Option<Timestamp>,
    failures: u32,
    keys: Keys,
    /// No decision is sent before this time: what the server says of them it does not prove.
    push_not_before: Option<Timestamp>,
    unproven: u32,
    /// New tasks of a pull that is not at its end yet: one burst is one notification.
    burst: Vec<Arrival>,
}

/// Where the keys stand that receipts are verified with.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Keys {
    /// As they were.
    #[default]
    Kept,
    /// To be asked for.
    Wanted,
    /// Asked for since the last exchange: asking again would tell nothing new.
    Fresh,
}

impl Keys {
    /// After an exchange, which may have shown that other keys are needed.
    fn after_exchange(self, wanted: bool) -> Self {
        match self {
            Self::Wanted => Self::Wanted,
            Self::Kept | Self::Fresh if wanted => Self::Wanted,
            Self::Kept | Self::Fresh => Self::Kept,
        }
    }
}

impl Pace {
    /// A session begins: the keys may have changed since the last one.
    pub(crate) fn of_new_session() -> Self {
        Self {
            keys: Keys::Wanted,
            ..Self::default()
        }
    }

    /// What an exchange that succeeded says of the link.
    fn link(&self, now: Timestamp) -> Link {
        match self.push_not_before {
            Some(time) if time > now => Link::ServerTrouble,
            Some(_) | None => Link::Online,
        }
    }
}

/// Steps for ever.
#[expect(
    clippy::disallowed_methods,
    reason = "the engine waits here, and nowhere else"
)]
pub async fn run<D: Desktop, H: Http>(engine: Arc<Engine<D, H>>) {
    loop {
        let Step::Idle { until } = engine.step().await else {
            continue;
        };
        let woken = engine.wake.notified();
        match until {
            None => woken.await,
            Some(until) => {
                let wait = until.duration_since(engine.ctx.now());
                let wait = Duration::try_from(wait).unwrap_or(Duration::ZERO);
                tokio::select! {
                    () = woken => {}
                    () = tokio::time::sleep(wait) => {}
                }
            }
        }
    }
}

enum Next {
    Renew,
    Keys,
    Push,
    Pull,
    Wait(Option<Timestamp>),
}

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Makes the one request that is most due: renew the session, ask for the keys, push, or pull.
    pub async fn step(&self) -> Step {
        let _one_at_a_time = self.stepping.lock().await;
        let Ok(open) = self.open() else {
            return Step::Idle { until: None };
        };
        let next_due = match open.store.next_due().await {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(%error, "the outbox cannot be read");
                return Step::Idle {
                    until: self.ctx.now().checked_add(RETRY_MAX).ok(),
                };
            }
        };
        match self.next(next_due) {
            Next::Wait(until) => return Step::Idle { until },
            Next::Renew => self.renew().await,
            Next::Keys => self.fetch_keys(&open).await,
            Next::Push => self.push(&open).await,
            Next::Pull => self.pull(&open).await,
        }
        self.desktop.changed();
        Step::Went
    }

    /// One attempt to send what is due, whatever the pace says, where the server was there last.
    pub(crate) async fn push_once(&self) {
        let _one_at_a_time = self.stepping.lock().await;
        let connected = {
            let state = self.state();
            state.session.is_some() && state.link == Link::Online
        };
        if let Ok(open) = self.open()
            && connected
        {
            self.push(&open).await;
        }
    }

    fn next(&self, next_due: Option<Timestamp>) -> Next {
        let now = self.ctx.now();
        let state = self.state();
        let Some(session) = &state.session else {
            return Next::Wait(None);
        };
        if let Some(not_before) = state.pace.not_before.filter(|time| *time > now) {
            return Next::Wait(Some(not_before));
        }
        if session.access_expires_at.duration_since(now) < RENEW_BEFORE {
            return Next::Renew;
        }
        if state.pace.keys == Keys::Wanted {
            return Next::Keys;
        }
        let held = state.pace.push_not_before;
        let next_due = next_due.map(|due| held.map_or(due, |held| due.max(held)));
        if next_due.is_some_and(|due| due <= now) {
            // An attempt ends the time to undo, so that none is made into the blue: a pull shows first
            // that the server is there.
            return if state.link == Link::Online {
                Next::Push
            } else {
                Next::Pull
            };
        }
        match state.pace.next_pull {
            Some(next_pull) if next_pull > now => {
                Next::Wait(Some(next_due.map_or(next_pull, |due| due.min(next_pull))))
            }
            _ => Next::Pull,
        }
    }

    async fn renew(&self) {
        let now = self.ctx.now();
        let (refresh_token, idle_expires_at, last_input) = {
            let state = self.state();
            let Some(session) = &state.session else {
                return;
            };
            (
                session.refresh_token.clone(),
                session.idle_expires_at,
                state.last_input,
            )
        };
        // Only the officer's input renews a session; the program's own questions do not.
        if now >= idle_expires_at || now.duration_since(last_input) >= IDLE {
            self.session_ended();
            return;
        }
        let request = wire::RefreshRequest {
            refresh_token: refresh_token.to_string(),
        };
        match self
            .api
            .post::<_, wire::Session>(wire::path::REFRESH, None, &request)
            .await
        {
            Ok(session) => {
                let mut state = self.state();
                state.session = Some(Session::received(session, self.ctx.now()));
                succeeded(&mut state.pace);
            }
            Err(error) => self.failed(&error.into()),
        }
    }

    async fn fetch_keys(&self, open: &Open) {
        let fetched = sync::fetch_keys(&self.api, &open.store).await;
        let mut state = self.state();
        match fetched {
            Ok(()) => {
                succeeded(&mut state.pace);
                state.link = state.pace.link(self.ctx.now());
                state.pace.keys = Keys::Fresh;
            }
            Err(error) => {
                // Nothing waits for the keys but a receipt, which asks for them again.
                state.pace.keys = Keys::Kept;
                drop(state);
                self.failed(&error);
            }
        }
    }

    async fn push(&self, open: &Open) {
        let Some(token) = self.token() else { return };
        match sync::push(&self.api, &self.ctx, &open.store, &token).await {
            Ok(pushed) => {
                let mut state = self.state();
                succeeded(&mut state.pace);
                if pushed.settled > 0 {
                    // The reports' new states wait in the feed.
                    state.pace.next_pull = None;
                }
                self.judge_proof(&mut state, &pushed.unproven);
            }
            Err(error) => self.failed(&error),
        }
    }

    /// A decision whose receipt proves nothing waits as before. Where other keys may prove it, they are
    /// asked for, once; after that the server is in trouble.
    fn judge_proof(&self, state: &mut State, unproven: &[ReceiptFault]) {
        let is_fresh = state.pace.keys == Keys::Fresh;
        let may_be_cured = unproven.iter().any(|fault| fault.depends_on_keys()) && !is_fresh;
        state.pace.keys = state.pace.keys.after_exchange(may_be_cured);
        let Some(fault) = unproven.first() else {
            state.pace.push_not_before = None;
            state.pace.unproven = 0;
            state.link = Link::Online;
            return;
        };
        if may_be_cured {
            return;
        }
        tracing::warn!(%fault, "what the server says of a decision is not proven");
        let wait = back_off(state.pace.unproven, u64::from_be_bytes(self.ctx.random()));
        state.pace.unproven = state.pace.unproven.saturating_add(1);
        state.pace.push_not_before = self.ctx.now().checked_add(wait).ok();
        state.link = Link::ServerTrouble;
    }

    async fn pull(&self, open: &Open) {
        let Some(token) = self.token() else { return };
        match sync::pull(&self.api, &self.ctx, &open.store, &open.officer, &token).await {
            Ok(pulled) => {
                let (burst, language) = {
                    let mut state = self.state();
                    succeeded(&mut state.pace);
                    state.link = state.pace.link(self.ctx.now());
                    state.pace.keys = state.pace.keys.after_exchange(pulled.unknown_key);
                    state.pace.burst.extend(pulled.arrivals);
                    if pulled.more {
                        state.pace.next_pull = None;
                        return;
                    }
                    state.pace.next_pull = self.ctx.now().checked_add(self.config.pull_every).ok();
                    (std::mem::take(&mut state.pace.burst), state.language)
                };
                if !burst.is_empty() {
                    self.desktop.notify(language, &burst);
                }
            }
            Err(error) => self.failed(&error),
        }
    }

    fn token(&self) -> Option<zeroize::Zeroizing<String>> {
        self.state()
            .session
            .as_ref()
            .map(|session| session.access_token.clone())
    }

    fn session_ended(&self) {
        let mut state = self.state();
        state.session = None;
        state.link = Link::LoginNeeded;
    }

    fn failed(&self, error: &SyncError) {
        tracing::info!(%error, "a step of sync did not succeed");
        let link = match error {
            SyncError::Call(CallError::NoAnswer(_)) => Link::Offline,
            SyncError::Call(CallError::SignedOut | CallError::NoRole) => {
                return self.session_ended();
            }
            SyncError::Call(CallError::Status(_) | CallError::Malformed)
            | SyncError::Page(_)
            | SyncError::Store(_) => Link::ServerTrouble,
        };
        let random = u64::from_be_bytes(self.ctx.random());
        let now = self.ctx.now();
        let mut state = self.state();
        state.link = link;
        let wait = back_off(state.pace.failures, random);
        state.pace.failures = state.pace.failures.saturating_add(1);
        state.pace.not_before = now.checked_add(wait).ok();
    }
}

fn succeeded(pace: &mut Pace) {
    pace.failures = 0;
    pace.not_before = None;
}

/// Full jitter: anything from nothing to one second doubled by every failure, up to [`RETRY_MAX`].
fn back_off(failures: u32, random: u64) -> SignedDuration {
    let most = RETRY_MAX
        .as_secs()
        .min(1_i64.checked_shl(failures.min(30)).unwrap_or(i64::MAX));
    let most_millis = u64::try_from(most.saturating_mul(1000)).unwrap_or(1000);
    SignedDuration::from_millis(i64::try_from(random % (most_millis + 1)).unwrap_or(0))
}

#[cfg(test)]
mod tests;
