//! All decisions in one list, and what came back laid aside.

use domain::{ids::DecisionId, norway};
use engine::view::{
    AnswerStage, ApplicationRow, ApplicationRowState, KeptAnswer, KeptDecision, LostDecision,
    Stage, TaskLists, TaskRow, TaskState,
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{is_yes, result, short, verdict};
use crate::{
    application,
    ending::Ending,
    layout::table,
    program::Desk,
    reply::Reply,
    words::{Say, Words},
};

/// One decision in the list.
struct Line {
    reference: String,
    unit_name: String,
    answer: String,
    stage: String,
    /// For a script.
    found: Value,
    /// The decision, where it can be laid aside.
    came_back: Option<DecisionId>,
}

pub(super) async fn list(desk: &Desk) -> Result<Reply, Ending> {
    let words = desk.words();
    let lines = lines(desk).await?;
    let text = if lines.is_empty() {
        words.say(Say::OutboxNone).to_owned()
    } else {
        listed(&lines, words)
    };
    let found: Vec<Value> = lines.into_iter().map(|line| line.found).collect();
    Ok(Reply::done(text, &found))
}

/// A decision that came back needs nobody any more. By its reference, or by its own id where it has none.
pub(super) async fn lay_aside(desk: &Desk, reference: &str) -> Result<Reply, Ending> {
    let wanted = reference.trim().to_lowercase();
    let lines = lines(desk).await?;
    let of_reference = lines
        .iter()
        .filter(|line| line.reference.to_lowercase() == wanted);
    let found = of_reference.clone().find_map(|line| line.came_back);
    let Some(id) = found else {
        return Err(match of_reference.count() {
            0 => Ending::NotFound,
            _ => Ending::NothingCameBack,
        });
    };
    desk.engine.lay_aside(id).await?;
    let text = desk
        .words()
        .fill(Say::LaidAside, &[("reference", &reference.trim())]);
    Ok(Reply::done(text, &json!({ "decision_id": id })))
}

async fn lines(desk: &Desk) -> Result<Vec<Line>, Ending> {
    let words = desk.words();
    let lists = desk.engine.tasks().await?;
    let mut lines = Vec::new();
    for row in decided(&lists) {
        let view = desk.engine.report(row.id).await?;
        let answer = verdict(&view.stage).map(|of| words.yes(is_yes(of)).to_owned());
        lines.push(Line {
            answer: answer.unwrap_or_default(),
            stage: short(&view.stage, words),
            found: result(&view),
            came_back: match view.stage {
                Stage::NeedsYou { decision_id, .. } => Some(decision_id),
                Stage::Undecided | Stage::SavedHere { .. } | Stage::Received { .. } => None,
            },
            reference: view.reference,
            unit_name: view.unit_name,
        });
    }
    for row in answered(&lists) {
        let view = desk.engine.application(row.id).await?;
        let answer = application::answer(&view.stage);
        let answer = answer.map(|of| application::kind(of.kind(), words).to_owned());
        lines.push(Line {
            unit_name: application::works_for(&view).to_owned(),
            answer: answer.unwrap_or_default(),
            stage: application::short(&view.stage, words),
            found: application::result(&view),
            came_back: match view.stage {
                AnswerStage::NeedsYou { decision_id, .. } => Some(decision_id),
                AnswerStage::Undecided
                | AnswerStage::SavedHere { .. }
                | AnswerStage::Received { .. }
                | AnswerStage::Closed => None,
            },
            reference: view.reference,
        });
    }
    lines.extend(lists.kept.iter().map(|of| kept(of, words)));
    lines.extend(lists.lost.iter().map(|of| lost(of, words)));
    let answers = &lists.applications.kept;
    lines.extend(answers.iter().map(|of| kept_answer(of, words)));
    Ok(lines)
}

/// What was decided in the half-year that is open, and whatever waits or came back of any other.
fn decided(lists: &TaskLists) -> impl Iterator<Item = &TaskRow> {
    let open = lists.overview.as_ref().map(|of| of.period);
    let all = lists.open.iter().chain(&lists.archive);
    all.filter(move |row| match row.state {
        TaskState::SavedHere { .. } | TaskState::NeedsYou => true,
        TaskState::Received { .. } => Some(row.period) == open,
        TaskState::New | TaskState::Draft { .. } => false,
    })
}

/// What the office has answered since that half-year began, and whatever waits or came back.
fn answered(lists: &TaskLists) -> impl Iterator<Item = &ApplicationRow> {
    let since = lists.overview.as_ref().map(|of| of.period.first_day());
    let applications = &lists.applications;
    let all = applications.open.iter().chain(&applications.archive);
    all.filter(move |row| match row.state {
        ApplicationRowState::SavedHere { .. } | ApplicationRowState::NeedsYou => true,
        ApplicationRowState::Received { .. } => Some(norway::date(row.received_at)) >= since,
        ApplicationRowState::New | ApplicationRowState::Draft { .. } => false,
    })
}

/// A decision whose report or application is not here.
struct Homeless<'a> {
    id: DecisionId,
    reference: Option<&'a String>,
    unit_name: Option<&'a String>,
    /// What stands where no name is known: that it is not here, and when it was confirmed.
    unnamed: Say,
    confirmed_at: Timestamp,
}

impl Homeless<'_> {
    fn line(self, answer: &str, stage: String, mut found: Value, words: &Words) -> Line {
        let Self { id, .. } = self;
        if let Value::Object(fields) = &mut found {
            fields.insert("decision_id".to_owned(), json!(id));
            fields.insert("confirmed_at".to_owned(), json!(self.confirmed_at));
        }
        let unnamed = || words.fill(self.unnamed, &[("time", &words.time(self.confirmed_at))]);
        Line {
            found: json!({
                "reference": self.reference,
                "unit_name": self.unit_name,
                "stage": found,
            }),
            // Something to call it by, for whoever lays it aside.
            reference: self.reference.map_or_else(|| id.to_string(), Clone::clone),
            unit_name: self.unit_name.map_or_else(unnamed, Clone::clone),
            answer: answer.to_owned(),
            stage,
            came_back: None,
        }
    }
}

impl Line {
    /// A decision that came back can be laid aside.
    fn back(self, id: DecisionId) -> Self {
        let came_back = Some(id);
        Self { came_back, ..self }
    }
}

fn kept(of: &KeptDecision, words: &Words) -> Line {
    let homeless = Homeless {
        id: of.decision_id,
        reference: of.reference.as_ref(),
        unit_name: of.unit_name.as_ref(),
        unnamed: Say::UnnamedReport,
        confirmed_at: of.confirmed_at,
    };
    let found = json!({ "kind": "needs_you", "verdict": of.verdict, "reason": of.reason });
    let stage = words.say(Say::StageCameBack).to_owned();
    let answer = words.yes(is_yes(&of.verdict));
    homeless
        .line(answer, stage, found, words)
        .back(of.decision_id)
}

fn lost(of: &LostDecision, words: &Words) -> Line {
    let homeless = Homeless {
        id: of.decision_id,
        reference: of.reference.as_ref(),
        unit_name: of.unit_name.as_ref(),
        unnamed: Say::UnnamedReport,
        confirmed_at: of.confirmed_at,
    };
    let found = json!({ "kind": "lost", "verdict": of.verdict, "receipt": of.receipt });
    let stage = words.fill(Say::StageLost, &[("receipt", &of.receipt.number)]);
    homeless.line(words.yes(is_yes(&of.verdict)), stage, found, words)
}

fn kept_answer(of: &KeptAnswer, words: &Words) -> Line {
    let homeless = Homeless {
        id: of.decision_id,
        reference: of.reference.as_ref(),
        unit_name: of.unit_name.as_ref(),
        unnamed: Say::UnnamedApplication,
        confirmed_at: of.confirmed_at,
    };
    let (kind, stage) = match &of.lost_receipt {
        Some(number) => ("lost", words.fill(Say::StageLost, &[("receipt", number)])),
        None => ("needs_you", words.say(Say::StageCameBack).to_owned()),
    };
    let found = json!({ "kind": kind, "answer": of.answer, "reason": of.reason,
        "lost_receipt": of.lost_receipt });
    let answer = application::kind(of.answer.kind(), words);
    homeless
        .line(answer, stage, found, words)
        .back(of.decision_id)
}

fn listed(lines: &[Line], words: &Words) -> String {
    let head = [Say::Reference, Say::Unit, Say::Approves, Say::Stage].map(|say| words.say(say));
    let rows: Vec<[String; 4]> = lines
        .iter()
        .map(|line| [&line.reference, &line.unit_name, &line.answer, &line.stage].map(Clone::clone))
        .collect();
    table(head, &rows)
}
