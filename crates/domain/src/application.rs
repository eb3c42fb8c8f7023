//! Applications for access to the published figures («Utrapportering»), and who decides them.
//!
//! The guide, steps 12–17: an applicant names a reporting unit, and the unit leads to the office. One
//! who works for a County Governor picks a municipality of the own county. An external applicant is
//! forwarded to Bufdir with the contact details, and Bufdir decides.
//!
//! An application travels as a report does: it stands in the office's feed, and an officer's
//! [`ApplicationDecision`] is bound to what was seen and is proven by a receipt.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    canonical,
    decision::{COMMENT_MAX, Receipt},
    ids::{ApplicationId, DecisionId, OfficeId, PersonId, UnitNo},
    report::Hash,
    units::Register,
};

mod answer;

pub use answer::{
    ACCESS_YEARS_MAX, Answer, AnswerKind, ApplicationDecision, ApplicationRefusal, Decider, apply,
};

/// The longest name and organisation, in characters.
pub const NAME_MAX: usize = 200;

/// A person's wish to see the published figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Application {
    /// Identifier.
    pub id: ApplicationId,
    /// What people call it, such as `TS-20260930-7F3A`.
    pub reference: String,
    /// Who applies.
    pub applicant: PersonId,
    /// Name, and how to reach the person.
    pub contact: Contact,
    /// Whom the person works for.
    pub represents: Represents,
    /// Why the person applies.
    pub reason: String,
    /// Hash of what the applicant wrote: [`Wish::content_hash`].
    pub content_hash: Hash,
    /// When the server received it.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// Where it stands.
    pub state: ApplicationState,
    /// Every answer, oldest first: a forwarding, and then Bufdir's.
    pub answers: Vec<AnswerRecord>,
}

/// What an applicant writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(rename = "AccessWish")]
pub struct Wish {
    /// Name, and how to reach the person.
    pub contact: Contact,
    /// Whom the person works for.
    pub represents: Represents,
    /// Why the person applies.
    #[schema(min_length = 1, max_length = 10_000)]
    pub reason: String,
}

/// How to reach a person. Forwarded to Bufdir with an external application.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApplicantContact)]
pub struct Contact {
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Work e-mail.
    #[schema(max_length = 254)]
    pub email: String,
    /// Work phone.
    #[schema(max_length = 32)]
    pub phone: Option<String>,
}

/// Contact details are personal: they stay out of logs.
impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(hidden)")
    }
}

/// Whom an applicant works for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
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
        #[schema(min_length = 1, max_length = 200)]
        organisation: String,
        /// A reporting unit, where the applicant picked one.
        unit_no: Option<UnitNo>,
    },
}

/// Where an application stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
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
        /// The last day with access, in Norway.
        #[ts(type = "string")]
        until: Date,
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
    /// Access was given, and ended before its last day.
    Ended {
        /// Who ended it.
        by: PersonId,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
}

/// An answer as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AnswerRecord {
    /// Identifier of the decision.
    pub id: DecisionId,
    /// The answer.
    pub answer: Answer,
    /// Who answered.
    pub answered_by: PersonId,
    /// That person's name.
    pub answered_by_name: String,
    /// The office it was answered for; none where Bufdir answered.
    pub office: Option<OfficeId>,
    /// When the server received the answer.
    #[ts(type = "string")]
    pub answered_at: Timestamp,
    /// When the person confirmed, by that person's clock.
    #[ts(type = "string")]
    pub confirmed_at: Timestamp,
    /// The server's receipt; none where Bufdir answered, which has no feed.
    pub receipt: Option<Receipt>,
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

impl Represents {
    /// The unit that was picked.
    pub fn unit_no(&self) -> Option<&UnitNo> {
        match self {
            Self::Unit { unit_no } | Self::CountyGovernor { unit_no } => Some(unit_no),
            Self::External { unit_no, .. } => unit_no.as_ref(),
        }
    }

    /// Whether Bufdir alone gives such a person access.
    pub fn is_external(&self) -> bool {
        matches!(self, Self::External { .. })
    }
}

impl Wish {
    /// SHA-256 of the canonical bytes of all that the applicant wrote.
    ///
    /// # Panics
    ///
    /// Never: the type holds no fraction, and only text as keys.
    #[expect(
        clippy::expect_used,
        reason = "the type holds no fraction, and only text as keys"
    )]
    pub fn content_hash(&self) -> Hash {
        Hash::of(&canonical::to_bytes(self).expect("no fractions, only text keys"))
    }

    /// What is missing or too long.
    pub fn check(&self) -> Result<(), ApplicationRefusal> {
        check_name(&self.contact.name)?;
        if let Represents::External { organisation, .. } = &self.represents {
            check_name(organisation)?;
        }
        check_reason(&self.reason)
    }
}

fn check_name(name: &str) -> Result<(), ApplicationRefusal> {
    if name.trim().is_empty() {
        return Err(ApplicationRefusal::NameMissing);
    }
    if name.chars().count() > NAME_MAX {
        return Err(ApplicationRefusal::NameTooLong);
    }
    Ok(())
}

fn check_reason(reason: &str) -> Result<(), ApplicationRefusal> {
    if reason.trim().is_empty() {
        return Err(ApplicationRefusal::ReasonMissing);
    }
    if reason.chars().count() > COMMENT_MAX {
        return Err(ApplicationRefusal::ReasonTooLong);
    }
    Ok(())
}

impl ApplicationState {
    /// Whether it waits for an answer.
    pub fn waits(&self) -> bool {
        match self {
            Self::AtOffice { .. } | Self::AtBufdir { .. } => true,
            Self::Approved { .. }
            | Self::Rejected { .. }
            | Self::Withdrawn
            | Self::Ended { .. } => false,
        }
    }
}

impl Application {
    /// A wish as it is received, on its way to whoever answers.
    pub fn received(
        id: ApplicationId,
        applicant: PersonId,
        wish: Wish,
        register: &Register,
        received_at: Timestamp,
    ) -> Result<Self, ApplicationRefusal> {
        wish.check()?;
        Ok(Self {
            id,
            reference: Self::reference_of(id, received_at),
            applicant,
            content_hash: wish.content_hash(),
            state: route(register, &wish.represents)?,
            contact: wish.contact,
            represents: wish.represents,
            reason: wish.reason,
            received_at,
            answers: vec![],
        })
    }

    /// Such as `TS-20260930-7F3A`: the day in Norway, and the end of the id.
    fn reference_of(id: ApplicationId, received_at: Timestamp) -> String {
        let [.., one, two] = id.0.into_bytes();
        let day = crate::norway::date(received_at).strftime("%Y%m%d");
        format!("TS-{day}-{one:02X}{two:02X}")
    }

    /// The application after the applicant took it back.
    pub fn withdrawn(self) -> Result<Self, ApplicationRefusal> {
        if !self.state.waits() {
            return Err(ApplicationRefusal::NotWaiting);
        }
        Ok(Self {
            state: ApplicationState::Withdrawn,
            ..self
        })
    }

    /// The application after its access was ended.
    pub fn ended(self, by: PersonId, at: Timestamp) -> Result<Self, ApplicationRefusal> {
        if !matches!(self.state, ApplicationState::Approved { .. }) {
            return Err(ApplicationRefusal::NoAccess);
        }
        Ok(Self {
            state: ApplicationState::Ended { by, at },
            ..self
        })
    }

    /// The application with an answer that [`apply`] has allowed.
    #[must_use]
    pub fn answered(mut self, state: ApplicationState, record: AnswerRecord) -> Self {
        self.state = state;
        self.answers.push(record);
        self
    }
}

#[cfg(test)]
mod tests;
