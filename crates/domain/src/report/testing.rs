//! Reports for this crate's tests.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{AskAnswer, Report, ReportState, Revision, Submission, Value};
use crate::{
    decision::{Ask, Decision, DecisionRecord, Receipt, ReportSubject, Subject, Verdict},
    feed::GENESIS,
    ids::{DecisionId, PersonId, ReportId, SubmissionId},
    signing::Signature,
    template::Template,
};

pub(super) fn submission(closed: i64) -> Submission {
    Submission {
        submission_id: SubmissionId(uuid::Uuid::nil()),
        unit_no: "3411".into(),
        period: "2026-1".parse().unwrap(),
        template: Template::current().id.clone(),
        values: BTreeMap::from([("inv_closed".into(), Value::Number(closed))]),
        comments: BTreeMap::new(),
        explanations: BTreeMap::from([("R95".into(), "Ny bydel.".to_owned())]),
        answers: BTreeMap::from([("inv_closed".into(), AskAnswer::Corrected {})]),
    }
}

pub(crate) fn report(state: ReportState, revisions: Vec<Revision>) -> Report {
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
        revisions,
        reopenings: Vec::new(),
        refusals: Vec::new(),
    }
}

/// A revision that reports as many closed investigations as its number.
pub(crate) fn revision(number: u32, verdict: Option<Verdict>) -> Revision {
    let at = Timestamp::UNIX_EPOCH;
    let sent = submission(i64::from(number));
    let revision = Revision::received(number, at, "Kari Prøve".to_owned(), sent);
    let decision = verdict.map(|verdict| record(&revision, verdict));
    Revision {
        decision,
        ..revision
    }
}

fn record(on: &Revision, verdict: Verdict) -> DecisionRecord {
    let at = Timestamp::UNIX_EPOCH;
    DecisionRecord {
        id: DecisionId(uuid::Uuid::nil()),
        verdict,
        decided_by: PersonId(uuid::Uuid::nil()),
        decided_by_name: "Ola Prøve".to_owned(),
        confirmed_at: at,
        receipt: Receipt {
            number: "26-000001".to_owned(),
            decision_id: DecisionId(uuid::Uuid::nil()),
            subject: Subject::Report(ReportSubject {
                report_id: ReportId(uuid::Uuid::nil()),
                revision: on.number,
                own_figure: None,
            }),
            content_hash: on.content_hash,
            received_at: at,
            office: "innlandet".into(),
            seq: 1,
            chain: GENESIS,
            signature: Signature::MISSING,
        },
        acknowledged_at: None,
    }
}

pub(crate) fn approved(own_figure: u32) -> Verdict {
    Verdict::Approve {
        own_figure,
        comment: None,
    }
}

pub(super) fn ask(point: &str) -> Ask {
    Ask {
        point: point.into(),
        rule: None,
        comment: None,
    }
}

/// A report with 41 closed investigations, returned with asks on these points, and the same sent again
/// without an answer to them.
pub(crate) fn returned(asks: &[&str]) -> (Report, Submission) {
    let mut sent = submission(41);
    sent.answers.clear();
    let at = Timestamp::UNIX_EPOCH;
    let mut first = Revision::received(1, at, "Kari Prøve".to_owned(), sent.clone());
    let verdict = Verdict::Return {
        own_figure: None,
        comment: "Rett.".to_owned(),
        asks: asks.iter().map(|point| ask(point)).collect(),
    };
    first.decision = Some(record(&first, verdict));
    let report = report(ReportState::Returned { revision: 1 }, vec![first]);
    (report, sent)
}

/// A report whose only revision is this submission, and waits.
pub(crate) fn waiting(sent: Submission) -> Report {
    let unit_no = sent.unit_no.clone();
    let period = sent.period;
    let template = sent.template.clone();
    let at = Timestamp::UNIX_EPOCH;
    let first = Revision::received(1, at, "Kari Prøve".to_owned(), sent);
    Report {
        unit_no,
        period,
        template,
        ..report(ReportState::Submitted { revision: 1 }, vec![first])
    }
}

/// A decision on the first revision as it is.
pub(crate) fn decision(report: &Report, verdict: Verdict) -> Decision {
    Decision {
        id: DecisionId(uuid::Uuid::nil()),
        report_id: report.id,
        revision: 1,
        content_hash: report.revisions[0].content_hash,
        verdict,
        confirmed_at: Timestamp::UNIX_EPOCH,
    }
}
