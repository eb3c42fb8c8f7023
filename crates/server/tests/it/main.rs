//! The server from outside: requests in, answers out, over a store of its own, a clock the test
//! moves and randomness from a seed. Here the store is a SQLite file.

#![expect(
    clippy::unwrap_used,
    reason = "where the scene itself fails, the test has nothing more to say"
)]

#[path = "suite.rs"]
mod suite;

mod openapi;

use suite::{bufdir, doctor, issuer, log, program, wire, world};

const ON_POSTGRES: bool = false;
