//! Every test, whatever the database.

mod acknowledgements;
mod bodies;
pub(crate) mod bufdir;
mod commands;
mod copies;
mod curl;
mod decisions;
mod deliveries;
pub(crate) mod doctor;
mod feed;
mod frame;
mod hints;
mod history;
pub(crate) mod issuer;
mod jobs;
mod kept;
pub(crate) mod log;
mod logins;
mod matrix;
mod operation;
pub(crate) mod program;
mod receipts;
mod reception;
mod sessions;
mod stop;
pub(crate) mod wire;
pub(crate) mod world;
