//! Every test, whatever the database.

mod decisions;
mod feed;
mod frame;
mod hints;
mod history;
pub(crate) mod issuer;
mod jobs;
mod kept;
mod logins;
mod reception;
mod sessions;
pub(crate) mod world;
