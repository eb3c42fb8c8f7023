//! The office's units in one half-year, and which of their reports can be approved together.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Period, decision,
    ids::{OfficeId, UnitNo},
    report::{Earlier, Report, ReportState, Revision},
    template::Template,
    units::Register,
};

use super::{
    Stored, carried, found,
    standing::{Standing, standing},
    tasks::task_state,
};
use crate::view::{
    CountyReport, CountyRow, CountyView, FindingCounts, FindingView, HeadingView, JoinView,
    NotTogether,
};

/// All that the units of a half-year are shown from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct County<'a> {
    pub(crate) office: &'a OfficeId,
    pub(crate) period: Period,
    /// Every half-year with a report, newest first.
    pub(crate) periods: &'a [Period],
    /// The reports of the half-year.
    pub(crate) stored: &'a [Stored],
    /// The reports of the half-years that they are compared with.
    pub(crate) earlier: &'a [Report],
}

/// The units of a half-year; none where there is no report of it.
pub(crate) fn county(county: County<'_>) -> Option<CountyView> {
    let first = county.stored.first()?;
    let template = Template::by_id(&first.report.template);
    let headings = template.map(headings).unwrap_or_default();
    let mut rows: BTreeMap<UnitNo, CountyRow> = BTreeMap::new();
    let register = Register::current();
    for unit in register.of_office(county.office, county.period.last_day()) {
        let row = CountyRow {
            unit_no: unit.no.clone(),
            unit_name: register.shown_name(unit),
            report: None,
        };
        rows.insert(unit.no.clone(), row);
    }
    for stored in county.stored {
        let report = &stored.report;
        let row = CountyRow {
            unit_no: report.unit_no.clone(),
            unit_name: report.unit_name.clone(),
            report: county_report(stored, county.earlier, headings.len()),
        };
        rows.insert(report.unit_no.clone(), row);
    }
    Some(CountyView {
        period: county.period,
        periods: county.periods.to_vec(),
        deadline: first.report.office_deadline,
        headings,
        units: rows.into_values().collect(),
    })
}

fn headings(template: &Template) -> Vec<HeadingView> {
    let shown = super::sections(template, |_| ());
    let headings = shown.into_iter().map(|(section, _)| HeadingView {
        number: section.number,
        title: section.title.clone(),
    });
    headings.collect()
}

/// None where nothing is received, or it was taken back and nobody here has decided on it.
fn county_report(stored: &Stored, earlier: &[Report], headings: usize) -> Option<CountyReport> {
    let report = &stored.report;
    let revision = report.latest()?;
    let is_undecided = matches!(standing(stored, revision), Standing::Undecided);
    if is_undecided
        && matches!(
            report.state,
            ReportState::Draft | ReportState::Withdrawn { .. }
        )
    {
        return None;
    }
    let found = findings(report, revision, earlier);
    let mut by_heading = vec![FindingCounts::default(); headings];
    if let Some((template, found)) = &found {
        let sections = super::sections(template, |point| point.id.clone());
        for (counts, (_, points)) in by_heading.iter_mut().zip(sections) {
            let here = found
                .iter()
                .filter(|view| view.at.as_ref().is_some_and(|at| points.contains(at)));
            *counts = found::counts(here.map(|view| &view.finding));
        }
    }
    let all = found.iter().flat_map(|(_, found)| found);
    Some(CountyReport {
        id: report.id,
        reference: report.reference.clone(),
        revision: revision.number,
        received_at: revision.received_at,
        state: task_state(stored, revision),
        findings: found::counts(all.map(|view| &view.finding)),
        by_heading,
        together: join(stored, earlier).ok(),
    })
}

/// What the rules find in a report; none where its form is unknown.
fn findings(
    report: &Report,
    revision: &Revision,
    earlier: &[Report],
) -> Option<(&'static Template, Vec<FindingView>)> {
    let template = Template::by_id(&report.template)?;
    let of_unit = earlier.iter().filter(|of| of.unit_no == report.unit_no);
    let earlier = Earlier::of(report, of_unit);
    let answers = earlier.answers(revision, None);
    let found = found::findings(template, revision, answers.previous, answers.year_before);
    Some((
        template,
        found::views(template, revision, found, &BTreeSet::new()),
    ))
}

/// Whether a report can be approved together with others: it waits, the rules find nothing in it, and the
/// officer has written nothing about it but the own figure.
pub(crate) fn join(stored: &Stored, earlier: &[Report]) -> Result<JoinView, NotTogether> {
    let report = &stored.report;
    let revision = report.latest().ok_or(NotTogether::Findings)?;
    let waits = report.state.waiting() == Some(revision.number);
    if !waits || !matches!(standing(stored, revision), Standing::Undecided) {
        return Err(NotTogether::Decided);
    }
    let (template, found) = findings(report, revision, earlier).ok_or(NotTogether::Findings)?;
    if !found.is_empty() {
        return Err(NotTogether::Findings);
    }
    let draft = stored.draft.as_ref().map(|saved| &saved.draft);
    let is_own = |draft: &&decision::Draft| {
        draft.approve == Some(false) || !draft.comment.trim().is_empty() || !draft.asks.is_empty()
    };
    if draft.is_some_and(|draft| is_own(&draft)) {
        return Err(NotTogether::OwnText);
    }
    Ok(JoinView {
        content_hash: revision.content_hash,
        own_figure: draft.and_then(|draft| draft.own_figure),
        carried: carried(stored, template, revision),
        extended: decision::own_figure_bound(template, revision),
    })
}
