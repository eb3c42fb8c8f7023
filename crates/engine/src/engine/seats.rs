//! Who sits at the machine: a login, the officer's store that work goes on in, and its end.

use std::sync::PoisonError;

use domain::{ids::PersonId, wire};
use edge::Http;
use jiff::Timestamp;

use super::{Engine, LoginState, Open, Sealed};
use crate::{
    Desktop, EngineError,
    claim::{Claim, ClaimError},
    commands::UNDO,
    lease::Term,
    pace::Pace,
    session::Session,
    store::{Store, StoreError},
    sync::planted,
    unlock::{Lock, Seat},
    vault::Found,
    view::{Link, LoginFailure, NewPin},
};

impl<D: Desktop, H: Http> Engine<D, H> {
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
