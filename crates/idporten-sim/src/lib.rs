//! A stand-in for ID-porten, for the demo and for tests.
//!
//! It does what the desktop and the server can see of ID-porten, knows made-up persons only, and
//! listens on 127.0.0.1 only. No package that is shipped contains it. Its [`Fault`] switches make it
//! misbehave, so that its clients can be seen to notice.

mod claims;
mod client_auth;
mod config;
mod eid;
mod fault;
mod http;
mod keys;
mod page;
mod request;
mod sim;
mod state;
mod text;
mod token;

pub use config::{
    Client, ClientAuth, DEMO_CLIENT_ID, DEMO_CONSUMER, DEMO_SCOPE, SimConfig, SimError, TestPerson,
};
pub use fault::{Fault, TokenFault};
pub use sim::Sim;
