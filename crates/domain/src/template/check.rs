//! What a form version must fulfil before it is part of a build.

use std::collections::BTreeSet;

use super::{Counted, FilledBy, Point, PointKind, PointRole, Template};
use crate::{
    ids::PointId,
    rules::{AtMost, Check, RequiresText, ShareBelow, Sum},
    text::Text,
};

/// One thing wrong with a form version's data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {problem}")]
pub struct TemplateFault {
    /// The section, point or rule.
    pub at: String,
    /// What is wrong there.
    pub problem: String,
}

impl Template {
    /// Everything wrong with the data, in the order of the form; empty for a version that can ship.
    pub fn problems(&self) -> Vec<TemplateFault> {
        let mut problems = Problems::default();
        if self.valid_to.is_some_and(|last| last < self.valid_from) {
            problems.add(&self.id, "it ends before it begins");
        }
        for (place, section) in self.sections.iter().enumerate() {
            problems.unique("section", &section.id);
            problems.text(&section.id, "title", &section.title);
            if usize::from(section.number) != place {
                problems.add(&section.id, "sections are numbered from 0 in order");
            }
        }
        for point in self.points() {
            problems.unique("point", point.id.as_str());
            point.problems(&mut problems);
        }
        for rule in &self.rules {
            let at = rule.id.as_str();
            problems.unique("rule", at);
            problems.text(at, "title", &rule.title);
            for point in rule.check.points() {
                if self.point(&point).is_none() {
                    problems.add(at, &format!("the form has no point {point}"));
                }
            }
            self.check_kinds(at, &rule.check, &mut problems);
        }
        self.check_roles(&mut problems);
        self.check_former_names(&mut problems);
        self.check_figures(&mut problems);
        problems.list
    }

    /// Sums hold numbers of one kind only; the other places hold points of their own kind.
    fn check_kinds(&self, at: &str, check: &Check, problems: &mut Problems) {
        for sum in check.sums() {
            self.check_sum(at, sum, problems);
        }
        let kind = |point: &PointId| self.point(point).map(|point| point.kind);
        if let Check::RequiresText(RequiresText { text, .. }) = check
            && kind(text).is_some_and(|kind| kind != PointKind::Text)
        {
            problems.add(at, &format!("{text} is no text"));
        }
        if let Check::AtMost(AtMost { chains }) = check
            && chains.iter().any(|chain| chain.len() < 2)
        {
            problems.add(at, "a chain has two sums or more");
        }
        if let Check::ShareBelow(ShareBelow { groups, .. }) = check {
            for name in groups.iter().filter_map(|group| group.name.as_ref()) {
                problems.text(at, "a group's name", name);
            }
            if groups.len() > 1 && groups.iter().any(|group| group.name.is_none()) {
                problems.add(at, "one of several groups has no name");
            }
        }
    }

    fn check_sum(&self, at: &str, sum: &Sum, problems: &mut Problems) {
        let points = sum
            .terms()
            .iter()
            .filter_map(|term| self.point(&term.point));
        let kinds: BTreeSet<_> = points
            .map(|point| (point.kind.is_number(), point.kind == PointKind::Tenths))
            .collect();
        if kinds.len() > 1 || kinds.iter().any(|(number, _)| !number) {
            problems.add(at, &format!("{sum} adds what cannot be added"));
        }
    }

    fn check_roles(&self, problems: &mut Problems) {
        for role in PointRole::ALL {
            let holders = self.points().filter(|point| point.role == Some(role));
            if holders.count() != 1 {
                problems.add(&self.id, &format!("one point has the role {role:?}"));
            }
        }
        for point in self.points() {
            if point.role.is_some_and(|role| !role.suits(point)) {
                problems.add(point.id.as_str(), "the point is not of its role's kind");
            }
        }
    }

    /// A former name means one point of this version, and no point by its name of today.
    fn check_former_names(&self, problems: &mut Problems) {
        for point in self.points() {
            for name in &point.formerly {
                problems.unique("former name", name.as_str());
                if self.point(name).is_some() {
                    problems.add(point.id.as_str(), &format!("{name} is another point"));
                }
            }
        }
    }

    fn check_figures(&self, problems: &mut Problems) {
        for figure in &self.figures {
            let at = figure.indicator.code();
            problems.unique("figure", at);
            for sum in [&figure.part, &figure.whole] {
                self.check_sum(at, sum, problems);
                for term in sum.terms() {
                    if self.point(&term.point).is_none() {
                        problems.add(at, &format!("the form has no point {}", term.point));
                    }
                }
            }
        }
    }
}

impl PointRole {
    /// Whether a point can have the role.
    fn suits(self, point: &Point) -> bool {
        let (kind, by) = match self {
            Self::OwnFigure => (PointKind::Whole, FilledBy::Officer),
            Self::OwnFigureBound => (PointKind::Whole, FilledBy::Municipality),
            Self::Decision => (PointKind::YesNo, FilledBy::Officer),
            Self::DecisionComment => (PointKind::Text, FilledBy::Officer),
            Self::ContactName | Self::ContactEmail | Self::ContactPhone => {
                (PointKind::Text, FilledBy::Municipality)
            }
        };
        (point.kind, point.filled_by) == (kind, by)
    }
}

impl Point {
    fn problems(&self, problems: &mut Problems) {
        let at = self.id.as_str();
        problems.text(at, "label", &self.label);
        problems.text(at, "short", &self.short);
        problems.text(at, "help", &self.help);
        if !crate::rules::is_point_name(at) {
            problems.add(at, "an id is lower-case letters, digits and underscores");
        }
        let counts = self.unit != Counted::None;
        if counts != self.kind.is_number() {
            problems.add(at, "numbers count something, and other answers nothing");
        }
        if self.filled_by == FilledBy::Officer && self.required {
            problems.add(at, "what an officer fills in is required by R98 alone");
        }
        for law in &self.law {
            problems.text(at, "law", &law.reference);
            if !law.url.starts_with("https://lovdata.no/") {
                problems.add(at, &format!("{} is not an address at lovdata.no", law.url));
            }
        }
    }
}

#[derive(Default)]
struct Problems {
    list: Vec<TemplateFault>,
    seen: BTreeSet<(&'static str, String)>,
}

impl Problems {
    fn add(&mut self, at: &str, problem: &str) {
        self.list.push(TemplateFault {
            at: at.to_owned(),
            problem: problem.to_owned(),
        });
    }

    fn unique(&mut self, kind: &'static str, id: &str) {
        if !self.seen.insert((kind, id.to_owned())) {
            self.add(id, &format!("there are two {kind}s of this id"));
        }
    }

    fn text(&mut self, at: &str, field: &str, text: &Text) {
        for (language, part) in [("nb", &text.nb), ("nn", &text.nn), ("en", &text.en)] {
            if part.trim().is_empty() || part.trim() != part {
                self.add(
                    at,
                    &format!("{field} in {language} is empty or has outer spaces"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::Evidence::{C, F, L, P, Q, R, S},
        *,
    };
    use crate::text::checks::assert_whole;

    #[test]
    fn every_version_can_ship() {
        for template in Template::all() {
            let problems: Vec<_> = template
                .problems()
                .iter()
                .map(ToString::to_string)
                .collect();
            assert!(problems.is_empty(), "{}: {problems:#?}", template.id);
        }
    }

    #[test]
    fn every_text_is_whole() {
        for template in Template::all() {
            let sections = template.sections.iter().map(|section| &section.title);
            let rules = template.rules.iter().map(|rule| &rule.title);
            let points = template.points().flat_map(|point| {
                let law = point.law.iter().map(|law| &law.reference);
                [&point.label, &point.short, &point.help]
                    .into_iter()
                    .chain(law)
            });
            for text in sections.chain(rules).chain(points) {
                assert_whole(text);
            }
            for figure in &template.figures {
                assert_whole(figure.indicator.title());
            }
        }
        for tag in [F, S, L, C, Q, R, P] {
            assert_whole(&tag.meaning());
        }
    }

    #[test]
    fn the_form_is_the_one_of_the_domain_description() {
        let template = Template::current();
        assert_eq!(template.points().count(), 99);
        assert_eq!(template.municipal_points().count(), 96);
        let numbers = template.municipal_points();
        assert_eq!(numbers.filter(|point| point.kind.is_number()).count(), 82);
        assert_eq!(template.rules.len(), 42);
        assert_eq!(template.sections.len(), 11);
        let tags = |tag| {
            template
                .points()
                .filter(|point| point.evidence == tag)
                .count()
        };
        assert_eq!([F, S, L, C, Q, R, P].map(tags), [13, 26, 20, 11, 12, 3, 14]);
    }

    #[test]
    fn problems_are_seen() {
        let mut template = Template::current().clone();
        template.sections[2].points[0].unit = Counted::None;
        template.sections[3].points[1].short.nn = " ".to_owned();
        template.sections[4].points.remove(0);
        let at: Vec<_> = template.problems().into_iter().map(|p| p.at).collect();
        assert_eq!(
            at,
            [
                "msg_open_start",
                "inv_started",
                "R30",
                "R31",
                "R33",
                "R82",
                "3E"
            ]
        );
    }

    #[test]
    fn roles_former_names_and_figures_are_checked() {
        let mut template = Template::current().clone();
        let points = &mut template.sections[3].points;
        points[0].role = Some(PointRole::Decision);
        points[0].formerly = vec!["inv_open".into(), "inv_closed".into()];
        points[1].formerly = vec!["inv_open".into()];
        let first = template.figures[0].clone();
        template.figures.push(first);
        let problems: Vec<_> = template
            .problems()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            problems,
            [
                "2026-1.0: one point has the role Decision",
                "inv_open_start: the point is not of its role's kind",
                "inv_open_start: inv_closed is another point",
                "inv_open: there are two former names of this id",
                "3A: there are two figures of this id",
            ]
        );
    }
}
