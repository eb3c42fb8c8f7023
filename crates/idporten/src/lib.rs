//! The relying party's side of a login with ID-porten, for the desktop and the server.
//!
//! The desktop is a native public client: [`Attempt`] runs one login with it. The server takes the
//! access token that comes out of it once, through [`AccessTokenVerifier`]. The server's own pages are a
//! confidential client, [`web::WebClient`]. Nothing is tried twice. Nothing here has a clock,
//! randomness or a network of its own, and nothing here writes a token, a code, a name or a national
//! identity number to a log, an error or a `Debug` text.

mod access_token;
mod acr;
mod callback;
mod client;
mod client_key;
mod documents;
mod error;
mod fetch;
mod id_token;
mod keys;
mod native;
mod person;
pub mod provider;
mod refusal;
mod request;
mod secret;
pub mod web;

pub use access_token::{AccessTokenRules, AccessTokenVerifier, Person};
pub use acr::level_is_met;
pub use callback::{Callback, Code};
pub use client_key::{ClientKey, ClientKeyError};
pub use error::{IdTokenFault, LoginError, OAuthError, ProviderError};
pub use native::{Attempt, LoggedIn, NativeConfig};
pub use refusal::TokenRefusal;
pub use secret::Secret;
