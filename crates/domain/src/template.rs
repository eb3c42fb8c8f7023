//! The report form as versioned data: sections and points with their texts.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ids::PointId, period::Period, text::Text};

/// One version of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Version name, such as `2026-1.1`.
    pub id: String,
    /// First period the version is for.
    pub valid_from: Period,
    /// The headings, in the order of the form.
    pub sections: Vec<Section>,
}

/// A heading and its points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Identifier, such as `investigations`.
    pub id: String,
    /// The heading's number in the form.
    pub number: u8,
    /// The heading.
    pub title: Text,
    /// The reporting points, in the order of the form.
    pub points: Vec<Point>,
}

/// A reporting point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Identifier, such as `inv_closed`.
    pub id: PointId,
    /// What an answer looks like.
    pub kind: PointKind,
    /// Whether a report without an answer is incomplete.
    pub required: bool,
    /// The point's wording.
    pub label: Text,
}

/// What an answer to a point looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    /// A whole number from 0.
    Whole,
    /// A number from 0 with one decimal, kept as whole tenths.
    Tenths,
    /// Free text.
    Text,
    /// Yes or no.
    YesNo,
}

impl Template {
    /// The version in force.
    pub fn current() -> &'static Self {
        &CURRENT
    }

    /// The version of that name, if this build knows it.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        (CURRENT.id == id).then(|| &*CURRENT)
    }

    /// All points in the order of the form.
    pub fn points(&self) -> impl Iterator<Item = &Point> {
        self.sections.iter().flat_map(|section| &section.points)
    }

    /// The point of that id.
    pub fn point(&self, id: &PointId) -> Option<&Point> {
        self.points().find(|point| point.id == *id)
    }
}

#[expect(
    clippy::expect_used,
    reason = "the data is part of the build, and a test reads it"
)]
static CURRENT: LazyLock<Template> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/template.json")).expect("template data is valid")
});

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn current_template_has_unique_points_and_whole_texts() {
        let template = Template::current();
        let ids: BTreeSet<_> = template.points().map(|point| &point.id).collect();
        assert_eq!(ids.len(), template.points().count());
        let labels = template.points().map(|point| &point.label);
        for text in labels.chain(template.sections.iter().map(|section| &section.title)) {
            for part in [&text.nb, &text.nn, &text.en] {
                assert!(!part.trim().is_empty(), "{text:?}");
            }
        }
    }
}
