//! What a person sees of themselves: roles, how to be reached, machines, and whether anything is new.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use crate::ids::{DeviceId, OfficeId, PersonId};

/// So many characters of a machine's name are kept.
pub const DEVICE_NAME_MAX: usize = 60;

/// Whose session it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// The person.
    pub person_id: PersonId,
    /// The name in the register.
    pub name: String,
    /// What the session is for.
    pub role: RoleName,
    /// Every role the person has, now or later.
    pub roles: Vec<OwnRole>,
    /// How the person is reached; none until the person has told.
    pub contact: Option<Contact>,
    /// The machine the session was opened from; none for one in a browser.
    pub device_id: Option<DeviceId>,
    /// When the session ends, however busy it is.
    pub ends_at: Timestamp,
    /// The server's time.
    pub server_time: Timestamp,
}

/// What a person may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    /// Reviews for an office.
    Officer,
    /// Reports for a unit.
    Reporter,
    /// Works at Bufdir.
    Bufdir,
    /// Sees the published figures.
    Reader,
    /// Has asked to see them.
    Applicant,
}

/// A role as the person who has it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnRole {
    /// What.
    pub role: RoleName,
    /// The office's id or the unit's number, where the role has a place.
    pub place: Option<String>,
    /// The place's name.
    pub place_name: Option<String>,
    /// From when.
    pub from: Timestamp,
    /// The first instant without it; none where no end is set.
    pub until: Option<Timestamp>,
    /// Whether it is as a stand-in.
    pub stands_in: bool,
}

/// How a person is reached at work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(rename = "WorkContact")]
pub struct Contact {
    /// E-mail address (RFC 5321).
    #[schema(max_length = 254)]
    pub email: String,
    /// Telephone number (E.164); a Norwegian one may come without its country. Answered with it.
    #[schema(max_length = 32)]
    pub phone: Option<String>,
}

/// A person's machines, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DevicesAnswer {
    /// Those that have not been ended.
    pub devices: Vec<Device>,
}

/// A machine that a person logs in from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Device {
    /// Identifier.
    pub id: DeviceId,
    /// What the person called it.
    pub name: String,
    /// The first login.
    pub since: Timestamp,
    /// The last login or renewal.
    pub last_seen: Timestamp,
    /// Whether somebody is logged in from it now.
    pub logged_in: bool,
    /// Until when it may ask whether anything is new; none where it may not.
    pub arrivals_until: Option<Timestamp>,
    /// Whether this very session was opened from it.
    pub current: bool,
}

/// Logs machines out: their sessions end, and they may no longer ask whether anything is new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndDevicesRequest {
    /// Which; all, with every session the person has, where absent.
    pub device_id: Option<DeviceId>,
}

/// What ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EndDevicesAnswer {
    /// Sessions that ended.
    pub sessions: u64,
    /// Machines that ended.
    pub devices: u64,
}

/// The machines of all persons, by person, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonDevicesAnswer {
    /// Those that have not been ended.
    pub devices: Vec<PersonDevice>,
}

/// A machine, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonDevice {
    /// The person.
    pub person_id: PersonId,
    /// The person's name in the register.
    pub person_name: String,
    /// The machine. It is nobody's current one.
    pub device: Device,
}

/// Logs a person's machines out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndPersonDevicesRequest {
    /// Whose.
    pub person_id: PersonId,
    /// Which; all, with every session the person has, where absent.
    pub device_id: Option<DeviceId>,
}

/// What a machine asks with whether anything is new, while nobody is logged in. Nothing else is answered
/// to it. It ends with the role, with a logout and with the machine.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ArrivalToken {
    /// Bearer token.
    pub arrival_token: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The server's time.
    pub server_time: Timestamp,
}

/// Where a machine stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ArrivalQuery {
    /// The last entry of the feed that it has.
    #[serde(default)]
    pub after: u64,
}

/// How much is new: a number, and nothing of what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArrivalAnswer {
    /// The office.
    pub office: OfficeId,
    /// The last entry of its feed.
    pub head: u64,
    /// Reports that wait for a decision and have changed since.
    pub waiting: u64,
    /// The server's time.
    pub server_time: Timestamp,
}
