//! What was asked back, and whether a new submission answers it.

use super::{AskAnswer, InputFault, Report, Submission};
use crate::{
    decision::Ask,
    ids::PointId,
    report::words::nothing,
    template::{Point, Template},
    text::Text,
};

impl Report {
    /// Which open asks a submission leaves unanswered, each point once, in the order asked. A return is
    /// answered point by point before the report is sent again: a submission with faults here is not
    /// received.
    ///
    /// «Rettet» answers an ask where the point has another answer than in the returned revision,
    /// «forklart» where there is an explanation. What the submission's form does not ask a municipality
    /// is not asked for here either. Machines are told each fault as [`super::Fault`], by `Fault::from`.
    pub fn ask_faults(&self, submission: &Submission) -> Vec<InputFault> {
        let form = Template::by_id(&submission.template);
        let is_answerable = |ask: &&Ask| {
            form.is_none_or(|form| form.point(&ask.point).is_some_and(Point::is_municipal))
        };
        let mut faults: Vec<InputFault> = Vec::new();
        for ask in self.open_asks().iter().filter(is_answerable) {
            let point = &ask.point;
            let found = self.unanswered(point, submission);
            let fault = found.map(|found| InputFault::at(point.as_str(), found, expected()));
            faults.extend(fault.filter(|fault| !faults.contains(fault)));
        }
        faults
    }

    /// What stands in place of an answer to an ask; none where it is answered.
    fn unanswered(&self, point: &PointId, submission: &Submission) -> Option<Text> {
        match submission.answers.get(point) {
            None => Some(nothing()),
            Some(AskAnswer::Explained { text }) => text.trim().is_empty().then(unexplained),
            Some(AskAnswer::Corrected {}) => {
                let returned = self.last_returned()?;
                let is_same = returned.values.get(point) == submission.values.get(point);
                is_same.then(uncorrected)
            }
        }
    }
}

fn expected() -> Text {
    Text::of(
        "«rettet» med et annet svar på punktet, eller «forklart» med en forklaring",
        "«retta» med eit anna svar på punktet, eller «forklart» med ei forklaring",
        "“corrected” with another answer to the point, or “explained” with an explanation",
    )
}

fn uncorrected() -> Text {
    Text::of(
        "«rettet» med samme svar som før",
        "«retta» med same svar som før",
        "“corrected” with the same answer as before",
    )
}

fn unexplained() -> Text {
    Text::of(
        "«forklart» uten forklaring",
        "«forklart» utan forklaring",
        "“explained” without an explanation",
    )
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Value, testing::returned},
        *,
    };
    use crate::text::checks::assert_whole;

    fn explained(text: &str) -> AskAnswer {
        AskAnswer::Explained {
            text: text.to_owned(),
        }
    }

    /// The report returned with asks on these points, and what its faults are when it is sent again
    /// with this answer and this number of closed investigations; it was 41.
    fn faults(asks: &[&str], answer: Option<AskAnswer>, closed: i64) -> Vec<(String, String)> {
        let (report, mut submission) = returned(asks);
        submission
            .values
            .insert("inv_closed".into(), Value::Number(closed));
        submission
            .answers
            .extend(answer.map(|answer| ("inv_closed".into(), answer)));
        let faults = report.ask_faults(&submission);
        for fault in &faults {
            assert_whole(&fault.message());
        }
        let told = faults.into_iter();
        told.map(|fault| (fault.at, fault.found.nb)).collect()
    }

    #[test]
    fn an_ask_is_answered_by_another_answer_or_an_explanation() {
        let found = |text: &str| vec![("inv_closed".to_owned(), text.to_owned())];
        let same = "«rettet» med samme svar som før";
        for (answer, closed, expected) in [
            (None, 41, found("ingenting")),
            (None, 40, found("ingenting")),
            (Some(AskAnswer::Corrected {}), 41, found(same)),
            (Some(AskAnswer::Corrected {}), 40, vec![]),
            (
                Some(explained(" \n")),
                41,
                found("«forklart» uten forklaring"),
            ),
            (Some(explained("Talt på nytt.")), 41, vec![]),
            (Some(explained("Talt på nytt.")), 40, vec![]),
        ] {
            let shown = format!("{answer:?} {closed}");
            assert_eq!(faults(&["inv_closed"], answer, closed), expected, "{shown}");
        }
    }

    #[test]
    fn every_open_ask_is_told_once() {
        let asks = ["inv_breach", "inv_closed", "inv_breach", "msg_received"];
        let found = faults(&asks, Some(explained("Stemmer.")), 41);
        let at: Vec<_> = found.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(at, ["inv_breach", "msg_received"]);
        assert_eq!(faults(&[], None, 41), vec![]);
    }

    #[test]
    fn what_the_form_does_not_ask_a_municipality_needs_no_answer() {
        assert_eq!(faults(&["sf_comment", "inv_gone"], None, 41), vec![]);
    }

    #[test]
    fn a_removed_answer_is_another_one() {
        let (report, mut submission) = returned(&["inv_closed"]);
        submission.values.clear();
        submission
            .answers
            .insert("inv_closed".into(), AskAnswer::Corrected {});
        assert_eq!(report.ask_faults(&submission), vec![]);
    }

    #[test]
    fn a_machine_is_told_in_english() {
        let (report, submission) = returned(&["inv_closed"]);
        let faults = report.ask_faults(&submission).into_iter();
        let told: Vec<_> = faults
            .map(|fault| super::super::Fault::from(fault).to_string())
            .collect();
        assert_eq!(
            told,
            [
                "inv_closed: found nothing, expected “corrected” with another answer to the point, or \
                 “explained” with an explanation"
            ]
        );
    }
}
