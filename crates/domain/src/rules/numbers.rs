//! A report's numbers by their places in the form: each is looked up by its name once, for all rules.

use crate::{
    report::Values,
    template::{At, Template},
};

/// The number at each place of a form; none where there is none.
#[derive(Debug)]
pub(super) struct Numbers(Vec<Vec<Option<i64>>>);

impl Numbers {
    /// A report's on this form.
    pub(super) fn of(template: &Template, values: &Values) -> Self {
        let sections = template.sections.iter();
        let mut numbers = Self(sections.map(|of| vec![None; of.points.len()]).collect());
        for (id, value) in values {
            if let Some((at, _)) = template.place(id) {
                numbers.put(at, value.number());
            }
        }
        numbers
    }

    /// Those of a report that may be on an earlier version of the form, where points had other names.
    pub(super) fn of_earlier(template: &Template, values: &Values) -> Self {
        let mut numbers = Self::of(template, values);
        let renamed = template
            .places()
            .filter(|(_, point)| !point.formerly.is_empty());
        for (at, point) in renamed {
            numbers.put(at, point.number_in(values));
        }
        numbers
    }

    pub(super) fn at(&self, at: At) -> Option<i64> {
        *self.0.get(at.section)?.get(at.place)?
    }

    fn put(&mut self, at: At, number: Option<i64>) {
        let section = self.0.get_mut(at.section);
        if let Some(place) = section.and_then(|section| section.get_mut(at.place)) {
            *place = number;
        }
    }
}
