//! The server from outside: requests in, answers out, over a store of its own, a clock the test
//! moves and randomness from a seed. Here the store is a PostgreSQL database.

#![expect(
    clippy::unwrap_used,
    reason = "where the scene itself fails, the test has nothing more to say"
)]

mod passing;
#[path = "../it/suite.rs"]
mod suite;

mod walls;

use suite::{bufdir, doctor, issuer, log, program, wire, world};

const ON_POSTGRES: bool = true;
