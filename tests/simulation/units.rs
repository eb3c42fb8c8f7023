//! Municipalities: they send reports, correct them, and send again what was not answered.

use std::sync::Arc;

use domain::{
    Ctx,
    ids::{SubmissionId, UnitNo},
    report::{Submission, Value, Values},
    template::{PointKind, Template},
};
use server::{App, admin};

use crate::{machine::Dice, network::Network};

/// The offices of this world.
pub(crate) const OFFICES: [&str; 2] = ["innlandet", "vestland"];

const UNITS: [(&str, &str); 5] = [
    ("innlandet", "3401"),
    ("innlandet", "3403"),
    ("innlandet", "3411"),
    ("vestland", "4601"),
    ("vestland", "4602"),
];
/// Units that an office reminds: they report, or nobody ever reports for them.
pub(crate) fn remindable(office: &str) -> &'static [&'static str] {
    match office {
        "innlandet" => &["3401", "3403", "3411", "3405", "3420"],
        _ => &["4601", "4602", "4624"],
    }
}

/// Units that have somebody whom mail reaches.
pub(crate) const REACHED: [&str; 5] = ["3401", "3403", "3405", "4601", "4624"];

/// The half-years that are open in this world.
pub(crate) const PERIODS: [&str; 2] = ["2025-2", "2026-1"];

/// A text that stands in every report of an office, and in none of another.
pub(crate) fn canary(office: &str) -> String {
    format!("kanarifugl i {office}")
}

/// A unit with a case system.
pub(crate) struct Unit {
    office: &'static str,
    number: &'static str,
    token: String,
    /// Sent, and not answered.
    open: Option<Submission>,
    /// The last content sent.
    last: Option<Submission>,
}

/// Each unit gets what opens the server's door to its case system.
pub(crate) async fn admitted(app: &App) -> Vec<String> {
    let mut tokens = vec![];
    for (_, number) in UNITS {
        let added = admin::add_client(app.store(), &UnitNo::from(number), "Fagsystem").await;
        tokens.push(added.unwrap().1.expose().to_owned());
    }
    tokens
}

/// The units of this world, with what they got.
pub(crate) fn with(tokens: &[String]) -> Vec<Unit> {
    let units = UNITS.into_iter().zip(tokens);
    let units = units.map(|((office, number), token)| Unit {
        office,
        number,
        token: token.clone(),
        open: None,
        last: None,
    });
    units.collect()
}

impl Unit {
    pub(crate) fn waits(&self) -> bool {
        self.open.is_some()
    }

    /// The office that the unit belongs to, and what opens its door at the server.
    pub(crate) fn identity(&self) -> (&'static str, &str) {
        (self.office, &self.token)
    }

    /// A report that the unit sends next; somebody else carries it.
    pub(crate) fn writes(&mut self, ctx: &Ctx, dice: &mut Dice) -> Submission {
        let submission = self.next(ctx, dice);
        self.last = Some(submission.clone());
        submission
    }

    /// Sends what was not answered, or a report.
    pub(crate) async fn send(&mut self, network: &Arc<Network>, ctx: &Ctx, dice: &mut Dice) {
        let submission = match self.open.take() {
            Some(open) => open,
            None => self.next(ctx, dice),
        };
        let answer = network.submit(self.office, &self.token, &submission).await;
        if answer.is_none() {
            self.open = Some(submission.clone());
        }
        self.last = Some(submission);
    }

    /// A report, or the last one once more: the same content in a new act of sending.
    fn next(&self, ctx: &Ctx, dice: &mut Dice) -> Submission {
        let submission_id = SubmissionId(ctx.new_id());
        if let Some(last) = &self.last
            && dice.chance(20)
        {
            return Submission {
                submission_id,
                ..last.clone()
            };
        }
        Submission {
            submission_id,
            unit_no: self.number.into(),
            period: dice.pick(&PERIODS).unwrap().parse().unwrap(),
            template: Template::current().id.clone(),
            values: self.values(dice),
            comments: [].into(),
            explanations: [].into(),
            answers: [].into(),
        }
    }

    fn values(&self, dice: &mut Dice) -> Values {
        let points = Template::current().municipal_points();
        let answer = |kind| match kind {
            PointKind::Whole | PointKind::Tenths => {
                Value::Number(i64::try_from(dice.below(5)).unwrap())
            }
            PointKind::Text => Value::Text(canary(self.office)),
            PointKind::YesNo => Value::YesNo(false),
        };
        let mut answer = answer;
        points
            .map(|point| (point.id.clone(), answer(point.kind)))
            .collect()
    }
}
