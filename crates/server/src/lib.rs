//! The central server: it receives the municipalities' reports, keeps every revision, feeds each
//! office what is its own, and decides once.
//!
//! Time and randomness come in through [`domain::Ctx`]; with the same seed and the same requests the
//! router gives the same answers. Only [`store`] holds SQL, and only [`access`] makes the scopes
//! that the store asks for.

use std::{future::Future, sync::Arc};

use domain::{
    Ctx,
    ids::{MachineId, OfficeId, PersonId},
    national_id::NationalId,
    wire::{Environment, Session},
};
use edge::Http;
use jiff::Timestamp;
use tokio::sync::watch;

pub mod access;
pub mod admin;
pub mod backup;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod error;
mod export;
mod feed;
pub mod hints;
pub mod history;
pub mod http;
mod listen;
mod login;
pub mod mail;
mod measures;
mod portal;
mod rates;
pub mod secret;
pub mod signing;
pub mod store;

pub use http::{documents, operation_router, router};
pub use listen::{Doors, Stopped, serve};

use config::{IdPorten, Limits, Mail, Portal, RateLimits};
use error::Failure;
use hints::{Hints, Timing};
use login::{Login, VerifyLogin};
use measures::Measures;
use portal::WebLogins;
use rates::Rates;
use secret::{IdentityKey, Token};
use signing::Signing;
use store::{BrowserLogin, BrowserStart, Claim, Machine, Opening, RoleKind, Store};

/// What the server is and whom it trusts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Demo or production.
    pub environment: Environment,
    /// The key that hides identity numbers.
    pub identity_key: IdentityKey,
    /// The keys that sign receipts.
    pub signing: Signing,
    /// The identity provider and our registration there.
    pub idporten: IdPorten,
    /// The portal, where there is one.
    pub portal: Option<Portal>,
    /// How mail is sent, where it is.
    pub mail: Option<Mail>,
    /// How long things may take.
    pub limits: Limits,
    /// How often anybody may ask.
    pub rates: RateLimits,
}

/// The running server's parts. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    ctx: Ctx,
    store: Store,
    settings: Settings,
    login: Box<dyn VerifyLogin>,
    pages: Option<Box<dyn WebLogins>>,
    measures: Measures,
    rates: Rates,
    stopping: watch::Sender<bool>,
    hints: Arc<Hints>,
}

impl App {
    /// Puts the parts together. `http` reaches the identity provider.
    pub fn new<H: Http>(ctx: Ctx, store: Store, settings: Settings, http: H) -> Self {
        Self::timed(ctx, store, settings, http, Timing::default())
    }

    /// The same, with another timing of hints.
    pub fn timed<H: Http>(
        ctx: Ctx,
        store: Store,
        settings: Settings,
        http: H,
        timing: Timing,
    ) -> Self {
        let http = Arc::new(http);
        let portal = settings.portal.as_ref();
        let issuer = (settings.idporten.issuer.as_str(), settings.environment);
        let pages = portal.and_then(|portal| portal::logins(issuer, portal, http.clone()));
        let login = Box::new(Login::new(&settings, http));
        let rates = Rates::new(settings.rates.clone(), &ctx);
        Self(Arc::new(Parts {
            ctx,
            store,
            settings,
            login,
            pages,
            measures: Measures::new(),
            rates,
            stopping: watch::Sender::new(false),
            hints: Arc::new(Hints::new(timing)),
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

    /// Done when the server is asked to stop. Whatever goes on for long, such as a stream of events, has
    /// to end then.
    pub fn stopping(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stopping = self.0.stopping.subscribe();
        async move {
            // An error tells that the server is gone.
            drop(stopping.wait_for(|stopping| *stopping).await);
        }
    }

    pub(crate) fn stop(&self) {
        self.0.stopping.send_replace(true);
        self.0.hints.close();
    }

    pub(crate) fn measures(&self) -> &Measures {
        &self.0.measures
    }

    pub(crate) fn rates(&self) -> &Rates {
        &self.0.rates
    }

    pub(crate) fn login(&self) -> &dyn VerifyLogin {
        &*self.0.login
    }

    /// The portal's logins; none where there is no portal.
    pub(crate) fn pages(&self) -> Option<&dyn WebLogins> {
        self.0.pages.as_deref()
    }

    pub(crate) fn hints(&self) -> &Arc<Hints> {
        &self.0.hints
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

/// An officer's session on a machine, for a person whose identity the caller has already made sure of.
pub async fn issue_session(app: &App, person: PersonId) -> Result<Session, Failure> {
    let machine = Machine {
        id: MachineId(app.ctx().new_id()),
        name: "desktop".to_owned(),
    };
    issue_session_at(app, person, machine, None).await
}

/// The same, on a known machine and for an office of the person's choice.
pub async fn issue_session_at(
    app: &App,
    person: PersonId,
    machine: Machine,
    office: Option<OfficeId>,
) -> Result<Session, Failure> {
    login::issue(app, Claim::Person(person), machine, office).await
}

/// The token for the cookie of a session in a browser, for a person whose identity the caller has already made
/// sure of; none where the person's role wants a login at the high level.
pub async fn issue_browser_session(
    app: &App,
    person: &NationalId,
    is_high: bool,
) -> Result<Option<Token>, Failure> {
    let login = BrowserLogin {
        identity: app.settings().identity_key.hash(person),
        name: None,
        is_high,
    };
    match app.store().open_browser_session(&login).await? {
        BrowserStart::Opened(token) => Ok(Some(token)),
        BrowserStart::LevelTooLow => Ok(None),
    }
}

/// The bearer token of a reporter's session, for a person whose identity the caller has already made
/// sure of.
pub async fn issue_reporter_session(app: &App, person: PersonId) -> Result<Token, Failure> {
    issue_token(app, person, RoleKind::Reporter).await
}

/// The bearer token of a session in a browser, in a role of that kind, for a person whose identity the
/// caller has already made sure of.
pub async fn issue_token(app: &App, person: PersonId, seat: RoleKind) -> Result<Token, Failure> {
    let opening = Opening {
        claim: Claim::Person(person),
        seat,
        office: None,
        device: None,
    };
    let granted = login::open(app, &opening).await?;
    Ok(granted.into_access())
}
