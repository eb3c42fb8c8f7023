//! The engine: one officer's store and session, and the commands on them.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{
    Ctx, Language,
    ids::{MachineId, PersonId},
    wire,
};
use edge::Http;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, watch};
use url::Url;
use zeroize::Zeroizing;

mod boxing;
mod seats;

use crate::{
    Desktop, EngineError, Keychain,
    arrivals::Arrivals,
    claim::Claim,
    lease::Term,
    pace::Pace,
    session::{Api, Session},
    store::Store,
    unlock::Seat,
    vault::{PinCost, Vault},
    view::{Link, LoginFailure, Preferences},
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
    /// What this machine is called, in the officer's list of machines.
    pub machine_name: String,
    /// How costly each guess of a PIN is made.
    pub pin_cost: PinCost,
    /// Whether what SQLite works in stays out of the swap and is overwritten when it is let go. It costs two calls of
    /// the system for each piece of memory, holds for the whole process, and is given up only where no store holds
    /// anything of anybody.
    pub guards_memory: bool,
}

/// The client without a window.
pub struct Engine<D, H> {
    pub(crate) ctx: Ctx,
    pub(crate) config: Config,
    pub(crate) desktop: D,
    pub(crate) api: Api<H>,
    pub(crate) vault: Vault,
    state: Mutex<State>,
    claim: Mutex<Option<Claim>>,
    /// One PIN at a time.
    pub(crate) unlocking: tokio::sync::Mutex<()>,
    /// One step of sync at a time.
    pub(crate) stepping: tokio::sync::Mutex<()>,
    /// One change of the sealed copies at a time: a copy that was made while its decision was taken back would be
    /// delivered.
    boxing: tokio::sync::Mutex<()>,
    pub(crate) wake: Notify,
    /// What decides whether there is a stream of hints has changed.
    pub(crate) listen: Notify,
}

/// The officer's open store.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    pub(crate) store: Store,
    pub(crate) officer: wire::Officer,
    /// What the officer has chosen; none until then.
    pub(crate) chosen: Option<Preferences>,
}

pub(crate) struct State {
    /// The language of a login, and of an officer who has chosen none.
    pub(crate) language: Language,
    pub(crate) seat: Seat,
    pub(crate) session: Option<Session>,
    pub(crate) login: LoginState,
    pub(crate) link: Link,
    pub(crate) pace: Pace,
    pub(crate) sealed: Sealed,
    /// How long the open store may be so without the server.
    pub(crate) term: Term,
    pub(crate) term_kept_at: Timestamp,
    /// The officer of the open store, where the server has said that there is no access: what came from it must go.
    pub(crate) must_purge: Option<PersonId>,
    /// What a login has granted to a store that is not open yet.
    of_login: Option<Term>,
    /// Whether a waiting decision may have no sealed copy, because one could not be made.
    boxes_lack: bool,
    /// How many networks this machine has been seen to join.
    pub(crate) network: u64,
    /// What this machine asks with while nobody is at work.
    pub(crate) arrivals: Option<Arrivals>,
    /// The last time the officer did something: only that renews the server's session.
    pub(crate) last_input: Timestamp,
}

/// Whether there may be sealed decisions that the store has lost and the server has not been sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sealed {
    /// Look, and deliver them.
    Deliver,
    /// There are none, or the server could not open them: not before the next login.
    Done,
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

/// So long without input, and the store is locked.
const LOCK_AFTER: SignedDuration = SignedDuration::from_mins(10);

impl State {
    /// What holds for the officer.
    pub(crate) fn preferences(&self) -> Preferences {
        let chosen = self.open().and_then(|open| open.chosen);
        chosen.unwrap_or_else(|| Preferences::of(self.language))
    }

    /// The token of the session, for a request in it.
    pub(crate) fn token(&self) -> Option<Zeroizing<String>> {
        let session = self.session.as_ref();
        session.map(|session| session.access_token.clone())
    }

    /// The open store.
    pub(crate) fn open(&self) -> Option<&Open> {
        match &self.seat {
            Seat::Open(open) => Some(open),
            Seat::Nobody | Seat::Elsewhere | Seat::NoPin { .. } | Seat::Locked { .. } => None,
        }
    }
}

impl<D: Desktop, H: Http> Engine<D, H> {
    /// An engine with no store open.
    pub fn new(config: Config, ctx: Ctx, http: H, keychain: Arc<dyn Keychain>, desktop: D) -> Self {
        let now = ctx.now();
        let vault = Vault::new(keychain, config.data_dir.clone(), config.pin_cost);
        Self {
            api: Api::new(http, config.server.clone()),
            ctx,
            config,
            desktop,
            vault,
            claim: Mutex::new(None),
            unlocking: tokio::sync::Mutex::new(()),
            boxing: tokio::sync::Mutex::new(()),
            state: Mutex::new(State {
                language: Language::default(),
                seat: Seat::Nobody,
                session: None,
                login: LoginState::Idle { failure: None },
                link: Link::Unknown,
                pace: Pace::default(),
                sealed: Sealed::Deliver,
                term: Term::none(now),
                term_kept_at: now,
                must_purge: None,
                of_login: None,
                boxes_lack: false,
                network: 0,
                arrivals: None,
                last_input: now,
            }),
            stepping: tokio::sync::Mutex::new(()),
            wake: Notify::new(),
            listen: Notify::new(),
        }
    }

    /// The officer has touched keyboard or mouse: only that keeps the store open and the session alive.
    pub fn input_seen(&self) {
        self.touch();
    }

    /// Ends the server's session and closes the store. Drafts and waiting decisions stay in it.
    pub async fn logout(&self) {
        self.forget_kept_session().await;
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
        {
            let mut state = self.state();
            state.arrivals = None;
            state.link = Link::Unknown;
        }
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

    /// How many decisions would stay here if the program ended now. What waits for its time to undo is due from
    /// now on, and one attempt to send it is made.
    pub async fn unsent(&self) -> u32 {
        if let Ok(open) = self.open() {
            if let Err(error) = open.store.hurry(self.ctx.now()).await {
                tracing::warn!(%error, "what waits is sent at the next start");
            }
            self.push_once().await;
            self.desktop.changed();
        }
        let app = self.app_state().await;
        // Where nobody can tell, the officer is asked.
        app.map_or(1, |app| app.line.waiting)
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

    /// The program ends, and whatever waits goes on waiting. A store must be closed before that: SQLCipher frees
    /// at exit what a connection needs that still closes.
    pub async fn close(&self) {
        self.close_store().await;
    }

    /// The central server's address.
    pub fn server(&self) -> &Url {
        &self.config.server
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
        match &self.state().seat {
            Seat::Open(open) => Ok(open.clone()),
            Seat::Locked { .. } | Seat::NoPin { .. } => Err(EngineError::Locked),
            Seat::Nobody | Seat::Elsewhere => Err(EngineError::SignedOut),
        }
    }

    pub(crate) fn touch(&self) {
        self.state().last_input = self.ctx.now();
    }

    /// When the officer last typed, pointed or did something.
    pub fn last_input(&self) -> Timestamp {
        self.state().last_input
    }

    /// When the open store is locked unless something is typed before; none where none is open. A clock
    /// that has gone back begins the time anew, and makes it no longer.
    pub(crate) fn lock_at(&self) -> Option<Timestamp> {
        let now = self.ctx.now();
        let mut state = self.state();
        state.open()?;
        state.last_input = state.last_input.min(now);
        state.last_input.checked_add(LOCK_AFTER).ok()
    }

    /// The id that this machine has given itself; the same at each start. It tells nothing of anybody.
    pub(crate) fn machine_id(&self) -> std::io::Result<MachineId> {
        let file = self.config.data_dir.join("machine");
        if let Ok(kept) = std::fs::read_to_string(&file)
            && let Ok(id) = kept.trim().parse()
        {
            return Ok(id);
        }
        let id = MachineId(self.ctx.new_id());
        std::fs::create_dir_all(&self.config.data_dir)?;
        std::fs::write(file, id.to_string())?;
        Ok(id)
    }
}
