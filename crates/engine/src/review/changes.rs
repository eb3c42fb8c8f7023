//! What changed since the revision that the officer knows, and every version of a report.

use domain::{
    decision::{Ask, Decision, Verdict},
    diff,
    report::{Report, Revision},
    signing::PublishedKey,
    template::Template,
};

use super::standing::decided;
use crate::view::{ChangedPoint, ChangesView, VersionView};

/// The older revision of a comparison, with what was answered to it.
struct Known<'a> {
    revision: &'a Revision,
    verdict: Option<&'a Verdict>,
}

/// What changed. A decision that came back compares with the revision that was decided on; else the
/// newest return counts, and where there is none the revision before.
pub(super) fn changes(
    template: &Template,
    report: &Report,
    latest: &Revision,
    came_back: Option<&Decision>,
    previous: Option<&Report>,
) -> Option<ChangesView> {
    let known = known(report, latest, came_back)?;
    let asks: &[Ask] = match known.verdict {
        Some(Verdict::Return { asks, .. }) => asks,
        Some(Verdict::Approve { .. }) | None => &[],
    };
    let found = diff::between(template, known.revision, latest, asks);
    let before = previous.and_then(Report::latest);
    let points: Vec<ChangedPoint> = found
        .points
        .into_iter()
        .filter_map(|change| {
            let point = template.point(&change.point)?;
            Some(ChangedPoint {
                kind: point.kind,
                label: point.label.clone(),
                previous: before
                    .and_then(|before| point.answer_in(&before.values))
                    .cloned(),
                change,
            })
        })
        .collect();
    let all = template.municipal_points().count();
    Some(ChangesView {
        from: known.revision.number,
        received_at: known.revision.received_at,
        verdict: known.verdict.cloned(),
        unchanged: u32::try_from(all.saturating_sub(points.len())).unwrap_or(u32::MAX),
        points,
        comments: found.comments,
        explanations: found.explanations,
    })
}

fn known<'a>(
    report: &'a Report,
    latest: &Revision,
    came_back: Option<&'a Decision>,
) -> Option<Known<'a>> {
    let is_older = |revision: &&Revision| revision.number < latest.number;
    if let Some(decision) = came_back {
        let revision = report.revision(decision.revision).filter(is_older)?;
        return Some(Known {
            revision,
            verdict: Some(&decision.verdict),
        });
    }
    let before = || report.revisions.iter().rev().find(is_older);
    let revision = report.last_returned().filter(is_older).or_else(before)?;
    Some(Known {
        revision,
        verdict: revision.decision.as_ref().map(|record| &record.verdict),
    })
}

/// Every version, newest first.
pub(super) fn versions(report: &Report, keys: &[PublishedKey]) -> Vec<VersionView> {
    let versions = report.revisions.iter().rev().map(|revision| {
        let records = revision.earlier_decisions.iter().chain(&revision.decision);
        VersionView {
            number: revision.number,
            received_at: revision.received_at,
            submitted_by: revision.submitted_by.clone(),
            decisions: records
                .map(|record| decided(record, report.id, revision, keys))
                .collect(),
        }
    });
    versions.collect()
}
