//! What changed from one revision to the next, told apart by what was asked.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    decision::Ask,
    ids::{PointId, RuleId},
    report::{AskAnswer, Revision, Value},
    template::Template,
};

/// The differences between two revisions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Diff {
    /// Points that were asked about or have another answer, in the order of the form.
    pub points: Vec<PointChange>,
    /// Comments that are new, gone, or another text, in the order of the form.
    pub comments: Vec<CommentChange>,
    /// Explanations of findings that are new, gone, or another text, by rule.
    pub explanations: Vec<ExplanationChange>,
}

/// One point that was asked about or has another answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PointChange {
    /// The point.
    pub point: PointId,
    /// Asked and changed, asked and unchanged, or changed without being asked.
    pub class: ChangeClass,
    /// The answer in the older revision.
    pub before: Option<Value>,
    /// The answer in the newer revision.
    pub after: Option<Value>,
    /// What was asked about it.
    pub asks: Vec<Ask>,
    /// What the municipality says to that: it may say «rettet» where nothing changed.
    pub answer: Option<AskAnswer>,
}

/// Whether a point was asked about, and whether it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeClass {
    /// Asked about, and the answer is another.
    AskedChanged,
    /// Asked about, and the answer is the same.
    AskedUnchanged,
    /// Not asked about, and yet the answer is another.
    ChangedUnasked,
}

/// A comment that is new, gone, or another text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommentChange {
    /// The point.
    pub point: PointId,
    /// The comment in the older revision.
    pub before: Option<String>,
    /// The comment in the newer revision.
    pub after: Option<String>,
}

/// An explanation of a finding that is new, gone, or another text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExplanationChange {
    /// The rule.
    pub rule: RuleId,
    /// The explanation in the older revision.
    pub before: Option<String>,
    /// The explanation in the newer revision.
    pub after: Option<String>,
}

/// The differences between two revisions, given what was asked in between.
///
/// Points that the form does not have (the newer revision may use a later version) stand last.
pub fn between(template: &Template, before: &Revision, after: &Revision, asks: &[Ask]) -> Diff {
    let mut asked: BTreeMap<&PointId, Vec<Ask>> = BTreeMap::new();
    for ask in asks {
        asked.entry(&ask.point).or_default().push(ask.clone());
    }
    let named = before.values.keys().chain(after.values.keys());
    let named = named
        .chain(before.comments.keys())
        .chain(after.comments.keys());
    let points = in_form_order(template, named.chain(asked.keys().copied()));
    let mut diff = Diff {
        explanations: explanations(before, after),
        ..Diff::default()
    };
    for point in points {
        let (old, new) = (before.values.get(point), after.values.get(point));
        let class = match (asked.contains_key(point), old == new) {
            (true, false) => Some(ChangeClass::AskedChanged),
            (true, true) => Some(ChangeClass::AskedUnchanged),
            (false, false) => Some(ChangeClass::ChangedUnasked),
            (false, true) => None,
        };
        diff.points.extend(class.map(|class| PointChange {
            point: point.clone(),
            class,
            before: old.cloned(),
            after: new.cloned(),
            asks: asked.get(point).cloned().unwrap_or_default(),
            answer: after.answers.get(point).cloned(),
        }));
        let (old, new) = (before.comments.get(point), after.comments.get(point));
        if old != new {
            diff.comments.push(CommentChange {
                point: point.clone(),
                before: old.cloned(),
                after: new.cloned(),
            });
        }
    }
    diff
}

fn explanations(before: &Revision, after: &Revision) -> Vec<ExplanationChange> {
    let rules: BTreeSet<&RuleId> = before
        .explanations
        .keys()
        .chain(after.explanations.keys())
        .collect();
    let changes = rules.into_iter().map(|rule| ExplanationChange {
        rule: rule.clone(),
        before: before.explanations.get(rule).cloned(),
        after: after.explanations.get(rule).cloned(),
    });
    changes
        .filter(|change| change.before != change.after)
        .collect()
}

/// The points, each once, in the order of the form.
fn in_form_order<'a>(
    template: &Template,
    points: impl Iterator<Item = &'a PointId>,
) -> Vec<&'a PointId> {
    let place: BTreeMap<&PointId, usize> = template
        .points()
        .enumerate()
        .map(|(place, point)| (&point.id, place))
        .collect();
    let last = place.len();
    let ordered: BTreeMap<(usize, &PointId), &'a PointId> = points
        .map(|point| ((place.get(point).copied().unwrap_or(last), point), point))
        .collect();
    ordered.into_values().collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::report::Hash;

    fn revision(number: u32, values: &[(&str, i64)], comments: &[(&str, &str)]) -> Revision {
        Revision {
            number,
            received_at: Timestamp::UNIX_EPOCH,
            submitted_by: String::new(),
            content_hash: Hash([0; 32]),
            values: values
                .iter()
                .map(|(point, number)| ((*point).into(), Value::Number(*number)))
                .collect(),
            comments: comments
                .iter()
                .map(|(point, text)| ((*point).into(), (*text).to_owned()))
                .collect(),
            explanations: BTreeMap::new(),
            answers: BTreeMap::new(),
            decision: None,
            earlier_decisions: Vec::new(),
        }
    }

    fn ask(point: &str) -> Ask {
        Ask {
            point: point.into(),
            rule: None,
            comment: None,
        }
    }

    #[test]
    fn tells_asked_from_unasked_and_changed_from_unchanged() {
        let old = revision(
            1,
            &[
                ("inv_closed", 41),
                ("msg_received", 60),
                ("inv_started", 40),
                ("inv_breach", 1),
            ],
            &[("inv_closed", "Talt.")],
        );
        let mut new = revision(
            2,
            &[
                ("inv_closed", 40),
                ("msg_received", 61),
                ("inv_started", 40),
                ("zz_gone", 1),
            ],
            &[("inv_started", "Stemmer.")],
        );
        new.answers
            .insert("inv_started".into(), AskAnswer::Corrected {});
        let asks = [
            ask("inv_started"),
            ask("inv_closed"),
            ask("inv_closed"),
            ask("staff_total"),
        ];
        let diff = between(Template::current(), &old, &new, &asks);
        let classes: Vec<_> = diff
            .points
            .iter()
            .map(|change| (change.point.as_str(), change.class, change.asks.len()))
            .collect();
        assert_eq!(
            classes,
            [
                ("staff_total", ChangeClass::AskedUnchanged, 1),
                ("msg_received", ChangeClass::ChangedUnasked, 0),
                ("inv_started", ChangeClass::AskedUnchanged, 1),
                ("inv_closed", ChangeClass::AskedChanged, 2),
                ("inv_breach", ChangeClass::ChangedUnasked, 0),
                ("zz_gone", ChangeClass::ChangedUnasked, 0),
            ]
        );
        assert_eq!(diff.points[2].answer, Some(AskAnswer::Corrected {}));
        assert_eq!(diff.points[4].after, None);
        let comments: Vec<_> = diff.comments.iter().map(|c| c.point.as_str()).collect();
        assert_eq!(comments, ["inv_started", "inv_closed"]);
    }

    #[test]
    fn explanations_are_compared_by_rule() {
        let explained = |texts: &[(&str, &str)]| {
            let texts = texts
                .iter()
                .map(|(rule, text)| ((*rule).into(), (*text).to_owned()));
            Revision {
                explanations: texts.collect(),
                ..revision(1, &[], &[])
            }
        };
        let old = explained(&[
            ("R20", "Sykdom."),
            ("R22", "To saker."),
            ("R95", "Ny bydel."),
        ]);
        let new = explained(&[("R20", "Sykdom."), ("R21", "Ferie."), ("R22", "En sak.")]);
        let diff = between(Template::current(), &old, &new, &[]);
        let changes: Vec<_> = diff
            .explanations
            .iter()
            .map(|change| {
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                format!(
                    "{} {} → {}",
                    change.rule,
                    text(&change.before),
                    text(&change.after)
                )
            })
            .collect();
        assert_eq!(
            changes,
            [
                "R21  → Ferie.",
                "R22 To saker. → En sak.",
                "R95 Ny bydel. → "
            ]
        );
        assert!(diff.points.is_empty() && diff.comments.is_empty());
    }

    #[test]
    fn equal_revisions_have_no_difference() {
        let one = revision(1, &[("inv_closed", 41)], &[("inv_closed", "Talt.")]);
        assert_eq!(
            between(Template::current(), &one, &one, &[]),
            Diff::default()
        );
    }
}
