//! The engine: one officer's store and session, and the commands on them.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{Ctx, Language, ids::PersonId, wire};
use edge::Http;
use jiff::Timestamp;
use tokio::sync::{Notify, watch};
use url::Url;

use crate::{
    Desktop, EngineError, Keychain,
    commands::UNDO,
    pace::Pace,
    session::{Api, Session},
    store::{Store, StoreError},
    vault::{self, KeyError},
    view::{Link, LoginFailure},
};

/// What an engine is told at its start.
#[derive(Debug, Clone)]
pub struct Config {
    /// The central server.
    pub server: Url,
    /// Where stores live: a folder of this user on this machine that does not roam.
    pub data_dir: PathBuf,
    /// The product's version.
    pub version: String,
}

/// The client without a window.
pub struct Engine<D, H> {
    pub(crate) ctx: Ctx,
    pub(crate) config: Config,
    pub(crate) desktop: D,
    pub(crate) api: Api<H>,
    keychain: Arc<dyn Keychain>,
    state: Mutex<State>,
    /// One step of sync at a time.
    pub(crate) stepping: tokio::sync::Mutex<()>,
    pub(crate) wake: Notify,
    /// What decides whether there is a stream of hints has changed.
    pub(crate) listen: Notify,
}

/// The officer's open store.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    pub(crate) store: Store,
    pub(crate) officer: wire::Officer,
}

pub(crate) struct State {
    pub(crate) language: Language,
    pub(crate) open: Option<Open>,
    pub(crate) session: Option<Session>,
    pub(crate) login: LoginState,
    pub(crate) link: Link,
    pub(crate) pace: Pace,
    /// How many networks this machine has been seen to join.
    pub(crate) network: u64,
    /// The last time the officer did something: only that renews the server's session.
    pub(crate) last_input: Timestamp,
}

/// Where a login stands.
pub(crate) enum LoginState {
    Idle {
        failure: Option<LoginFailure>,
    },
    Waiting {
        ends_at: Timestamp,
        /// Wakes whoever opens the browser.
        again: Arc<Notify>,
        cancel: watch::Sender<bool>,
    },
}

impl<D: Desktop, H: Http> Engine<D, H> {
    /// An engine with no store open.
    pub fn new(config: Config, ctx: Ctx, http: H, keychain: Arc<dyn Keychain>, desktop: D) -> Self {
        let now = ctx.now();
        Self {
            api: Api::new(http, config.server.clone()),
            ctx,
            config,
            desktop,
            keychain,
            state: Mutex::new(State {
                language: Language::default(),
                open: None,
                session: None,
                login: LoginState::Idle { failure: None },
                link: Link::Unknown,
                pace: Pace::default(),
                network: 0,
                last_input: now,
            }),
            stepping: tokio::sync::Mutex::new(()),
            wake: Notify::new(),
            listen: Notify::new(),
        }
    }

    /// Opens the store of the officer who last logged in on this machine, so that work goes on without
    /// a network. Sending waits for a login. Does nothing on a machine without a store.
    pub async fn reopen(&self) -> Result<(), EngineError> {
        let Some(person) = self.last_person() else {
            return Ok(());
        };
        match self.open_store(person).await {
            Ok(store) => {
                if let Some(officer) = store.officer().await? {
                    self.state().open = Some(Open { store, officer });
                }
            }
            Err(OpenError::Key(error)) => {
                tracing::warn!(%error, "the store stays closed");
                self.state().login = LoginState::Idle {
                    failure: Some(LoginFailure::NoKeychain),
                };
            }
            Err(OpenError::Store(error)) => return Err(error.into()),
        }
        self.desktop.changed();
        Ok(())
    }

    /// Takes a session that the server has given, and opens its officer's store.
    pub async fn begin_session(&self, session: wire::Session) -> Result<(), LoginFailure> {
        let officer = session.officer.clone();
        let already = self.state().open.as_ref().map(|open| open.officer.id);
        if already != Some(officer.id) {
            self.close_store().await;
            let store = self
                .open_store(officer.id)
                .await
                .map_err(|error| match error {
                    OpenError::Key(_) => LoginFailure::NoKeychain,
                    OpenError::Store(error) => internal(&error),
                })?;
            self.state().open = Some(Open {
                store,
                officer: officer.clone(),
            });
        }
        let open = self.open().map_err(|_| LoginFailure::Internal)?;
        open.store
            .set_officer(&officer)
            .await
            .map_err(|error| internal(&error))?;
        open.store
            .offer_held_again()
            .await
            .map_err(|error| internal(&error))?;
        open.store
            .offer_unseen(&officer.office, self.ctx.now())
            .await
            .map_err(|error| internal(&error))?;
        self.let_nothing_linger(&open.store)
            .await
            .map_err(|error| internal(&error))?;
        self.remember_person(officer.id);
        {
            let mut state = self.state();
            state.open = Some(Open { officer, ..open });
            state.session = Some(Session::received(session, self.ctx.now()));
            state.login = LoginState::Idle { failure: None };
            state.link = Link::Unknown;
            state.pace = Pace::of_new_session();
            state.last_input = self.ctx.now();
        }
        self.wake.notify_one();
        self.listen.notify_one();
        self.desktop.changed();
        Ok(())
    }

    /// Ends the server's session and closes the store. Drafts and waiting decisions stay in it.
    pub async fn logout(&self) {
        let token = self
            .state()
            .session
            .take()
            .map(|session| session.access_token);
        if let Some(token) = token {
            let ended: Result<(), _> = self
                .api
                .post(wire::path::LOGOUT, Some(&token), &serde_json::json!({}))
                .await;
            if let Err(error) = ended {
                tracing::info!(%error, "the session ends by itself at the server");
            }
        }
        self.close_store().await;
        self.forget_person();
        self.state().link = Link::Unknown;
        self.desktop.changed();
    }

    /// Asks at once whether something is new, and sends what is due.
    pub fn sync_now(&self) {
        self.touch();
        self.state().pace.ask_now();
        self.wake.notify_one();
        self.listen.notify_one();
    }

    /// The machine has joined a network, or has woken up in one: nothing waits any longer, and what
    /// was heard on the one before may never end by itself.
    pub fn network_joined(&self) {
        let now = self.ctx.now();
        {
            let mut state = self.state();
            state.network += 1;
            state.pace.network_joined(now);
        }
        self.wake.notify_one();
        self.listen.notify_one();
    }

    /// The program ends: what waits for its time to undo is due now, and one attempt is made.
    pub async fn prepare_to_quit(&self) {
        let Ok(open) = self.open() else { return };
        if let Err(error) = open.store.hurry(self.ctx.now()).await {
            tracing::warn!(%error, "what waits is sent at the next start");
        }
        self.push_once().await;
        self.close_store().await;
    }

    /// The language of notifications and of the page that ends a login.
    pub fn set_language(&self, language: Language) {
        self.state().language = language;
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves plain data behind that is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn open(&self) -> Result<Open, EngineError> {
        self.state().open.clone().ok_or(EngineError::SignedOut)
    }

    pub(crate) fn touch(&self) {
        self.state().last_input = self.ctx.now();
    }

    async fn open_store(&self, person: PersonId) -> Result<Store, OpenError> {
        std::fs::create_dir_all(&self.config.data_dir).map_err(StoreError::Folder)?;
        let path = self.config.data_dir.join(format!("{person}.db"));
        let key = vault::store_key(self.keychain.clone(), &self.ctx, person, path.exists()).await?;
        let store = Store::open(&path, &key).await?;
        self.let_nothing_linger(&store).await?;
        Ok(store)
    }

    /// A clock that went back since a decision was confirmed must not keep it here for hours.
    async fn let_nothing_linger(&self, store: &Store) -> Result<(), StoreError> {
        let latest = self.ctx.now().saturating_add(UNDO);
        store.hurry(latest.unwrap_or(Timestamp::MAX)).await
    }

    async fn close_store(&self) {
        let open = {
            let mut state = self.state();
            state.session = None;
            state.open.take()
        };
        self.listen.notify_one();
        if let Some(open) = open {
            open.store.close().await;
        }
    }

    fn last_person(&self) -> Option<PersonId> {
        std::fs::read_to_string(self.config.data_dir.join("last-officer"))
            .ok()?
            .trim()
            .parse()
            .ok()
    }

    fn remember_person(&self, person: PersonId) {
        let file = self.config.data_dir.join("last-officer");
        let kept = std::fs::write(file, person.to_string());
        if let Err(error) = kept {
            tracing::warn!(%error, "the next start asks for a login");
        }
    }

    fn forget_person(&self) {
        if let Err(error) = std::fs::remove_file(self.config.data_dir.join("last-officer")) {
            tracing::info!(%error, "no officer was remembered");
        }
    }
}

fn internal(error: &StoreError) -> LoginFailure {
    tracing::error!(%error, "the officer's store could not be opened");
    LoginFailure::Internal
}

#[derive(Debug, thiserror::Error)]
enum OpenError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
