//! Where a report stands, and how it gets from one place to the next.
//!
//! draft → submitted (→ withdrawn, or sent again as a new revision while undecided) → approved, or
//! returned → submitted as a new revision. Bufdir alone reopens an approved report, with a reason.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::decision::COMMENT_MAX;

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReportState {
    /// The municipality writes; nothing was ever sent. Never in an office's feed.
    Draft,
    /// A revision waits for the office's decision.
    Submitted {
        /// The revision that waits.
        revision: u32,
    },
    /// The municipality took the report back before it was decided.
    Withdrawn {
        /// The revision that was taken back.
        revision: u32,
    },
    /// A revision was approved and goes to Bufdir.
    Approved {
        /// The approved revision.
        revision: u32,
    },
    /// A revision was returned to the municipality for correction.
    Returned {
        /// The returned revision.
        revision: u32,
    },
    /// Bufdir reopened an approved report: the revision waits for the office's decision once more.
    Reopened {
        /// The revision that waits.
        revision: u32,
    },
}

/// Why a report cannot take a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Impossible {
    /// Sending: the report is approved, and only Bufdir can reopen it.
    #[error("the report is approved")]
    Approved,
    /// Withdrawing: nothing lies undecided at the office.
    #[error("nothing waits that could be withdrawn")]
    NothingToWithdraw,
    /// Deciding: nothing waits for a decision.
    #[error("the report does not wait for a decision")]
    NotWaiting,
    /// Reopening: the report is not approved.
    #[error("the report is not approved")]
    NotApproved,
    /// Reopening without a reason.
    #[error("reopening needs a reason")]
    ReasonMissing,
    /// A reason past [`COMMENT_MAX`].
    #[error("the reason is too long")]
    ReasonTooLong,
}

/// One reopening by Bufdir.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopening {
    /// The approved revision that was reopened.
    pub revision: u32,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Name of the person at Bufdir.
    pub by_name: String,
    /// Why.
    pub reason: String,
}

/// Bufdir's no to an office that asked to have an approved report reopened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopeningRefusal {
    /// The approved revision that stays.
    pub revision: u32,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Name of the person at Bufdir.
    pub by_name: String,
    /// Why.
    pub reason: String,
}

impl ReportState {
    /// The revision the state speaks of; 0 before the first sending.
    pub fn revision(self) -> u32 {
        match self {
            Self::Draft => 0,
            Self::Submitted { revision }
            | Self::Withdrawn { revision }
            | Self::Approved { revision }
            | Self::Returned { revision }
            | Self::Reopened { revision } => revision,
        }
    }

    /// The revision that waits for the office's decision.
    pub fn waiting(self) -> Option<u32> {
        match self {
            Self::Submitted { revision } | Self::Reopened { revision } => Some(revision),
            Self::Draft
            | Self::Withdrawn { .. }
            | Self::Approved { .. }
            | Self::Returned { .. } => None,
        }
    }

    /// The municipality sends: a new revision, unless the report is approved.
    pub fn submit(self) -> Result<Self, Impossible> {
        match self {
            Self::Draft
            | Self::Submitted { .. }
            | Self::Withdrawn { .. }
            | Self::Returned { .. }
            | Self::Reopened { .. } => Ok(Self::Submitted {
                revision: self.revision() + 1,
            }),
            Self::Approved { .. } => Err(Impossible::Approved),
        }
    }

    /// The municipality takes an undecided report back. A reopened one is not taken back: Bufdir has
    /// it already.
    pub fn withdraw(self) -> Result<Self, Impossible> {
        match self {
            Self::Submitted { revision } => Ok(Self::Withdrawn { revision }),
            Self::Draft
            | Self::Withdrawn { .. }
            | Self::Approved { .. }
            | Self::Returned { .. }
            | Self::Reopened { .. } => Err(Impossible::NothingToWithdraw),
        }
    }

    /// The office answers Ja.
    pub fn approve(self) -> Result<Self, Impossible> {
        let revision = self.waiting().ok_or(Impossible::NotWaiting)?;
        Ok(Self::Approved { revision })
    }

    /// The office answers Nei.
    pub fn send_back(self) -> Result<Self, Impossible> {
        let revision = self.waiting().ok_or(Impossible::NotWaiting)?;
        Ok(Self::Returned { revision })
    }

    /// Bufdir reopens an approved report.
    pub fn reopen(self, reason: &str) -> Result<Self, Impossible> {
        let Self::Approved { revision } = self else {
            return Err(Impossible::NotApproved);
        };
        check_reason(reason)?;
        Ok(Self::Reopened { revision })
    }

    /// An officer asks Bufdir to reopen an approved report: whether the request can be made.
    pub fn ask_reopening(self, reason: &str) -> Result<(), Impossible> {
        self.reopen(reason).map(|_| ())
    }
}

fn check_reason(reason: &str) -> Result<(), Impossible> {
    if reason.trim().is_empty() {
        return Err(Impossible::ReasonMissing);
    }
    if reason.chars().count() > COMMENT_MAX {
        return Err(Impossible::ReasonTooLong);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Impossible as No, ReportState as State, *};

    #[test]
    fn every_step_from_every_state() {
        let submitted = |revision| Ok(State::Submitted { revision });
        let approved = Ok(State::Approved { revision: 2 });
        let returned = Ok(State::Returned { revision: 2 });
        // state, submit, withdraw, approve, send back, reopen
        for (state, submit, withdraw, approve, send_back, reopen) in [
            (
                State::Draft,
                submitted(1),
                Err(No::NothingToWithdraw),
                Err(No::NotWaiting),
                Err(No::NotWaiting),
                Err(No::NotApproved),
            ),
            (
                State::Submitted { revision: 2 },
                submitted(3),
                Ok(State::Withdrawn { revision: 2 }),
                approved,
                returned,
                Err(No::NotApproved),
            ),
            (
                State::Withdrawn { revision: 2 },
                submitted(3),
                Err(No::NothingToWithdraw),
                Err(No::NotWaiting),
                Err(No::NotWaiting),
                Err(No::NotApproved),
            ),
            (
                State::Approved { revision: 2 },
                Err(No::Approved),
                Err(No::NothingToWithdraw),
                Err(No::NotWaiting),
                Err(No::NotWaiting),
                Ok(State::Reopened { revision: 2 }),
            ),
            (
                State::Returned { revision: 2 },
                submitted(3),
                Err(No::NothingToWithdraw),
                Err(No::NotWaiting),
                Err(No::NotWaiting),
                Err(No::NotApproved),
            ),
            (
                State::Reopened { revision: 2 },
                submitted(3),
                Err(No::NothingToWithdraw),
                approved,
                returned,
                Err(No::NotApproved),
            ),
        ] {
            assert_eq!(state.submit(), submit, "{state:?} submit");
            assert_eq!(state.withdraw(), withdraw, "{state:?} withdraw");
            assert_eq!(state.approve(), approve, "{state:?} approve");
            assert_eq!(state.send_back(), send_back, "{state:?} send back");
            assert_eq!(state.reopen("Feil tall."), reopen, "{state:?} reopen");
        }
    }

    #[test]
    fn reopening_needs_a_reason() {
        let approved = State::Approved { revision: 1 };
        assert_eq!(approved.reopen(" \n"), Err(No::ReasonMissing));
        let long = "ø".repeat(COMMENT_MAX + 1);
        assert_eq!(approved.ask_reopening(&long), Err(No::ReasonTooLong));
        assert_eq!(approved.ask_reopening("Feil tall."), Ok(()));
    }

    #[test]
    fn reads_the_states_written_before() {
        let state: State = serde_json::from_str(r#"{"kind":"submitted","revision":2}"#).unwrap();
        assert_eq!(state, State::Submitted { revision: 2 });
    }
}
