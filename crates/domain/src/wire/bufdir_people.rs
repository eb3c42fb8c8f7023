//! What the portal shows a person at Bufdir of persons: who is officer, reporter or at Bufdir, and when.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::ids::{OfficeId, PersonId, RoleId, UnitNo};

/// At most this many persons in an answer.
pub const PEOPLE_MAX: u32 = 50;

/// Which persons are asked for. A name is personal, so it travels in a body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BufdirPeopleQuery {
    /// Part of a person's name, or of the name of an office or unit; everybody where empty.
    #[schema(max_length = 200)]
    pub text: String,
    /// With a role of this kind; any where absent.
    pub role: Option<BufdirRoleKind>,
    /// Also those whose roles are all over.
    pub ended: bool,
    /// How many to pass over.
    pub skip: u32,
}

/// A kind of role that Bufdir gives and ends here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BufdirRoleKind {
    /// Reviews for an office.
    Officer,
    /// Reports for a unit.
    Reporter,
    /// Works at Bufdir.
    Bufdir,
}

/// Persons with roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirPeople {
    /// By name; at most 50.
    pub people: Vec<BufdirPerson>,
    /// How many the question finds.
    pub total: u32,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// A person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirPerson {
    /// The person.
    pub person_id: PersonId,
    /// The name.
    pub name: String,
    /// Whether it is whoever asks, whose roles another has to change.
    pub is_self: bool,
    /// The roles, the earliest first.
    pub roles: Vec<BufdirRole>,
}

impl BufdirPeopleQuery {
    /// Whether the text is longer than any name.
    pub fn is_too_long(&self) -> bool {
        self.text.chars().count() > 200
    }
}

impl fmt::Debug for BufdirPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BufdirPerson({})", self.person_id)
    }
}

/// A role of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirRole {
    /// The role.
    pub role_id: RoleId,
    /// What.
    pub kind: BufdirRoleKind,
    /// The name of the office or the unit; none at Bufdir.
    pub place: Option<String>,
    /// Whether it is for a time in another's place.
    pub stands_in: bool,
    /// The first day, in Norway.
    #[ts(type = "string")]
    pub from: Date,
    /// The last day, in Norway; none where no end is set.
    #[ts(type = "string | null")]
    pub last_day: Option<Date>,
    /// Whether it counts at this moment.
    pub is_valid: bool,
    /// Whether it is over.
    pub is_over: bool,
}

/// Gives a person a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BufdirGiveRole {
    /// To whom.
    pub person: BufdirWho,
    /// What, and where.
    pub post: BufdirPost,
    /// The first day, in Norway: today or later.
    #[ts(type = "string")]
    pub from: Date,
    /// The last day, in Norway; none where no end is set.
    #[ts(type = "string | null")]
    pub last_day: Option<Date>,
}

/// Who gets a role.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BufdirWho {
    /// Somebody in the list.
    Known {
        /// The person.
        person_id: PersonId,
    },
    /// Somebody by the national identity number, which the server keeps as a keyed hash alone.
    New {
        /// Eleven digits.
        #[schema(min_length = 11, max_length = 11)]
        national_id: String,
        /// The name that stands beside what the person does.
        #[schema(min_length = 1, max_length = 200)]
        name: String,
    },
}

impl fmt::Debug for BufdirWho {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known { person_id } => write!(f, "Known({person_id})"),
            Self::New { .. } => f.write_str("New"),
        }
    }
}

/// What somebody is to be, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BufdirPost {
    /// An officer of an office.
    Officer {
        /// The office.
        office: OfficeId,
    },
    /// A reporter of a unit.
    Reporter {
        /// The unit.
        unit_no: UnitNo,
    },
    /// A person at Bufdir.
    Bufdir {},
}

/// What became of giving a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BufdirRoleGiven {
    /// The person has it.
    Given {
        /// The person.
        person_id: PersonId,
    },
    /// Nothing is changed.
    Refused {
        /// Why.
        reason: BufdirRoleRefusal,
    },
}

/// Why a role is not given or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BufdirRoleRefusal {
    /// Nobody changes the own roles.
    Own,
    /// Not a national identity number.
    NationalId,
    /// A real person in a synthetic environment, or a synthetic one among real persons.
    Environment,
    /// A name that says nothing, or is longer than 200 characters.
    Name,
    /// No such person.
    Person,
    /// No such office or unit.
    Place,
    /// The first day is past, or the last day lies before the first.
    Days,
    /// The person has such a role there for all that time.
    Held,
    /// No such role, or it is over.
    Over,
}

/// Ends a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BufdirEndRole {
    /// The role.
    pub role_id: RoleId,
    /// The last day, in Norway: today or later; none ends it at once.
    #[ts(type = "string | null")]
    pub last_day: Option<Date>,
}

/// What became of ending a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BufdirRoleEnded {
    /// It ends, or is over.
    Ended {},
    /// Nothing is changed.
    Refused {
        /// Why.
        reason: BufdirRoleRefusal,
    },
}
