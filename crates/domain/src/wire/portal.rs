//! What the portal's pages and the server say to each other. A session in a cookie opens these
//! operations and no others, and no bearer token opens them.
//!
//! All reporters of a unit share one draft of a period. It has a version: whoever saves says which one the
//! page was filled in from, and a page that was filled in from an older one is answered with the newer, and
//! writes nothing.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    decision::Ask,
    findings::Finding,
    ids::{OfficeId, PersonId, PointId, ReportId, RuleId, SubmissionId, UnitNo},
    period::Period,
    report::{AskAnswer, Hash, InputFault, ReportState, Value as Answer, Values},
    template::Template,
    wire::Contact,
    workflow::Reopening,
};

mod views;

/// The header that the pages send with every request that changes something. A form or a link of another
/// site cannot.
pub const PAGE_HEADER: &str = "x-halvaarsrapport";

/// The longest file that can be read into a draft, in octets.
pub const IMPORT_MAX: usize = 512 * 1024;

/// Whose session it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalMe {
    /// The person.
    pub person_id: PersonId,
    /// The name in the register; empty where nobody has told it.
    pub name: String,
    /// How the person is reached; none until the person has told.
    pub contact: Option<Contact>,
    /// The units that the person reports for now, by number.
    pub units: Vec<PortalUnit>,
    /// Whether the person works at Bufdir.
    pub is_bufdir: bool,
    /// Whether the person sees the published figures.
    pub sees_figures: bool,
    /// The session.
    pub session: PortalSession,
}

/// A unit, and the office that controls its reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalUnit {
    /// The unit.
    pub unit_no: UnitNo,
    /// Its name.
    pub name: String,
    /// The office.
    pub office: OfficeId,
    /// The office's name in its own language form.
    pub office_name: String,
}

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalSession {
    /// When it ends unless the person touches keyboard or mouse.
    #[ts(type = "string")]
    pub idle_expires_at: Timestamp,
    /// When it ends, however busy it is.
    #[ts(type = "string")]
    pub ends_at: Timestamp,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// Tells that the person is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalAlive {
    /// How long ago the person last touched keyboard or mouse, in whole seconds. Only that moves the end
    /// of an idle session.
    pub idle_seconds: u32,
}

/// A session that has ended here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalEnded {
    /// Where the browser goes to log out at ID-porten as well. Says nothing of the person.
    pub go_to: String,
}

/// A unit's periods, and whom to ask about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalUnitView {
    /// The unit.
    pub unit: PortalUnit,
    /// Who decided on the unit's newest decided report; none where nobody has, or nobody is told.
    pub officer: Option<PortalOfficer>,
    /// The open periods and those with a report, the newest first.
    pub periods: Vec<PortalPeriod>,
}

/// Whom to call at the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalOfficer {
    /// The officer's name.
    pub name: String,
    /// Work e-mail, where the officer has told it.
    pub email: Option<String>,
    /// Telephone, where the officer has told it.
    pub phone: Option<String>,
}

/// One period of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalPeriod {
    /// The half-year.
    pub period: Period,
    /// The municipalities' deadline to the office; none where the period is not open.
    #[ts(type = "string | null")]
    #[schema(value_type = Option<String>, format = Date)]
    pub deadline: Option<Date>,
    /// Whether the deadline has passed and the municipality still has to send.
    pub overdue: bool,
    /// Where it stands.
    pub state: PortalState,
    /// Whether a draft lies there, also one beside a report that was sent.
    pub has_draft: bool,
    /// When the newest revision was received.
    #[ts(type = "string | null")]
    pub submitted_at: Option<Timestamp>,
    /// How many points are asked back and not yet answered by a new revision.
    pub asks_open: u32,
}

/// Where a period of a unit stands, as the municipality sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PortalState {
    /// Nothing is written.
    NotBegun {},
    /// A draft; nothing was ever sent.
    Draft {},
    /// A revision waits for the office.
    Submitted {
        /// Which.
        revision: u32,
    },
    /// The municipality took it back.
    Withdrawn {
        /// Which.
        revision: u32,
    },
    /// The office asks for a correction.
    Returned {
        /// Which.
        revision: u32,
    },
    /// The office approved it.
    Approved {
        /// Which.
        revision: u32,
    },
    /// Bufdir reopened it: the office decides once more.
    Reopened {
        /// Which.
        revision: u32,
    },
}

impl PortalState {
    /// Of a report, where there is one, and a draft.
    pub fn of(report: Option<ReportState>, has_draft: bool) -> Self {
        match report {
            None | Some(ReportState::Draft) if has_draft => Self::Draft {},
            None | Some(ReportState::Draft) => Self::NotBegun {},
            Some(ReportState::Submitted { revision }) => Self::Submitted { revision },
            Some(ReportState::Withdrawn { revision }) => Self::Withdrawn { revision },
            Some(ReportState::Returned { revision }) => Self::Returned { revision },
            Some(ReportState::Approved { revision }) => Self::Approved { revision },
            Some(ReportState::Reopened { revision }) => Self::Reopened { revision },
        }
    }

    /// Whether it is the municipality that has to send.
    pub fn is_at_the_unit(self) -> bool {
        match self {
            Self::NotBegun {} | Self::Draft {} | Self::Withdrawn { .. } | Self::Returned { .. } => {
                true
            }
            Self::Submitted { .. } | Self::Approved { .. } | Self::Reopened { .. } => false,
        }
    }
}

/// Everything about one period of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalForm {
    /// The unit.
    pub unit: PortalUnit,
    /// Where the period stands.
    pub period: PortalPeriod,
    /// The form.
    #[schema(value_type = Object)]
    pub template: Template,
    /// What was sent; none before the first sending.
    pub report: Option<PortalReport>,
    /// What is written and not sent.
    pub draft: Option<PortalDraft>,
    /// The version to say with the next saving: that of the draft, or of the place where it will lie.
    #[ts(type = "number")]
    pub draft_version: u64,
    /// Earlier periods' answers, the newest first: at least the half-year before and the same a year before,
    /// where there are such.
    pub previous: Vec<PortalEarlier>,
    /// What the rules find in the draft, or without one in the newest revision.
    pub findings: Vec<Finding>,
    /// What keeps the draft from being sent now; empty where there is no draft.
    pub faults: Vec<InputFault>,
    /// Who decided last on this report, otherwise on the unit's newest decided one.
    pub officer: Option<PortalOfficer>,
}

/// A report as its municipality sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalReport {
    /// Identifier.
    pub report_id: ReportId,
    /// What officers call it.
    pub reference: String,
    /// Where it stands.
    pub state: ReportState,
    /// Every revision, oldest first.
    pub revisions: Vec<PortalRevision>,
    /// What is asked back now; the next revision answers each of these.
    pub asks: Vec<Ask>,
    /// Every reopening by Bufdir, oldest first.
    pub reopenings: Vec<Reopening>,
}

/// A revision, and what was decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalRevision {
    /// 1, 2, …
    pub number: u32,
    /// When the server received it.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// Name of the person or the system that sent it.
    pub submitted_by: String,
    /// Hash of what was sent.
    pub content_hash: Hash,
    /// What was sent.
    pub content: PortalContent,
    /// The decisions on it, oldest first. Only the last one counts, and none where Bufdir has reopened the
    /// report after it.
    pub decisions: Vec<PortalDecision>,
}

/// A decision as the municipality sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalDecision {
    /// The answer.
    pub outcome: PortalOutcome,
    /// When the server received it.
    #[ts(type = "string")]
    pub decided_at: Timestamp,
    /// Name of the officer.
    pub decided_by: String,
    /// Number of the receipt.
    pub receipt_number: String,
    /// Whether a reopening by Bufdir set it aside.
    pub set_aside: bool,
}

/// What an office answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PortalOutcome {
    /// The report goes to Bufdir.
    Approved {
        /// The officer's comment in the form.
        comment: Option<String>,
    },
    /// The report comes back.
    Returned {
        /// Why.
        comment: String,
        /// The points asked back.
        asks: Vec<Ask>,
    },
}

/// What a municipality fills in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalContent {
    /// The answers.
    #[schema(value_type = BTreeMap<PointId, Answer>)]
    pub values: Values,
    /// Comments by point.
    #[serde(default)]
    pub comments: BTreeMap<PointId, String>,
    /// Explanations of findings, by rule.
    #[serde(default)]
    pub explanations: BTreeMap<RuleId, String>,
    /// Answers to what was asked back.
    #[serde(default)]
    pub answers: BTreeMap<PointId, AskAnswer>,
}

/// A draft, as it was last saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalDraft {
    /// Which.
    #[ts(type = "number")]
    pub version: u64,
    /// What is filled in.
    pub content: PortalContent,
    /// When it was saved.
    #[ts(type = "string")]
    pub saved_at: Timestamp,
    /// Name of the person who saved it.
    pub saved_by: String,
}

/// An earlier period's answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalEarlier {
    /// The half-year.
    pub period: Period,
    /// The version of the form.
    pub template: String,
    /// The newest revision's answers.
    #[schema(value_type = BTreeMap<PointId, Answer>)]
    pub values: Values,
}

/// Saves a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalSave {
    /// The version that the page was filled in from.
    #[ts(type = "number")]
    pub base_version: u64,
    /// What is filled in.
    pub content: PortalContent,
}

/// What became of a saving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PortalSaved {
    /// It is kept.
    Saved {
        /// Its version.
        #[ts(type = "number")]
        version: u64,
        /// When.
        #[ts(type = "string")]
        saved_at: Timestamp,
        /// What the rules find in it.
        findings: Vec<Finding>,
        /// What keeps it from being sent now.
        faults: Vec<InputFault>,
    },
    /// Somebody has saved, sent or taken back meanwhile: nothing is written.
    Stale {
        /// The version there is now.
        #[ts(type = "number")]
        version: u64,
        /// What is kept; none where it was sent meanwhile.
        draft: Option<PortalDraft>,
        /// What the rules find in it.
        findings: Vec<Finding>,
    },
    /// It can be neither saved nor sent: nothing is written.
    Closed {
        /// Why.
        reason: PortalClosed,
    },
}

/// Why nothing can be written or sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PortalClosed {
    /// The half-year is not open for reports.
    Period,
    /// The report is approved; only Bufdir can reopen it.
    Approved,
}

/// What kind of file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PortalFormat {
    /// A table of `point;value`.
    Csv,
    /// A submission, as case systems send it.
    Json,
}

/// A file to read. Nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalImport {
    /// What kind.
    pub format: PortalFormat,
    /// The file's text: at most [`IMPORT_MAX`] octets in UTF-8.
    pub text: String,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalImported {
    /// What it would fill in; none where it has a fault.
    pub content: Option<PortalContent>,
    /// Every fault, with its line where there is one.
    pub faults: Vec<InputFault>,
}

/// Sends the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalSend {
    /// Made by the page; the same id again is the same act, and is answered as the first time.
    pub submission_id: SubmissionId,
    /// The version of the draft that the person has seen.
    #[ts(type = "number")]
    pub draft_version: u64,
}

/// What became of a sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PortalSent {
    /// The office has it. The draft is gone.
    Received {
        /// The receipt.
        receipt: PortalReceipt,
    },
    /// It has faults, all of them: nothing is sent.
    Faulty {
        /// Every one.
        faults: Vec<InputFault>,
    },
    /// Somebody has saved or sent meanwhile: nothing is sent.
    Stale {
        /// The version there is now.
        #[ts(type = "number")]
        version: u64,
        /// What is kept; none where it was sent meanwhile.
        draft: Option<PortalDraft>,
    },
    /// It cannot be sent.
    Closed {
        /// Why.
        reason: PortalClosed,
    },
}

/// The receipt of a report that was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PortalReceipt {
    /// What officers call it.
    pub reference: String,
    /// The revision it became.
    pub revision: u32,
    /// Hash of what was received.
    pub content_hash: Hash,
    /// When.
    #[ts(type = "string")]
    pub received_at: Timestamp,
}

/// Takes a report back that the office has not decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalWithdraw {
    /// The revision that the person has seen.
    pub revision: u32,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PortalWithdrawn {
    /// The office no longer has it. What was sent is the draft again, unless a newer one lay there.
    Withdrawn {
        /// The draft.
        draft: PortalDraft,
    },
    /// That revision does not wait for a decision: it is decided, taken back or sent again.
    NotWaiting {
        /// Where the report stands.
        state: ReportState,
    },
    /// The half-year is not open any more.
    Closed {
        /// Why.
        reason: PortalClosed,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_municipality_sees_where_its_report_stands() {
        for (report, has_draft, state, at_the_unit) in [
            (None, false, PortalState::NotBegun {}, true),
            (None, true, PortalState::Draft {}, true),
            (Some(ReportState::Draft), true, PortalState::Draft {}, true),
            (
                Some(ReportState::Submitted { revision: 1 }),
                true,
                PortalState::Submitted { revision: 1 },
                false,
            ),
            (
                Some(ReportState::Withdrawn { revision: 1 }),
                true,
                PortalState::Withdrawn { revision: 1 },
                true,
            ),
            (
                Some(ReportState::Returned { revision: 2 }),
                false,
                PortalState::Returned { revision: 2 },
                true,
            ),
            (
                Some(ReportState::Approved { revision: 3 }),
                false,
                PortalState::Approved { revision: 3 },
                false,
            ),
            (
                Some(ReportState::Reopened { revision: 3 }),
                false,
                PortalState::Reopened { revision: 3 },
                false,
            ),
        ] {
            let found = PortalState::of(report, has_draft);
            assert_eq!(found, state, "{report:?} {has_draft}");
            assert_eq!(found.is_at_the_unit(), at_the_unit, "{found:?}");
        }
    }
}
