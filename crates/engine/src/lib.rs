//! The client without a window: the encrypted store, login, review, and sync.
//!
//! The engine never shows anything. It answers commands from its store, and tells its [`Desktop`] that
//! something changed; whoever draws asks again. Time, ids, randomness, the network, the keychain and
//! the desktop come in from outside, so that a whole office can run in one test process from one seed.

mod arrivals;
mod catch_up;
mod claim;
mod commands;
mod desktop;
mod engine;
mod error;
mod export;
mod lease;
mod listen;
mod login;
mod pace;
mod review;
mod run;
mod sealed;
mod session;
mod settings;
mod store;
mod sync;
#[cfg(test)]
mod testing;
mod travel;
mod unlock;
mod vault;
pub mod view;

pub use claim::{Claim, ClaimError};
pub use commands::write_new;
pub use desktop::{Arrival, Arrived, Desktop, LoopbackPage, News, OpenFailed};
pub use engine::{Config, Engine};
pub use error::EngineError;
pub use run::{Step, run};
pub use settings::{Settings, SettingsError};
pub use vault::{Keychain, KeychainError, PIN_MIN, Pin, PinCost, SystemKeychain};
