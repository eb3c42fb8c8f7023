//! The engine: one officer's store and session, and the commands on them.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{
    Ctx, Language,
    decision::{self, Decision, Draft, Refusal},
    ids::{DecisionId, PersonId, ReportId},
    report::Hash,
    wire,
};
use edge::Http;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, watch};
use url::Url;

use crate::{
    Desktop, EngineError, Keychain,
    review::{self, Earlier, Stored},
    run::Pace,
    session::{Api, Session},
    store::{SavedDraft, Store, StoreError},
    vault::{self, KeyError},
    view::{AppState, Link, LoginFailure, ReportView, SessionView, StatusLine, TaskLists},
};

/// How long a confirmed decision can be undone before it is sent.
const UNDO: SignedDuration = SignedDuration::from_secs(10);

/// What an engine is told at its start.
#[derive(Debug, Clone)]
pub struct Config {
    /// The central server.
    pub server: Url,
    /// Where stores live: a folder of this user on this machine that does not roam.
    pub data_dir: PathBuf,
    /// The product's version.
    pub version: String,
    /// How long the engine waits between two questions whether something is new.
    pub pull_every: SignedDuration,
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
        browser_url: Option<Url>,
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
                last_input: now,
            }),
            stepping: tokio::sync::Mutex::new(()),
            wake: Notify::new(),
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
        self.remember_person(officer.id);
        {
            let mut state = self.state();
            state.open = Some(Open { officer, ..open });
            state.session = Some(session.into());
            state.login = LoginState::Idle { failure: None };
            state.link = Link::Unknown;
            state.pace = Pace::default();
            state.last_input = self.ctx.now();
        }
        self.wake.notify_one();
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

    /// What every page shows around itself.
    pub async fn app_state(&self) -> Result<AppState, EngineError> {
        let (session, open, link) = {
            let state = self.state();
            (session_view(&state), state.open.clone(), state.link)
        };
        let mut status = StatusLine {
            link,
            waiting: 0,
            needs_you: 0,
            updated_at: None,
        };
        if let Some(open) = open {
            status.updated_at = open.store.updated_at().await?;
            let counts = open.store.counts().await?;
            status.waiting = counts.waiting;
            status.needs_you = counts.needs_you;
        }
        Ok(AppState {
            version: self.config.version.clone(),
            session,
            line: status,
        })
    }

    /// «Oppgaver».
    pub async fn tasks(&self) -> Result<TaskLists, EngineError> {
        self.touch();
        let store = self.open()?.store;
        let mut drafts = store.drafts().await?;
        let mut outbox = store.outbox().await?;
        let stored: Vec<Stored> = store
            .reports()
            .await?
            .into_iter()
            .map(|report| {
                let latest = report.state.revision();
                let draft = drafts
                    .iter()
                    .position(|saved| saved.report_id == report.id && saved.revision == latest)
                    .map(|at| drafts.swap_remove(at));
                let queued = outbox
                    .iter()
                    .rposition(|queued| queued.decision.report_id == report.id)
                    .map(|at| outbox.remove(at));
                Stored {
                    report,
                    draft,
                    queued,
                }
            })
            .collect();
        Ok(review::task_lists(&stored))
    }

    /// One report for review.
    pub async fn report(&self, id: ReportId) -> Result<ReportView, EngineError> {
        self.touch();
        self.view(&self.open()?.store, id).await
    }

    /// Saves what the officer has typed on a revision; durable when this returns.
    pub async fn save_draft(
        &self,
        id: ReportId,
        revision: u32,
        draft: Draft,
    ) -> Result<Timestamp, EngineError> {
        self.touch();
        if draft.comment.chars().count() > decision::COMMENT_MAX {
            return Err(Refusal::CommentTooLong.into());
        }
        let store = self.open()?.store;
        let report = store.report(id).await?.ok_or(EngineError::NotFound)?;
        report.revision(revision).ok_or(EngineError::NotFound)?;
        let saved_at = self.ctx.now();
        store
            .save_draft(&SavedDraft {
                report_id: id,
                revision,
                draft,
                saved_at,
            })
            .await?;
        Ok(saved_at)
    }

    /// «Bekreft»: makes the saved draft a decision on the revision and the content that were shown.
    /// Durable when this returns; sent when the time to undo is over.
    pub async fn decide(
        &self,
        id: ReportId,
        revision: u32,
        content_hash: Hash,
    ) -> Result<ReportView, EngineError> {
        self.touch();
        let store = self.open()?.store;
        let report = store.report(id).await?.ok_or(EngineError::NotFound)?;
        let saved = store.draft(id, revision).await?.ok_or(Refusal::NoVerdict)?;
        let now = self.ctx.now();
        let decision = Decision {
            id: DecisionId(self.ctx.new_id()),
            report_id: id,
            revision,
            content_hash,
            verdict: decision::verdict_of(&saved.draft)?,
            confirmed_at: now,
        };
        decision::apply(&report, &decision)?;
        let due_at = now.checked_add(UNDO).unwrap_or(now);
        if !store.enqueue(&decision, due_at).await? {
            return Err(Refusal::NotWaiting.into());
        }
        self.wake.notify_one();
        self.desktop.changed();
        self.view(&store, id).await
    }

    /// «Angre»: takes a decision back before the first attempt to send it. The draft is still there.
    pub async fn undo(&self, id: DecisionId) -> Result<ReportView, EngineError> {
        self.touch();
        let store = self.open()?.store;
        let queued = store.queued(id).await?.ok_or(EngineError::NotFound)?;
        if !store.undo(id).await? {
            return Err(EngineError::TooLate);
        }
        self.desktop.changed();
        self.view(&store, queued.decision.report_id).await
    }

    /// Asks at once whether something is new, and sends what is due.
    pub fn sync_now(&self) {
        self.touch();
        self.state().pace = Pace::default();
        self.wake.notify_one();
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

    fn touch(&self) {
        self.state().last_input = self.ctx.now();
    }

    async fn view(&self, store: &Store, id: ReportId) -> Result<ReportView, EngineError> {
        let report = store.report(id).await?.ok_or(EngineError::NotFound)?;
        let earlier = Earlier {
            previous: store
                .report_of(&report.unit_no, report.period.previous())
                .await?,
            year_before: store
                .report_of(&report.unit_no, report.period.year_before())
                .await?,
        };
        let draft = store.draft(id, report.state.revision()).await?;
        let queued = store.newest_on(id).await?;
        review::report_view(
            &Stored {
                report,
                draft,
                queued,
            },
            &earlier,
        )
        .ok_or(EngineError::NotFound)
    }

    async fn open_store(&self, person: PersonId) -> Result<Store, OpenError> {
        std::fs::create_dir_all(&self.config.data_dir).map_err(StoreError::Folder)?;
        let path = self.config.data_dir.join(format!("{person}.db"));
        let key = vault::store_key(self.keychain.clone(), &self.ctx, person, path.exists()).await?;
        Ok(Store::open(&path, &key).await?)
    }

    async fn close_store(&self) {
        let open = {
            let mut state = self.state();
            state.session = None;
            state.open.take()
        };
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

fn session_view(state: &State) -> SessionView {
    match (&state.login, &state.open) {
        (LoginState::Waiting { ends_at, .. }, _) => SessionView::Waiting { ends_at: *ends_at },
        (LoginState::Idle { .. }, Some(open)) => SessionView::SignedIn {
            name: open.officer.name.clone(),
            office_name: open.officer.office_name.clone(),
            expired: state.session.is_none(),
        },
        (LoginState::Idle { failure }, None) => SessionView::SignedOut { failure: *failure },
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
