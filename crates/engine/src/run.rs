//! What the engine does by itself: one step a call, and the only loops.

use std::{sync::Arc, time::Duration};

use domain::{Ctx, ids::PersonId};
use edge::Http;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::futures::Notified;
use zeroize::Zeroizing;

mod requests;

use crate::{
    Desktop, Engine,
    engine::{Open, State},
    listen::listen,
    pace::{Due, Next, RETRY_MAX},
    session::CallError,
    sync::SyncError,
    unlock::Lock,
    view::Link,
};

/// Without input for so long, the session is left to end.
const IDLE: SignedDuration = SignedDuration::from_mins(30);

/// How often the clock is looked at while a store is open.
const LOOK: SignedDuration = SignedDuration::from_secs(20);
/// A clock that went so far ahead meanwhile: the machine was asleep, or nobody can say.
const SLEPT: SignedDuration = SignedDuration::from_secs(20);

/// How often it is written down how much of the lease is spent.
const KEEP_TERM: SignedDuration = SignedDuration::from_mins(5);

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

/// Steps and listens for ever.
pub async fn run<D: Desktop, H: Http>(engine: Arc<Engine<D, H>>) {
    tokio::join!(step_on(&engine), listen(&engine));
}

async fn step_on<D: Desktop, H: Http>(engine: &Engine<D, H>) {
    loop {
        match engine.step().await {
            Step::Went => {}
            Step::Idle { until } => {
                let now = engine.ctx.now();
                let look_at = now.saturating_add(LOOK).unwrap_or(now);
                let until = until.map(|until| until.min(look_at));
                wait(&engine.ctx, until, engine.wake.notified()).await;
                if was_asleep(until, (now, engine.ctx.now())) {
                    engine.lock().await;
                }
            }
        }
    }
}

/// Whether the machine slept during a wait from one time to another. A wait with an end is counted in time that the
/// machine is awake, so it is never much longer than a look; one without may be as long as nobody does anything.
fn was_asleep(end: Option<Timestamp>, (from, to): (Timestamp, Timestamp)) -> bool {
    end.is_some() && to.duration_since(from) > LOOK + SLEPT
}

/// Waits for a time or for a wake-up, whichever comes first.
#[expect(
    clippy::disallowed_methods,
    reason = "the engine waits here, and nowhere else"
)]
pub(crate) async fn wait(ctx: &Ctx, until: Option<Timestamp>, woken: Notified<'_>) {
    let Some(until) = until else {
        return woken.await;
    };
    let wait = Duration::try_from(until.duration_since(ctx.now())).unwrap_or(Duration::ZERO);
    tokio::select! {
        () = woken => {}
        () = tokio::time::sleep(wait) => {}
    }
}

/// Whether the page must ask again, besides for a change of the link.
#[derive(PartialEq, Eq)]
enum Shows {
    Nothing,
    Something,
}

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Makes the one request that is most due: renew the session, ask for the keys or for a lease, push, pull,
    /// ask for the published figures or for the head. Locks the store instead where it is time to.
    pub async fn step(&self) -> Step {
        let Some(lease_ends_at) = self.look_at_lease().await else {
            return Step::Went;
        };
        let lock_at = self.lock_at();
        if lock_at.is_some_and(|lock_at| lock_at <= self.ctx.now()) {
            self.lock().await;
            return Step::Went;
        }
        match self.work().await {
            Step::Went => Step::Went,
            Step::Idle { until } => {
                let times = [until, lock_at, lease_ends_at, self.ask_arrivals().await];
                Step::Idle {
                    until: times.into_iter().flatten().min(),
                }
            }
        }
    }

    async fn work(&self) -> Step {
        let _one_at_a_time = self.stepping.lock().await;
        let Ok(open) = self.open() else {
            return Step::Idle { until: None };
        };
        if self.state().must_purge == Some(open.officer.id) {
            return self.purge_again(&open).await;
        }
        let push_at = match open.store.next_due().await {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(%error, "the outbox cannot be read");
                return Step::Idle {
                    until: self.ctx.now().checked_add(RETRY_MAX).ok(),
                };
            }
        };
        let before = self.state().link;
        let Some((next, token)) = self.next(push_at) else {
            return Step::Idle { until: None };
        };
        let orphans = match next {
            Next::Push | Next::Lease | Next::Pull | Next::AskHead => self.orphans(&open).await,
            Next::Wait(_) | Next::Renew | Next::Keys | Next::Figures => vec![],
        };
        if !orphans.is_empty() {
            if self.push_sealed(&open, &token, orphans).await == Shows::Something {
                self.desktop.changed();
            }
            return Step::Went;
        }
        let shows = match next {
            Next::Wait(until) => return Step::Idle { until: Some(until) },
            Next::Renew => self.renew(&token).await,
            Next::Keys => self.fetch_keys(&open, &token).await,
            Next::Push => self.push(&open, &token).await,
            Next::Lease => self.fetch_lease(&open, &token).await,
            Next::Pull => self.pull(&open, &token).await,
            Next::Figures => self.fetch_figures(&open, &token).await,
            Next::AskHead => self.ask_head(&token).await,
        };
        let purged = self.purge_where_access_has_ended(&open).await;
        if purged || shows == Shows::Something || self.state().link != before {
            self.desktop.changed();
        }
        Step::Went
    }

    /// One attempt to send what is due, whatever the pace says, where the server was there last.
    pub(crate) async fn push_once(&self) {
        let _one_at_a_time = self.stepping.lock().await;
        let token = {
            let state = self.state();
            state.token().filter(|_| state.link == Link::Online)
        };
        if let Ok(open) = self.open()
            && let Some(token) = token
        {
            self.push(&open, &token).await;
            self.purge_where_access_has_ended(&open).await;
        }
    }

    /// The server has said that the officer has no access any more: what came from it goes, at once. What the
    /// officer wrote stays. Where the store fails in that, it is tried again, and by the next program at the latest
    /// before it shows anything. True where it is gone now.
    async fn purge_where_access_has_ended(&self, open: &Open) -> bool {
        let person = open.officer.id;
        if self
            .state()
            .must_purge
            .take_if(|of| *of == person)
            .is_none()
        {
            return false;
        }
        tracing::info!("the officer's access has ended");
        let Err(error) = open.store.purge(self.ctx.now()).await else {
            if let Err(error) = self.vault.forget_ended(person).await {
                tracing::warn!(%error, "what is gone is looked for again at the next start");
            }
            return true;
        };
        tracing::error!(%error, "what came from the server is not all gone");
        {
            let mut state = self.state();
            let is_open = state.open().is_some_and(|now| now.officer.id == person);
            state.must_purge = is_open.then_some(person);
        }
        if let Err(error) = self.vault.note_ended(person).await {
            tracing::error!(%error, "the next program does not know that access has ended");
        }
        false
    }

    async fn purge_again(&self, open: &Open) -> Step {
        if self.purge_where_access_has_ended(open).await {
            self.desktop.changed();
            return Step::Went;
        }
        Step::Idle {
            until: self.ctx.now().checked_add(RETRY_MAX).ok(),
        }
    }

    /// A login was right and gave no access. A store that is closed learns of it before anything in it is shown.
    pub(crate) async fn access_ended(&self, person: PersonId) {
        let open = self.open().ok().filter(|open| open.officer.id == person);
        {
            let mut state = self.state();
            let session = state.session.as_ref();
            if session.is_some_and(|session| session.officer.id == person) {
                self.session_ended(&mut state);
            }
            if open.is_some() {
                state.must_purge = Some(person);
            }
        }
        if let Some(open) = open {
            self.purge_where_access_has_ended(&open).await;
        } else if let Err(error) = self.vault.note_ended(person).await {
            tracing::error!(%error, "a closed store does not know that access has ended");
        }
    }

    /// The next request, with the token it is made with; none without a session.
    fn next(&self, push_at: Option<Timestamp>) -> Option<(Next, Zeroizing<String>)> {
        let now = self.ctx.now();
        let state = self.state();
        let session = state.session.as_ref()?;
        let due = Due {
            link: state.link,
            renew_at: session.renew_at,
            push_at,
        };
        Some((state.pace.next(&due, now), session.access_token.clone()))
    }

    /// Counts the time that has gone by against the lease. Where it is over, the store is locked until the
    /// next login: then there is none. Otherwise, when that will be; never where no store is open.
    async fn look_at_lease(&self) -> Option<Option<Timestamp>> {
        let now = self.ctx.now();
        let (store, term, keep) = {
            let mut state = self.state();
            let Some(store) = state.open().map(|open| open.store.clone()) else {
                return Some(None);
            };
            state.term = state.term.looked(now);
            let since = now.duration_since(state.term_kept_at);
            (store, state.term, since.abs() >= KEEP_TERM)
        };
        if term.is_over() {
            self.lock_as(Lock::LeaseOver).await;
            return None;
        }
        if keep {
            self.keep_term(&store).await;
        }
        Some(Some(term.ends_at()))
    }

    /// The server has answered as it should.
    fn reached(&self, state: &mut State) {
        state.pace.succeeded();
        let link = state.pace.link(self.ctx.now());
        if state.link != link {
            state.link = link;
            state.pace.listen_now();
            self.listen.notify_one();
        }
    }

    fn session_ended(&self, state: &mut State) {
        state.session = None;
        state.link = Link::LoginNeeded;
        self.listen.notify_one();
    }

    fn failed(&self, error: &SyncError, token: &str) {
        tracing::info!(%error, "a step of sync did not succeed");
        let random = u64::from_be_bytes(self.ctx.random());
        let now = self.ctx.now();
        let mut state = self.state();
        if !is_in(&state, token) {
            return;
        }
        let (link, patience) = match error {
            SyncError::Call(CallError::NoAnswer(_)) => (Link::Offline, None),
            SyncError::Call(CallError::SignedOut) => return self.session_ended(&mut state),
            SyncError::Call(CallError::NoRole { .. }) => {
                state.must_purge = state.open().map(|open| open.officer.id);
                return self.session_ended(&mut state);
            }
            SyncError::Call(error @ (CallError::Status { .. } | CallError::Malformed)) => {
                (Link::ServerTrouble, error.patience())
            }
            SyncError::Page(_) | SyncError::Store(_) => (Link::ServerTrouble, None),
        };
        state.link = link;
        state.pace.failed(now, random, patience);
    }
}

/// Whether this is still the session that a request was made in: a late answer says nothing of the next.
fn is_in(state: &State, token: &str) -> bool {
    let session = state.session.as_ref();
    session.is_some_and(|session| *session.access_token == token)
}

#[cfg(test)]
mod tests;
