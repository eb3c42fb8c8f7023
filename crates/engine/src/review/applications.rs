//! What the pages show of applications for access: pure functions from stored data to views.

use std::collections::BTreeSet;

use domain::{
    application::{
        ACCESS_YEARS_MAX, AnswerRecord, Application, ApplicationDecision, ApplicationState,
        Represents,
    },
    decision::Receipt,
    ids::{ApplicationId, PersonId, UnitNo},
    signing::PublishedKey,
    units::Register,
    wire::Outcome,
};
use jiff::{Span, civil::Date};

use super::standing::{needs_you_reason, proof};
use crate::{
    store::{Queued, SavedAnswer, Subject},
    view::{
        AnswerStage, AnsweredView, ApplicantKind, ApplicationLists, ApplicationRow,
        ApplicationRowState, ApplicationTask, ApplicationView, KeptAnswer, NeedsYouReason,
    },
};

/// All that is stored about one application.
#[derive(Debug, Clone)]
pub(crate) struct StoredApplication {
    pub(crate) application: Application,
    pub(crate) draft: Option<SavedAnswer>,
    /// The newest decision on it made on this machine.
    pub(crate) queued: Option<Queued<ApplicationDecision>>,
}

/// Where an answer stands, before anything is verified or shown.
enum Standing<'a> {
    Undecided,
    SavedHere(&'a Queued<ApplicationDecision>),
    NeedsYou(&'a ApplicationDecision, NeedsYouReason),
    /// The server has it, and the application's new state is not here yet.
    Proven(&'a ApplicationDecision, &'a Receipt),
    Answered(&'a AnswerRecord),
    Closed,
}

/// An answer made here that came back stays in sight until the officer has laid it aside, also beside a
/// colleague's that was first.
fn standing(stored: &StoredApplication) -> Standing<'_> {
    let application = &stored.application;
    if let Some(queued) = &stored.queued {
        let decision = &queued.decision;
        let Some(outcome) = &queued.outcome else {
            return Standing::SavedHere(queued);
        };
        if let Some(reason) = needs_you_reason(outcome)
            && !queued.laid_aside
        {
            return Standing::NeedsYou(decision, reason);
        }
        let is_here = application.answers.iter().any(|of| of.id == decision.id);
        if let Outcome::Applied { receipt } | Outcome::Duplicate { receipt } = outcome
            && !is_here
        {
            return Standing::Proven(decision, receipt);
        }
    }
    let of_office = application.answers.iter().rev();
    if let Some(record) = of_office.clone().find(|record| record.office.is_some()) {
        return Standing::Answered(record);
    }
    match application.state {
        ApplicationState::AtOffice { .. } => Standing::Undecided,
        ApplicationState::AtBufdir { .. }
        | ApplicationState::Approved { .. }
        | ApplicationState::Rejected { .. }
        | ApplicationState::Withdrawn
        | ApplicationState::Ended { .. } => Standing::Closed,
    }
}

/// The applications of «Oppgaver»; `answers` are the decisions whose application is not here.
pub(crate) fn application_lists(
    stored: &[StoredApplication],
    homeless: &[Queued<ApplicationDecision>],
) -> ApplicationLists {
    let mut lists = ApplicationLists::default();
    for one in stored {
        let Some(state) = row_state(one) else {
            continue;
        };
        let is_archived = matches!(state, ApplicationRowState::Received { .. });
        let application = &one.application;
        let row = ApplicationRow {
            id: application.id,
            reference: application.reference.clone(),
            unit_name: works_for(&application.represents),
            kind: ApplicationTask::Application,
            received_at: application.received_at,
            state,
        };
        if is_archived {
            lists.archive.push(row);
        } else {
            lists.open.push(row);
        }
    }
    let by_age = |a: &ApplicationRow, b: &ApplicationRow| {
        (a.received_at, &a.reference).cmp(&(b.received_at, &b.reference))
    };
    lists.open.sort_by(by_age);
    lists.archive.sort_by(|a, b| by_age(b, a));
    lists.kept = kept(stored, homeless);
    lists
}

fn row_state(stored: &StoredApplication) -> Option<ApplicationRowState> {
    Some(match standing(stored) {
        Standing::Undecided => match &stored.draft {
            Some(saved) => ApplicationRowState::Draft {
                answer: saved.draft.answer,
            },
            None => ApplicationRowState::New,
        },
        Standing::SavedHere(queued) => ApplicationRowState::SavedHere {
            answer: queued.decision.answer.kind(),
        },
        Standing::NeedsYou(..) => ApplicationRowState::NeedsYou,
        Standing::Proven(decision, receipt) => ApplicationRowState::Received {
            answer: decision.answer.kind(),
            receipt: Some(receipt.number.clone()),
        },
        Standing::Answered(record) => ApplicationRowState::Received {
            answer: record.answer.kind(),
            receipt: record.receipt.as_ref().map(|of| of.number.clone()),
        },
        Standing::Closed => return None,
    })
}

/// The newest answer to each application that is not here, where it came back; and what the server has lost.
fn kept(stored: &[StoredApplication], homeless: &[Queued<ApplicationDecision>]) -> Vec<KeptAnswer> {
    let mut seen: BTreeSet<ApplicationId> = BTreeSet::new();
    let newest = homeless
        .iter()
        .rev()
        .filter(|queued| seen.insert(queued.decision.application_id));
    let lost = stored.iter().filter_map(|one| one.queued.as_ref());
    let lost = lost.filter(|queued| queued.first_receipt.is_some());
    newest
        .filter(|queued| !queued.laid_aside)
        .chain(lost)
        .filter_map(kept_answer)
        .collect()
}

fn kept_answer(queued: &Queued<ApplicationDecision>) -> Option<KeptAnswer> {
    let subject = queued.subject.as_ref();
    let lost = queued.first_receipt.as_ref();
    Some(KeptAnswer {
        decision_id: queued.decision.id,
        reference: subject.map(|subject| subject.reference.clone()),
        unit_name: subject.map(|subject| subject.unit_name.clone()),
        answer: queued.decision.answer.clone(),
        confirmed_at: queued.decision.confirmed_at,
        reason: needs_you_reason(queued.outcome.as_ref()?)?,
        lost_receipt: lost.map(|receipt| receipt.number.clone()),
    })
}

/// What an application is called where it is not here any more.
pub(crate) fn subject_of(application: &Application) -> Subject {
    Subject {
        reference: application.reference.clone(),
        unit_name: works_for(&application.represents),
    }
}

/// Whom an applicant works for: the unit, or another organisation.
pub(crate) fn works_for(represents: &Represents) -> String {
    match represents {
        Represents::Unit { unit_no } | Represents::CountyGovernor { unit_no } => unit_name(unit_no),
        Represents::External { organisation, .. } => organisation.clone(),
    }
}

fn unit_name(no: &UnitNo) -> String {
    let register = Register::current();
    let unit = register.unit(no);
    unit.map_or_else(|| no.to_string(), |unit| register.shown_name(unit))
}

/// One application, as the officer's page shows it.
pub(crate) fn application_view(
    stored: &StoredApplication,
    officer: PersonId,
    today: Date,
    keys: &[PublishedKey],
) -> ApplicationView {
    let application = &stored.application;
    let (applicant, organisation) = match &application.represents {
        Represents::Unit { .. } => (ApplicantKind::Unit, None),
        Represents::CountyGovernor { .. } => (ApplicantKind::CountyGovernor, None),
        Represents::External { organisation, .. } => {
            (ApplicantKind::External, Some(organisation.clone()))
        }
    };
    let drafted = stored.draft.as_ref();
    ApplicationView {
        id: application.id,
        reference: application.reference.clone(),
        content_hash: application.content_hash,
        received_at: application.received_at,
        contact: application.contact.clone(),
        applicant,
        unit_name: application.represents.unit_no().map(unit_name),
        organisation,
        reason: application.reason.clone(),
        is_own: application.applicant == officer,
        until_from: today,
        until_to: today.saturating_add(Span::new().years(ACCESS_YEARS_MAX)),
        draft: drafted.map(|saved| saved.draft.clone()).unwrap_or_default(),
        draft_saved_at: drafted.map(|saved| saved.saved_at),
        stage: stage(stored, keys),
        answers: application.answers.iter().map(answered).collect(),
    }
}

fn answered(record: &AnswerRecord) -> AnsweredView {
    AnsweredView {
        decision_id: record.id,
        answer: record.answer.clone(),
        answered_by: record.answered_by_name.clone(),
        at_bufdir: record.office.is_none(),
        answered_at: record.answered_at,
        receipt: record.receipt.as_ref().map(|of| of.number.clone()),
    }
}

fn stage(stored: &StoredApplication, keys: &[PublishedKey]) -> AnswerStage {
    match standing(stored) {
        Standing::Undecided => AnswerStage::Undecided,
        Standing::SavedHere(queued) => AnswerStage::SavedHere {
            decision_id: queued.decision.id,
            answer: queued.decision.answer.clone(),
            confirmed_at: queued.decision.confirmed_at,
            due_at: queued.due_at,
            can_undo: !queued.attempted,
        },
        Standing::NeedsYou(decision, reason) => AnswerStage::NeedsYou {
            decision_id: decision.id,
            answer: decision.answer.clone(),
            reason,
            confirmed_at: decision.confirmed_at,
        },
        Standing::Proven(decision, receipt) => received(decision, None, Some(receipt), keys),
        Standing::Answered(record) => {
            let sent = ApplicationDecision {
                id: record.id,
                application_id: stored.application.id,
                content_hash: stored.application.content_hash,
                answer: record.answer.clone(),
                confirmed_at: record.confirmed_at,
            };
            let by = Some(record.answered_by_name.clone());
            received(&sent, by, record.receipt.as_ref(), keys)
        }
        Standing::Closed => AnswerStage::Closed,
    }
}

fn received(
    decision: &ApplicationDecision,
    answered_by: Option<String>,
    receipt: Option<&Receipt>,
    keys: &[PublishedKey],
) -> AnswerStage {
    AnswerStage::Received {
        answer: decision.answer.clone(),
        answered_by,
        confirmed_at: decision.confirmed_at,
        proof: receipt.map(|receipt| proof(receipt, decision, keys)),
        receipt: receipt.cloned().map(Box::new),
    }
}
