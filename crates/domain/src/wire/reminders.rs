//! Reminders that an officer sends to units that have not reported.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::mail::MailLanguage;
use crate::{
    Period,
    ids::{RemindingId, UnitNo},
    report::Fault,
    text::Language,
};

/// So many units are reminded at a time: more than the largest office has.
pub const REMIND_MAX: usize = 100;

/// The open half-years in which units of the office have not reported, or have been reminded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct RemindersAnswer {
    /// The newest first.
    pub periods: Vec<RemindersPeriod>,
    /// Whether this server sends mail at all.
    pub sends_mail: bool,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// Who has not reported in a half-year, and who was reminded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct RemindersPeriod {
    /// Which half-year.
    pub period: Period,
    /// The units' last day.
    #[ts(type = "string")]
    pub deadline: Date,
    /// The office's units that have not reported, by number.
    pub missing: Vec<MissingUnit>,
    /// What was sent, the newest first: at most 500.
    pub sent: Vec<ReminderSent>,
}

/// A unit that has not reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MissingUnit {
    /// Its number.
    pub unit_no: UnitNo,
    /// Its name.
    pub unit_name: String,
    /// How many persons report for it.
    pub reporters: u32,
    /// How many of them have an address that a code has confirmed: these get a reminder.
    pub receivers: u32,
}

/// A reminder that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ReminderSent {
    /// The unit's number.
    pub unit_no: UnitNo,
    /// The unit's name.
    pub unit_name: String,
    /// When.
    #[ts(type = "string")]
    pub sent_at: Timestamp,
    /// By whom.
    pub sent_by: String,
    /// To how many persons.
    pub receivers: u32,
    /// To how many of them the mail server has taken it.
    pub mailed: u32,
    /// To how many of them it cannot be delivered.
    pub undelivered: u32,
    /// How many of them need not be told any longer.
    pub dropped: u32,
}

/// Asks for reminders as they would go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderPreviewRequest {
    /// Of which half-year.
    pub period: Period,
    /// Which units: one to [`REMIND_MAX`].
    #[schema(min_items = 1, max_items = 100)]
    pub units: Vec<UnitNo>,
}

/// Reminders as they would go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ReminderPreview {
    /// Each unit's own text, once for each language that receivers have chosen.
    pub letters: Vec<ReminderLetter>,
    /// The units that would not be reminded.
    pub left_out: Vec<NotReminded>,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// A unit's reminder in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ReminderLetter {
    /// The unit's number.
    pub unit_no: UnitNo,
    /// The unit's name.
    pub unit_name: String,
    /// In which language.
    #[schema(value_type = MailLanguage)]
    pub language: Language,
    /// To how many persons.
    pub receivers: u32,
    /// The subject.
    pub subject: String,
    /// The whole text.
    pub text: String,
}

/// A unit that is not reminded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NotReminded {
    /// Its number.
    pub unit_no: UnitNo,
    /// Its name.
    pub unit_name: String,
    /// Why.
    pub why: WhyNotReminded,
}

/// Why a unit is not reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhyNotReminded {
    /// It has reported.
    Reported,
    /// Nobody reports for it.
    NoReporter,
    /// Nobody who reports for it has confirmed an address.
    NoAddress,
    /// It was reminded less than an hour ago.
    JustReminded,
    /// This server sends no mail.
    NoMail,
    /// The office has no such unit.
    NotFound,
    /// The half-year is not open.
    NotOpen,
    /// Other units were reminded under this id.
    OtherUnits,
}

impl WhyNotReminded {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::Reported,
        Self::NoReporter,
        Self::NoAddress,
        Self::JustReminded,
        Self::NoMail,
        Self::NotFound,
        Self::NotOpen,
        Self::OtherUnits,
    ];

    /// As it is written down.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::NoReporter => "no_reporter",
            Self::NoAddress => "no_address",
            Self::JustReminded => "just_reminded",
            Self::NoMail => "no_mail",
            Self::NotFound => "not_found",
            Self::NotOpen => "not_open",
            Self::OtherUnits => "other_units",
        }
    }
}

/// Reminds units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemindRequest {
    /// Made by the client: the same id again is answered as it was first, and reminds nobody, also no other units.
    pub id: RemindingId,
    /// Of which half-year.
    pub period: Period,
    /// Which units: one to [`REMIND_MAX`].
    #[schema(min_items = 1, max_items = 100)]
    pub units: Vec<UnitNo>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct RemindedAnswer {
    /// The units that are reminded.
    pub reminded: Vec<Reminded>,
    /// The units that are not.
    pub left_out: Vec<NotReminded>,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// A unit that is reminded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Reminded {
    /// Its number.
    pub unit_no: UnitNo,
    /// Its name.
    pub unit_name: String,
    /// To how many persons.
    pub receivers: u32,
}

/// What is wrong with a choice of units: there are none, or too many, or what is no unit's number.
pub fn choice_faults(units: &[UnitNo]) -> Vec<Fault> {
    let count = (!(1..=REMIND_MAX).contains(&units.len())).then(|| Fault {
        at: "units".to_owned(),
        found: format!("{} units", units.len()),
        expected: format!("1 to {REMIND_MAX}"),
    });
    let other = units.iter().position(|unit| !unit.is_number());
    let other = other.map(|at| Fault {
        at: format!("units[{at}]"),
        found: "other text".to_owned(),
        expected: "four digits, or six for an Oslo city district".to_owned(),
    });
    count.into_iter().chain(other).collect()
}
