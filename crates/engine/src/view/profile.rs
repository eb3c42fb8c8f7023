//! How the officer is reached, and where from the officer logs in.

use domain::{ids::DeviceId, wire::Contact};
use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// What the server keeps of the officer, asked for each time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProfileView {
    /// How to be reached; none until the officer has told.
    pub contact: Option<ContactView>,
    /// The machines that the officer logs in from, the newest first.
    pub devices: Vec<DeviceView>,
}

/// E-mail and telephone at work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ContactView {
    /// E-mail address.
    pub email: String,
    /// Telephone number with its country.
    pub phone: Option<String>,
}

impl From<Contact> for ContactView {
    fn from(Contact { email, phone }: Contact) -> Self {
        Self { email, phone }
    }
}

/// A machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DeviceView {
    /// Identifier.
    pub id: DeviceId,
    /// What it is called.
    pub name: String,
    /// The last login or renewal.
    #[ts(type = "string")]
    pub last_seen: Timestamp,
    /// Whether somebody is logged in from it.
    pub logged_in: bool,
    /// Whether it is this one.
    pub current: bool,
}
