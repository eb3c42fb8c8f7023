//! What a machine gives a program: time, randomness, a desktop. All of it in memory.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use domain::{Clock, Ctx, Entropy, Language, planted::Planted, report::Hash};
use engine::{Desktop, LoopbackPage, News, OpenFailed};
use jiff::{SignedDuration, Timestamp};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use url::Url;

/// A seeded source of choices.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// Sources of one seed with different streams have nothing in common.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A number from 0 to below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap();
        usize::try_from(self.0.next_u64() % end).unwrap()
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() {
            return None;
        }
        from.get(self.below(from.len()))
    }
}

/// The log of a run: what a second run must say again.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn line(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    pub(crate) fn tail(&self, most: usize) -> String {
        let lines = self.0.lock().unwrap();
        lines[lines.len().saturating_sub(most)..].join("\n")
    }

    /// All lines, and after them their hash.
    pub(crate) fn close(self) -> Vec<String> {
        let mut lines = std::mem::take(&mut *self.0.lock().unwrap());
        lines.push(Hash::of(lines.join("\n").as_bytes()).to_string());
        lines
    }
}

/// The true time, which only the run moves.
#[derive(Clone)]
pub(crate) struct Time {
    millis: Arc<AtomicI64>,
    planted: Option<Planted>,
}

impl Time {
    /// A run's time. Its machines have the fault that is planted in it.
    pub(crate) fn new(planted: Option<Planted>) -> Self {
        let start: Timestamp = "2026-08-03T07:00:00Z".parse().unwrap();
        Self {
            millis: Arc::new(AtomicI64::new(start.as_millisecond())),
            planted,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.millis.load(Ordering::Relaxed)).unwrap()
    }

    pub(crate) fn advance(&self, by: SignedDuration) {
        let millis = i64::try_from(by.as_millis()).unwrap();
        self.millis.fetch_add(millis, Ordering::Relaxed);
    }

    /// A machine whose clock goes ahead of the true time by this much.
    pub(crate) fn machine(&self, seed: u64, stream: u64, ahead: SignedDuration) -> Ctx {
        let clock = Skewed {
            time: self.clone(),
            ahead,
        };
        let entropy = Seeded(Mutex::new(Dice::new(seed, stream)));
        Ctx::new(Arc::new(clock), Arc::new(entropy)).planting(self.planted)
    }
}

struct Skewed {
    time: Time,
    ahead: SignedDuration,
}

impl Clock for Skewed {
    fn now(&self) -> Timestamp {
        self.time.now() + self.ahead
    }
}

struct Seeded(Mutex<Dice>);

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.lock().unwrap().0.fill_bytes(buffer);
    }
}

/// A desktop that writes down what it is told.
pub(crate) struct Recorder {
    pub(crate) who: usize,
    pub(crate) log: Log,
}

impl Desktop for Recorder {
    fn open_browser(&self, _: &Url) -> Result<(), OpenFailed> {
        Err(OpenFailed)
    }

    fn changed(&self) {}

    fn notify(&self, _: Language, news: News<'_>) {
        let News::Arrived(arrivals) = news else {
            return;
        };
        let units: Vec<&str> = arrivals.iter().map(|new| new.unit_name.as_str()).collect();
        self.log
            .line(format!("  officer {} is notified of {units:?}", self.who));
    }

    fn raise(&self) {}

    fn loopback_page(&self, _: Language, _: LoopbackPage) -> String {
        String::new()
    }
}
