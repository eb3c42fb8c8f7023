//! An application for access, as the officer sees it.

use domain::{
    application::{Answer, AnswerKind, Contact},
    decision::Receipt,
    ids::{ApplicationId, DecisionId},
    report::Hash,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{NeedsYouReason, Proof};

/// One row of «Oppgaver» that is an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ApplicationRow {
    /// The application.
    pub id: ApplicationId,
    /// «Referanse».
    pub reference: String,
    /// Whom the applicant works for: a unit, or another organisation.
    pub unit_name: String,
    /// Always an application.
    pub kind: ApplicationTask,
    /// When it was received.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// Where the officer's work on it stands.
    pub state: ApplicationRowState,
}

/// What tells an application from a report in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationTask {
    /// An application for access.
    Application,
}

/// Where the officer's work on an application stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ApplicationRowState {
    /// Nothing done yet.
    New,
    /// A draft is saved on this machine.
    Draft {
        /// The answer in the draft.
        answer: Option<AnswerKind>,
    },
    /// Answered here; the server does not have it yet.
    SavedHere {
        /// The answer.
        answer: AnswerKind,
    },
    /// The answer came back and needs the officer.
    NeedsYou,
    /// The server has the office's answer.
    Received {
        /// The answer.
        answer: AnswerKind,
        /// The receipt's number, where it is known.
        receipt: Option<String>,
    },
}

/// Applications in «Oppgaver».
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct ApplicationLists {
    /// Those that stand under «Åpne oppgaver», oldest first.
    pub open: Vec<ApplicationRow>,
    /// Those in the archive, newest first.
    pub archive: Vec<ApplicationRow>,
    /// Answers that came back and have no place on an application, or that the server has lost.
    pub kept: Vec<KeptAnswer>,
}

/// An answer that came back, on an application that is not on this machine; or that the server had and has lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KeptAnswer {
    /// The decision.
    pub decision_id: DecisionId,
    /// «Referanse», where it is known.
    pub reference: Option<String>,
    /// Whom the applicant works for, where it is known.
    pub unit_name: Option<String>,
    /// The answer, with the officer's text.
    pub answer: Answer,
    /// When it was confirmed, by this officer's clock: what it is told by where no name is known.
    #[ts(type = "string")]
    pub confirmed_at: Timestamp,
    /// Why it came back.
    pub reason: NeedsYouReason,
    /// The receipt's number that the server gave first, where it has lost it since.
    pub lost_receipt: Option<String>,
}

/// One application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ApplicationView {
    /// The application.
    pub id: ApplicationId,
    /// «Referanse».
    pub reference: String,
    /// What was read; a decision names it.
    pub content_hash: Hash,
    /// When it was received.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// Who applies, and how to reach the person.
    pub contact: Contact,
    /// What kind of applicant.
    pub applicant: ApplicantKind,
    /// The unit that was picked.
    pub unit_name: Option<String>,
    /// The organisation of an external applicant.
    pub organisation: Option<String>,
    /// Why the person applies.
    pub reason: String,
    /// Whether the officer is the applicant: nobody decides the own application.
    pub is_own: bool,
    /// The earliest last day of a Ja.
    #[ts(type = "string")]
    pub until_from: Date,
    /// The latest last day of a Ja.
    #[ts(type = "string")]
    pub until_to: Date,
    /// What the officer has filled in.
    pub draft: AnswerDraft,
    /// When the draft was last saved on this machine.
    #[ts(type = "string | null")]
    pub draft_saved_at: Option<Timestamp>,
    /// Where the answer stands.
    pub stage: AnswerStage,
    /// Every answer that the server has, oldest first.
    pub answers: Vec<AnsweredView>,
}

/// What kind of applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ApplicantKind {
    /// Of a municipality or city district.
    Unit,
    /// Of a County Governor's office.
    CountyGovernor,
    /// Of anyone else: Bufdir decides.
    External,
}

/// What the officer has filled in on an application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AnswerDraft {
    /// «Godkjenner»: Ja, Nei, to Bufdir, or not answered.
    pub answer: Option<AnswerKind>,
    /// The last day with access, of a Ja.
    #[ts(type = "string | null")]
    pub until: Option<Date>,
    /// Why, of a Nei.
    pub reason: String,
}

/// Where the answer to an application stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AnswerStage {
    /// Not answered.
    Undecided,
    /// Answered here; the server does not have it yet.
    SavedHere {
        /// The decision.
        decision_id: DecisionId,
        /// The answer.
        answer: Answer,
        /// When it was confirmed.
        #[ts(type = "string")]
        confirmed_at: Timestamp,
        /// When it is sent; until then it can be undone.
        #[ts(type = "string")]
        due_at: Timestamp,
        /// Whether it can be undone now.
        can_undo: bool,
    },
    /// It came back: the application is answered, taken back, or cannot be answered.
    NeedsYou {
        /// The decision.
        decision_id: DecisionId,
        /// The answer, with the officer's text.
        answer: Answer,
        /// Why.
        reason: NeedsYouReason,
        /// When it was confirmed.
        #[ts(type = "string")]
        confirmed_at: Timestamp,
    },
    /// The server has it.
    Received {
        /// The answer.
        answer: Answer,
        /// Who answered; none until the application's new state is here too.
        answered_by: Option<String>,
        /// When it was confirmed.
        #[ts(type = "string")]
        confirmed_at: Timestamp,
        /// The server's receipt.
        receipt: Option<Box<Receipt>>,
        /// What the receipt proves, by the keys that are here.
        proof: Option<Proof>,
    },
    /// Nothing is to be answered: the applicant took it back, or it waits for someone else.
    Closed,
}

/// An answer that the server has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AnsweredView {
    /// The decision.
    pub decision_id: DecisionId,
    /// The answer.
    pub answer: Answer,
    /// Who answered.
    pub answered_by: String,
    /// Whether that was at Bufdir.
    pub at_bufdir: bool,
    /// When the server received it.
    #[ts(type = "string")]
    pub answered_at: Timestamp,
    /// The receipt's number; none where Bufdir answered.
    pub receipt: Option<String>,
}
