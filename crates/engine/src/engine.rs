//! The engine: one officer's store and session, and the commands on them.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{
    Ctx, Language,
    ids::{DecisionId, MachineId, PersonId},
    wire,
};
use edge::Http;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, watch};
use url::Url;
use zeroize::Zeroizing;

use crate::{
    Desktop, EngineError, Keychain,
    arrivals::Arrivals,
    claim::{Claim, ClaimError},
    commands::UNDO,
    lease::Term,
    pace::Pace,
    sealed::{BoxError, Boxes},
    session::{Api, Session},
    store::{Store, StoreError},
    sync::planted,
    unlock::{Lock, Seat},
    vault::{Found, PinCost, Vault},
    view::{Link, LoginFailure, NewPin, Preferences},
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

    /// Finds the store of the officer who last logged in on this machine, so that work goes on without
    /// a network once the PIN is right. Sending waits for a login. On a machine without a store it only claims
    /// the place of one. Where another program has the stores, nothing is touched.
    pub async fn reopen(&self) {
        let claimed = self.claim();
        if matches!(claimed, Err(ClaimError::Taken)) {
            self.state().seat = Seat::Elsewhere;
            return self.desktop.changed();
        }
        let Some(person) = self.last_person() else {
            self.state().seat = Seat::Nobody;
            return self.desktop.changed();
        };
        if let Err(error) = claimed {
            tracing::warn!(%error, "the store stays closed");
            self.state().seat = Seat::Locked {
                person,
                label: None,
                lock: Lock::NoKeychain,
            };
            return self.desktop.changed();
        }
        let seat = match self.vault.look(person).await {
            Ok(Found::Nothing) => Seat::Nobody,
            Ok(Found::Whole(guard)) => Seat::locked(person, guard),
            Ok(Found::Lost(loss, label)) => Seat::Locked {
                person,
                label,
                lock: Lock::Lost(loss),
            },
            Err(error) => {
                tracing::warn!(%error, "the store stays closed");
                Seat::Locked {
                    person,
                    label: None,
                    lock: Lock::NoKeychain,
                }
            }
        };
        self.state().seat = seat;
        self.desktop.changed();
    }

    /// Takes a session that the server has given. Where its officer's store is open, work goes on in it;
    /// otherwise a PIN is asked for.
    pub async fn begin_session(&self, session: wire::Session) -> Result<(), LoginFailure> {
        self.claim().map_err(|error| {
            tracing::warn!(%error, "the login opens no store");
            LoginFailure::Internal
        })?;
        let officer = session.officer.clone();
        let already = self.state().open().cloned();
        let already = already.filter(|open| open.officer.id == officer.id);
        let now = self.ctx.now();
        let session = Session::received(session, now);
        self.remember_person(officer.id);
        if let Some(Open { store, chosen, .. }) = already {
            {
                let mut state = self.state();
                state.term = state.term.looked(now).or(Term::of_login(now));
            }
            if let Err(error) = self.bring_up_to_date(&store, &officer).await {
                // The store may be another office's already, and what is open of it would ask for the first one's
                // reports for ever.
                self.close_store().await;
                self.reopen().await;
                return Err(internal(&error));
            }
            let open = Open {
                store,
                officer,
                chosen,
            };
            self.work_in(open, Some(session));
        } else {
            let seat = self.seat_for(&officer).await?;
            self.close_store().await;
            let mut state = self.state();
            state.seat = seat;
            state.session = Some(session);
            state.of_login = Some(Term::of_login(now));
        }
        {
            let mut state = self.state();
            state.login = LoginState::Idle { failure: None };
            state.link = Link::Unknown;
            state.last_input = self.ctx.now();
        }
        self.desktop.changed();
        Ok(())
    }

    /// Claims the stores for this program, once.
    fn claim(&self) -> Result<(), ClaimError> {
        let mut claim = self.claim.lock().unwrap_or_else(PoisonError::into_inner);
        if claim.is_none() {
            *claim = Some(Claim::take(&self.config.data_dir)?);
        }
        Ok(())
    }

    /// Where an officer who has just logged in goes on.
    async fn seat_for(&self, officer: &wire::Officer) -> Result<Seat, LoginFailure> {
        let gave_up = matches!(
            &self.state().seat,
            Seat::Locked { person, lock: Lock::Forgotten, .. } if *person == officer.id
        );
        let found = self.vault.look(officer.id).await.map_err(|error| {
            tracing::warn!(%error, "the store stays closed");
            LoginFailure::NoKeychain
        })?;
        let because = match found {
            Found::Whole(_) if gave_up => NewPin::Forgotten,
            Found::Whole(guard) => return Ok(Seat::locked(officer.id, guard)),
            Found::Nothing => NewPin::First,
            Found::Lost(loss, _) => NewPin::Lost { loss },
        };
        Ok(Seat::NoPin {
            officer: officer.clone(),
            because,
        })
    }

    /// Goes on in a store that was opened: as its officer was when it was closed, or as whoever has logged
    /// in since. Not where its lease is over.
    pub(crate) async fn settle_in(
        &self,
        person: PersonId,
        store: Store,
    ) -> Result<(), EngineError> {
        let now = self.ctx.now();
        // Kept until all is well: the next try is to find the login as this one did.
        let of_login = self.state().of_login;
        let term = store.term().await?.map(|term| term.looked(now));
        let term = term.unwrap_or_else(|| Term::none(now));
        let term = of_login.map_or(term, |login| term.or(login.looked(now)));
        store.keep_term(&term).await?;
        if term.is_over() {
            store.close().await;
            let mut state = self.state();
            state.of_login = None;
            state.seat.lease_is_over();
            return Ok(());
        }
        let logged_in = {
            let state = self.state();
            let session = state.session.as_ref();
            session.map(|session| session.officer.clone())
        };
        self.count_generation(person, &store).await?;
        let officer = if let Some(officer) = logged_in {
            self.bring_up_to_date(&store, &officer).await?;
            officer
        } else {
            if self.vault.is_ended(person).await? {
                store.purge(now).await?;
                self.vault.forget_ended(person).await?;
            }
            store.scrub().await?;
            self.let_nothing_linger(&store).await?;
            store.officer().await?.ok_or(EngineError::SignedOut)?
        };
        let open = Open {
            chosen: store.preferences().await?,
            store,
            officer,
        };
        open.store.started_well()?;
        let session = {
            let mut state = self.state();
            state.of_login = None;
            state.term = term;
            state.term_kept_at = now;
            state.session.take()
        };
        self.work_in(open, session);
        Ok(())
    }

    /// Puts the store beyond going back: an older copy of it will be known as one. The store counts first.
    pub(crate) async fn count_generation(
        &self,
        person: PersonId,
        store: &Store,
    ) -> Result<(), EngineError> {
        let kept = self.vault.generation(person).await?.unwrap_or_default();
        let next = store.count_generation(kept).await?;
        Ok(self.vault.keep_generation(person, next).await?)
    }

    /// Writes down how much of the lease is spent. Where that fails, the clock says it at the next start.
    pub(crate) async fn keep_term(&self, store: &Store) {
        let term = {
            let mut state = self.state();
            state.term_kept_at = state.term.looked_at;
            state.term
        };
        if let Err(error) = store.keep_term(&term).await {
            tracing::warn!(%error, "the lease is not written down");
        }
    }

    /// What a login means for the store.
    async fn bring_up_to_date(
        &self,
        store: &Store,
        officer: &wire::Officer,
    ) -> Result<(), EngineError> {
        let left = planted::figures(&self.ctx, store).await?;
        store.set_officer(officer).await?;
        planted::keep(&self.ctx, store, officer, left).await?;
        store.offer_held_again().await?;
        store.offer_unseen(&officer.office, self.ctx.now()).await?;
        self.let_nothing_linger(store).await?;
        Ok(self.vault.forget_ended(officer.id).await?)
    }

    pub(crate) fn work_in(&self, open: Open, session: Option<Session>) {
        {
            let mut state = self.state();
            state.seat = Seat::Open(open);
            // Whoever works in it has access, or what came from the server is gone.
            state.must_purge = None;
            state.sealed = Sealed::Deliver;
            if session.is_some() {
                state.pace = Pace::of_new_session();
            }
            state.session = session;
            state.last_input = self.ctx.now();
        }
        self.wake.notify_one();
        self.listen.notify_one();
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

    /// The sealed copies of an officer's waiting decisions.
    pub(crate) fn boxes(&self, person: PersonId) -> Boxes {
        Boxes::new(&self.config.data_dir, person)
    }

    /// Makes the sealed copy of a decision that was confirmed now.
    pub(crate) async fn seal(&self, open: &Open, id: DecisionId) {
        if self.state().boxes_lack {
            return self.renew_boxes(open).await;
        }
        let _one_at_a_time = self.boxing.lock().await;
        let boxes = self.boxes(open.officer.id);
        self.sealed(boxes.add(&self.ctx, &open.store, id).await);
    }

    /// Brings the sealed copies up to date.
    pub(crate) async fn renew_boxes(&self, open: &Open) {
        let _one_at_a_time = self.boxing.lock().await;
        let boxes = self.boxes(open.officer.id);
        self.sealed(boxes.renew(&self.ctx, &open.store).await);
    }

    /// Takes a decision out of the outbox, and its sealed copy away. False where it is too late: then both are there.
    pub(crate) async fn take_out(&self, open: &Open, id: DecisionId) -> Result<bool, StoreError> {
        let _one_at_a_time = self.boxing.lock().await;
        let boxes = self.boxes(open.officer.id);
        // First the box: one that stayed behind alone would be delivered.
        boxes.remove(id).map_err(StoreError::Folder)?;
        let undone = open.store.undo(id).await;
        if !matches!(undone, Ok(true)) {
            self.sealed(boxes.renew(&self.ctx, &open.store).await);
        }
        undone
    }

    /// Where a copy could not be made, the decisions themselves are safe in the store, and it is tried again with the
    /// next of them.
    fn sealed(&self, made: Result<(), BoxError>) {
        self.state().boxes_lack = made.is_err();
        if let Err(error) = made {
            tracing::warn!(%error, "a waiting decision has no sealed copy");
        }
    }

    /// A clock that went back since a decision was confirmed must not keep it here for hours.
    async fn let_nothing_linger(&self, store: &Store) -> Result<(), StoreError> {
        let latest = self.ctx.now().saturating_add(UNDO);
        store.hurry(latest.unwrap_or(Timestamp::MAX)).await
    }

    pub(crate) async fn close_store(&self) {
        let seat = {
            let mut state = self.state();
            state.session = None;
            state.of_login = None;
            std::mem::replace(&mut state.seat, Seat::Nobody)
        };
        self.listen.notify_one();
        if let Seat::Open(open) = seat {
            self.keep_term(&open.store).await;
            open.store.close().await;
        }
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

    fn last_person(&self) -> Option<PersonId> {
        std::fs::read_to_string(self.config.data_dir.join("last-officer"))
            .ok()?
            .trim()
            .parse()
            .ok()
    }

    fn remember_person(&self, person: PersonId) {
        let file = self.config.data_dir.join("last-officer");
        // The first login on a machine comes before the first store.
        let kept = std::fs::create_dir_all(&self.config.data_dir)
            .and_then(|()| std::fs::write(file, person.to_string()));
        if let Err(error) = kept {
            tracing::warn!(%error, "the next start asks for a login");
        }
    }

    pub(crate) fn forget_person(&self) {
        if let Err(error) = std::fs::remove_file(self.config.data_dir.join("last-officer")) {
            tracing::info!(%error, "no officer was remembered");
        }
    }
}

fn internal(error: &EngineError) -> LoginFailure {
    tracing::error!(%error, "the officer's store could not be opened");
    LoginFailure::Internal
}
