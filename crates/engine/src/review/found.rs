//! What the rules find in a report, and what of it the officer has seen.

use std::collections::BTreeSet;

use domain::{
    findings::Finding,
    ids::PointId,
    report::{Revision, Values},
    rules::{self, Answers, Severity},
    template::Template,
};

use crate::view::{FindingCounts, FindingView};

/// The findings in a revision's own answers: what the officer fills in is judged where it is filled in.
pub(super) fn findings(
    template: &Template,
    revision: &Revision,
    previous: Option<&Values>,
    year_before: Option<&Values>,
) -> Vec<Finding> {
    let answers = Answers {
        values: &revision.values,
        previous,
        year_before,
        officer: None,
    };
    rules::findings(template, &answers)
}

/// The same, as they are shown: each under the most telling point that the form shows.
pub(super) fn views(
    template: &Template,
    revision: &Revision,
    findings: Vec<Finding>,
    seen: &BTreeSet<PointId>,
) -> Vec<FindingView> {
    let is_shown = |id: &&PointId| template.municipal_points().any(|point| point.id == **id);
    let views = findings.into_iter().map(|finding| {
        let at = finding.points.iter().find(is_shown).cloned();
        let title = template.rule(&finding.rule).map(|rule| rule.title.clone());
        FindingView {
            title: title.unwrap_or_else(|| finding.message.clone()),
            explanation: revision.explanations.get(&finding.rule).cloned(),
            // What stands nowhere in the form cannot be passed over in it.
            seen: at.as_ref().is_none_or(|at| seen.contains(at)),
            at,
            finding,
        }
    });
    views.collect()
}

/// How many findings of severity error the officer has not seen: before Ja there must be none.
pub(super) fn unseen_errors(findings: &[FindingView]) -> u32 {
    let unseen = findings
        .iter()
        .filter(|view| view.finding.severity == Severity::Error && !view.seen);
    u32::try_from(unseen.count()).unwrap_or(u32::MAX)
}

pub(super) fn counts<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> FindingCounts {
    let mut counts = FindingCounts::default();
    for finding in findings {
        match finding.severity {
            Severity::Error => counts.errors += 1,
            Severity::Warning => counts.warnings += 1,
            Severity::Information => counts.information += 1,
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use domain::report::{ReportState, Value};

    use super::*;
    use crate::review::testing::report;

    /// A report whose breaches do not add up (R16, R17).
    fn wrong() -> Revision {
        let mut revision = report(1, ReportState::Submitted { revision: 1 })
            .revisions
            .remove(0);
        let numbers = [
            ("inv_time_3_6m", 27),
            ("inv_time_gt_6m", 6),
            ("inv_extended", 19),
            ("inv_breach", 12),
        ];
        for (point, number) in numbers {
            revision.values.insert(point.into(), Value::Number(number));
        }
        revision
            .explanations
            .insert("R16".into(), "Skrivefeil.".to_owned());
        revision
    }

    #[test]
    fn an_error_is_unseen_until_its_point_is() {
        let template = Template::current();
        let revision = wrong();
        let found = findings(template, &revision, None, None);
        let none = views(template, &revision, found.clone(), &BTreeSet::new());
        let shown = none
            .iter()
            .find(|view| view.finding.rule.as_str() == "R16")
            .unwrap();
        assert_eq!(shown.explanation.as_deref(), Some("Skrivefeil."));
        assert!(!shown.seen);
        let at: BTreeSet<PointId> = none.iter().filter_map(|view| view.at.clone()).collect();
        assert!(unseen_errors(&none) > 0);
        assert_eq!(unseen_errors(&views(template, &revision, found, &at)), 0);
    }

    #[test]
    fn only_errors_must_be_seen() {
        let template = Template::current();
        let revision = wrong();
        let mut found = findings(template, &revision, None, None);
        for finding in &mut found {
            finding.severity = Severity::Warning;
        }
        let counted = counts(&found);
        assert_eq!((counted.errors, counted.information), (0, 0));
        assert!(counted.warnings > 0);
        let shown = views(template, &revision, found, &BTreeSet::new());
        assert_eq!(unseen_errors(&shown), 0);
    }
}
