//! What the server keeps of the officer.

use domain::ids::DeviceId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The officer, as the server knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProfileView {
    /// The name in the register.
    pub name: String,
    /// How the officer is reached; none until told.
    pub contact: Option<ContactView>,
    /// When the session ends, however busy it is.
    #[ts(type = "string")]
    pub session_ends_at: Timestamp,
}

/// How the officer is reached at work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ContactView {
    /// E-mail address.
    pub email: String,
    /// Telephone number; as the server keeps it, with its country.
    pub phone: Option<String>,
}

/// A machine that the officer has logged in from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DeviceView {
    /// Identifier.
    pub id: DeviceId,
    /// What it is called.
    pub name: String,
    /// The first login.
    #[ts(type = "string")]
    pub since: Timestamp,
    /// The last login or renewal.
    #[ts(type = "string")]
    pub last_seen: Timestamp,
    /// Whether somebody is logged in from it now.
    pub logged_in: bool,
    /// Whether it is told how many reports wait, while nobody is logged in.
    pub notified: bool,
    /// Whether it is this one.
    pub current: bool,
}
