//! What the pages show of reports: pure functions from stored data to views.

use std::collections::BTreeSet;

use domain::{
    Period, decision,
    figures::{BreachTerms, Indicator, Share},
    ids::PointId,
    report::{Earlier, Report, Revision, Value},
    signing::PublishedKey,
    template::{Point, PointRole, Section, Template},
};
use jiff::Timestamp;

use crate::{
    store::{Queued, SavedDraft},
    view::{ContactCard, EarlierFigure, PointView, ReportView, SectionView},
};

mod applications;
mod changes;
mod county;
mod found;
mod standing;
mod tasks;

pub(crate) use applications::{
    StoredApplication, application_lists, application_view, subject_of, works_for,
};
pub(crate) use county::{County, county, join};
pub(crate) use tasks::{Desk, counted, is_open, task_kind, task_lists};

use standing::Standing;

/// How many half-years a point's line has: four years.
const LINE: usize = 8;

/// All that is stored about one report.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) report: Report,
    /// The draft on the newest revision.
    pub(crate) draft: Option<SavedDraft>,
    /// The newest decision made on this machine.
    pub(crate) queued: Option<Queued>,
}

/// What stands beside a report in the store.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beside {
    /// The unit's reports of a point's line.
    pub(crate) of_unit: Vec<Report>,
    /// The keys that the server publishes.
    pub(crate) keys: Vec<PublishedKey>,
    /// What the server has lost.
    pub(crate) lost: Vec<Queued>,
    /// The points that the officer has seen in the newest revision.
    pub(crate) seen: BTreeSet<PointId>,
    /// When the officer asked Bufdir to reopen it, and Bufdir has not answered.
    pub(crate) reopening_asked_at: Option<Timestamp>,
}

/// One report, as the review shows it; none where it has no revision or an unknown form.
pub(crate) fn report_view(stored: &Stored, beside: &Beside) -> Option<ReportView> {
    let report = &stored.report;
    let revision = report.latest()?;
    let template = Template::by_id(&report.template)?;
    let earlier = Earlier::of(report, &beside.of_unit);
    let line = line_of(report.period);
    let answers = earlier.answers(revision, None);
    let found = found::findings(template, revision, answers.previous, answers.year_before);
    let came_back = match standing::standing(stored, revision) {
        Standing::NeedsYou(decision, _) => Some(decision),
        Standing::Undecided | Standing::SavedHere(_) | Standing::Received { .. } => None,
    };
    let previous = earlier.previous;
    let drafted = stored.draft.as_ref();
    Some(ReportView {
        id: report.id,
        reference: report.reference.clone(),
        unit_no: report.unit_no.clone(),
        unit_name: report.unit_name.clone(),
        period: report.period,
        previous_period: report.period.previous(),
        year_before_period: report.period.year_before(),
        revision: revision.number,
        content_hash: revision.content_hash,
        received_at: revision.received_at,
        submitted_by: revision.submitted_by.clone(),
        deadline: report.office_deadline,
        contact: contact(template, revision),
        sections: section_views(template, |point| {
            point_view(point, revision, earlier, beside, &line)
        }),
        line_periods: line,
        findings: found::views(template, revision, found, &beside.seen),
        extended: decision::own_figure_bound(template, revision),
        figure_before: figure_before(report, revision),
        carried: carried(stored, template, revision),
        breaches: BreachTerms::of(template, &revision.values),
        breaches_before: previous.and_then(breaches),
        changes: changes::changes(template, report, revision, came_back, previous),
        versions: changes::versions(report, &beside.keys),
        reopenings: report.reopenings.clone(),
        refusals: report.refusals.clone(),
        reopening_asked_at: beside.reopening_asked_at,
        draft: drafted.map(|saved| saved.draft.clone()).unwrap_or_default(),
        draft_saved_at: drafted.map(|saved| saved.saved_at),
        stage: standing::stage(stored, revision, &beside.keys),
        lost: beside
            .lost
            .iter()
            .filter(|queued| queued.decision.report_id == report.id)
            .filter_map(tasks::lost_decision)
            .collect(),
    })
}

/// How many findings of severity error in the newest revision the officer has not seen; none where the
/// report has no revision or an unknown form.
pub(crate) fn unseen_errors(
    report: &Report,
    of_unit: &[Report],
    seen: &BTreeSet<PointId>,
) -> Option<u32> {
    let revision = report.latest()?;
    let template = Template::by_id(&report.template)?;
    let earlier = Earlier::of(report, of_unit);
    let answers = earlier.answers(revision, None);
    let found = found::findings(template, revision, answers.previous, answers.year_before);
    Some(found::unseen_errors(&found::views(
        template, revision, found, seen,
    )))
}

/// The own figure of the newest decision on an earlier version.
fn figure_before(report: &Report, revision: &Revision) -> Option<EarlierFigure> {
    let earlier = report.revisions.iter().rev();
    earlier
        .filter(|of| of.number < revision.number)
        .find_map(|of| {
            let newest = of.decision.as_ref().or(of.earlier_decisions.last())?;
            Some(EarlierFigure {
                figure: newest.verdict.own_figure()?,
                version: of.number,
            })
        })
}

/// The same, where nothing is filled in on an undecided revision, and the municipality reports no fewer
/// extensions now.
fn carried(stored: &Stored, template: &Template, revision: &Revision) -> Option<EarlierFigure> {
    let is_undecided = matches!(standing::standing(stored, revision), Standing::Undecided);
    let before = figure_before(&stored.report, revision)
        .filter(|_| is_undecided && stored.draft.is_none())?;
    let bound = decision::own_figure_bound(template, revision);
    bound
        .is_none_or(|bound| i64::from(before.figure) <= bound)
        .then_some(before)
}

/// The headings with what the municipality answers; the officer's own stands beside the form.
fn section_views(
    template: &Template,
    point_view: impl Fn(&Point) -> PointView,
) -> Vec<SectionView> {
    let shown = sections(template, point_view).into_iter();
    let views = shown.map(|(section, points)| SectionView {
        id: section.id.clone(),
        number: section.number,
        title: section.title.clone(),
        points,
    });
    views.collect()
}

/// The headings that municipalities answer, each with what is made of its points.
fn sections<T>(template: &Template, of_point: impl Fn(&Point) -> T) -> Vec<(&Section, Vec<T>)> {
    let sections = template.sections.iter().map(|section| {
        let points = section.points.iter().filter(|point| point.is_municipal());
        (section, points.map(&of_point).collect::<Vec<T>>())
    });
    sections.filter(|(_, points)| !points.is_empty()).collect()
}

/// The first and the last half-year of a point's line in a report.
pub(crate) fn line(last: Period) -> (Period, Period) {
    let first = line_of(last).first().copied();
    (first.unwrap_or(last), last)
}

/// The half-years of a point's line, oldest first.
fn line_of(last: Period) -> Vec<Period> {
    let back = std::iter::successors(Some(last), |period| Some(period.previous()));
    let mut line: Vec<Period> = back.take(LINE).collect();
    line.reverse();
    line
}

fn point_view(
    point: &Point,
    revision: &Revision,
    earlier: Earlier<'_>,
    beside: &Beside,
    line: &[Period],
) -> PointView {
    let of = |report: Option<&Report>| point.answer_in(&report?.latest()?.values).cloned();
    let in_period = |period: &Period| {
        if Some(period) == line.last() {
            return point.number_in(&revision.values);
        }
        let report = beside.of_unit.iter().find(|of| of.period == *period)?;
        point.number_in(&report.latest()?.values)
    };
    PointView {
        id: point.id.clone(),
        kind: point.kind,
        label: point.label.clone(),
        short: point.short.clone(),
        value: revision.values.get(&point.id).cloned(),
        previous: of(earlier.previous),
        year_before: of(earlier.year_before),
        line: line.iter().map(in_period).collect(),
        comment: revision.comments.get(&point.id).cloned(),
        answer: revision.answers.get(&point.id).cloned(),
        seen: beside.seen.contains(&point.id),
    }
}

fn contact(template: &Template, revision: &Revision) -> ContactCard {
    let text = |role| match template.with_role(role)?.answer_in(&revision.values)? {
        Value::Text(text) => Some(text.clone()),
        Value::YesNo(_) | Value::Number(_) => None,
    };
    ContactCard {
        name: text(PointRole::ContactName),
        email: text(PointRole::ContactEmail),
        phone: text(PointRole::ContactPhone),
    }
}

/// The share of deadline breaches as it was approved.
fn breaches(report: &Report) -> Option<Share> {
    let template = Template::by_id(&report.template)?;
    let newest = report.latest()?;
    Indicator::InvestigationBreaches.of(template, &newest.values, newest.own_figure())
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
