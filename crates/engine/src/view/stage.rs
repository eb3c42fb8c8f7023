//! Where a report's decision stands: lagret her → sendt → mottatt → hos Bufdir.

use domain::{
    decision::{Receipt, Verdict},
    ids::DecisionId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DecidedView;

/// Where a report's decision stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Stage {
    /// Not decided.
    Undecided,
    /// Decided here; the server does not have it yet.
    SavedHere {
        /// The decision.
        decision_id: DecisionId,
        /// The answer.
        verdict: Verdict,
        /// When it was confirmed.
        #[ts(type = "string")]
        confirmed_at: Timestamp,
        /// When it is sent; until then it can be undone.
        #[ts(type = "string")]
        due_at: Timestamp,
        /// Whether it can be undone now.
        can_undo: bool,
    },
    /// It came back: the report is not what was seen, or cannot be decided.
    NeedsYou {
        /// The decision.
        decision_id: DecisionId,
        /// The answer, with the officer's text.
        verdict: Verdict,
        /// Why.
        reason: NeedsYouReason,
        /// The revision that was decided on.
        revision: u32,
        /// When it was confirmed.
        #[ts(type = "string")]
        confirmed_at: Timestamp,
        /// What stands there instead.
        instead: Instead,
    },
    /// The server has it.
    Received {
        /// The answer.
        verdict: Verdict,
        /// Who decided; none until the report's new state is here too.
        decided_by: Option<String>,
        /// When it was confirmed.
        #[ts(type = "string")]
        confirmed_at: Timestamp,
        /// The server's receipt.
        receipt: Box<Receipt>,
        /// What the receipt proves, by the keys that are here.
        proof: Proof,
        /// When Bufdir acknowledged the approved report: from then on it is there.
        #[ts(type = "string | null")]
        acknowledged_at: Option<Timestamp>,
    },
}

/// What stands where a decision was to stand, as far as this machine knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Instead {
    /// Nothing that is known here yet.
    Unknown,
    /// A newer revision waits.
    Corrected,
    /// The municipality took the revision back.
    Withdrawn,
    /// Another decision was first.
    Decided {
        /// That decision.
        decision: Box<DecidedView>,
    },
}

/// What a receipt proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The server signed it, for this decision.
    Verified,
    /// Its key is not here yet.
    UnknownKey,
    /// The server did not sign this, or signed it for another decision.
    Refuted,
}

/// Why a decision needs the officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NeedsYouReason {
    /// The report has changed, or is already decided.
    Conflict,
    /// No access to the report.
    NoAccess,
    /// The server does not know the revision.
    UnknownRevision,
    /// The server cannot read the decision.
    Invalid,
}
