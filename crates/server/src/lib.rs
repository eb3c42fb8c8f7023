//! The central server: it receives the municipalities' reports, keeps every revision, feeds each
//! office what is its own, and decides once.
//!
//! Time and randomness come in through [`domain::Ctx`]; with the same seed and the same requests the
//! router gives the same answers. Only [`store`] holds SQL, and only [`access`] makes the scopes
//! that the store asks for.

use std::{future::Future, io, sync::Arc};

use domain::{
    Ctx,
    ids::PersonId,
    wire::{Environment, Session},
};
use edge::Http;
use jiff::Timestamp;
use tokio::net::TcpListener;

pub mod access;
pub mod admin;
pub mod backup;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod error;
mod feed;
pub mod history;
pub mod http;
mod login;
pub mod secret;
pub mod store;

pub use http::router;

use config::IdPorten;
use error::Failure;
use login::{Login, VerifyLogin};
use secret::{IdentityKey, Token};
use store::Store;

/// What the server is and whom it trusts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Demo or production.
    pub environment: Environment,
    /// The key that hides identity numbers.
    pub identity_key: IdentityKey,
    /// The identity provider and our registration there.
    pub idporten: IdPorten,
}

/// The running server's parts. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    ctx: Ctx,
    store: Store,
    settings: Settings,
    login: Box<dyn VerifyLogin>,
}

impl App {
    /// Puts the parts together. `http` reaches the identity provider.
    pub fn new<H: Http>(ctx: Ctx, store: Store, settings: Settings, http: H) -> Self {
        let login = Box::new(Login::new(&settings, http));
        Self(Arc::new(Parts {
            ctx,
            store,
            settings,
            login,
        }))
    }

    /// The clock and the randomness.
    pub fn ctx(&self) -> &Ctx {
        &self.0.ctx
    }

    /// What is kept.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// What the server is.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn login(&self) -> &dyn VerifyLogin {
        &*self.0.login
    }

    pub(crate) fn now(&self) -> Timestamp {
        store::now(&self.0.ctx)
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

/// Answers requests until `shutdown` is done, then finishes those begun.
pub async fn serve(
    app: App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router(app))
        .with_graceful_shutdown(shutdown)
        .await
}

/// An officer's session, for a person whose identity the caller has already made sure of.
pub async fn issue_session(app: &App, person: PersonId) -> Result<Session, Failure> {
    login::issue(app, store::Claim::Person(person)).await
}

/// The bearer token of a reporter's session, for a person whose identity the caller has already made
/// sure of.
pub async fn issue_reporter_session(app: &App, person: PersonId) -> Result<Token, Failure> {
    let claim = store::Claim::Person(person);
    let granted = login::open(app, claim, store::Seat::Reporter).await?;
    Ok(granted.into_access())
}
