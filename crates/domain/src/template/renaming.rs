//! Renaming points touches data only: a copy of the form in which every point has another name works as
//! the form does.

use std::collections::{BTreeMap, BTreeSet};

use super::{PointRole, Template};
use crate::{
    decision::{self, Refusal},
    figures::{Indicator, sf_breach},
    findings::Finding,
    generator::{Faults, Form, Made, Plan, Points, history},
    ids::PointId,
    interchange::{Separator, read_csv, write_csv},
    report::{
        ReportState, Values,
        testing::{self, approved, waiting},
    },
    rules::{Answers, findings, lacking},
    units::Register,
};

const POINTS: &str = include_str!("../../data/template/2026-1.json");
const RULES: &str = include_str!("../../data/template/2026-1.rules.json");
const GENERATOR: &str = include_str!("../../data/template/2026-1.generator.json");

/// New names by old, with nothing of the old in them.
struct Names(BTreeMap<String, PointId>);

impl Names {
    fn new() -> Self {
        let points = Template::current().points().enumerate();
        Self(
            points
                .map(|(place, point)| (point.id.to_string(), PointId(format!("p{place}"))))
                .collect(),
        )
    }

    /// A data file with the new names.
    fn in_text(&self, text: &str) -> String {
        let mut renamed = String::new();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut rest = text;
        while let Some(start) = rest.find(is_name) {
            let (before, from) = rest.split_at(start);
            let end = from.find(|c| !is_name(c)).unwrap_or(from.len());
            let (word, after) = from.split_at(end);
            renamed.push_str(before);
            renamed.push_str(self.0.get(word).map_or(word, PointId::as_str));
            rest = after;
        }
        renamed + rest
    }

    fn of(&self, point: &PointId) -> PointId {
        self.0[point.as_str()].clone()
    }

    fn in_values(&self, values: &Values) -> Values {
        let renamed = values.iter();
        renamed
            .map(|(point, value)| (self.of(point), value.clone()))
            .collect()
    }

    fn in_finding(&self, finding: Finding) -> Finding {
        let mut finding = finding;
        for point in &mut finding.points {
            *point = self.of(point);
        }
        for term in &mut finding.terms {
            term.point = self.of(&term.point);
        }
        finding
    }
}

/// The form, its copy, and the same made reports on both.
struct Forms {
    names: Names,
    old: &'static Template,
    new: Template,
    reports: Vec<(Made, Made)>,
}

fn forms() -> Forms {
    let names = Names::new();
    let old = Template::current();
    let new = Template::read(&names.in_text(POINTS), &names.in_text(RULES)).unwrap();
    let made = |template: &Template, points: &Points| {
        history(&Plan {
            seed: 11,
            forms: vec![Form { template, points }],
            units: Register::current()
                .reporting_on("2026-06-30".parse().unwrap())
                .collect(),
            first: "2025-2".parse().unwrap(),
            half_years: 2,
            faults: Faults::Some { permille: 300 },
        })
    };
    let points = Points::read(&names.in_text(GENERATOR)).unwrap();
    let on_old = made(old, Points::of(old).unwrap());
    let on_new = made(&new, &points);
    Forms {
        names,
        old,
        new,
        reports: on_old.into_iter().zip(on_new).collect(),
    }
}

#[test]
fn the_copy_is_sound_and_holds_no_old_name() {
    let Forms {
        names, old, new, ..
    } = forms();
    assert_eq!(new.problems(), vec![]);
    assert_eq!(new.points().count(), old.points().count());
    assert!(old.points().all(|point| new.point(&point.id).is_none()));
    for role in PointRole::ALL {
        let point = |form: &Template| form.with_role(role).unwrap().id.clone();
        assert_eq!(point(&new), names.of(&point(old)));
    }
}

#[test]
fn the_generator_makes_the_same_reports() {
    let forms = forms();
    assert_eq!(forms.reports.len(), 2 * 371);
    let mut planted = 0;
    for (old, new) in &forms.reports {
        let values = &new.submission.values;
        assert_eq!(*values, forms.names.in_values(&old.submission.values));
        assert_eq!((&old.officer, &old.planted), (&new.officer, &new.planted));
        planted += u32::from(new.planted.is_some());
        let is_complete = lacking(&forms.new, values).is_empty();
        assert_eq!(
            is_complete,
            lacking(forms.old, &old.submission.values).is_empty()
        );
        if is_complete {
            let table = write_csv(values, &forms.new, Separator::Semicolon);
            assert_eq!(read_csv(table.as_bytes(), &forms.new).as_ref(), Ok(values));
        }
    }
    assert!(planted > 80, "{planted}");
}

#[test]
fn every_rule_finds_the_same() {
    let forms = forms();
    let mut found = BTreeSet::new();
    let mut before: Option<&(Made, Made)> = None;
    for pair in &forms.reports {
        let (old, new) = pair;
        let earlier =
            before.filter(|(before, _)| before.submission.unit_no == old.submission.unit_no);
        before = Some(pair);
        let judged = |form: &Template, made: &Made, previous: Option<&Made>| {
            let answers = Answers {
                values: &made.submission.values,
                previous: previous.map(|made| &made.submission.values),
                year_before: None,
                officer: Some(&made.officer),
            };
            findings(form, &answers)
        };
        let on_old = judged(forms.old, old, earlier.map(|(old, _)| old));
        found.extend(on_old.iter().map(|finding| finding.rule.clone()));
        let on_old: Vec<_> = on_old
            .into_iter()
            .map(|finding| forms.names.in_finding(finding))
            .collect();
        assert_eq!(judged(&forms.new, new, earlier.map(|(_, new)| new)), on_old);
    }
    assert_eq!(found.len(), 42, "{found:?}");
}

#[test]
fn figures_are_the_same() {
    let forms = forms();
    for indicator in Indicator::ALL {
        let mut known = 0;
        for (old, new) in &forms.reports {
            let own = old.officer.own_figure;
            let share = indicator.of(&forms.new, &new.submission.values, own);
            assert_eq!(share, indicator.of(forms.old, &old.submission.values, own));
            known += u32::from(share.is_some());
        }
        assert!(known > 500, "{indicator:?} {known}");
    }
    let (_, made) = &forms.reports[0];
    assert!(sf_breach(&forms.new, &made.submission.values, made.officer.own_figure).is_some());
}

#[test]
fn a_ja_has_the_same_bound() {
    let forms = forms();
    for (_, made) in forms
        .reports
        .iter()
        .filter(|(_, made)| made.planted.is_none())
    {
        let report = waiting(made.submission.clone());
        let bound = decision::own_figure_bound(&forms.new, &report.revisions[0]).unwrap();
        let bound = u32::try_from(bound).unwrap();
        let applied = |own_figure| {
            let ja = testing::decision(&report, approved(own_figure));
            decision::apply_on(Some(&forms.new), &report, &ja)
        };
        assert_eq!(applied(bound), Ok(ReportState::Approved { revision: 1 }));
        assert_eq!(applied(bound + 1), Err(Refusal::OwnFigureTooHigh));
    }
}
