//! Where each point of a form stands, so that the rules do not look through the form for every number.

use std::sync::OnceLock;

use super::{Point, Template};
use crate::ids::PointId;

/// Where a point stands in its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    /// Which of the form's sections, from 0.
    pub(crate) section: usize,
    /// Which of the section's points, from 0.
    pub(crate) place: usize,
}

#[expect(
    clippy::disallowed_types,
    reason = "asked for one key at a time: no order of it is ever seen"
)]
type ById = std::collections::HashMap<PointId, At>;

/// Every point's place by its id; made at the first question. A form may be changed after that, so what is found is
/// compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Places(OnceLock<ById>);

impl PartialEq for Places {
    /// It says nothing that the form does not.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Places {}

impl Places {
    /// The point of that id; none where it is not known where it stands.
    pub(super) fn point<'t>(
        &self,
        template: &'t Template,
        id: &PointId,
    ) -> Option<(At, &'t Point)> {
        let places = self.0.get_or_init(|| standing(template).collect());
        let at = *places.get(id)?;
        let point = template.sections.get(at.section)?.points.get(at.place)?;
        (point.id == *id).then_some((at, point))
    }
}

fn standing(template: &Template) -> impl Iterator<Item = (PointId, At)> {
    template.places().map(|(at, point)| (point.id.clone(), at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_is_found_also_after_the_form_was_changed() {
        let mut template = Template::current().clone();
        let ids = |template: &Template| -> Vec<PointId> {
            template.points().map(|point| point.id.clone()).collect()
        };
        let all_are_found = |template: &Template| {
            for id in ids(template) {
                assert_eq!(template.point(&id).map(|point| &point.id), Some(&id));
            }
        };
        all_are_found(&template);
        let gone = template.sections[0].points.remove(0).id;
        template.sections[1].points[0].id = "renamed".into();
        template.sections[2].points.reverse();
        all_are_found(&template);
        assert_eq!(template.point(&gone), None);
    }
}
