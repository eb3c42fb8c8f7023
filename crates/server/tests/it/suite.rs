//! Every test, whatever the database.

mod commands;
mod copies;
mod curl;
mod decisions;
pub(crate) mod doctor;
mod feed;
mod frame;
mod history;
pub(crate) mod issuer;
mod jobs;
mod kept;
mod logins;
pub(crate) mod program;
mod reception;
mod sessions;
pub(crate) mod world;
