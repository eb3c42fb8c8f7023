//! The versions of the form that this build knows, and which of them a period has.
//!
//! A point is asked for in the periods of the versions that hold it: one that comes, goes or changes
//! makes a new version. A version that reports were sent on never changes.

use std::sync::LazyLock;

use super::{Template, TemplateFault};
use crate::period::Period;

/// The files of a version: its points, and its rules.
type Files = (&'static str, &'static str);

const CURRENT: Files = (
    include_str!("../../data/template/2026-1.json"),
    include_str!("../../data/template/2026-1.rules.json"),
);

/// The versions before, oldest first.
const EARLIER: [Files; 0] = [];

static CURRENT_VERSION: LazyLock<Template> = LazyLock::new(|| read(&CURRENT));
static EARLIER_VERSIONS: LazyLock<Vec<Template>> =
    LazyLock::new(|| EARLIER.iter().map(read).collect());

/// The newest version.
pub(super) fn current() -> &'static Template {
    &CURRENT_VERSION
}

/// Every version, oldest first.
pub(super) fn all() -> impl Iterator<Item = &'static Template> {
    EARLIER_VERSIONS.iter().chain([current()])
}

/// The version for a period.
pub(super) fn for_period<'t>(
    versions: impl IntoIterator<Item = &'t Template>,
    period: Period,
) -> Option<&'t Template> {
    versions
        .into_iter()
        .find(|template| template.is_for(period))
}

impl Template {
    /// Everything wrong with versions, oldest first, that should follow each other without gap or
    /// overlap.
    pub fn order_problems(versions: &[&Self]) -> Vec<TemplateFault> {
        let fault = |template: &Self, problem: &str| TemplateFault {
            at: template.id.clone(),
            problem: problem.to_owned(),
        };
        let mut problems = Vec::new();
        for (version, next) in versions.iter().zip(versions.iter().skip(1)) {
            if version.valid_to != Some(next.valid_from.previous()) {
                problems.push(fault(
                    version,
                    "it does not end where the next version begins",
                ));
            }
        }
        if let Some(newest) = versions.last().filter(|newest| newest.valid_to.is_some()) {
            problems.push(fault(newest, "the newest version has no end"));
        }
        for (place, version) in versions.iter().enumerate() {
            let mut before = versions.iter().take(place);
            if before.any(|other| other.id == version.id) {
                problems.push(fault(version, "there are two versions of this id"));
            }
        }
        problems
    }
}

#[expect(
    clippy::expect_used,
    reason = "the data is part of the build, and a test reads it"
)]
fn read((points, rules): &Files) -> Template {
    Template::read(points, rules).expect("template data is valid")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        generator::{Faults, Form, Plan, Points, history},
        ids::PointId,
        report::{Value, Values},
        rules::{Answers, Judgement, judge, lacking},
        units::Register,
    };

    /// The current version until a period, and a later one in which a point is new, one is gone and one
    /// has another name.
    fn two_versions() -> [Template; 2] {
        let mut old = current().clone();
        old.valid_to = Some("2026-2".parse().unwrap());
        let text = include_str!("../../data/template/2026-1.json")
            .replace("\"msg_open_end\"", "\"msg_left_open\"")
            .replace("2026-1.0", "2027-1.0");
        let rules = include_str!("../../data/template/2026-1.rules.json")
            .replace("msg_open_end", "msg_left_open");
        let mut new = Template::read(&text, &rules).unwrap();
        new.valid_from = "2027-1".parse().unwrap();
        let points = &mut new.sections[2].points;
        let open_end = |point: &super::super::Point| point.id.as_str() == "msg_left_open";
        let renamed = points.iter_mut().find(|point| open_end(point)).unwrap();
        renamed.formerly = vec!["msg_open_end".into()];
        let mut added = points[0].clone();
        added.id = "msg_anonymous".into();
        points.push(added);
        new.sections[4]
            .points
            .retain(|point| point.id.as_str() != "meas_unaccompanied");
        [old, new]
    }

    #[test]
    fn the_versions_of_this_build_follow_each_other() {
        let versions: Vec<_> = all().collect();
        assert_eq!(Template::order_problems(&versions), vec![]);
    }

    #[test]
    fn a_period_has_the_points_of_its_version() {
        let [old, new] = two_versions();
        assert_eq!(Template::order_problems(&[&old, &new]), vec![]);
        assert_eq!(new.problems(), vec![]);
        let has = |period: &str, point: &str| {
            let form = for_period([&old, &new], period.parse().unwrap());
            form.map(|form| form.point(&point.into()).is_some())
        };
        assert_eq!(has("2015-2", "msg_received"), None);
        for (point, before, after) in [
            ("msg_received", true, true),
            ("msg_anonymous", false, true),
            ("meas_unaccompanied", true, false),
            ("msg_open_end", true, false),
            ("msg_left_open", false, true),
        ] {
            assert_eq!(has("2026-2", point), Some(before), "{point}");
            assert_eq!(has("2027-1", point), Some(after), "{point}");
        }
    }

    #[test]
    fn a_renamed_point_is_compared_with_the_period_before() {
        let [_, new] = two_versions();
        let number = |point: &str, number| (PointId::from(point), Value::Number(number));
        let before = Values::from([number("msg_open_end", 4)]);
        let judged = |open_start| {
            let values = Values::from([number("msg_open_start", open_start)]);
            let answers = Answers {
                previous: Some(&before),
                ..Answers::alone(&values)
            };
            judge(&new, new.rule(&"R04".into()).unwrap(), &answers)
        };
        assert_eq!(judged(4), Judgement::Holds);
        assert!(matches!(judged(5), Judgement::Found(_)));
    }

    #[test]
    fn a_made_history_crosses_versions() {
        let [old, new] = two_versions();
        let table = include_str!("../../data/template/2026-1.generator.json")
            .replace("msg_open_end", "msg_left_open");
        let points = Points::read(&table).unwrap();
        let made = history(&Plan {
            seed: 1,
            forms: vec![
                Form {
                    template: &old,
                    points: Points::of(current()).unwrap(),
                },
                Form {
                    template: &new,
                    points: &points,
                },
            ],
            units: Register::current().units().take(20).collect(),
            first: "2026-2".parse().unwrap(),
            half_years: 2,
            faults: Faults::None,
        });
        assert_eq!(made.len(), 40);
        for pair in made.chunks(2) {
            let [before, after] = [&pair[0].submission, &pair[1].submission];
            assert_eq!([&before.template, &after.template], [&old.id, &new.id]);
            assert_eq!(lacking(&old, &before.values), vec![]);
            assert_eq!(lacking(&new, &after.values), vec![]);
            let answers = Answers {
                previous: Some(&before.values),
                ..Answers::alone(&after.values)
            };
            for rule in ["R04", "R11"] {
                let judged = judge(&new, new.rule(&rule.into()).unwrap(), &answers);
                assert_eq!(judged, Judgement::Holds, "{rule}");
            }
        }
    }

    #[test]
    fn gaps_and_overlaps_are_seen() {
        let [mut old, mut new] = two_versions();
        old.valid_to = None;
        new.valid_to = Some("2028-1".parse().unwrap());
        new.id.clone_from(&old.id);
        let problems: Vec<_> = Template::order_problems(&[&old, &new])
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            problems,
            [
                "2026-1.0: it does not end where the next version begins",
                "2026-1.0: the newest version has no end",
                "2026-1.0: there are two versions of this id",
            ]
        );
    }
}
