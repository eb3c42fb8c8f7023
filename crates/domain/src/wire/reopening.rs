//! An officer asks Bufdir to reopen an approved report.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::ReportId;

/// Asks for one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopeningRequest {
    /// The report.
    pub report_id: ReportId,
    /// The approved revision.
    pub revision: u32,
    /// What is wrong, for Bufdir to read: at most 10,000 characters.
    pub reason: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReopeningRequestAnswer {
    /// The server's time.
    pub server_time: Timestamp,
    /// Whether it was taken.
    pub outcome: ReopeningRequestOutcome,
}

/// Whether a request to reopen was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReopeningRequestOutcome {
    /// Bufdir is asked.
    Asked,
    /// The office had asked before, with the same reason.
    Duplicate,
    /// The office had asked before, with another reason, and Bufdir has not decided: this reason is not kept.
    AskedBefore,
    /// The report is not approved in this revision.
    NotApproved,
    /// The reason says nothing, or is too long.
    NoReason,
    /// No access to the report, or no such report.
    NoAccess,
}
