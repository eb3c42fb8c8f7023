//! Tests from outside: the programs as their users meet them.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "where the scene itself fails, the test has nothing more to say"
)]

mod applying;
mod bufdir;
mod delivering;
mod desk;
mod figures;
mod going_back;
mod hints;
mod killed;
mod login;
mod logs;
mod no_room;
mod office;
mod oidc;
mod outside;
mod plans;
mod portal;
mod reporting;
mod schemathesis;
mod second_start;
mod sending;
mod terminal;
mod types;
mod vault;
mod window;
