//! An officer's decision on one revision of one report.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    ids::{DecisionId, PersonId, PointId, ReportId, RuleId},
    report::{Hash, Report, ReportState, Revision},
    template::{PointRole, Template},
};

mod any;
mod receipt;

pub use any::AnyDecision;
pub use receipt::{ApplicationSubject, Receipt, ReceiptFault, Receipted, ReportSubject, Subject};

/// The longest comment, in characters.
pub const COMMENT_MAX: usize = 10_000;

/// What the officer answers to «Godkjenner», with what that answer needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Verdict {
    /// Ja: the report goes to Bufdir.
    Approve {
        /// Cases of three to six months whose extension the office accepts (`sf_extended_approved`).
        own_figure: u32,
        /// For the record.
        #[schema(max_length = 10_000)]
        comment: Option<String>,
    },
    /// Nei: the report goes back to the municipality.
    Return {
        /// Cases of three to six months whose extension the office accepts, where already known.
        own_figure: Option<u32>,
        /// Why; the municipality reads it.
        #[schema(min_length = 1, max_length = 10_000)]
        comment: String,
        /// The points asked back.
        asks: Vec<Ask>,
    },
}

impl Verdict {
    /// The own figure, which a Nei may lack.
    pub fn own_figure(&self) -> Option<u32> {
        match self {
            Self::Approve { own_figure, .. } => Some(*own_figure),
            Self::Return { own_figure, .. } => *own_figure,
        }
    }
}

/// A point the municipality must correct or explain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The point.
    pub point: PointId,
    /// The rule whose finding is asked about.
    pub rule: Option<RuleId>,
    /// What the officer asks about this point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    #[schema(max_length = 10_000)]
    pub comment: Option<String>,
}

/// A decision as it is sent: bound to the revision and the content that the officer saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Idempotency key.
    pub id: DecisionId,
    /// The report.
    pub report_id: ReportId,
    /// The revision that was read.
    pub revision: u32,
    /// The content that was read.
    pub content_hash: Hash,
    /// The answer.
    pub verdict: Verdict,
    /// When the officer confirmed, by the officer's clock. Orders nothing.
    #[ts(type = "string")]
    pub confirmed_at: Timestamp,
}

/// What the officer has filled in so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The own figure.
    pub own_figure: Option<u32>,
    /// «Godkjenner»: Ja, Nei, or not answered.
    pub approve: Option<bool>,
    /// «Kommentar».
    pub comment: String,
    /// Points asked back.
    #[serde(default)]
    pub asks: Vec<Ask>,
}

/// Why a draft cannot become a decision.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// «Godkjenner» has no answer.
    #[error("no answer to «Godkjenner»")]
    NoVerdict,
    /// Ja without the own figure (R98).
    #[error("Ja needs the own figure")]
    OwnFigureMissing,
    /// Ja with more accepted extensions than the municipality reports (R18).
    #[error("the own figure exceeds the municipality's extensions")]
    OwnFigureTooHigh,
    /// Nei without a comment (R98).
    #[error("Nei needs a comment")]
    CommentMissing,
    /// A comment past [`COMMENT_MAX`].
    #[error("the comment is too long")]
    CommentTooLong,
    /// Another revision than the one that waits.
    #[error("the report has another revision")]
    OtherRevision,
    /// Other content than the revision has.
    #[error("the content is not the revision's")]
    OtherContent,
    /// The report does not wait for a decision.
    #[error("the report does not wait for a decision")]
    NotWaiting,
}

/// The answer in a draft, or what it lacks.
pub fn verdict_of(draft: &Draft) -> Result<Verdict, Refusal> {
    let comment = draft.comment.trim();
    if comment.chars().count() > COMMENT_MAX {
        return Err(Refusal::CommentTooLong);
    }
    match draft.approve {
        None => Err(Refusal::NoVerdict),
        Some(true) => Ok(Verdict::Approve {
            own_figure: draft.own_figure.ok_or(Refusal::OwnFigureMissing)?,
            comment: (!comment.is_empty()).then(|| comment.to_owned()),
        }),
        Some(false) if comment.is_empty() => Err(Refusal::CommentMissing),
        Some(false) => Ok(Verdict::Return {
            own_figure: draft.own_figure,
            comment: comment.to_owned(),
            asks: draft.asks.clone(),
        }),
    }
}

/// Whether a decision may be applied to a report as it stands, and the state that follows.
///
/// The same rule on the desktop before it queues a decision and on the server before it applies one.
pub fn apply(report: &Report, decision: &Decision) -> Result<ReportState, Refusal> {
    apply_on(Template::by_id(&report.template), report, decision)
}

/// The rule on the report's form. Where this build does not know the form, R18 has no points to apply
/// to.
pub(crate) fn apply_on(
    form: Option<&Template>,
    report: &Report,
    decision: &Decision,
) -> Result<ReportState, Refusal> {
    let revision = report.state.waiting().ok_or(Refusal::NotWaiting)?;
    let Some(current) = report
        .revision(revision)
        .filter(|_| revision == decision.revision)
    else {
        return Err(Refusal::OtherRevision);
    };
    if current.content_hash != decision.content_hash {
        return Err(Refusal::OtherContent);
    }
    match &decision.verdict {
        Verdict::Approve {
            own_figure,
            comment,
        } => {
            let bound = form.and_then(|form| own_figure_bound(form, current));
            if bound.is_some_and(|bound| i64::from(*own_figure) > bound) {
                return Err(Refusal::OwnFigureTooHigh);
            }
            check_length(comment.as_deref().unwrap_or_default())?;
            report.state.approve().map_err(|_| Refusal::NotWaiting)
        }
        Verdict::Return { comment, asks, .. } => {
            if comment.trim().is_empty() {
                return Err(Refusal::CommentMissing);
            }
            check_length(comment)?;
            for ask in asks {
                check_length(ask.comment.as_deref().unwrap_or_default())?;
            }
            report.state.send_back().map_err(|_| Refusal::NotWaiting)
        }
    }
}

/// The extensions that the municipality reports: what the own figure cannot exceed (R18).
pub fn own_figure_bound(form: &Template, revision: &Revision) -> Option<i64> {
    form.with_role(PointRole::OwnFigureBound)?
        .number_in(&revision.values)
}

fn check_length(comment: &str) -> Result<(), Refusal> {
    if comment.chars().count() > COMMENT_MAX {
        return Err(Refusal::CommentTooLong);
    }
    Ok(())
}

/// A decision as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DecisionRecord {
    /// Identifier.
    pub id: DecisionId,
    /// The answer.
    pub verdict: Verdict,
    /// Who decided.
    pub decided_by: PersonId,
    /// That person's name.
    pub decided_by_name: String,
    /// When the officer confirmed, by the officer's clock.
    #[ts(type = "string")]
    pub confirmed_at: Timestamp,
    /// The server's receipt.
    pub receipt: Receipt,
    /// When Bufdir acknowledged the approved report; of imported history, which Bufdir has, when it was
    /// taken over.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub acknowledged_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::report::{Revision, Value};

    fn report(state: ReportState) -> Report {
        Report {
            id: ReportId(uuid::Uuid::nil()),
            reference: "HR-2026-1-3411".to_owned(),
            office: "innlandet".into(),
            unit_no: "3411".into(),
            unit_name: "Ringsaker".to_owned(),
            period: "2026-1".parse().unwrap(),
            template: Template::current().id.clone(),
            office_deadline: "2026-09-15".parse().unwrap(),
            state,
            revisions: vec![Revision {
                number: 1,
                received_at: Timestamp::UNIX_EPOCH,
                submitted_by: "Test".to_owned(),
                content_hash: Hash([1; 32]),
                values: BTreeMap::from([("inv_extended".into(), Value::Number(19))]),
                comments: BTreeMap::new(),
                explanations: BTreeMap::new(),
                answers: BTreeMap::new(),
                decision: None,
                earlier_decisions: vec![],
            }],
            reopenings: vec![],
            refusals: vec![],
        }
    }

    fn decision(verdict: Verdict) -> Decision {
        Decision {
            id: DecisionId(uuid::Uuid::nil()),
            report_id: ReportId(uuid::Uuid::nil()),
            revision: 1,
            content_hash: Hash([1; 32]),
            verdict,
            confirmed_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn approve(own_figure: u32) -> Verdict {
        Verdict::Approve {
            own_figure,
            comment: None,
        }
    }

    #[test]
    fn applies_to_what_was_seen_only() {
        let waiting = report(ReportState::Submitted { revision: 1 });
        let mut other_content = decision(approve(17));
        other_content.content_hash = Hash([2; 32]);
        let mut other_revision = decision(approve(17));
        other_revision.revision = 2;
        let approved = report(ReportState::Approved { revision: 1 });
        let reopened = report(ReportState::Reopened { revision: 1 });
        let withdrawn = report(ReportState::Withdrawn { revision: 1 });
        for (report, decision, expected) in [
            (
                &waiting,
                decision(approve(17)),
                Ok(ReportState::Approved { revision: 1 }),
            ),
            (
                &waiting,
                decision(approve(19)),
                Ok(ReportState::Approved { revision: 1 }),
            ),
            (
                &waiting,
                decision(approve(20)),
                Err(Refusal::OwnFigureTooHigh),
            ),
            (&waiting, other_content, Err(Refusal::OtherContent)),
            (&waiting, other_revision, Err(Refusal::OtherRevision)),
            (&approved, decision(approve(17)), Err(Refusal::NotWaiting)),
            (&withdrawn, decision(approve(17)), Err(Refusal::NotWaiting)),
            (
                &reopened,
                decision(approve(16)),
                Ok(ReportState::Approved { revision: 1 }),
            ),
        ] {
            assert_eq!(apply(report, &decision), expected);
        }
    }

    #[test]
    fn a_form_this_build_does_not_know_has_no_bound() {
        let mut waiting = report(ReportState::Submitted { revision: 1 });
        waiting.template = "2099-1.0".to_owned();
        let approved = Ok(ReportState::Approved { revision: 1 });
        assert_eq!(apply(&waiting, &decision(approve(20))), approved);
    }

    #[test]
    fn a_return_needs_a_comment_and_no_figure() {
        let waiting = report(ReportState::Submitted { revision: 1 });
        let returned = |comment: &str| {
            decision(Verdict::Return {
                own_figure: None,
                comment: comment.to_owned(),
                asks: vec![],
            })
        };
        assert_eq!(
            apply(&waiting, &returned("Rett tallet.")),
            Ok(ReportState::Returned { revision: 1 })
        );
        assert_eq!(
            apply(&waiting, &returned(" \n")),
            Err(Refusal::CommentMissing)
        );
        let long = "æ".repeat(COMMENT_MAX + 1);
        assert_eq!(
            apply(&waiting, &returned(&long)),
            Err(Refusal::CommentTooLong)
        );
    }

    #[test]
    fn a_draft_says_what_it_lacks() {
        let draft = |approve, own_figure, comment: &str| Draft {
            own_figure,
            approve,
            comment: comment.to_owned(),
            asks: vec![],
        };
        assert_eq!(
            verdict_of(&draft(None, Some(1), "x")),
            Err(Refusal::NoVerdict)
        );
        assert_eq!(
            verdict_of(&draft(Some(true), None, "")),
            Err(Refusal::OwnFigureMissing)
        );
        assert_eq!(verdict_of(&draft(Some(true), Some(0), " ")), Ok(approve(0)));
        assert_eq!(
            verdict_of(&draft(Some(false), None, " ")),
            Err(Refusal::CommentMissing)
        );
        assert!(matches!(
            verdict_of(&draft(Some(false), None, " Rett. ")),
            Ok(Verdict::Return { own_figure: None, comment, .. }) if comment == "Rett."
        ));
    }
}
