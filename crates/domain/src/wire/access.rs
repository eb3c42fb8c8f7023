//! Who sees the published figures.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    application::{Application, ApplicationRefusal, Represents, Wish},
    ids::{ApplicationId, OfficeId},
    text::Language,
    wire::PortalUnit,
};

use super::mail::MailLanguage;

/// Access that an office gave, or that Bufdir gave to applicants whom the office forwarded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AccessAnswer {
    /// What was not ended and is not over, by name.
    pub access: Vec<Access>,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// One person's access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Access {
    /// The application that it was given on.
    pub application_id: ApplicationId,
    /// What the application is called.
    pub reference: String,
    /// Who has it.
    pub name: String,
    /// That person's work e-mail.
    pub email: String,
    /// Whom the person works for.
    pub represents: Represents,
    /// Where it was given; none at Bufdir.
    pub office: Option<OfficeId>,
    /// Who gave it.
    pub given_by: String,
    /// When it was given.
    #[ts(type = "string")]
    pub given_at: Timestamp,
    /// The last day with access, in Norway.
    #[ts(type = "string")]
    pub until: Date,
    /// Whether who asks can end it.
    pub can_end: bool,
}

/// Ends access before its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndAccessRequest {
    /// The application that it was given on.
    pub application_id: ApplicationId,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct EndAccessAnswer {
    /// Whether it ended.
    pub outcome: EndAccessOutcome,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// Whether access ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndAccessOutcome {
    /// It is over from now on.
    Ended,
    /// It had been ended, or its last day is over.
    WasOver,
    /// There is no such access, or it is not the asker's to end.
    NotFound,
}

/// The units that an applicant picks from, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalPlaces {
    /// Those that report now.
    pub units: Vec<PortalUnit>,
}

/// A person's own applications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalApplications {
    /// The newest first.
    pub applications: Vec<Application>,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// Applies for access to the published figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalApply {
    /// Made by the page: the same id again is the same application.
    pub id: ApplicationId,
    /// What the applicant wrote.
    pub wish: Wish,
    /// In which language mails to the applicant are from then on.
    #[schema(value_type = MailLanguage)]
    pub language: Language,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PortalApplied {
    /// It waits for an answer.
    Received {
        /// As it was received.
        application: Box<Application>,
    },
    /// Another application of the person's waits: this one is not kept.
    OneWaits {
        /// The other one.
        application: Box<Application>,
    },
    /// It is none.
    Refused {
        /// Why.
        reason: ApplicationRefusal,
    },
}

/// Takes the own application back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalApplicationWithdraw {
    /// Which.
    pub id: ApplicationId,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PortalApplicationWithdrawn {
    /// Nobody answers it.
    Withdrawn {
        /// As it stands now.
        application: Box<Application>,
    },
    /// It had been answered or taken back.
    NotWaiting {
        /// As it stands.
        application: Box<Application>,
    },
}

/// Applications that came to Bufdir.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirApplications {
    /// Those that wait, the oldest first.
    pub waiting: Vec<Application>,
    /// Those that no longer wait, the newest first: at most 200.
    pub answered: Vec<Application>,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// What became of Bufdir's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BufdirAnswered {
    /// It stands.
    Answered {
        /// As it stands now.
        application: Box<Application>,
    },
    /// It cannot be answered so.
    Refused {
        /// Why.
        reason: ApplicationRefusal,
        /// As it stands.
        application: Box<Application>,
    },
}
