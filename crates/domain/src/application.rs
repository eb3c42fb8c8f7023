//! Applications for access to the published figures («Utrapportering»), and who decides them.
//!
//! The guide, steps 12–17: an applicant names a reporting unit, and the unit leads to the office. One
//! who works for a County Governor picks a municipality of the own county. An external applicant is
//! forwarded to Bufdir with the contact details, and Bufdir decides.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    decision::COMMENT_MAX,
    ids::{ApplicationId, OfficeId, PersonId, UnitNo},
    units::Register,
};

/// A person's wish to see the published figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Identifier.
    pub id: ApplicationId,
    /// Who applies.
    pub applicant: PersonId,
    /// Name, and how to reach the person.
    pub contact: Contact,
    /// Whom the person works for.
    pub represents: Represents,
    /// When the server received it.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// Where it stands.
    pub state: ApplicationState,
}

/// How to reach a person. Forwarded to Bufdir with an external application.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Work e-mail.
    pub email: String,
    /// Work phone.
    pub phone: Option<String>,
}

/// Contact details are personal: they stay out of logs.
impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(hidden)")
    }
}

/// Whom an applicant works for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Represents {
    /// A municipality or city district.
    Unit {
        /// The unit.
        unit_no: UnitNo,
    },
    /// A County Governor's office, named by a unit of its own county.
    CountyGovernor {
        /// The unit that leads to the office.
        unit_no: UnitNo,
    },
    /// Anyone else.
    External {
        /// The organisation.
        organisation: String,
        /// A reporting unit, where the applicant picked one.
        unit_no: Option<UnitNo>,
    },
}

/// Where an application stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ApplicationState {
    /// It waits for an office.
    AtOffice {
        /// The office.
        office: OfficeId,
    },
    /// It waits for Bufdir.
    AtBufdir {
        /// The office that forwarded it; none where it went there at once.
        forwarded_by: Option<OfficeId>,
    },
    /// Access is given.
    Approved {
        /// Who decided.
        by: PersonId,
    },
    /// Access is refused.
    Rejected {
        /// Who decided.
        by: PersonId,
        /// Why.
        reason: String,
    },
    /// The applicant took it back.
    Withdrawn,
}

/// What can be answered to an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// Ja.
    Approve,
    /// Nei. To reject is to close; it is not a return.
    Reject {
        /// Why.
        reason: String,
    },
    /// An external applicant: Bufdir decides.
    Forward,
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

/// Why an answer is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
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
    /// An office answers external applicants by forwarding them.
    #[error("only Bufdir decides for external applicants")]
    External,
    /// Only an office forwards, and only external applicants.
    #[error("there is nothing to forward")]
    NotExternal,
    /// A rejection without a reason.
    #[error("a rejection needs a reason")]
    ReasonMissing,
    /// A reason past [`COMMENT_MAX`].
    #[error("the reason is too long")]
    ReasonTooLong,
    /// No such reporting unit.
    #[error("there is no such reporting unit")]
    UnknownUnit,
}

/// Where a new application goes.
pub fn route(
    register: &Register,
    represents: &Represents,
) -> Result<ApplicationState, ApplicationRefusal> {
    let unit_no = match represents {
        Represents::Unit { unit_no }
        | Represents::CountyGovernor { unit_no }
        | Represents::External {
            unit_no: Some(unit_no),
            ..
        } => unit_no,
        Represents::External { unit_no: None, .. } => {
            return Ok(ApplicationState::AtBufdir { forwarded_by: None });
        }
    };
    let unit = register
        .unit(unit_no)
        .ok_or(ApplicationRefusal::UnknownUnit)?;
    Ok(ApplicationState::AtOffice {
        office: unit.office.clone(),
    })
}

impl Application {
    /// The application after an answer.
    pub fn answered(self, answer: Answer, by: &Decider) -> Result<Self, ApplicationRefusal> {
        let state = self.next_state(answer, by)?;
        Ok(Self { state, ..self })
    }

    /// The application after the applicant took it back.
    pub fn withdrawn(self) -> Result<Self, ApplicationRefusal> {
        match self.state {
            ApplicationState::AtOffice { .. } | ApplicationState::AtBufdir { .. } => Ok(Self {
                state: ApplicationState::Withdrawn,
                ..self
            }),
            ApplicationState::Approved { .. }
            | ApplicationState::Rejected { .. }
            | ApplicationState::Withdrawn => Err(ApplicationRefusal::NotWaiting),
        }
    }

    fn next_state(
        &self,
        answer: Answer,
        by: &Decider,
    ) -> Result<ApplicationState, ApplicationRefusal> {
        let person = match by {
            Decider::Officer { person, .. } | Decider::Bufdir { person } => *person,
        };
        if person == self.applicant {
            return Err(ApplicationRefusal::OwnApplication);
        }
        let external = matches!(self.represents, Represents::External { .. });
        match (&self.state, by) {
            (ApplicationState::AtOffice { office: at }, Decider::Officer { office, .. })
                if at == office => {}
            (ApplicationState::AtBufdir { .. }, Decider::Bufdir { .. }) => {}
            (
                ApplicationState::AtOffice { .. } | ApplicationState::AtBufdir { .. },
                Decider::Officer { .. } | Decider::Bufdir { .. },
            ) => return Err(ApplicationRefusal::NotYours),
            (
                ApplicationState::Approved { .. }
                | ApplicationState::Rejected { .. }
                | ApplicationState::Withdrawn,
                Decider::Officer { .. } | Decider::Bufdir { .. },
            ) => return Err(ApplicationRefusal::NotWaiting),
        }
        match (answer, by) {
            (Answer::Forward, Decider::Officer { office, .. }) if external => {
                Ok(ApplicationState::AtBufdir {
                    forwarded_by: Some(office.clone()),
                })
            }
            (Answer::Forward, Decider::Officer { .. } | Decider::Bufdir { .. }) => {
                Err(ApplicationRefusal::NotExternal)
            }
            (Answer::Approve | Answer::Reject { .. }, Decider::Officer { .. }) if external => {
                Err(ApplicationRefusal::External)
            }
            (Answer::Approve, Decider::Officer { .. } | Decider::Bufdir { .. }) => {
                Ok(ApplicationState::Approved { by: person })
            }
            (Answer::Reject { reason }, Decider::Officer { .. } | Decider::Bufdir { .. }) => {
                if reason.trim().is_empty() {
                    return Err(ApplicationRefusal::ReasonMissing);
                }
                if reason.chars().count() > COMMENT_MAX {
                    return Err(ApplicationRefusal::ReasonTooLong);
                }
                Ok(ApplicationState::Rejected { by: person, reason })
            }
        }
    }
}

#[cfg(test)]
mod tests;
