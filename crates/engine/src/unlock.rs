//! From a login, or from the start of the program, to an open store: choosing a PIN, and typing it.

use domain::{ids::PersonId, wire};
use edge::Http;
use jiff::Timestamp;

use crate::{
    Desktop, Engine, EngineError, Pin,
    engine::{LoginState, Open, State},
    store::{How, Store},
    vault::{Found, Guard, Key, Label, Shut, Unusable, tries_left, wait_until},
    view::{LockView, Loss, NewPin, OfficeView, SessionView},
};

/// Whose store it is, and whether it is open.
pub(crate) enum Seat {
    /// No store is chosen.
    Nobody,
    /// Another program uses the stores.
    Elsewhere,
    /// The officer has logged in and has no store.
    NoPin {
        officer: wire::Officer,
        because: NewPin,
    },
    /// The officer's store is closed.
    Locked {
        person: PersonId,
        label: Option<Label>,
        lock: Lock,
    },
    /// The officer works in it.
    Open(Open),
}

/// What opens a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    Pin {
        /// How many wrong ones there were.
        wrong: u8,
        tried_at: Timestamp,
        /// Whether the last one was, since the page is shown.
        failed: bool,
    },
    Forgotten,
    Lost(Loss),
    LeaseOver,
    NoKeychain,
}

impl Seat {
    /// A store that its PIN opens.
    pub(crate) fn locked(person: PersonId, guard: Guard) -> Self {
        Self::Locked {
            person,
            lock: Lock::pin(&guard, false),
            label: Some(guard.label),
        }
    }

    /// Whose closed store it is.
    pub(crate) fn locked_person(&self) -> Option<PersonId> {
        match self {
            Self::Locked { person, .. } => Some(*person),
            Self::Nobody | Self::Elsewhere | Self::NoPin { .. } | Self::Open(_) => None,
        }
    }

    /// Its officer must log in before it opens.
    pub(crate) fn lease_is_over(&mut self) {
        match self {
            Self::Locked { lock, .. } => *lock = Lock::LeaseOver,
            Self::NoPin { officer, .. } => {
                *self = Self::Locked {
                    person: officer.id,
                    label: Some(Label::of(officer)),
                    lock: Lock::LeaseOver,
                };
            }
            Self::Nobody | Self::Elsewhere | Self::Open(_) => {}
        }
    }
}

impl Lock {
    fn pin(guard: &Guard, failed: bool) -> Self {
        Self::Pin {
            wrong: guard.wrong,
            tried_at: guard.tried_at,
            failed,
        }
    }

    fn view(self, now: Timestamp) -> LockView {
        match self {
            Self::Pin {
                wrong,
                tried_at,
                failed,
            } => LockView::Pin {
                wrong: failed,
                tries_left: tries_left(wrong),
                wait_until: wait_until(wrong, tried_at, now),
            },
            Self::Forgotten => LockView::Forgotten,
            Self::Lost(loss) => LockView::Lost { loss },
            Self::LeaseOver => LockView::LeaseOver,
            Self::NoKeychain => LockView::NoKeychain,
        }
    }
}

/// What a window is told of who is there. A locked store tells nothing of what it holds.
pub(crate) fn session_view(state: &State, now: Timestamp) -> SessionView {
    let failure = match &state.login {
        LoginState::Waiting { ends_at, .. } => return SessionView::Waiting { ends_at: *ends_at },
        LoginState::Idle { failure } => *failure,
    };
    match &state.seat {
        Seat::Nobody => SessionView::SignedOut { failure },
        Seat::Elsewhere => SessionView::Elsewhere,
        Seat::NoPin { officer, because } => SessionView::ChoosePin {
            name: officer.name.clone(),
            office_name: officer.office_name.clone(),
            because: *because,
        },
        Seat::Locked { label, lock, .. } => SessionView::Locked {
            name: label.as_ref().map(|label| label.name.clone()),
            office_name: label.as_ref().map(|label| label.office_name.clone()),
            lock: lock.view(now),
            failure,
        },
        Seat::Open(open) => SessionView::SignedIn {
            name: open.officer.name.clone(),
            office_name: open.officer.office_name.clone(),
            expired: state.session.is_none(),
            office: open.officer.office.clone(),
            offices: offices(state),
        },
    }
}

fn offices(state: &State) -> Vec<OfficeView> {
    let told = state.session.iter().flat_map(|session| &session.offices);
    told.map(|of| OfficeView {
        office: of.office.clone(),
        name: of.name.clone(),
        stands_in_until: of.stands_in_until,
    })
    .collect()
}

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Makes the store of an officer who has logged in and has none, under a new PIN. A store that was
    /// given up goes.
    pub async fn choose_pin(&self, pin: Pin) -> Result<(), EngineError> {
        let _one_at_a_time = self.unlocking.lock().await;
        let officer = match &self.state().seat {
            Seat::NoPin { officer, .. } => officer.clone(),
            Seat::Nobody | Seat::Elsewhere | Seat::Locked { .. } | Seat::Open(_) => {
                return Err(EngineError::SignedOut);
            }
        };
        if !pin.is_good() {
            return Err(EngineError::PinNotGood);
        }
        let label = Label::of(&officer);
        let key = self.vault.create(&self.ctx, officer.id, label, pin).await?;
        self.enter(officer.id, &key).await
    }

    /// Opens the store where the PIN is right; what a wrong one led to is shown.
    pub async fn unlock(&self, pin: Pin) -> Result<(), EngineError> {
        let _one_at_a_time = self.unlocking.lock().await;
        let Some(person) = self.locked_person() else {
            return Err(EngineError::SignedOut);
        };
        match self.vault.open(&self.ctx, person, pin).await {
            Ok(key) => self.enter(person, &key).await,
            Err(shut) => {
                tracing::info!(%shut, "the store stays closed");
                self.stays_shut(person, shut).await;
                Ok(())
            }
        }
    }

    /// Puts a new PIN in the place of the old one.
    pub async fn change_pin(&self, old: Pin, new: Pin) -> Result<(), EngineError> {
        let _one_at_a_time = self.unlocking.lock().await;
        let person = self.open()?.officer.id;
        if !new.is_good() {
            return Err(EngineError::PinNotGood);
        }
        match self.vault.change(&self.ctx, person, old, new).await {
            Ok(()) => Ok(()),
            Err(Shut::Unusable(error)) => Err(error.into()),
            Err(Shut::Wrong { .. } | Shut::TooSoon) => Err(EngineError::PinWrong),
            Err(Shut::Lost(loss)) => {
                self.lock_as(Lock::Lost(loss)).await;
                Err(EngineError::PinWrong)
            }
        }
    }

    /// Locks the open store, as after a while without input, when the machine goes to sleep, or when the
    /// officer goes away. What waits for its time to undo is due now, and one attempt is made. The
    /// server's session is kept and not used.
    pub async fn lock(&self) {
        let Ok(Open { store, officer, .. }) = self.open() else {
            return;
        };
        if let Err(error) = store.hurry(self.ctx.now()).await {
            tracing::warn!(%error, "what waits is sent after the next unlocking");
        }
        self.push_once().await;
        let lock = match self.vault.look(officer.id).await {
            Ok(Found::Whole(guard)) => Lock::pin(&guard, false),
            Ok(Found::Lost(loss, _)) => Lock::Lost(loss),
            Ok(Found::Nothing) => Lock::Lost(Loss::File),
            Err(_) => Lock::NoKeychain,
        };
        self.lock_as(lock).await;
    }

    /// The officer has forgotten the PIN: after a new login another is chosen, and everything is fetched afresh. The
    /// session from before the lock does not do instead of that login, or whoever sits at a locked machine would
    /// come in with a PIN of their own.
    pub fn pin_forgotten(&self) {
        {
            let mut state = self.state();
            let Seat::Locked { lock, .. } = &mut state.seat else {
                return;
            };
            *lock = Lock::Forgotten;
        }
        self.desktop.changed();
    }

    /// Looks again at what is here: the PIN came back to mind, the keychain is open now, or the other program has
    /// ended.
    pub async fn look_again(&self) {
        let person = match &self.state().seat {
            Seat::Locked { person, .. } => Some(*person),
            Seat::NoPin { officer, .. } => Some(officer.id),
            Seat::Elsewhere => None,
            Seat::Nobody | Seat::Open(_) => return,
        };
        let Some(person) = person else {
            return self.reopen().await;
        };
        match self.vault.look(person).await {
            Ok(Found::Whole(guard)) => self.state().seat = Seat::locked(person, guard),
            Ok(Found::Nothing | Found::Lost(..)) => {}
            Err(error) => tracing::info!(%error, "the store stays closed"),
        }
        self.desktop.changed();
    }

    fn locked_person(&self) -> Option<PersonId> {
        match &self.state().seat {
            Seat::Locked {
                person,
                lock: Lock::Pin { .. },
                ..
            } => Some(*person),
            Seat::Locked { .. }
            | Seat::NoPin { .. }
            | Seat::Nobody
            | Seat::Elsewhere
            | Seat::Open(_) => None,
        }
    }

    /// Works in the store that the key opens.
    async fn enter(&self, person: PersonId, key: &Key) -> Result<(), EngineError> {
        let store = Store::open(
            &self.ctx,
            &self.vault.store(person),
            &How {
                key,
                guards_memory: self.config.guards_memory,
            },
        )
        .await?;
        if let Err(error) = self.settle_in(person, store.clone()).await {
            store.close().await;
            return Err(error);
        }
        if let Ok(open) = self.open() {
            self.renew_boxes(&open).await;
        }
        self.desktop.changed();
        Ok(())
    }

    async fn stays_shut(&self, person: PersonId, shut: Shut) {
        let lock = match shut {
            Shut::Lost(loss) => Some(Lock::Lost(loss)),
            Shut::Unusable(_) => Some(Lock::NoKeychain),
            Shut::Wrong { .. } | Shut::TooSoon => match self.vault.look(person).await {
                Ok(Found::Whole(guard)) => {
                    Some(Lock::pin(&guard, matches!(shut, Shut::Wrong { .. })))
                }
                Ok(Found::Lost(loss, _)) => Some(Lock::Lost(loss)),
                Ok(Found::Nothing) => None,
                Err(_) => Some(Lock::NoKeychain),
            },
        };
        {
            let mut state = self.state();
            match (lock, &mut state.seat) {
                // Also where a session runs: only a new login shows who chooses another PIN.
                (Some(now), Seat::Locked { lock, .. }) => *lock = now,
                (Some(_), _) => {}
                (None, seat) => *seat = Seat::Nobody,
            }
        }
        self.desktop.changed();
    }

    /// Closes the open store.
    pub(crate) async fn lock_as(&self, lock: Lock) {
        let open = {
            let mut state = self.state();
            let Some(open) = state.open().cloned() else {
                return;
            };
            state.seat = Seat::Locked {
                person: open.officer.id,
                label: Some(Label::of(&open.officer)),
                lock,
            };
            open
        };
        self.listen.notify_one();
        self.keep_term(&open.store).await;
        self.keep_place(&open).await;
        open.store.close().await;
        self.desktop.changed();
    }
}

impl From<Unusable> for EngineError {
    fn from(error: Unusable) -> Self {
        tracing::warn!(%error, "the store stays closed");
        Self::NoKeychain
    }
}
