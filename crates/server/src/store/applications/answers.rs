//! Answers to applications: an officer's decision from the outbox, and Bufdir's from the portal.

use domain::{
    application::{
        self, AnswerRecord, Application, ApplicationDecision, ApplicationRefusal as No,
        ApplicationState, Decider,
    },
    ids::{DecisionId, PersonId},
    norway,
    report::{Hash, json_bytes},
    wire::{BufdirAnswered, BufdirApplications, HeldReason, Outcome, RejectedReason},
};
use jiff::Timestamp;

use super::{Stored, all_of, locked, note, put, put_at, stored, valid_to};
use crate::{
    access::{PortalBufdir, Scope},
    store::{
        RoleKind, Store, StoreError, Tx,
        audit::{self, Action, Deed},
        decisions::{self, Item},
        feed, query, sql,
    },
};

/// So many answered applications are shown, the newest.
const ANSWERED_MAX: i64 = 200;

/// Settles an officer's decision, which is not known yet. The office's feed is locked.
pub(in crate::store) async fn settle(
    tx: &mut Tx,
    item: &Item<'_>,
    decision: ApplicationDecision,
) -> Result<Outcome, StoreError> {
    let office = item.scope.office();
    let found = stored(tx, decision.application_id).await?;
    let Some(found) = found.filter(|found| found.office.as_ref() == Some(office)) else {
        return Ok(Outcome::Held {
            reason: HeldReason::NoAccess,
        });
    };
    let by = Decider::Officer {
        person: item.scope.person(),
        office: office.clone(),
    };
    let today = norway::date(item.now);
    match application::apply(&found.application, &decision, &by, today) {
        Ok(state) => apply(tx, item, decision, found, state).await,
        Err(reason) => {
            let outcome = refused(reason, found.application.state);
            keep(tx, item, outcome).await
        }
    }
}

/// What another look at the application cannot mend was never a decision.
fn refused(reason: No, current: ApplicationState) -> Outcome {
    match reason {
        No::ReasonMissing
        | No::ReasonTooLong
        | No::NameMissing
        | No::NameTooLong
        | No::UntilTooFar
        | No::UnknownUnit
        | No::NoAccess => Outcome::Rejected {
            reason: RejectedReason::Invalid,
        },
        No::OwnApplication
        | No::NotYours
        | No::NotWaiting
        | No::OtherContent
        | No::External
        | No::NotExternal
        | No::UntilPassed => Outcome::ApplicationConflict { reason, current },
    }
}

/// The answer, the access where it is Ja, and the feed entry.
async fn apply(
    tx: &mut Tx,
    item: &Item<'_>,
    decision: ApplicationDecision,
    found: Stored,
    state: ApplicationState,
) -> Result<Outcome, StoreError> {
    let place = feed::take_place(tx, item.scope.office()).await?;
    let receipt = decisions::receipt(tx, &place, &decision, item.key, item.now).await?;
    let record = AnswerRecord {
        id: decision.id,
        answer: decision.answer,
        answered_by: item.scope.person(),
        answered_by_name: item.scope.name().to_owned(),
        office: Some(item.scope.office().clone()),
        answered_at: item.now,
        confirmed_at: decision.confirmed_at,
        receipt: Some(receipt.clone()),
    };
    let after = found.application.clone().answered(state, record);
    put_at(tx, &found, &after, Some(&place), item.now).await?;
    let role = item.ctx.new_id().to_string();
    give(tx, item.scope, role, &after, item.now).await?;
    keep(tx, item, Outcome::Applied { receipt }).await
}

/// Where the answer was Ja, the applicant sees the figures from now on and until the last day is over.
async fn give(
    tx: &mut Tx,
    scope: &impl Scope,
    role: String,
    application: &Application,
    now: Timestamp,
) -> Result<(), StoreError> {
    let ApplicationState::Approved { .. } = application.state else {
        return Ok(());
    };
    query(sql::ADD_READER)
        .bind(role)
        .bind(application.applicant.to_string())
        .bind(RoleKind::Reader.as_str())
        .bind(now.as_millisecond())
        .bind(valid_to(&application.state)?.map(Timestamp::as_millisecond))
        .bind(application.id.to_string())
        .execute_one(tx)
        .await?;
    let deed = Deed::new(Action::RoleAdded).on(&application.applicant);
    audit::note(tx, &scope.actor(), deed, now).await
}

/// Writes a final outcome under the decision's id, and gives it back.
async fn keep(tx: &mut Tx, item: &Item<'_>, outcome: Outcome) -> Result<Outcome, StoreError> {
    let (name, receipt) = match &outcome {
        Outcome::Applied { receipt } => ("applied", Some(receipt)),
        Outcome::Conflict { .. } | Outcome::ApplicationConflict { .. } => ("conflict", None),
        Outcome::Rejected { .. } => ("rejected", None),
        Outcome::Duplicate { .. } | Outcome::Held { .. } => return Ok(outcome),
    };
    let on = receipt.and_then(|receipt| receipt.application());
    let added = query(sql::ADD_APPLICATION_DECISION)
        .bind(item.id.to_string())
        .bind(item.scope.person().to_string())
        .bind(item.scope.session().to_string())
        .bind(item.scope.office().as_str())
        .bind(item.bytes)
        .bind(Hash::of(item.bytes))
        .bind(name)
        .bind(json_bytes(&outcome))
        .bind(on.map(|on| on.application_id.to_string()))
        .bind(receipt.map(|receipt| receipt.number.as_str()))
        .bind(item.now.as_millisecond())
        .execute(tx)
        .await?;
    if added == 0 {
        return Err(StoreError::Taken);
    }
    Ok(outcome)
}

impl Store {
    /// What waits for Bufdir, the oldest first, and what came to Bufdir and is answered, the newest first.
    pub(crate) async fn applications_at_bufdir(
        &self,
        scope: &PortalBufdir,
    ) -> Result<BufdirApplications, StoreError> {
        let mut tx = self.view(scope).await?;
        let waiting: Vec<(Vec<u8>,)> = query(sql::APPLICATIONS_AT_BUFDIR).all(&mut tx).await?;
        let answered: Vec<(Vec<u8>,)> = query(sql::APPLICATIONS_PAST_BUFDIR)
            .bind(ANSWERED_MAX)
            .all(&mut tx)
            .await?;
        drop(tx);
        let deed = Deed::new(Action::ApplicationsRead);
        self.note_reading(scope, deed).await?;
        Ok(BufdirApplications {
            waiting: all_of(waiting)?,
            answered: all_of(answered)?,
            server_time: self.now(),
        })
    }

    /// Bufdir's answer. The same answer under the same id again changes nothing. None where there is no such
    /// application.
    pub(crate) async fn answer_at_bufdir(
        &self,
        scope: &PortalBufdir,
        decision: ApplicationDecision,
    ) -> Result<Option<BufdirAnswered>, StoreError> {
        let now = self.now();
        let mut tx = self.begin(scope).await?;
        let found = locked(&mut tx, decision.application_id).await?;
        let Some(found) = found.filter(|found| has_come(&found.application)) else {
            return Ok(None);
        };
        if is_answered_so(&found.application, scope.person(), &decision) {
            return Ok(Some(BufdirAnswered::Answered {
                application: Box::new(found.application),
            }));
        }
        let by = Decider::Bufdir {
            person: scope.person(),
        };
        let today = norway::date(now);
        let state = match application::apply(&found.application, &decision, &by, today) {
            Ok(state) => state,
            Err(reason) => {
                return Ok(Some(BufdirAnswered::Refused {
                    reason,
                    application: Box::new(found.application),
                }));
            }
        };
        let deed = Deed::new(Action::ApplicationAnswered).on(&decision.id);
        note(&mut tx, scope, deed, (found.office.as_ref(), now)).await?;
        let record = AnswerRecord {
            id: decision.id,
            answer: decision.answer,
            answered_by: scope.person(),
            answered_by_name: scope.name().to_owned(),
            office: None,
            answered_at: now,
            confirmed_at: decision.confirmed_at,
            receipt: None,
        };
        let after = found.application.clone().answered(state, record);
        put(&mut tx, &found, &after, now).await?;
        give(&mut tx, scope, self.ctx.new_id().to_string(), &after, now).await?;
        tx.commit().await?;
        Ok(Some(BufdirAnswered::Answered {
            application: Box::new(after),
        }))
    }
}

/// Bufdir is told nothing of what waits at an office.
fn has_come(application: &Application) -> bool {
    !matches!(application.state, ApplicationState::AtOffice { .. })
}

/// Whether this very answer stands there already.
fn is_answered_so(of: &Application, person: PersonId, decision: &ApplicationDecision) -> bool {
    let same = |id: DecisionId| of.answers.iter().find(move |record| record.id == id);
    same(decision.id)
        .is_some_and(|record| record.answered_by == person && record.answer == decision.answer)
}
