//! The earlier periods that a report is read against.

use super::{Report, Revision, Values};
use crate::rules::{Answers, OfficerAnswers};

/// The unit's reports of earlier periods that a report is compared with, where they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Earlier<'a> {
    /// That of the half-year before.
    pub previous: Option<&'a Report>,
    /// That of the same half-year a year before: the figures have a season.
    pub year_before: Option<&'a Report>,
}

impl<'a> Earlier<'a> {
    /// The earlier reports of a report, chosen among any.
    pub fn of(report: &Report, among: impl IntoIterator<Item = &'a Report>) -> Self {
        let mut earlier = Self::default();
        for other in among {
            if other.unit_no != report.unit_no {
                continue;
            }
            if other.period == report.period.previous() {
                earlier.previous = Some(other);
            } else if other.period == report.period.year_before() {
                earlier.year_before = Some(other);
            }
        }
        earlier
    }

    /// What a revision is judged by.
    pub fn answers(
        self,
        revision: &'a Revision,
        officer: Option<&'a OfficerAnswers>,
    ) -> Answers<'a> {
        Answers {
            values: &revision.values,
            previous: newest(self.previous),
            year_before: newest(self.year_before),
            officer,
        }
    }
}

fn newest(report: Option<&Report>) -> Option<&Values> {
    report?.latest().map(|revision| &revision.values)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            ReportState, Value,
            testing::{report, revision},
        },
        *,
    };

    #[test]
    fn a_unit_is_compared_with_its_own_newest_revisions() {
        let of = |period: &str, unit: &str, number| {
            let state = ReportState::Submitted { revision: number };
            let revisions = (1..=number).map(|number| revision(number, None)).collect();
            let mut report = report(state, revisions);
            report.period = period.parse().unwrap();
            report.unit_no = unit.into();
            report
        };
        let this = of("2026-1", "3411", 1);
        let among = [
            of("2025-2", "3412", 4),
            of("2025-2", "3411", 2),
            of("2025-1", "3411", 3),
            of("2024-2", "3411", 5),
            of("2026-2", "3411", 6),
        ];
        let earlier = Earlier::of(&this, &among);
        let answers = earlier.answers(this.latest().unwrap(), None);
        let closed = |values: Option<&Values>| values?.get(&"inv_closed".into()).cloned();
        assert_eq!(closed(Some(answers.values)), Some(Value::Number(1)));
        assert_eq!(closed(answers.previous), Some(Value::Number(2)));
        assert_eq!(closed(answers.year_before), Some(Value::Number(3)));
        let none = Earlier::of(&this, []);
        assert_eq!(none.answers(this.latest().unwrap(), None).previous, None);
    }
}
