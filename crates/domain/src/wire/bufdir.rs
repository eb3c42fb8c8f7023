//! What the portal shows a person at Bufdir of the reports: what is approved, what offices ask to have reopened,
//! and one report with its history.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    ids::{DecisionId, OfficeId, ReportId, UnitNo},
    period::Period,
    report::ReportState,
    template::Template,
    wire::PortalReport,
    workflow::ReopeningRefusal,
};

/// The reports that were ever approved, and what is asked about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirReports {
    /// Requests to reopen that wait for Bufdir, the oldest first.
    pub requests: Vec<BufdirRequest>,
    /// Approvals of any half-year that nobody at Bufdir has acknowledged, the oldest first; at most 400 of them.
    pub arrived: Vec<BufdirArrival>,
    /// Of the newest half-year first, by unit; each as it was approved last.
    pub reports: Vec<BufdirReportRow>,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// An approval that came to Bufdir and is not acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirArrival {
    /// The approval, by which it is acknowledged.
    pub decision_id: DecisionId,
    /// The report.
    pub report_id: ReportId,
    /// What officers call it.
    pub reference: String,
    /// The unit's name.
    pub unit_name: String,
    /// The office.
    pub office: OfficeId,
    /// The half-year.
    pub period: Period,
    /// The approved revision.
    pub revision: u32,
    /// When the server received the approval.
    #[ts(type = "string")]
    pub approved_at: Timestamp,
}

/// A report that was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirReportRow {
    /// The report.
    pub report_id: ReportId,
    /// What officers call it.
    pub reference: String,
    /// The unit.
    pub unit_no: UnitNo,
    /// The unit's name.
    pub unit_name: String,
    /// The office.
    pub office: OfficeId,
    /// The half-year.
    pub period: Period,
    /// The revision that was approved last.
    pub revision: u32,
    /// Where the report stands now.
    pub state: ReportState,
    /// Who approved it.
    pub approved_by: String,
    /// When the server received the approval.
    #[ts(type = "string")]
    pub approved_at: Timestamp,
    /// When Bufdir acknowledged it; none where it has not.
    #[ts(type = "string | null")]
    pub acknowledged_at: Option<Timestamp>,
}

/// An office asks to have an approved report reopened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirRequest {
    /// The report.
    pub report_id: ReportId,
    /// What officers call it.
    pub reference: String,
    /// The unit's name.
    pub unit_name: String,
    /// The approved revision.
    pub revision: u32,
    /// The office.
    pub office: OfficeId,
    /// What is wrong.
    pub reason: String,
    /// When it was asked.
    #[ts(type = "string")]
    pub asked_at: Timestamp,
}

/// One report with its revisions, decisions and reopenings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirReport {
    /// The row of the list.
    pub row: BufdirReportRow,
    /// The report as its unit sees it.
    pub report: PortalReport,
    /// Its form.
    #[schema(value_type = Object)]
    pub template: Template,
    /// What the office asks to have reopened and Bufdir has not answered; none where it does not.
    pub request: Option<BufdirRequest>,
    /// Bufdir's refusals to reopen it, oldest first.
    pub refusals: Vec<ReopeningRefusal>,
    /// Its approvals that nobody at Bufdir has acknowledged, the oldest first.
    pub arrived: Vec<BufdirArrival>,
}

/// Reopens an approved report, or refuses it to the office that has asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BufdirReopen {
    /// The report.
    pub report_id: ReportId,
    /// The approved revision that was seen.
    pub revision: u32,
    /// Why, for the office to read: at most 10,000 characters.
    #[schema(min_length = 1, max_length = 10_000)]
    pub reason: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BufdirReopened {
    /// The approved revision waits for the office once more.
    Reopened {
        /// As it stands now.
        report: Box<BufdirReport>,
    },
    /// The report is not approved in this revision.
    NotApproved {
        /// As it stands.
        report: Box<BufdirReport>,
    },
    /// The reason says nothing, or is too long.
    NoReason {},
}

/// What became of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BufdirRefused {
    /// The report stays approved, and the office reads why.
    Refused {
        /// As it stands now.
        report: Box<BufdirReport>,
    },
    /// Nobody asks to have this revision reopened.
    NotAsked {
        /// As it stands.
        report: Box<BufdirReport>,
    },
    /// The reason says nothing, or is too long.
    NoReason {},
}
