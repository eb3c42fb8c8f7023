//! The server from outside: requests in, answers out, over a store of its own, a clock the test
//! moves and randomness from a seed.

#![expect(
    clippy::unwrap_used,
    reason = "where the scene itself fails, the test has nothing more to say"
)]

mod decisions;
mod feed;
mod frame;
mod issuer;
mod jobs;
mod kept;
mod logins;
mod reception;
mod sessions;
mod world;
