//! What of a report its municipality sees: what it sent, and what the office answered; nothing that the
//! office keeps for itself.

use super::{
    PortalContent, PortalDecision, PortalEarlier, PortalOutcome, PortalReport, PortalRevision,
};
use crate::{
    decision::{DecisionRecord, Verdict},
    findings::Finding,
    ids::{SubmissionId, UnitNo},
    period::Period,
    report::{InputFault, Report, Revision, Submission, Values, unknown_names},
    rules::{Answers, findings},
    template::Template,
};

impl From<&Report> for PortalReport {
    fn from(report: &Report) -> Self {
        Self {
            report_id: report.id,
            reference: report.reference.clone(),
            state: report.state,
            revisions: report.revisions.iter().map(PortalRevision::from).collect(),
            asks: report.open_asks().to_vec(),
            reopenings: report.reopenings.clone(),
        }
    }
}

impl From<&Revision> for PortalRevision {
    fn from(revision: &Revision) -> Self {
        let set_aside = revision.earlier_decisions.iter();
        let set_aside = set_aside.map(|record| decision(record, true));
        let counts = revision.decision.iter();
        Self {
            number: revision.number,
            received_at: revision.received_at,
            submitted_by: revision.submitted_by.clone(),
            content_hash: revision.content_hash,
            content: PortalContent::from(revision),
            decisions: set_aside
                .chain(counts.map(|record| decision(record, false)))
                .collect(),
        }
    }
}

fn decision(record: &DecisionRecord, set_aside: bool) -> PortalDecision {
    PortalDecision {
        outcome: match &record.verdict {
            Verdict::Approve { comment, .. } => PortalOutcome::Approved {
                comment: comment.clone(),
            },
            Verdict::Return { comment, asks, .. } => PortalOutcome::Returned {
                comment: comment.clone(),
                asks: asks.clone(),
            },
        },
        decided_at: record.receipt.received_at,
        decided_by: record.decided_by_name.clone(),
        receipt_number: record.receipt.number.clone(),
        set_aside,
    }
}

impl From<&Revision> for PortalContent {
    fn from(revision: &Revision) -> Self {
        Self {
            values: revision.values.clone(),
            comments: revision.comments.clone(),
            explanations: revision.explanations.clone(),
            answers: revision.answers.clone(),
        }
    }
}

impl From<Submission> for PortalContent {
    fn from(submission: Submission) -> Self {
        Self {
            values: submission.values,
            comments: submission.comments,
            explanations: submission.explanations,
            answers: submission.answers,
        }
    }
}

impl PortalContent {
    /// The content as a unit sends it.
    pub fn into_submission(
        self,
        submission_id: SubmissionId,
        (unit_no, period): (&UnitNo, Period),
        template: &Template,
    ) -> Submission {
        Submission {
            submission_id,
            unit_no: unit_no.clone(),
            period,
            template: template.id.clone(),
            values: self.values,
            comments: self.comments,
            explanations: self.explanations,
            answers: self.answers,
        }
    }

    /// Points and rules that the form does not ask a municipality about. A page never names one, so a draft
    /// with one is none.
    pub fn strangers(&self, template: &Template) -> Vec<InputFault> {
        let points = self.values.keys().chain(self.comments.keys());
        unknown_names(
            template,
            points.chain(self.answers.keys()),
            self.explanations.keys(),
        )
    }

    /// What the rules find in it, beside the earlier periods.
    pub fn findings(
        &self,
        template: &Template,
        period: Period,
        earlier: &[PortalEarlier],
    ) -> Vec<Finding> {
        let of = |period: Period| -> Option<&Values> {
            let found = earlier.iter().find(|earlier| earlier.period == period);
            found.map(|earlier| &earlier.values)
        };
        let answers = Answers {
            values: &self.values,
            previous: of(period.previous()),
            year_before: of(period.year_before()),
            officer: None,
        };
        findings(template, &answers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        report::{
            Value,
            testing::{approved, report, returned, revision},
        },
        workflow::ReportState,
    };

    #[test]
    fn a_municipality_sees_the_answer_and_not_the_own_figure() {
        let (returned, _) = returned(&["inv_closed"]);
        let seen = PortalReport::from(&returned);
        assert_eq!(seen.asks, returned.open_asks());
        assert!(!seen.asks.is_empty());
        let decided = &seen.revisions.last().unwrap().decisions;
        assert!(matches!(
            decided.as_slice(),
            [PortalDecision {
                outcome: PortalOutcome::Returned { .. },
                set_aside: false,
                ..
            }]
        ));
        let approved = report(
            ReportState::Approved { revision: 1 },
            vec![revision(1, Some(approved(3)))],
        );
        let text = serde_json::to_string(&PortalReport::from(&approved)).unwrap();
        assert!(
            !text.contains("own_figure") && !text.contains("decided_by\":{"),
            "{text}"
        );
        let reopened = approved.reopened("Feil tall.", "Bo Prøve", jiff::Timestamp::UNIX_EPOCH);
        let reopened = PortalReport::from(&reopened.unwrap());
        assert!(reopened.revisions[0].decisions[0].set_aside);
        assert_eq!(reopened.reopenings.len(), 1);
    }

    #[test]
    fn a_draft_names_nothing_that_the_form_does_not_ask() {
        let template = Template::current();
        let mut content = PortalContent::default();
        content
            .values
            .insert("inv_closed".into(), Value::Number(-3));
        content.comments.insert("inv_closed".into(), String::new());
        assert_eq!(content.strangers(template), vec![]);
        content
            .values
            .insert("sf_decision".into(), Value::YesNo(true));
        content
            .answers
            .insert("nonsense".into(), crate::report::AskAnswer::Corrected {});
        content.explanations.insert("R00".into(), String::new());
        let at: Vec<_> = content
            .strangers(template)
            .into_iter()
            .map(|fault| fault.at)
            .collect();
        assert_eq!(at, ["sf_decision", "nonsense", "explanations"]);
    }
}
