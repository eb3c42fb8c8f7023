//! Who is told when an office's feed moves.
//!
//! A hint says where a feed ends and nothing of what is in it. Only the database knows where that is:
//! whoever has committed asks the hub to look, and it looks by itself once a second besides, because
//! other processes commit too. So what was not committed wakes nobody, and all that listen cost one
//! query, however many they are. It looks at the same time whose session has ended: those streams end,
//! whatever ended the session and in whichever process.
//!
//! A listener that reads slowly finds the newest head and none of those before it.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{ids::OfficeId, wire::Head};
use tokio::sync::{Notify, oneshot, watch};

use crate::{
    App,
    access::OfficerScope,
    store::{Places, SessionId},
};

/// The longest that the hub may leave the database unasked while somebody listens.
pub const POLL_MAX: Duration = Duration::from_secs(1);
/// So many streams a session may have; one more ends the oldest.
pub const STREAMS_MAX: usize = 2;

/// How often the hub does what nobody asks it for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Looks where the feeds end.
    pub poll: Duration,
    /// Lets a quiet stream give a sign of life.
    pub keep_alive: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            poll: POLL_MAX,
            keep_alive: Duration::from_secs(15),
        }
    }
}

/// Asks the store where the feeds end, for as long as it is polled and somebody listens.
pub async fn keep_looking(app: &App) -> Infallible {
    let hints = app.hints();
    let mut trouble = false;
    loop {
        hints.somebody_listens().await;
        // Taken before the question, so that a session which begins during it is not missed in the answer.
        let listening = hints.sessions();
        match app.store().places().await {
            Ok(Places { heads, sessions }) => {
                trouble = false;
                hints.end(listening.difference(&sessions));
                hints.tell(heads);
            }
            Err(error) => {
                // Once for each row of failures, not once a second.
                if !std::mem::replace(&mut trouble, true) {
                    let cause: &dyn std::error::Error = &error;
                    tracing::error!(cause, "nobody knows where the feeds end");
                }
            }
        }
        // Over when its time has come, or somebody asks.
        tokio::time::timeout(hints.timing.poll, hints.look.notified())
            .await
            .ok();
    }
}

/// Everybody in this process who listens.
#[derive(Debug)]
pub(crate) struct Hints {
    timing: Timing,
    look: Notify,
    listeners: Mutex<Listeners>,
}

#[derive(Debug, Default)]
struct Listeners {
    closed: bool,
    last: u64,
    /// Where each feed that somebody listens to ended last.
    offices: BTreeMap<OfficeId, watch::Sender<u64>>,
    /// Each session's streams, oldest first. What is taken from here ends.
    sessions: BTreeMap<SessionId, Vec<(u64, oneshot::Sender<Infallible>)>>,
}

impl Hints {
    pub(crate) fn new(timing: Timing) -> Self {
        Self {
            timing,
            look: Notify::new(),
            listeners: Mutex::default(),
        }
    }

    /// Something was committed: look at once.
    pub(crate) fn look(&self) {
        self.look.notify_one();
    }

    /// A place to listen at; none where the server stops.
    pub(crate) fn listen(self: &Arc<Self>, scope: &OfficerScope) -> Option<Listener> {
        let (session, office) = (scope.session(), scope.office().clone());
        let mut listeners = self.listeners();
        if listeners.closed {
            return None;
        }
        listeners.last += 1;
        let number = listeners.last;
        let heads = listeners
            .offices
            .entry(office.clone())
            .or_insert_with(|| watch::Sender::new(0))
            .subscribe();
        let (stays, ended) = oneshot::channel();
        let streams = listeners.sessions.entry(session).or_default();
        streams.push((number, stays));
        if streams.len() > STREAMS_MAX {
            streams.remove(0);
        }
        drop(listeners);
        self.look();
        Some(Listener {
            hints: self.clone(),
            session,
            number,
            office,
            heads,
            ended,
        })
    }

    /// Ends every stream, and lets none begin.
    pub(crate) fn close(&self) {
        let mut listeners = self.listeners();
        listeners.closed = true;
        listeners.sessions.clear();
    }

    async fn somebody_listens(&self) {
        while self.listeners().offices.is_empty() {
            self.look.notified().await;
        }
    }

    fn sessions(&self) -> BTreeSet<SessionId> {
        self.listeners().sessions.keys().copied().collect()
    }

    /// Ends every stream of these sessions.
    fn end<'a>(&self, sessions: impl Iterator<Item = &'a SessionId>) {
        let mut listeners = self.listeners();
        for session in sessions {
            listeners.sessions.remove(session);
        }
    }

    fn tell(&self, heads: Vec<Head>) {
        let listeners = self.listeners();
        for Head { office, head } in heads {
            if let Some(told) = listeners.offices.get(&office) {
                told.send_if_modified(|told| std::mem::replace(told, head) != head);
            }
        }
    }

    fn listeners(&self) -> MutexGuard<'_, Listeners> {
        // A panic elsewhere leaves plain data behind that is still whole.
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// One stream's place in the hub, until it is dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    hints: Arc<Hints>,
    session: SessionId,
    number: u64,
    office: OfficeId,
    heads: watch::Receiver<u64>,
    ended: oneshot::Receiver<Infallible>,
}

/// What a listener hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    /// The office's feed ends here.
    Head(u64),
    /// Nothing, for so long that a sign of life is due.
    Silence,
    /// The stream is over: the server stops, or the session has ended or has newer ones.
    End,
}

impl Listener {
    pub(crate) async fn hear(&mut self) -> Heard {
        let first = async {
            tokio::select! {
                biased;
                _ = &mut self.ended => Heard::End,
                changed = self.heads.changed() => match changed {
                    Ok(()) => Heard::Head(*self.heads.borrow_and_update()),
                    Err(_) => Heard::End,
                },
            }
        };
        tokio::time::timeout(self.hints.timing.keep_alive, first)
            .await
            .unwrap_or(Heard::Silence)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut listeners = self.hints.listeners();
        if let Some(streams) = listeners.sessions.get_mut(&self.session) {
            streams.retain(|(number, _)| *number != self.number);
            if streams.is_empty() {
                listeners.sessions.remove(&self.session);
            }
        }
        let told = listeners.offices.get(&self.office);
        if told.is_some_and(|told| told.receiver_count() <= 1) {
            listeners.offices.remove(&self.office);
        }
    }
}
