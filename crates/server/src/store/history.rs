//! Taking over what an earlier system approved: all of a file or nothing.

use std::collections::BTreeSet;

use domain::{
    decision::{self, Decision, Verdict},
    feed::EntityKind,
    ids::{DecisionId, OfficeId, PersonId},
    report::{Fault, Report, ReportState, Revision, json_bytes},
    signing::SigningKey,
    wire::Outcome,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    decisions::{self, Decider, Kept},
    feed, figures, periods, reception,
    reports::{self, Submitter},
};
use crate::{
    access::{ImportScope, Scope},
    history::{ApprovedReport, LineFaults},
};

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Reports taken over now.
    pub new: usize,
    /// Reports that had been taken over before.
    pub known: usize,
}

/// Why an import did nothing: what is wrong with each report that cannot be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotImported(pub Vec<LineFaults>);

/// What becomes of one report.
enum Fate {
    New(Box<Report>),
    Known,
    Faulty(Vec<Fault>),
}

impl Store {
    /// Takes over approved reports, each with the line it stands on. They are in the feeds and have
    /// receipts like any other; nobody gets a mail and nothing goes to Bufdir, who has them.
    pub async fn import_approved(
        &self,
        scope: ImportScope,
        key: &SigningKey,
        approved: &[(usize, ApprovedReport)],
    ) -> Result<Result<Imported, NotImported>, StoreError> {
        let now = self.now();
        let mut tx = self.begin(&scope).await?;
        lock_offices(&mut tx, approved).await?;
        let mut imported = Imported::default();
        let mut taken_over = Vec::new();
        let mut refused = Vec::new();
        for (line, approved) in approved {
            match self.import_one(&mut tx, approved, key, now).await? {
                Fate::New(report) => {
                    imported.new += 1;
                    taken_over.push(*report);
                }
                Fate::Known => imported.known += 1,
                Fate::Faulty(faults) => refused.push(LineFaults {
                    line: *line,
                    faults,
                }),
            }
        }
        if !refused.is_empty() {
            return Ok(Err(NotImported(refused)));
        }
        figures::publish_reports(&mut tx, &scope, &taken_over).await?;
        if imported.new > 0 {
            let deed = Deed::new(Action::HistoryImported).on(&imported.new);
            audit::note(&mut tx, &scope.actor(), deed, now).await?;
        }
        tx.commit().await?;
        Ok(Ok(imported))
    }

    async fn import_one(
        &self,
        tx: &mut Tx,
        approved: &ApprovedReport,
        key: &SigningKey,
        now: Timestamp,
    ) -> Result<Fate, StoreError> {
        let submission = &approved.submission;
        if let Some(first) =
            reports::received_before(tx, &submission.unit_no, submission.submission_id).await?
            && first.content_hash == submission.content_hash()
        {
            return Ok(Fate::Known);
        }
        let opened = periods::opened(tx, submission.period).await?;
        let mut faults = reception::faults(submission, opened.as_ref(), None);
        let unit = reception::unit(tx, &submission.unit_no).await?;
        if unit.is_none() {
            faults.push(fault(
                "unit_no",
                "no known unit",
                "a reporting unit's number",
            ));
        }
        let place = reports::place_of(tx, &submission.unit_no, submission.period).await?;
        if place.is_some() {
            let expected = "no report of this unit and half-year";
            faults.push(fault("period", "a report that is here already", expected));
        }
        let (Some(opened), Some(unit), []) = (opened, unit, faults.as_slice()) else {
            return Ok(Fate::Faulty(faults));
        };
        let mut report = self.new_report(submission, unit, &opened);
        report.state = ReportState::Submitted { revision: 1 };
        let by = approved.submitted_by.clone();
        let revision = Revision::received(1, approved.received_at, by, submission.clone());
        report.revisions.push(revision);
        let decision = Decision {
            id: DecisionId(self.ctx.new_id()),
            report_id: report.id,
            revision: 1,
            content_hash: submission.content_hash(),
            verdict: Verdict::Approve {
                own_figure: approved.own_figure,
                comment: approved.comment.clone(),
            },
            confirmed_at: approved.decided_at,
        };
        let Ok(state) = decision::apply(&report, &decision) else {
            let expected = "an own figure and a comment with which the report can be approved";
            return Ok(Fate::Faulty(vec![fault("own_figure", "another", expected)]));
        };
        let decided = (report, decision, state);
        let report = take_over(tx, approved, decided, key, now).await?;
        Ok(Fate::New(Box::new(report)))
    }
}

/// Writes a report with the decision on it: rows, receipt, feed entry.
async fn take_over(
    tx: &mut Tx,
    approved: &ApprovedReport,
    (report, decision, state): (Report, Decision, ReportState),
    key: &SigningKey,
    now: Timestamp,
) -> Result<Report, StoreError> {
    let decider = Decider {
        person: PersonId(Uuid::nil()),
        name: approved.decided_by.clone(),
    };
    let place = feed::take_place(tx, &report.office).await?;
    let receipt = decisions::receipt(tx, &place, &decision, key, now).await?;
    let (id, bytes) = (decision.id, json_bytes(&decision));
    let mut report = decisions::decided(report, state, decision, decider, receipt.clone())?;
    // Bufdir has it: nothing of it waits for an acknowledgement.
    if let Some(record) = report.record_mut(id) {
        record.acknowledged_at = Some(now);
    }
    reports::put(tx, &report, 0).await?;
    let (submission, received_at) = (&approved.submission, approved.received_at);
    reports::add_revision(tx, Submitter::Import, submission, &report, received_at).await?;
    let entity = (EntityKind::Report, report.id.0, 1);
    feed::append(tx, &place, entity, &json_bytes(&report), now).await?;
    let kept = Kept {
        id,
        office: &report.office,
        bytes: &bytes,
        by: None,
        reopenings: Some(0),
        at: now,
    };
    decisions::keep(tx, &kept, Outcome::Applied { receipt }).await?;
    Ok(report)
}

/// Locks the feeds of all units' offices, in the order in which everybody locks several.
async fn lock_offices(tx: &mut Tx, approved: &[(usize, ApprovedReport)]) -> Result<(), StoreError> {
    let units: BTreeSet<_> = approved
        .iter()
        .map(|(_, approved)| &approved.submission.unit_no)
        .collect();
    let mut offices: BTreeSet<OfficeId> = BTreeSet::new();
    for unit in units {
        offices.extend(reception::unit(tx, unit).await?.map(|unit| unit.office));
    }
    for office in &offices {
        feed::lock(tx, office).await?;
    }
    Ok(())
}

fn fault(at: &str, found: &str, expected: &str) -> Fault {
    Fault {
        at: at.to_owned(),
        found: found.to_owned(),
        expected: expected.to_owned(),
    }
}
