//! What rules look at: a report's answers, the officer's, and those of earlier periods.

use crate::{
    decision::{Draft, Verdict},
    ids::PointId,
    report::{Value, Values},
    template::{Point, PointRole},
};

/// The answers a report is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Answers<'a> {
    /// This period's.
    pub values: &'a Values,
    /// The half-year before, where known.
    pub previous: Option<&'a Values>,
    /// The same half-year a year before, where known. Shown beside a change: the figures have a season.
    pub year_before: Option<&'a Values>,
    /// The officer's, where an officer looks.
    pub officer: Option<&'a OfficerAnswers>,
}

/// What an officer has answered in the form's last section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficerAnswers {
    /// The figure that the officer adds.
    pub own_figure: Option<u32>,
    /// «Godkjenner»: Ja, Nei, or not answered.
    pub approve: Option<bool>,
    /// «Kommentar».
    pub comment: String,
}

impl From<&Draft> for OfficerAnswers {
    fn from(draft: &Draft) -> Self {
        Self {
            own_figure: draft.own_figure,
            approve: draft.approve,
            comment: draft.comment.clone(),
        }
    }
}

impl From<&Verdict> for OfficerAnswers {
    fn from(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Approve {
                own_figure,
                comment,
            } => Self {
                own_figure: Some(*own_figure),
                approve: Some(true),
                comment: comment.clone().unwrap_or_default(),
            },
            Verdict::Return {
                own_figure,
                comment,
                asks: _,
            } => Self {
                own_figure: *own_figure,
                approve: Some(false),
                comment: comment.clone(),
            },
        }
    }
}

impl<'a> Answers<'a> {
    /// Only this period's answers.
    pub fn alone(values: &'a Values) -> Self {
        Self {
            values,
            previous: None,
            year_before: None,
            officer: None,
        }
    }

    /// A point's number, if it has one.
    pub(crate) fn number(&self, point: &Point) -> Option<i64> {
        if point.role == Some(PointRole::OwnFigure) {
            return self.officer?.own_figure.map(i64::from);
        }
        number_in(self.values, &point.id)
    }

    /// A yes/no point's answer, if it has one.
    pub(super) fn yes_no(&self, point: &Point) -> Option<bool> {
        if point.role == Some(PointRole::Decision) {
            return self.officer?.approve;
        }
        match self.values.get(&point.id)? {
            Value::YesNo(answer) => Some(*answer),
            Value::Number(_) | Value::Text(_) => None,
        }
    }

    /// Whether a text point says something.
    pub(super) fn has_text(&self, point: &Point) -> bool {
        if point.role == Some(PointRole::DecisionComment) {
            return self
                .officer
                .is_some_and(|officer| !officer.comment.trim().is_empty());
        }
        matches!(self.values.get(&point.id), Some(Value::Text(text)) if !text.trim().is_empty())
    }
}

/// A point's number among some answers.
pub(crate) fn number_in(values: &Values, point: &PointId) -> Option<i64> {
    values.get(point)?.number()
}
