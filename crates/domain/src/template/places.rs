//! Where each point of a form stands, so that the rules do not look through the form for every number.

use std::sync::OnceLock;

use super::{Point, Template};
use crate::ids::PointId;

/// Every point's id with its section and place in it, in the order of the ids; made at the first question. A form may
/// be changed after that, so what is found is compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Places(OnceLock<Vec<(PointId, usize, usize)>>);

impl PartialEq for Places {
    /// It says nothing that the form does not.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Places {}

impl Places {
    /// The point of that id; none where it is not known where it stands.
    pub(super) fn point<'t>(&self, template: &'t Template, id: &PointId) -> Option<&'t Point> {
        let places = self.0.get_or_init(|| places_of(template));
        let found = places.binary_search_by(|(known, ..)| known.cmp(id)).ok()?;
        let (_, section, place) = places.get(found)?;
        let point = template.sections.get(*section)?.points.get(*place)?;
        (point.id == *id).then_some(point)
    }
}

fn places_of(template: &Template) -> Vec<(PointId, usize, usize)> {
    let mut named = Vec::new();
    for (section, of) in template.sections.iter().enumerate() {
        let points = of.points.iter().enumerate();
        named.extend(points.map(|(place, point)| (point.id.clone(), section, place)));
    }
    named.sort_unstable();
    named
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
