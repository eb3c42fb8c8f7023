//! Every test, whatever the database.

mod acknowledgements;
pub(crate) mod bufdir;
mod decisions;
mod deliveries;
mod feed;
mod frame;
mod history;
pub(crate) mod issuer;
mod jobs;
mod kept;
mod logins;
mod receipts;
mod reception;
mod sessions;
pub(crate) mod world;
