//! Times that were measured, and what is said of them.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use anyhow::Result;

/// Times of one and the same work.
#[derive(Debug, Clone, Default)]
pub(crate) struct Samples(Vec<Duration>);

impl Samples {
    pub(crate) fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// Does the work and keeps how long it took.
    pub(crate) async fn time<T>(&mut self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let started = Instant::now();
        let done = work.await?;
        self.add(started.elapsed());
        Ok(done)
    }

    /// The time that so many of a hundred take at most; nothing where nothing was measured.
    pub(crate) fn percentile(&self, of_hundred: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        let last = sorted.len().saturating_sub(1);
        let at = (last * of_hundred).div_ceil(100);
        sorted.get(at).copied().unwrap_or_default()
    }

    pub(crate) fn median(&self) -> Duration {
        self.percentile(50)
    }

    pub(crate) fn sum(&self) -> Duration {
        self.0.iter().sum()
    }

    /// The shortest and the longest.
    pub(crate) fn spread(&self) -> [Duration; 2] {
        [self.percentile(0), self.percentile(100)]
    }
}

/// In milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
