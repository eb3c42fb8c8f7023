//! How often somebody may ask: each person, each system and each address has so many requests a
//! minute. What is not used up in a minute may come at once, but is not saved for later.
//!
//! Each server process counts for itself, so several behind one balancer let through as many times as
//! much. The counts are in memory, and [`Rates::forget`] drops those that say nothing any more.

use std::{
    fmt,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{Ctx, ids::PersonId};
use governor::{
    NotUntil, Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};
use jiff::Timestamp;

use crate::{
    config::RateLimits,
    error::Failure,
    store::{BufdirClientId, ClientId},
};

mod origin;

pub(crate) use origin::Peer;

/// More callers at a time than this are not told apart for long: their counts begin anew.
const CALLERS_MAX: usize = 50_000;

/// How many tokens a minute that nobody has signed are written down for ever. All are in the log.
const GARBAGE: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// Who asks, once a credential has told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    /// Whatever session it is in.
    Person(PersonId),
    CaseSystem(ClientId),
    BufdirSystem(BufdirClientId),
}

/// Where a request comes from. Whoever has one address of the newer kind has all of its /64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Address(IpAddr);

impl From<IpAddr> for Address {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = address.to_bits() >> 64 << 64;
                IpAddr::V6(Ipv6Addr::from_bits(network))
            }
            address @ IpAddr::V4(_) => address,
        })
    }
}

/// The counts of one server process.
pub(crate) struct Rates {
    limits: RateLimits,
    callers: Counts<Caller>,
    addresses: Counts<Address>,
    logins: Counts<Address>,
    refusals: Counts<Address>,
    garbage: Counts<()>,
}

impl Rates {
    pub(crate) fn new(limits: RateLimits, ctx: &Ctx) -> Self {
        let clock = Stopwatch::new(ctx.clone());
        Self {
            callers: Counts::new(limits.caller, &clock, CALLERS_MAX),
            addresses: Counts::new(limits.address, &clock, CALLERS_MAX),
            logins: Counts::new(limits.login, &clock, CALLERS_MAX),
            refusals: Counts::new(limits.refusal, &clock, CALLERS_MAX),
            garbage: Counts::new(GARBAGE, &clock, CALLERS_MAX),
            limits,
        }
    }

    pub(crate) fn limits(&self) -> &RateLimits {
        &self.limits
    }

    /// A request of somebody whose credential is good.
    pub(crate) fn caller(&self, caller: Caller) -> Result<(), Failure> {
        self.callers.count(&caller)
    }

    /// Any request.
    pub(crate) fn request(&self, from: Address) -> Result<(), Failure> {
        self.addresses.count(&from)
    }

    /// A request that a session would come of.
    pub(crate) fn login(&self, from: Address) -> Result<(), Failure> {
        self.logins.count(&from)
    }

    /// A request whose credential was refused. It fails where there were too many; good credentials
    /// are not kept from working by somebody else's at the same address.
    pub(crate) fn refusal(&self, from: Address) -> Result<(), Failure> {
        self.refusals.count(&from)
    }

    /// Whether a token that nobody has signed is written down for ever.
    pub(crate) fn may_note_garbage(&self) -> bool {
        self.garbage.count(&()).is_ok()
    }

    /// Drops the counts of whoever has not asked for long.
    pub(crate) fn forget(&self) {
        self.callers.forget();
        self.addresses.forget();
        self.logins.forget();
        self.refusals.forget();
    }
}

impl fmt::Debug for Rates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rates")
    }
}

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, Stopwatch, NoOpMiddleware<Duration>>;

/// How often each has asked lately.
struct Counts<K: Clone + Eq + Hash> {
    limiter: Mutex<Limiter<K>>,
    clock: Stopwatch,
    a_minute: NonZeroU32,
    most: usize,
}

impl<K: Clone + Eq + Hash> Counts<K> {
    fn new(a_minute: NonZeroU32, clock: &Stopwatch, most: usize) -> Self {
        Self {
            limiter: Mutex::new(limiter(a_minute, clock)),
            clock: clock.clone(),
            a_minute,
            most,
        }
    }

    fn count(&self, whose: &K) -> Result<(), Failure> {
        let mut limiter = self.limiter.lock().unwrap_or_else(PoisonError::into_inner);
        if limiter.len() >= self.most {
            limiter.retain_recent();
            // Whoever has that many addresses escapes a limit per address anyhow; all others must not
            // be kept out, and the memory has an end.
            if limiter.len() > self.most / 2 {
                *limiter = self::limiter(self.a_minute, &self.clock);
            }
        }
        limiter
            .check_key(whose)
            .map_err(|refused| self.too_many(&refused))
    }

    fn too_many(&self, refused: &NotUntil<Duration>) -> Failure {
        Failure::too_many(refused.wait_time_from(self.clock.now()))
    }

    fn forget(&self) {
        let limiter = self.limiter.lock().unwrap_or_else(PoisonError::into_inner);
        limiter.retain_recent();
        limiter.shrink_to_fit();
    }
}

fn limiter<K: Clone + Eq + Hash>(a_minute: NonZeroU32, clock: &Stopwatch) -> Limiter<K> {
    RateLimiter::hashmap_with_clock(Quota::per_minute(a_minute), clock.clone())
}

/// Time that only goes on. A clock that is set back would otherwise make whoever asked before wait until
/// it has caught up.
#[derive(Clone)]
struct Stopwatch {
    ctx: Ctx,
    read: Arc<Mutex<(Timestamp, Duration)>>,
}

impl Stopwatch {
    /// Nothing is remembered for as long as that, and no sum of these overflows.
    const LONG: Duration = Duration::from_hours(1);

    fn new(ctx: Ctx) -> Self {
        let read = Arc::new(Mutex::new((ctx.now(), Duration::ZERO)));
        Self { ctx, read }
    }
}

impl Clock for Stopwatch {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.ctx.now();
        // Negative where the clock was set back.
        let passed = Duration::try_from(now.duration_since(read.0)).unwrap_or_default();
        *read = (now, read.1.saturating_add(passed.min(Self::LONG)));
        read.1
    }
}

#[cfg(test)]
mod tests {
    use domain::{Clock as _, Entropy};
    use jiff::SignedDuration;

    use super::*;

    #[derive(Clone)]
    struct Hands(Arc<Mutex<Timestamp>>);

    impl Hands {
        fn turn(&self, seconds: i64) {
            *self.0.lock().unwrap() += SignedDuration::from_secs(seconds);
        }
    }

    impl domain::Clock for Hands {
        fn now(&self) -> Timestamp {
            *self.0.lock().unwrap()
        }
    }

    struct Zero;

    impl Entropy for Zero {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(0);
        }
    }

    fn clocks() -> (Hands, Stopwatch) {
        let start = "2026-07-01T08:00:00Z".parse().unwrap();
        let hands = Hands(Arc::new(Mutex::new(start)));
        assert_eq!(hands.now(), start);
        let watch = Stopwatch::new(Ctx::new(Arc::new(hands.clone()), Arc::new(Zero)));
        (hands, watch)
    }

    fn counts(a_minute: u32, most: usize) -> (Hands, Counts<Address>) {
        let (hands, watch) = clocks();
        let counts = Counts::new(NonZeroU32::new(a_minute).unwrap(), &watch, most);
        (hands, counts)
    }

    fn of(address: &str) -> Address {
        address.parse::<IpAddr>().unwrap().into()
    }

    #[test]
    fn a_minutes_worth_may_come_at_once_and_no_more() {
        let (hands, counts) = counts(60, 100);
        let here = of("192.0.2.1");
        let taken = |times: usize| (0..times).filter(|_| counts.count(&here).is_ok()).count();
        assert_eq!(taken(100), 60);
        hands.turn(1);
        assert_eq!(taken(100), 1);
        // Others are not concerned.
        assert!(counts.count(&of("192.0.2.2")).is_ok());
        hands.turn(30);
        assert_eq!(taken(100), 30);
        hands.turn(86_400);
        assert_eq!(taken(100), 60);
    }

    #[test]
    fn a_clock_that_is_set_back_makes_nobody_wait_for_it() {
        let (hands, counts) = counts(60, 100);
        let here = of("192.0.2.1");
        let taken = |times: usize| (0..times).filter(|_| counts.count(&here).is_ok()).count();
        assert_eq!(taken(100), 60);
        hands.turn(-86_400);
        assert_eq!(taken(1), 0);
        hands.turn(60);
        assert_eq!(taken(100), 60);
    }

    #[test]
    fn a_clock_that_is_ages_off_is_borne() {
        let (hands, watch) = clocks();
        *hands.0.lock().unwrap() = Timestamp::MAX;
        assert_eq!(watch.now(), Stopwatch::LONG);
        *hands.0.lock().unwrap() = Timestamp::MIN;
        assert_eq!(watch.now(), Stopwatch::LONG);
    }

    #[test]
    fn one_network_of_the_newer_kind_is_one_address() {
        assert_eq!(of("2001:db8:0:1::1"), of("2001:db8:0:1:ffff::2"));
        assert_ne!(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn who_has_not_asked_for_long_is_forgotten() {
        let (hands, counts) = counts(60, 100);
        for number in 0..10 {
            assert!(counts.count(&of(&format!("192.0.2.{number}"))).is_ok());
        }
        let known = || counts.limiter.lock().unwrap().len();
        counts.forget();
        assert_eq!(known(), 10);
        hands.turn(120);
        counts.forget();
        assert_eq!(known(), 0);
    }

    #[test]
    fn the_memory_has_an_end_and_keeps_nobody_out() {
        let (_, counts) = counts(1, 100);
        for number in 0..10_050_u32 {
            let address = Address(IpAddr::V4(number.into()));
            assert!(counts.count(&address).is_ok(), "{number}");
            assert!(counts.limiter.lock().unwrap().len() <= 100);
        }
        assert!(counts.count(&Address(IpAddr::V4(10_049.into()))).is_err());
    }
}
