//! Receives a report: every fault at once, and nothing stored where there is one.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Request, State};
use domain::{
    Period,
    ids::{PointId, RuleId, SubmissionId, UnitNo},
    report::{AskAnswer, Fault, Submission, Value, Values},
    wire::Submitted,
};
use serde::Deserialize;

use super::{Json, body_of, object_of};
use crate::{App, access::ReporterScope, error::Failure, store::Reception};

/// A submission whose answers may still be of any kind, so that a wrong one is a fault of its point
/// and not of the whole body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    submission_id: SubmissionId,
    unit_no: UnitNo,
    period: Period,
    template: String,
    values: BTreeMap<PointId, serde_json::Value>,
    #[serde(default)]
    comments: BTreeMap<PointId, String>,
    #[serde(default)]
    explanations: BTreeMap<RuleId, String>,
    #[serde(default)]
    answers: BTreeMap<PointId, AskAnswer>,
}

pub(super) async fn handle(
    State(app): State<App>,
    scope: ReporterScope,
    request: Request,
) -> Result<Json<Submitted>, Failure> {
    let sent: Sent = object_of(&body_of(request, &app).await?)?;
    if sent.unit_no != *scope.unit() {
        return Err(Failure::not_found());
    }
    let submission = submission_of(sent).map_err(Failure::invalid)?;
    match app.store().receive_submission(&scope, &submission).await? {
        Reception::Received(submitted) => Ok(Json(submitted)),
        Reception::OtherContent => Err(Failure::conflict(
            "other content was received under this submission id",
        )),
        Reception::Approved => Err(Failure::conflict("the report is approved")),
        Reception::NoUnit => Err(Failure::not_found()),
    }
}

fn submission_of(sent: Sent) -> Result<Submission, Vec<Fault>> {
    let mut values = Values::new();
    let mut unreadable = BTreeMap::new();
    for (point, value) in sent.values {
        match answer_of(value) {
            Ok(value) => _ = values.insert(point, value),
            Err(found) => _ = unreadable.insert(point, found),
        }
    }
    let submission = Submission {
        submission_id: sent.submission_id,
        unit_no: sent.unit_no,
        period: sent.period,
        template: sent.template,
        values,
        comments: sent.comments,
        explanations: sent.explanations,
        answers: sent.answers,
    };
    let named: BTreeSet<&str> = unreadable.keys().map(PointId::as_str).collect();
    let mut faults = submission.faults();
    faults.retain(|fault| !named.contains(fault.at.as_str()));
    faults.extend(unreadable.iter().map(|(point, found)| Fault {
        at: point.to_string(),
        found: (*found).to_owned(),
        expected: "a whole number, a text, true or false".to_owned(),
    }));
    if faults.is_empty() {
        Ok(submission)
    } else {
        Err(faults)
    }
}

/// The answer, or the name of what stands in its place.
fn answer_of(value: serde_json::Value) -> Result<Value, &'static str> {
    match value {
        serde_json::Value::Bool(answer) => Ok(Value::YesNo(answer)),
        serde_json::Value::String(text) => Ok(Value::Text(text)),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(whole) => Ok(Value::Number(whole)),
            None => Err("a number that is not whole or too large"),
        },
        serde_json::Value::Null => Err("null"),
        serde_json::Value::Array(_) => Err("a list"),
        serde_json::Value::Object(_) => Err("an object"),
    }
}
