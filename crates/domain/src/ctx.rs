//! Where time, ids and random numbers come from.

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{mishap::Disk, planted::Planted};
#[cfg(debug_assertions)]
use crate::{mishap::Mishaps, planted::MARK};

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// Gives random bytes fit for keys.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the whole buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// The clock and the randomness a component works with.
#[derive(Clone)]
pub struct Ctx {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    #[cfg(debug_assertions)]
    planted: Option<Planted>,
    #[cfg(debug_assertions)]
    mishaps: Option<Arc<dyn Mishaps>>,
}

impl Ctx {
    /// Binds a clock and a source of randomness.
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            clock,
            entropy,
            #[cfg(debug_assertions)]
            planted: None,
            #[cfg(debug_assertions)]
            mishaps: None,
        }
    }

    /// The same with a fault, for a simulation that must find it.
    #[cfg(debug_assertions)]
    #[must_use]
    pub fn planting(self, planted: Option<Planted>) -> Self {
        std::hint::black_box(MARK);
        Self { planted, ..self }
    }

    /// The same for a program that mishaps befall, in a simulation.
    #[cfg(debug_assertions)]
    #[must_use]
    pub fn befallen(self, mishaps: Arc<dyn Mishaps>) -> Self {
        std::hint::black_box(MARK);
        Self {
            mishaps: Some(mishaps),
            ..self
        }
    }

    /// Whether the program ends at this statement; never in a build for release.
    #[cfg(debug_assertions)]
    pub fn ends_here(&self) -> bool {
        self.mishaps
            .as_ref()
            .is_some_and(|mishaps| mishaps.ends_here())
    }

    /// Whether the program ends at this statement; never in a build for release.
    #[cfg(not(debug_assertions))]
    pub const fn ends_here(&self) -> bool {
        false
    }

    /// What the disk is made to be; in a build for release it is what it is.
    #[cfg(debug_assertions)]
    pub fn disk(&self) -> Option<Disk> {
        self.mishaps.as_ref().and_then(|mishaps| mishaps.disk())
    }

    /// What the disk is made to be; in a build for release it is what it is.
    #[cfg(not(debug_assertions))]
    pub const fn disk(&self) -> Option<Disk> {
        None
    }

    /// Whether this fault is planted; never in a build for release.
    #[cfg(debug_assertions)]
    pub fn plants(&self, fault: Planted) -> bool {
        self.planted == Some(fault)
    }

    /// Whether this fault is planted; never in a build for release.
    #[cfg(not(debug_assertions))]
    pub const fn plants(&self, _: Planted) -> bool {
        false
    }

    /// Whether this fault is planted, and shows now: once in four times.
    pub fn plants_now(&self, fault: Planted) -> bool {
        self.plants(fault) && self.random::<1>()[0] < 64
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// `N` random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// A new `UUIDv7` (RFC 9562 section 5.7): milliseconds of the clock, then 74 random bits.
    pub fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.random()).into_uuid()
    }
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ctx")
    }
}
