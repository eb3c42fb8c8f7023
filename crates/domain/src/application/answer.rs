//! Answers to applications: what can be answered, by whom, and what follows.

use jiff::{Span, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Application, ApplicationState};
use crate::{
    ids::{ApplicationId, DecisionId, OfficeId, PersonId},
    report::Hash,
};

/// Access is given for at most so many years at a time; whoever still needs it applies again.
pub const ACCESS_YEARS_MAX: i16 = 2;

/// What can be answered to an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = ApplicationAnswer)]
pub enum Answer {
    /// Ja.
    Approve {
        /// The last day with access, in Norway: today at the earliest, and at most
        /// [`ACCESS_YEARS_MAX`] years from now.
        #[ts(type = "string")]
        until: Date,
    },
    /// Nei. To reject is to close; it is not a return.
    Reject {
        /// Why; the applicant reads it.
        #[schema(min_length = 1, max_length = 10_000)]
        reason: String,
    },
    /// An external applicant: Bufdir decides.
    Forward {},
}

/// Which answer, as a receipt names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// Ja.
    Approve,
    /// Nei.
    Reject,
    /// To Bufdir.
    Forward,
}

impl Answer {
    /// Which answer it is.
    pub fn kind(&self) -> AnswerKind {
        match self {
            Self::Approve { .. } => AnswerKind::Approve,
            Self::Reject { .. } => AnswerKind::Reject,
            Self::Forward {} => AnswerKind::Forward,
        }
    }

    /// The last day with access, of a Ja.
    pub fn until(&self) -> Option<Date> {
        match self {
            Self::Approve { until } => Some(*until),
            Self::Reject { .. } | Self::Forward {} => None,
        }
    }
}

/// A decision on an application as it is sent: bound to what the officer saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationDecision {
    /// Idempotency key.
    pub id: DecisionId,
    /// The application.
    pub application_id: ApplicationId,
    /// What was read.
    pub content_hash: Hash,
    /// The answer.
    pub answer: Answer,
    /// When the officer confirmed, by the officer's clock. Orders nothing.
    #[ts(type = "string")]
    pub confirmed_at: Timestamp,
}

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decider {
    /// An officer of an office.
    Officer {
        /// The officer.
        person: PersonId,
        /// The office.
        office: OfficeId,
    },
    /// A person at Bufdir.
    Bufdir {
        /// The person.
        person: PersonId,
    },
}

/// Why an application or an answer to one is not possible.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationRefusal {
    /// Nobody decides the own application.
    #[error("nobody decides the own application")]
    OwnApplication,
    /// It waits for another office, or for Bufdir.
    #[error("the application waits for someone else")]
    NotYours,
    /// It is decided or withdrawn.
    #[error("the application does not wait")]
    NotWaiting,
    /// Another content than the application has.
    #[error("the content is not the application's")]
    OtherContent,
    /// An office answers external applicants by forwarding them.
    #[error("only Bufdir decides for external applicants")]
    External,
    /// Only an office forwards, and only external applicants.
    #[error("there is nothing to forward")]
    NotExternal,
    /// A rejection or an application without a reason.
    #[error("a reason is missing")]
    ReasonMissing,
    /// A reason past [`COMMENT_MAX`](crate::decision::COMMENT_MAX).
    #[error("the reason is too long")]
    ReasonTooLong,
    /// An applicant or an organisation without a name.
    #[error("a name is missing")]
    NameMissing,
    /// A name past [`NAME_MAX`](super::NAME_MAX).
    #[error("the name is too long")]
    NameTooLong,
    /// The last day with access is over.
    #[error("the last day is over")]
    UntilPassed,
    /// The last day with access is more than [`ACCESS_YEARS_MAX`] years away.
    #[error("the last day is too far away")]
    UntilTooFar,
    /// No such reporting unit.
    #[error("there is no such reporting unit")]
    UnknownUnit,
    /// No access was given, or it is ended.
    #[error("there is no access to end")]
    NoAccess,
}

/// Whether an answer may be applied to an application as it stands, and the state that follows.
///
/// The same rule on the desktop before it queues an answer and on the server before it applies one.
/// `today` is the day in Norway. What a desktop allows today the server allows later, but for a last day
/// that is over meanwhile.
pub fn apply(
    application: &Application,
    decision: &ApplicationDecision,
    by: &Decider,
    today: Date,
) -> Result<ApplicationState, ApplicationRefusal> {
    may_answer(application, by)?;
    if decision.content_hash != application.content_hash {
        return Err(ApplicationRefusal::OtherContent);
    }
    let person = by.person();
    let external = application.represents.is_external();
    match (&decision.answer, by) {
        (Answer::Forward {}, Decider::Officer { office, .. }) if external => {
            Ok(ApplicationState::AtBufdir {
                forwarded_by: Some(office.clone()),
            })
        }
        (Answer::Forward {}, Decider::Officer { .. } | Decider::Bufdir { .. }) => {
            Err(ApplicationRefusal::NotExternal)
        }
        (Answer::Approve { .. } | Answer::Reject { .. }, Decider::Officer { .. }) if external => {
            Err(ApplicationRefusal::External)
        }
        (Answer::Approve { until }, Decider::Officer { .. } | Decider::Bufdir { .. }) => {
            check_until(*until, today)?;
            Ok(ApplicationState::Approved {
                by: person,
                until: *until,
            })
        }
        (Answer::Reject { reason }, Decider::Officer { .. } | Decider::Bufdir { .. }) => {
            super::check_reason(reason)?;
            Ok(ApplicationState::Rejected {
                by: person,
                reason: reason.clone(),
            })
        }
    }
}

/// Whether it waits for this person's answer.
fn may_answer(application: &Application, by: &Decider) -> Result<(), ApplicationRefusal> {
    if by.person() == application.applicant {
        return Err(ApplicationRefusal::OwnApplication);
    }
    match (&application.state, by) {
        (ApplicationState::AtOffice { office: at }, Decider::Officer { office, .. })
            if at == office =>
        {
            Ok(())
        }
        (ApplicationState::AtBufdir { .. }, Decider::Bufdir { .. }) => Ok(()),
        // An office that has forwarded it, or whose colleague has, finds it answered.
        (ApplicationState::AtBufdir { forwarded_by }, Decider::Officer { office, .. })
            if forwarded_by.as_ref() == Some(office) =>
        {
            Err(ApplicationRefusal::NotWaiting)
        }
        (
            ApplicationState::AtOffice { .. } | ApplicationState::AtBufdir { .. },
            Decider::Officer { .. } | Decider::Bufdir { .. },
        ) => Err(ApplicationRefusal::NotYours),
        (
            ApplicationState::Approved { .. }
            | ApplicationState::Rejected { .. }
            | ApplicationState::Withdrawn
            | ApplicationState::Ended { .. },
            Decider::Officer { .. } | Decider::Bufdir { .. },
        ) => Err(ApplicationRefusal::NotWaiting),
    }
}

fn check_until(until: Date, today: Date) -> Result<(), ApplicationRefusal> {
    if until < today {
        return Err(ApplicationRefusal::UntilPassed);
    }
    let last = today.saturating_add(Span::new().years(ACCESS_YEARS_MAX));
    if until > last {
        return Err(ApplicationRefusal::UntilTooFar);
    }
    Ok(())
}

impl Decider {
    /// The person.
    pub fn person(&self) -> PersonId {
        match self {
            Self::Officer { person, .. } | Self::Bufdir { person } => *person,
        }
    }
}
