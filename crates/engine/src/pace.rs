//! Which request is made next, and when. Pure: it is told what happened and what the time is.
//!
//! The feed is pulled when it may stand elsewhere than the mirror: at the beginning, when a hint or an
//! answer says so, and when the officer asks. The published figures are asked for when a pull brings what
//! they are made of. While no hints come, the head is asked for once a minute; a lease and the figures are,
//! once an hour. Nothing else is asked for by time alone.

use domain::decision::ReceiptFault;
use jiff::{SignedDuration, Timestamp};

use crate::{desktop::Arrival, view::Link};

/// The longest wait between two requests after a failure.
pub(crate) const RETRY_MAX: SignedDuration = SignedDuration::from_mins(1);
/// The longest wait between two attempts to listen.
const LISTEN_MAX: SignedDuration = SignedDuration::from_mins(5);
/// A server may ask for more patience than that, but not for more than this.
pub(crate) const PATIENCE_MAX: SignedDuration = SignedDuration::from_hours(1);
/// A lease is asked for as often as this, and sooner where it could not be had.
const LEASE_EVERY: SignedDuration = SignedDuration::from_hours(1);
const LEASE_AGAIN: SignedDuration = SignedDuration::from_mins(5);
/// The published figures of the country are asked for as often as this: nothing hints at them.
const FIGURES_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// The head is asked for after a minute, give or take a fifth.
const ASK_MIN_MILLIS: u64 = 48_000;
const ASK_MAX_MILLIS: u64 = 72_000;
/// A stream that lasted as long as this was a good one.
const GOOD_STREAM: SignedDuration = SignedDuration::from_mins(1);

/// What has been heard, and how long to wait.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    feed: Feed,
    /// The newest head heard of since the last pull began.
    told: Option<u64>,
    hints: Hints,
    /// The mirror was known to be current then.
    current_at: Option<Timestamp>,
    /// The officer asked, and has not seen that it was done.
    asked: bool,
    /// No request before this time.
    not_before: Option<Timestamp>,
    failures: u32,
    keys: Keys,
    lease: Ask,
    figures: Ask,
    /// No decision is sent before this time: what the server says of them it does not prove.
    push_not_before: Option<Timestamp>,
    unproven: u32,
    /// No attempt to listen before this time.
    listen_at: Option<Timestamp>,
    broken_streams: u32,
    /// New tasks of a pull that is not at its end yet: one burst is one notification.
    pub(crate) burst: Vec<Arrival>,
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

/// When something is asked for that the feed does not tell of.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Ask {
    #[default]
    Never,
    Now,
    /// Then, or later.
    At(Timestamp),
}

/// Where the mirror stands in the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Feed {
    /// It must be pulled.
    #[default]
    Behind,
    /// A pull is under way, and nothing has happened since that it would miss.
    Asking,
    /// Where the last pull ended.
    At(u64),
}

/// Whether hints come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hints {
    Come,
    Missing {
        /// When the head is asked for; at once where none.
        ask_at: Option<Timestamp>,
    },
}

impl Default for Hints {
    fn default() -> Self {
        Self::Missing { ask_at: None }
    }
}

/// The request that is most due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    Renew,
    Keys,
    Push,
    Lease,
    Pull,
    Figures,
    AskHead,
    /// None before this time, or before something wakes the engine.
    Wait(Timestamp),
}

/// What else the next request depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due {
    pub(crate) link: Link,
    /// When the session's token is to be renewed.
    pub(crate) renew_at: Timestamp,
    /// When the first waiting decision is to be sent.
    pub(crate) push_at: Option<Timestamp>,
}

impl Pace {
    /// A session begins: the keys may have changed since the last one, and another lease is to be had.
    pub(crate) fn of_new_session() -> Self {
        Self {
            keys: Keys::Wanted,
            lease: Ask::Now,
            figures: Ask::Now,
            ..Self::default()
        }
    }

    /// What an exchange that succeeded says of the link.
    pub(crate) fn link(&self, now: Timestamp) -> Link {
        match still(self.push_not_before, now, RETRY_MAX) {
            Some(_) => Link::ServerTrouble,
            None => Link::Online,
        }
    }

    pub(crate) fn next(&self, due: &Due, now: Timestamp) -> Next {
        if let Some(not_before) = still(self.not_before, now, PATIENCE_MAX) {
            return Next::Wait(not_before);
        }
        if due.renew_at <= now {
            return Next::Renew;
        }
        if self.keys == Keys::Wanted {
            return Next::Keys;
        }
        let held = still(self.push_not_before, now, RETRY_MAX);
        let push_at = due
            .push_at
            .map(|due| held.map_or(due, |held| due.max(held)));
        if push_at.is_some_and(|push_at| push_at <= now) {
            // An attempt ends the time to undo, so that none is made into the blue: a pull shows first
            // that the server is there.
            return if due.link == Link::Online {
                Next::Push
            } else {
                Next::Pull
            };
        }
        let lease_at = match self.lease {
            Ask::Never => None,
            Ask::Now => return Next::Lease,
            Ask::At(at) => match still(Some(at), now, LEASE_EVERY) {
                None => return Next::Lease,
                lease_at => lease_at,
            },
        };
        if !self.is_current() {
            return Next::Pull;
        }
        let figures_at = match self.figures {
            Ask::Never => None,
            Ask::Now => return Next::Figures,
            Ask::At(at) => match still(Some(at), now, FIGURES_EVERY) {
                None => return Next::Figures,
                figures_at => figures_at,
            },
        };
        let ask_at = match self.hints {
            Hints::Come => None,
            Hints::Missing { ask_at } => match still(ask_at, now, millis(ASK_MAX_MILLIS)) {
                None => return Next::AskHead,
                ask_at => ask_at,
            },
        };
        let first = [push_at, ask_at, lease_at, figures_at]
            .into_iter()
            .flatten()
            .min();
        Next::Wait(first.map_or(due.renew_at, |first| first.min(due.renew_at)))
    }

    /// A hint has come: the office's feed ends here. A head *behind* the mirror is a server that has
    /// lost its past, which the pull finds out.
    pub(crate) fn hint(&mut self, head: u64, now: Timestamp) {
        self.note_current(now);
        self.hints = Hints::Come;
        self.told = Some(head);
    }

    /// No hints come for now. The head is asked for at once: one may have been lost with the stream.
    pub(crate) fn hints_lost(&mut self, now: Timestamp) {
        self.note_current(now);
        self.hints = Hints::Missing { ask_at: None };
    }

    /// Another stream takes this one's place, and will say at once where the feed ends.
    pub(crate) fn stream_replaced(&mut self, now: Timestamp, random: u64) {
        if self.hints == Hints::Come {
            self.hints_lost(now);
            self.ask_later(now, random);
        }
    }

    /// The server was asked, and said where the feed ends.
    pub(crate) fn head_answered(&mut self, head: u64, now: Timestamp, random: u64) {
        self.told = Some(head);
        if self.is_current() {
            self.current_at = Some(now);
        }
        self.ask_later(now, random);
    }

    /// A hint that comes from now on is news to this pull.
    pub(crate) fn pull_begins(&mut self) {
        self.told = None;
        self.feed = Feed::Asking;
    }

    /// The pull has come to the feed's end. True where the officer waits to see that.
    pub(crate) fn pull_ends(&mut self, at: u64, now: Timestamp, random: u64) -> bool {
        // Whatever has been asked for meanwhile is asked for still.
        if self.feed == Feed::Asking {
            self.feed = Feed::At(at);
        }
        self.ask_later(now, random);
        std::mem::take(&mut self.asked)
    }

    /// The keys are those that the server publishes now.
    pub(crate) fn keys_fetched(&mut self) {
        self.keys = Keys::Fresh;
    }

    /// The keys could not be had. Nothing waits for them but a receipt, which asks for them again.
    pub(crate) fn keys_missed(&mut self) {
        self.keys = Keys::Kept;
    }

    /// A lease was had, or could not be.
    pub(crate) fn lease_asked(&mut self, had: bool, now: Timestamp) {
        let wait = if had { LEASE_EVERY } else { LEASE_AGAIN };
        self.lease = later(now, wait).map_or(Ask::Never, Ask::At);
    }

    /// Reports of the office that are or were approved have changed, and with them its figures may have.
    pub(crate) fn figures_moved(&mut self) {
        if self.figures != Ask::Never {
            self.figures = Ask::Now;
        }
    }

    /// The figures were had, or could not be; more of them may be to come.
    pub(crate) fn figures_asked(&mut self, had: bool, more: bool, now: Timestamp) {
        let wait = if had { FIGURES_EVERY } else { LEASE_AGAIN };
        self.figures = match later(now, wait) {
            _ if had && more => Ask::Now,
            at => at.map_or(Ask::Never, Ask::At),
        };
    }

    /// A lease came, and its key is not here. Where other keys may prove it, they are asked for, once, and then
    /// the lease again. False where they are the newest.
    pub(crate) fn lease_unproven(&mut self) -> bool {
        let may_be_cured = self.keys != Keys::Fresh;
        self.keys = self.keys.after_exchange(may_be_cured);
        may_be_cured
    }

    /// A page came; whether a receipt in it bears an unknown key.
    pub(crate) fn pulled(&mut self, unknown_key: bool) {
        self.keys = self.keys.after_exchange(unknown_key);
    }

    /// Decisions were sent, and what was said of some is not proven: they wait as before. Where other keys
    /// may prove it, they are asked for, once; after that the server is in trouble, and this says why.
    pub(crate) fn pushed(
        &mut self,
        unproven: &[ReceiptFault],
        now: Timestamp,
        random: u64,
    ) -> Option<ReceiptFault> {
        let is_fresh = self.keys == Keys::Fresh;
        let may_be_cured = unproven.iter().any(|fault| fault.depends_on_keys()) && !is_fresh;
        self.keys = self.keys.after_exchange(may_be_cured);
        let Some(fault) = unproven.first() else {
            self.push_not_before = None;
            self.unproven = 0;
            return None;
        };
        if may_be_cured {
            return None;
        }
        let wait = back_off(self.unproven, RETRY_MAX, random);
        self.unproven = self.unproven.saturating_add(1);
        self.push_not_before = later(now, wait);
        Some(*fault)
    }

    /// The feed may have moved, or goes on after this page.
    pub(crate) fn pull_again(&mut self) {
        self.feed = Feed::Behind;
    }

    /// The officer asks for everything, now.
    pub(crate) fn ask_now(&mut self) {
        self.feed = Feed::Behind;
        self.asked = true;
        self.succeeded();
        self.listen_now();
    }

    /// The network may be another one: no wait means anything any more, and no stream either.
    pub(crate) fn network_joined(&mut self, now: Timestamp) {
        self.succeeded();
        self.listen_now();
        self.hints_lost(now);
    }

    /// Nothing keeps the next request back.
    pub(crate) fn succeeded(&mut self) {
        self.not_before = None;
        self.failures = 0;
    }

    /// A request failed. The server may have asked for patience.
    pub(crate) fn failed(&mut self, now: Timestamp, random: u64, patience: Option<SignedDuration>) {
        if self.feed == Feed::Asking {
            self.feed = Feed::Behind;
        }
        let wait = back_off(self.failures, RETRY_MAX, random);
        self.failures = self.failures.saturating_add(1);
        self.not_before = later(now, wait.max(patience.unwrap_or_default()));
    }

    /// No attempt to listen before this time.
    pub(crate) fn listen_at(&self, now: Timestamp) -> Option<Timestamp> {
        still(self.listen_at, now, PATIENCE_MAX)
    }

    /// The server is there again: so may the stream be.
    pub(crate) fn listen_now(&mut self) {
        self.listen_at = None;
    }

    /// A stream that began then is over, or could not be had.
    pub(crate) fn stream_broke(
        &mut self,
        begun: Timestamp,
        now: Timestamp,
        random: u64,
        patience: Option<SignedDuration>,
    ) {
        if now.duration_since(begun) >= GOOD_STREAM {
            self.broken_streams = 0;
        }
        let wait = back_off(self.broken_streams, LISTEN_MAX, random);
        self.broken_streams = self.broken_streams.saturating_add(1);
        self.listen_at = later(now, wait.max(patience.unwrap_or_default()));
        if let Some(patience) = patience {
            self.not_before = self.not_before.max(later(now, patience));
        }
        self.hints_lost(now);
    }

    /// When the mirror was last known to be current.
    pub(crate) fn current_at(&self, now: Timestamp) -> Option<Timestamp> {
        if self.hints == Hints::Come && self.is_current() {
            Some(now)
        } else {
            self.current_at
        }
    }

    /// Whether the mirror stands where the feed was last heard to end.
    pub(crate) fn is_current(&self) -> bool {
        match self.feed {
            // A pull that is under way while the next is chosen was given up.
            Feed::Behind | Feed::Asking => false,
            Feed::At(at) => self.told.is_none_or(|head| head == at),
        }
    }

    fn note_current(&mut self, now: Timestamp) {
        self.current_at = self.current_at(now);
    }

    fn ask_later(&mut self, now: Timestamp, random: u64) {
        if let Hints::Missing { ask_at } = &mut self.hints {
            let wait = ASK_MIN_MILLIS + random % (ASK_MAX_MILLIS - ASK_MIN_MILLIS + 1);
            *ask_at = later(now, millis(wait));
        }
    }
}

/// A time that is still to come. One that is further away than any wait is long was set by a clock
/// that has gone back since, and is over.
fn still(until: Option<Timestamp>, now: Timestamp, longest: SignedDuration) -> Option<Timestamp> {
    until.filter(|until| *until > now && until.duration_since(now) <= longest)
}

fn later(now: Timestamp, wait: SignedDuration) -> Option<Timestamp> {
    now.checked_add(wait).ok()
}

fn millis(millis: u64) -> SignedDuration {
    SignedDuration::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

/// Full jitter: anything from nothing to one second doubled by every failure, up to a longest wait.
fn back_off(failures: u32, longest: SignedDuration, random: u64) -> SignedDuration {
    let doubled = 1_i64.checked_shl(failures.min(30)).unwrap_or(i64::MAX);
    let most = longest.min(SignedDuration::from_secs(doubled));
    let most = u64::try_from(most.as_millis()).unwrap_or_default();
    millis(random % (most + 1))
}

#[cfg(test)]
mod tests;
