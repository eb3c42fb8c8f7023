//! Reopening an approved report.

use jiff::Timestamp;

use super::Report;
use crate::workflow::{Impossible, Reopening, ReopeningRefusal};

impl Report {
    /// The report after Bufdir reopened it: the approved revision waits for the office once more, and
    /// the decision on it is set aside among the earlier ones.
    pub fn reopened(
        mut self,
        reason: &str,
        by_name: &str,
        at: Timestamp,
    ) -> Result<Self, Impossible> {
        self.state = self.state.reopen(reason)?;
        let number = self.state.revision();
        let reopened = self
            .revisions
            .iter_mut()
            .find(|revision| revision.number == number);
        if let Some(revision) = reopened {
            revision.earlier_decisions.extend(revision.decision.take());
        }
        self.reopenings.push(Reopening {
            revision: number,
            at,
            by_name: by_name.to_owned(),
            reason: reason.trim().to_owned(),
        });
        Ok(self)
    }

    /// The report after Bufdir said no to reopening it: as it was, with the reason.
    pub fn reopening_refused(
        mut self,
        reason: &str,
        by_name: &str,
        at: Timestamp,
    ) -> Result<Self, Impossible> {
        self.state.ask_reopening(reason)?;
        self.refusals.push(ReopeningRefusal {
            revision: self.state.revision(),
            at,
            by_name: by_name.to_owned(),
            reason: reason.trim().to_owned(),
        });
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            ReportState,
            testing::{approved, report, returned, revision},
        },
        *,
    };

    const AT: Timestamp = Timestamp::constant(1_790_000_000, 0);

    fn reopened(report: Report) -> Result<Report, Impossible> {
        report.reopened(" Feil tall. ", "Bo Prøve", AT)
    }

    #[test]
    fn the_decision_is_set_aside_and_the_reason_kept() {
        let before = report(
            ReportState::Approved { revision: 2 },
            vec![revision(1, None), revision(2, Some(approved(3)))],
        );
        let decision = before.revisions[1].decision.clone().unwrap();
        let after = reopened(before.clone()).unwrap();
        assert_eq!(after.state, ReportState::Reopened { revision: 2 });
        assert_eq!(after.revisions[0], before.revisions[0]);
        assert_eq!(after.revisions[1].decision, None);
        assert_eq!(after.revisions[1].earlier_decisions, vec![decision]);
        assert_eq!(
            after.revisions[1].content_hash,
            before.revisions[1].content_hash
        );
        assert_eq!(
            after.reopenings,
            vec![Reopening {
                revision: 2,
                at: AT,
                by_name: "Bo Prøve".to_owned(),
                reason: "Feil tall.".to_owned(),
            }]
        );
    }

    #[test]
    fn each_reopening_keeps_the_decisions_before() {
        let state = ReportState::Approved { revision: 1 };
        let first = reopened(report(state, vec![revision(1, Some(approved(3)))])).unwrap();
        let mut again = first;
        again.state = state;
        again.revisions[0].decision = revision(1, Some(approved(4))).decision;
        let second = reopened(again).unwrap();
        let figures: Vec<_> = second.revisions[0]
            .earlier_decisions
            .iter()
            .map(|record| record.verdict.clone())
            .collect();
        assert_eq!(figures, [approved(3), approved(4)]);
        assert_eq!(second.reopenings.len(), 2);
    }

    #[test]
    fn only_an_approved_report_is_reopened_and_for_a_reason() {
        let (waiting, _) = returned(&["inv_closed"]);
        assert_eq!(reopened(waiting), Err(Impossible::NotApproved));
        let state = ReportState::Approved { revision: 1 };
        let approved = report(state, vec![revision(1, Some(approved(3)))]);
        assert_eq!(
            approved.reopened("\n", "Bo Prøve", AT),
            Err(Impossible::ReasonMissing)
        );
    }

    #[test]
    fn a_refusal_changes_nothing_and_keeps_the_reason() {
        let state = ReportState::Approved { revision: 1 };
        let before = report(state, vec![revision(1, Some(approved(3)))]);
        let refuse = |reason| {
            let report: Report = before.clone();
            report.reopening_refused(reason, "Bo Prøve", AT)
        };
        assert_eq!(refuse(" "), Err(Impossible::ReasonMissing));
        let mut after = refuse(" Tallet er rett. ").unwrap();
        let refusal = after.refusals.pop().unwrap();
        assert_eq!((refusal.revision, refusal.at), (1, AT));
        assert_eq!(refusal.reason, "Tallet er rett.");
        assert_eq!(after, before);
        let (waiting, _) = returned(&["inv_closed"]);
        let refused = waiting.reopening_refused("Nei.", "Bo Prøve", AT);
        assert_eq!(refused, Err(Impossible::NotApproved));
    }

    #[test]
    fn a_reopened_report_has_no_open_asks() {
        let (mut twice, _) = returned(&["inv_closed"]);
        twice.revisions.push(revision(2, Some(approved(3))));
        twice.state = ReportState::Approved { revision: 2 };
        let after = reopened(twice).unwrap();
        assert_eq!(after.open_asks(), []);
    }
}
