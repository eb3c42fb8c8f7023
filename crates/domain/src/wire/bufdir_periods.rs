//! What the portal shows a person at Bufdir of half-years: which are open, and whose reports are not approved.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    deadlines::{PeriodSettings, SettingsFault},
    ids::{OfficeId, UnitNo},
    period::Period,
    report::ReportState,
};

/// The half-years that were ever opened, and those that can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirPeriods {
    /// The newest first.
    pub periods: Vec<BufdirPeriod>,
    /// Half-years that were not opened, around the present one, each with the proposed settings; the newest first.
    pub proposals: Vec<PeriodSettings>,
    /// The versions of the form that there are.
    pub templates: Vec<String>,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// A half-year that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirPeriod {
    /// Its form and its deadlines.
    pub settings: PeriodSettings,
    /// When it was opened first.
    #[ts(type = "string")]
    pub opened_at: Timestamp,
    /// When it was closed; none while it is open.
    #[ts(type = "string | null")]
    pub closed_at: Option<Timestamp>,
    /// How many reports have come in.
    pub reports: u32,
}

/// What became of opening a half-year or moving its deadlines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BufdirPeriodSet {
    /// It is open, with these settings.
    Open {
        /// All half-years.
        periods: BufdirPeriods,
    },
    /// The settings cannot be right; nothing is changed.
    Faulty {
        /// Everything wrong with them.
        faults: Vec<SettingsFault>,
    },
    /// Reports on another version of the form have come in, so the form stays.
    FormInUse {},
}

/// Closes a half-year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BufdirPeriodClose {
    /// Which.
    pub period: Period,
}

/// Whose reports of a half-year are not approved, county by county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirMissing {
    /// Its form and its deadlines; none where it is not open.
    pub settings: Option<PeriodSettings>,
    /// Every county with a unit that reports, in the order of their numbers.
    pub counties: Vec<BufdirCounty>,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// A county's units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirCounty {
    /// Its number.
    pub county_no: String,
    /// Its name.
    pub name: String,
    /// How many of its units report.
    pub units: u32,
    /// Those whose report is not approved, in the order of their numbers.
    pub missing: Vec<BufdirMissingUnit>,
}

/// A unit whose report is not approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirMissingUnit {
    /// The unit.
    pub unit_no: UnitNo,
    /// Its name.
    pub name: String,
    /// The office that reviews it.
    pub office: OfficeId,
    /// Where the report stands.
    pub stands: BufdirStanding,
}

/// Where a report stands that is not approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BufdirStanding {
    /// The unit has sent nothing, or has taken it back.
    NotSent,
    /// The office has returned it, and the unit has not sent it again.
    Returned,
    /// It waits for the office's decision.
    AtOffice,
    /// Bufdir has reopened it, and the office has not decided anew.
    Reopened,
}

impl BufdirStanding {
    /// Where a report stands; none where it is approved.
    pub fn of(state: Option<ReportState>) -> Option<Self> {
        match state {
            None | Some(ReportState::Draft | ReportState::Withdrawn { .. }) => Some(Self::NotSent),
            Some(ReportState::Returned { .. }) => Some(Self::Returned),
            Some(ReportState::Submitted { .. }) => Some(Self::AtOffice),
            Some(ReportState::Reopened { .. }) => Some(Self::Reopened),
            Some(ReportState::Approved { .. }) => None,
        }
    }
}
