//! Mail: what is told, to whom, in which words and when, and how it is sent.
//!
//! What causes a mail writes that down in its own transaction (`store::mail`). The postman ([`post`]) finds
//! out later whom it reaches, makes mails of it ([`timing`]), and hands them over ([`transport`]).
//!
//! A mail holds references, names of units and half-years, and days. No figure, no comment, no name of a
//! person and no identity number can get into one: [`News`] has no place for them.

use domain::{
    Period,
    ids::{ApplicationId, OfficeId, PersonId, ReportId, UnitNo},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub mod message;
pub mod post;
pub mod texts;
pub mod timing;
pub mod transport;

/// Whom a cause concerns. Who that is, is found out when it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "whom", rename_all = "snake_case")]
pub enum Audience {
    /// The officers of an office.
    Officers {
        /// Which.
        office: OfficeId,
    },
    /// Who sent a report, as long as the person reports for the unit; otherwise all who do.
    Submitter {
        /// Who; none for a case system.
        person: Option<PersonId>,
        /// The unit.
        unit: UnitNo,
    },
    /// All who report for a unit.
    Reporters {
        /// Which.
        unit: UnitNo,
    },
    /// All who report for a unit that has not reported in the half-year of the news.
    Missing,
    /// One person.
    Person {
        /// Who.
        person: PersonId,
    },
    /// Everybody who works at Bufdir.
    Bufdir,
    /// One address, whether or not it is shown to be the person's.
    Address {
        /// Who has told it.
        person: PersonId,
        /// It.
        email: String,
    },
}

/// A report as a mail names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Identifier.
    pub id: ReportId,
    /// What people call it.
    pub reference: String,
    /// The revision.
    pub revision: u32,
    /// The unit.
    pub unit_no: UnitNo,
    /// The unit's name.
    pub unit_name: String,
    /// The half-year.
    pub period: Period,
}

/// What became of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// Access.
    Approved,
    /// No access.
    Rejected,
    /// Bufdir decides.
    Forwarded,
    /// The access has been ended.
    Ended,
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum News {
    /// A report waits for its office.
    ReportArrived {
        /// Which.
        report: Named,
        /// Whether it has been returned or reopened before.
        corrected: bool,
    },
    /// A report has to be corrected.
    ReportReturned {
        /// Which.
        report: Named,
    },
    /// A report is approved.
    ReportApproved {
        /// Which.
        report: Named,
    },
    /// An application waits.
    ApplicationArrived {
        /// Which.
        id: ApplicationId,
        /// What people call it.
        reference: String,
        /// The office it waits at; none where it waits for Bufdir.
        office: Option<OfficeId>,
    },
    /// An application has got an answer.
    ApplicationAnswered {
        /// What people call it.
        reference: String,
        /// Which answer.
        answer: Answered,
    },
    /// An office asks Bufdir to reopen a report.
    ReopeningAsked {
        /// Which.
        report: Named,
    },
    /// A half-year is open for reports.
    PeriodOpened {
        /// Which.
        period: Period,
        /// The units' last day.
        deadline: Date,
    },
    /// A half-year's deadline is near.
    DeadlineNear {
        /// Which.
        period: Period,
        /// The units' last day.
        deadline: Date,
    },
    /// A half-year's deadline is over.
    DeadlinePassed {
        /// Which.
        period: Period,
        /// What was the units' last day.
        deadline: Date,
    },
    /// An officer reminds a unit.
    Reminder {
        /// Of which half-year.
        period: Period,
        /// The units' last day.
        deadline: Date,
        /// The unit.
        unit_no: UnitNo,
        /// Its name.
        unit_name: String,
        /// The office's name.
        office_name: String,
        /// Whether that day is over.
        is_over: bool,
    },
    /// An address is to be shown to be somebody's.
    Code {
        /// What the code is made from.
        salt: String,
    },
}

/// What a person can have wishes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something waits.
    Arrival,
    /// Something is done.
    Outcome,
    /// Something is to be done, or was asked for.
    Duty,
}

impl News {
    /// What the person's wish about it is called.
    pub fn kind(&self) -> Kind {
        match self {
            Self::ReportArrived { .. }
            | Self::ApplicationArrived { .. }
            | Self::ReopeningAsked { .. } => Kind::Arrival,
            Self::ReportApproved { .. } => Kind::Outcome,
            Self::ReportReturned { .. }
            | Self::ApplicationAnswered { .. }
            | Self::PeriodOpened { .. }
            | Self::DeadlineNear { .. }
            | Self::DeadlinePassed { .. }
            | Self::Reminder { .. }
            | Self::Code { .. } => Kind::Duty,
        }
    }

    /// The half-year in which units may be missing.
    pub fn period(&self) -> Option<Period> {
        match self {
            Self::PeriodOpened { period, .. }
            | Self::DeadlineNear { period, .. }
            | Self::DeadlinePassed { period, .. }
            | Self::Reminder { period, .. } => Some(*period),
            Self::ReportArrived { .. }
            | Self::ReportReturned { .. }
            | Self::ReportApproved { .. }
            | Self::ApplicationArrived { .. }
            | Self::ApplicationAnswered { .. }
            | Self::ReopeningAsked { .. }
            | Self::Code { .. } => None,
        }
    }
}

/// A cause as it is kept: for whom, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// For whom.
    pub to: Audience,
    /// What.
    #[serde(flatten)]
    pub news: News,
}

/// One piece of news in a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What.
    #[serde(flatten)]
    pub news: News,
    /// The names of the person's units that it concerns, where it concerns some of several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
}
