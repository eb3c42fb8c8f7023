//! Applications for access: answered as reports are decided, and without the server too. The access that was given
//! is listed and ended with the server.

use domain::{
    application::{self, Answer, AnswerKind, Application, ApplicationDecision, Decider},
    decision::AnyDecision,
    ids::{ApplicationId, DecisionId},
    norway,
    report::Hash,
    wire::{Access, AccessAnswer, EndAccessAnswer, EndAccessOutcome, EndAccessRequest, path},
};
use edge::Http;
use jiff::Timestamp;

use super::{UNDO, as_it_stands, not_reached, own};
use crate::{
    Desktop, Engine, EngineError,
    engine::Open,
    review::{self, StoredApplication},
    store::{SavedAnswer, Store, StoreError},
    view::{AnswerDraft, ApplicationLists, ApplicationView},
};

impl<D: Desktop, H: Http> Engine<D, H> {
    /// One application.
    pub async fn application(&self, id: ApplicationId) -> Result<ApplicationView, EngineError> {
        self.application_view(&self.open()?, id).await
    }

    /// Saves what the officer has typed on an application; durable when this returns.
    pub async fn save_answer(
        &self,
        id: ApplicationId,
        draft: AnswerDraft,
    ) -> Result<Timestamp, EngineError> {
        self.touch();
        if !own::fits(&draft.reason) {
            return Err(application::ApplicationRefusal::ReasonTooLong.into());
        }
        let store = self.open()?.store;
        let application = store.application(id).await?.ok_or(EngineError::NotFound)?;
        let saved_at = self.ctx.now();
        store
            .save_answer(&SavedAnswer {
                application_id: id,
                draft,
                subject: review::subject_of(&application),
                saved_at,
            })
            .await?;
        Ok(saved_at)
    }

    /// «Bekreft»: makes the saved draft an answer to what was shown. Durable when this returns; sent when the time to
    /// undo is over.
    pub async fn answer(
        &self,
        id: ApplicationId,
        content_hash: Hash,
    ) -> Result<ApplicationView, EngineError> {
        self.touch();
        let open = self.open()?;
        let store = &open.store;
        let application = store.application(id).await?.ok_or(EngineError::NotFound)?;
        let saved = store.saved_answer(id).await?.ok_or(EngineError::BadInput)?;
        let now = self.ctx.now();
        let decision = ApplicationDecision {
            id: DecisionId(self.ctx.new_id()),
            application_id: id,
            content_hash,
            answer: answer_of(&saved.draft)?,
            confirmed_at: now,
        };
        may_answer(&open, &application, &decision)?;
        let due_at = now.checked_add(UNDO).unwrap_or(now);
        let subject = review::subject_of(&application);
        if !store.enqueue_answer(&decision, &subject, due_at).await? {
            return Err(application::ApplicationRefusal::NotWaiting.into());
        }
        self.seal(&open, decision.id).await;
        self.wake.notify_one();
        self.desktop.changed();
        // As it was answered: a pull may have taken it away by now, and the answer is saved.
        self.application_view_of(&open, application).await
    }

    /// «Angre»: takes an answer back before the first attempt to send it. The draft is still there. None where it is
    /// taken back and its application is not here any more.
    pub async fn undo_answer(
        &self,
        id: DecisionId,
    ) -> Result<Option<ApplicationView>, EngineError> {
        self.touch();
        let open = self.open()?;
        let queued = open.store.queued(id).await?.ok_or(EngineError::NotFound)?;
        let AnyDecision::Application(decision) = &queued.decision else {
            return Err(EngineError::NotFound);
        };
        let application = decision.application_id;
        self.take_back(&open, &queued).await?;
        Ok(as_it_stands(
            self.application_view(&open, application).await,
        ))
    }

    /// Who sees the published figures through the office, as the server has it.
    pub async fn access(&self) -> Result<Vec<Access>, EngineError> {
        let token = self.session_token()?;
        let answer: AccessAnswer = self
            .api
            .get(path::ACCESS, Some(token.as_str()))
            .await
            .map_err(not_reached)?;
        Ok(answer.access)
    }

    /// Ends access before its last day. Nothing waits here: without the server nothing ends.
    pub async fn end_access(&self, id: ApplicationId) -> Result<(), EngineError> {
        self.touch();
        let token = self.session_token()?;
        let request = EndAccessRequest { application_id: id };
        let answer: EndAccessAnswer = self
            .api
            .post(path::END_ACCESS, Some(token.as_str()), &request)
            .await
            .map_err(not_reached)?;
        match answer.outcome {
            EndAccessOutcome::Ended | EndAccessOutcome::WasOver => Ok(()),
            EndAccessOutcome::NotFound => Err(EngineError::NotFound),
        }
    }

    async fn application_view(
        &self,
        open: &Open,
        id: ApplicationId,
    ) -> Result<ApplicationView, EngineError> {
        let application = open.store.application(id).await?;
        let application = application.ok_or(EngineError::NotFound)?;
        self.application_view_of(open, application).await
    }

    /// An application as it was read, with what stands beside it now.
    async fn application_view_of(
        &self,
        open: &Open,
        application: Application,
    ) -> Result<ApplicationView, EngineError> {
        let store = &open.store;
        let id = application.id;
        let mut answers = store.answers().await?.into_iter();
        let stored = StoredApplication {
            draft: store.saved_answer(id).await?,
            queued: answers.rfind(|queued| queued.decision.application_id == id),
            application,
        };
        let keys = store.keys().await?;
        let today = norway::date(self.ctx.now());
        Ok(review::application_view(
            &stored,
            open.officer.id,
            today,
            &keys,
        ))
    }
}

/// The applications of «Oppgaver».
pub(super) async fn lists(store: &Store) -> Result<ApplicationLists, StoreError> {
    let mut drafts = store.saved_answers().await?;
    let mut answers = store.answers().await?;
    let applications = store.applications().await?.into_iter();
    let stored: Vec<StoredApplication> = applications
        .map(|application| {
            let id = application.id;
            let draft = drafts.iter().position(|saved| saved.application_id == id);
            let mut own = answers.extract_if(.., |queued| queued.decision.application_id == id);
            let queued = own.by_ref().last();
            drop(own);
            StoredApplication {
                draft: draft.map(|at| drafts.swap_remove(at)),
                queued,
                application,
            }
        })
        .collect();
    Ok(review::application_lists(&stored, &answers))
}

/// The answer in a draft.
fn answer_of(draft: &AnswerDraft) -> Result<Answer, EngineError> {
    Ok(match draft.answer.ok_or(EngineError::BadInput)? {
        AnswerKind::Approve => Answer::Approve {
            until: draft.until.ok_or(EngineError::BadInput)?,
        },
        AnswerKind::Reject => Answer::Reject {
            reason: draft.reason.trim().to_owned(),
        },
        AnswerKind::Forward => Answer::Forward {},
    })
}

/// The rule that the server applies too, on the application as it stands here.
fn may_answer(
    open: &Open,
    application: &Application,
    decision: &ApplicationDecision,
) -> Result<(), EngineError> {
    let by = Decider::Officer {
        person: open.officer.id,
        office: open.officer.office.clone(),
    };
    let today = norway::date(decision.confirmed_at);
    application::apply(application, decision, &by, today)?;
    Ok(())
}
