//! What the officer does: each command answers from the local store.

use domain::{
    decision::{self, AnyDecision, Decision, Draft, Receipted, Refusal, Verdict},
    ids::{DecisionId, ReportId},
    report::{Hash, Report},
};
use edge::Http;
use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use crate::{
    Desktop, Engine, EngineError,
    engine::Open,
    review::{self, Beside, Desk, Stored},
    session::CallError,
    store::{Counted, Ended, Queued, SavedDraft, Store, StoreError, Task, Wanted},
    travel::{Offline, travel},
    unlock::session_view,
    view::{AccessView, AppState, ReportView, SessionView, StatusLine, StoreView, TaskLists},
};

mod applications;
mod between;
mod county;
mod figures;
mod files;
mod leaving;
mod own;
mod profile;
mod reminders;
mod reopening;

pub use files::write_new;

/// How long a confirmed decision can be undone before it is sent.
pub(crate) const UNDO: SignedDuration = SignedDuration::from_secs(10);

/// The status of an answer to a body with faults (RFC 9110 section 15.5.21).
const UNPROCESSABLE: u16 = 422;

impl<D: Desktop, H: Http> Engine<D, H> {
    /// The token of the session, for a request of an officer whose store is open.
    fn session_token(&self) -> Result<Zeroizing<String>, EngineError> {
        self.open()?;
        self.state().token().ok_or(EngineError::NotReached)
    }

    /// Who is there, without a look into the store.
    pub fn session(&self) -> SessionView {
        session_view(&self.state(), self.ctx.now())
    }

    /// What every page shows around itself.
    pub async fn app_state(&self) -> Result<AppState, EngineError> {
        let now = self.ctx.now();
        let (session, locked, open, link, current_at, offline, preferences) = {
            let state = self.state();
            let current_at = state.pace.current_at(now);
            let term = state.term.looked(now);
            (
                session_view(&state, now),
                state.seat.locked_person(),
                state.open().cloned(),
                state.link,
                current_at,
                state.open().map(|_| Offline {
                    left: term.left(),
                    until: term.ends_at(),
                }),
                state.open().map(|_| state.preferences()),
            )
        };
        let mut status = StatusLine {
            link,
            waiting: 0,
            needs_you: 0,
            updated_at: None,
            offline_until: offline.map(|offline| offline.until),
        };
        if let Some(person) = locked {
            let waiting = self.boxes(person).count();
            status.waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
        }
        let mut store = None;
        if let Some((open, offline)) = open.zip(offline) {
            store = Some(view_of(&open.store, offline).await?);
            let fetched_at = open.store.updated_at().await?;
            status.updated_at = fetched_at.map(|at| current_at.unwrap_or(at).max(at));
            let counts = open.store.counts().await?;
            status.waiting = counts.waiting;
            status.needs_you = counts.needs_you;
        }
        Ok(AppState {
            version: self.config.version.clone(),
            session,
            line: status,
            preferences,
            store,
        })
    }

    /// «Oppgaver», the whole archive with it.
    pub async fn tasks(&self) -> Result<TaskLists, EngineError> {
        self.task_lists(Wanted::All).await
    }

    /// «Oppgaver» without the archive, of which only the number is told: what there is to do costs the same however
    /// much is done.
    pub async fn open_tasks(&self) -> Result<TaskLists, EngineError> {
        self.task_lists(Wanted::AtWork).await
    }

    async fn task_lists(&self, wanted: Wanted) -> Result<TaskLists, EngineError> {
        let open = self.open()?;
        let store = open.store;
        let mut lists = store.lists(wanted, &self.config.version).await?;
        self.count(&store, &mut lists.tasks).await?;
        Ok(review::task_lists(Desk {
            office: &open.officer.office,
            lists: &lists,
            lost: &store.lost().await?,
            applications: applications::lists(&store).await?,
        }))
    }

    /// Counts what the rules find in open reports, where that was not done since they changed, and keeps it.
    async fn count(&self, store: &Store, tasks: &mut [Task]) -> Result<(), EngineError> {
        let mut kept = Vec::new();
        for task in tasks.iter_mut().filter(|task| review::is_open(task)) {
            let Counted::After(changes) = task.counted else {
                continue;
            };
            let Some(report) = store.report(task.listed.id).await? else {
                continue;
            };
            let earlier = store.earlier_of(&report).await?;
            let Some(found) = review::counted(&report, &earlier) else {
                continue;
            };
            task.counted = Counted::Found(found);
            kept.push((report.id, changes, found));
        }
        // They are right without being kept.
        if let Err(error) = store.keep_counted(&kept, &self.config.version).await {
            tracing::warn!(%error, "findings are counted again the next time");
        }
        Ok(())
    }

    /// One report for review.
    pub async fn report(&self, id: ReportId) -> Result<ReportView, EngineError> {
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
        let asked = draft.asks.iter().filter_map(|ask| ask.comment.as_deref());
        if !asked.chain([&*draft.comment]).all(own::fits) {
            return Err(Refusal::CommentTooLong.into());
        }
        let store = self.open()?.store;
        let report = store.report(id).await?.ok_or(EngineError::NotFound)?;
        report.revision(revision).ok_or(EngineError::NotFound)?;
        if !own::asks_of_form(&report, &draft.asks) {
            return Err(EngineError::BadInput);
        }
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
        let open = self.open()?;
        let store = open.store.clone();
        let report = store.report(id).await?.ok_or(EngineError::NotFound)?;
        let saved = store.draft(id, revision).await?.ok_or(Refusal::NoVerdict)?;
        let decision = self.decision_on(&report, revision, content_hash, &saved.draft)?;
        // Read before the decision is saved, and once: a pull may change or take away what it was decided on.
        let beside = beside(&store, &report).await?;
        let errors = review::unseen_errors(&report, &beside.of_unit, &beside.seen)
            .ok_or(EngineError::NotFound)?;
        // Before Ja the officer must have seen what the rules call errors.
        if matches!(decision.verdict, Verdict::Approve { .. }) && errors > 0 {
            return Err(EngineError::Unseen { errors });
        }
        if !enqueue(&store, &decision).await? {
            return Err(Refusal::NotWaiting.into());
        }
        self.seal(&open, decision.id).await;
        self.wake.notify_one();
        self.desktop.changed();
        let stored = Stored {
            draft: Some(saved),
            queued: store.newest_on(id).await?,
            report,
        };
        review::report_view(&stored, &beside).ok_or(EngineError::NotFound)
    }

    /// What a draft decides on a revision and its content, where the report as it stands here takes it.
    fn decision_on(
        &self,
        report: &Report,
        revision: u32,
        content_hash: Hash,
        draft: &Draft,
    ) -> Result<Decision, Refusal> {
        let decision = Decision {
            id: DecisionId(self.ctx.new_id()),
            report_id: report.id,
            revision,
            content_hash,
            verdict: decision::verdict_of(draft)?,
            confirmed_at: self.ctx.now(),
        };
        decision::apply(report, &decision)?;
        Ok(decision)
    }

    /// «Angre»: takes a decision back before the first attempt to send it. The draft is still there. None where it is
    /// taken back and its report is not here any more.
    pub async fn undo(&self, id: DecisionId) -> Result<Option<ReportView>, EngineError> {
        self.touch();
        let open = self.open()?;
        let queued = open.store.queued(id).await?.ok_or(EngineError::NotFound)?;
        let AnyDecision::Report(decision) = &queued.decision else {
            return Err(EngineError::NotFound);
        };
        let report = decision.report_id;
        self.take_back(&open, &queued).await?;
        Ok(as_it_stands(self.view(&open.store, report).await))
    }

    /// Takes a decision out of the outbox, where no attempt was made to send it.
    async fn take_back(
        &self,
        open: &Open,
        queued: &Queued<AnyDecision>,
    ) -> Result<(), EngineError> {
        let id = queued.decision.id();
        if queued.attempted || queued.outcome.is_some() {
            return Err(EngineError::TooLate);
        }
        if !self.take_out(open, id).await? {
            return Err(EngineError::TooLate);
        }
        // An older copy would send what is taken back here.
        let _one_at_a_time = self.unlocking.lock().await;
        if let Err(error) = self.count_generation(open.officer.id, &open.store).await {
            tracing::warn!(%error, "an older copy of the store is not known as one");
        }
        self.desktop.changed();
        Ok(())
    }

    pub(crate) async fn view(
        &self,
        store: &Store,
        id: ReportId,
    ) -> Result<ReportView, EngineError> {
        let report = store.report(id).await?.ok_or(EngineError::NotFound)?;
        self.view_of(store, report).await
    }

    /// A report as it was read, with what stands beside it now.
    async fn view_of(&self, store: &Store, report: Report) -> Result<ReportView, EngineError> {
        let id = report.id;
        let beside = beside(store, &report).await?;
        let stored = Stored {
            draft: store.draft(id, report.state.revision()).await?,
            queued: store.newest_on(id).await?,
            report,
        };
        review::report_view(&stored, &beside).ok_or(EngineError::NotFound)
    }
}

/// What stands beside a report now.
async fn beside(store: &Store, report: &Report) -> Result<Beside, StoreError> {
    let revision = report.state.revision();
    Ok(Beside {
        of_unit: store
            .reports_of(&report.unit_no, review::line(report.period))
            .await?,
        keys: store.keys().await?,
        lost: store.lost().await?,
        seen: store.seen(report.id, revision).await?,
        reopening_asked_at: store.reopening_asked_at(report, revision).await?,
    })
}

/// Queues a decision, to be sent when the time to undo is over.
async fn enqueue(store: &Store, decision: &Decision) -> Result<bool, StoreError> {
    let now = decision.confirmed_at;
    let due_at = now.checked_add(UNDO).unwrap_or(now);
    store.enqueue(decision, due_at).await
}

/// Each report with its own draft and its newest decision, which are taken from what is there of them.
fn stored_of(
    reports: Vec<Report>,
    drafts: &mut Vec<SavedDraft>,
    outbox: &mut Vec<Queued>,
) -> Vec<Stored> {
    let stored = reports.into_iter().map(|report| {
        let latest = report.state.revision();
        let draft = drafts
            .iter()
            .position(|saved| saved.report_id == report.id && saved.revision == latest)
            .map(|at| drafts.swap_remove(at));
        let mut own = outbox.extract_if(.., |queued| queued.decision.report_id == report.id);
        let queued = own.by_ref().last();
        drop(own);
        Stored {
            report,
            draft,
            queued,
        }
    });
    stored.collect()
}

/// A request that waits for nothing: without an answer nothing is promised.
fn not_reached(error: CallError) -> EngineError {
    tracing::info!(%error, "the server was not reached");
    EngineError::NotReached
}

/// The same, where the server may say that what was asked is none.
fn refused_input(error: CallError) -> EngineError {
    match error {
        CallError::Status {
            status: UNPROCESSABLE,
            ..
        } => EngineError::BadInput,
        CallError::NoAnswer(_)
        | CallError::SignedOut
        | CallError::NoRole { .. }
        | CallError::Status { .. }
        | CallError::Malformed => not_reached(error),
    }
}

async fn view_of(store: &Store, offline: Offline) -> Result<StoreView, StoreError> {
    let access = access_of(store).await?;
    let travel = match access {
        AccessView::Granted => Some(travel(store.here().await?, offline)),
        AccessView::Ended { .. } => None,
    };
    Ok(StoreView {
        access,
        unsure: store.unsure().await?,
        travel,
    })
}

async fn access_of(store: &Store) -> Result<AccessView, StoreError> {
    Ok(match store.ended().await? {
        None => AccessView::Granted,
        Some(Ended { exported }) => AccessView::Ended { exported },
    })
}

/// What is shown of a change that is made. The change stands also where nothing of it can be shown.
fn as_it_stands<T>(view: Result<T, EngineError>) -> Option<T> {
    view.inspect_err(|error| tracing::warn!(%error, "what was changed cannot be shown"))
        .ok()
}

#[cfg(test)]
mod tests;
