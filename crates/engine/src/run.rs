//! What the engine does by itself: one step a call, and the only loop.

use std::{sync::Arc, time::Duration};

use domain::wire;
use edge::Http;
use jiff::{SignedDuration, Timestamp};

use crate::{
    Desktop, Engine,
    desktop::Arrival,
    engine::Open,
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
    /// New tasks of a pull that is not at its end yet: one burst is one notification.
    burst: Vec<Arrival>,
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
    Push,
    Pull,
    Wait(Option<Timestamp>),
}

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Makes the one request that is most due: renew the session, push, or pull.
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

    async fn push(&self, open: &Open) {
        let Some(token) = self.token() else { return };
        match sync::push(&self.api, &self.ctx, &open.store, &token).await {
            Ok(settled) => {
                let mut state = self.state();
                succeeded(&mut state.pace);
                state.link = Link::Online;
                if settled > 0 {
                    // The reports' new states wait in the feed.
                    state.pace.next_pull = None;
                }
            }
            Err(error) => self.failed(&error),
        }
    }

    async fn pull(&self, open: &Open) {
        let Some(token) = self.token() else { return };
        match sync::pull(&self.api, &self.ctx, &open.store, &open.officer, &token).await {
            Ok(pulled) => {
                let (burst, language) = {
                    let mut state = self.state();
                    succeeded(&mut state.pace);
                    state.link = Link::Online;
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
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_bound_and_spread_over_it() {
        for (failures, most) in [(0, 1), (1, 2), (5, 32), (6, 60), (u32::MAX, 60)] {
            let most = SignedDuration::from_secs(most);
            for random in [0, 1, 999, 59_999, u64::MAX] {
                assert!(back_off(failures, random) <= most);
            }
            let millis = u64::try_from(most.as_millis()).unwrap();
            assert_eq!(back_off(failures, millis), most);
            assert_eq!(back_off(failures, millis + 1), SignedDuration::ZERO);
        }
    }
}
