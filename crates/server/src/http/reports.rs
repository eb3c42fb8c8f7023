//! Receives a report: every fault at once, and nothing stored where there is one.

use std::collections::BTreeMap;

use axum::extract::{Request, State};
use domain::{
    Period,
    ids::{PointId, RuleId, SubmissionId, UnitNo},
    report::{AskAnswer, Fault, Submission, Value, Values},
    wire::{Submitted, path},
};
use serde::Deserialize;

use super::{
    Json, body_of, object_of,
    openapi::{BadBody, Failing, NotReceived, example},
};
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

/// Send a report
///
/// Every fault is told at once, and nothing is stored where there is one. The same `submission_id` with
/// the same content is received once and answered as the first time.
#[utoipa::path(
    post,
    path = path::REPORTS,
    operation_id = "submit",
    tag = "reports",
    security(("case_system" = []), ("reporter_session" = [])),
    request_body(content = Submission, example = json!(example::submission())),
    responses(
        (status = 200, description = "Received", body = Submitted, example = json!(example::submitted())),
        NotReceived,
        BadBody,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: ReporterScope,
    request: Request,
) -> Result<Json<Submitted>, Failure> {
    let sent: Sent = object_of(&body_of(request, &app).await?)?;
    let is_number = sent.unit_no.is_number();
    if is_number && !scope.may_report_for(&sent.unit_no) {
        return Err(Failure::not_found());
    }
    let (submission, unreadable) = submission_of(sent);
    if !is_number || !unreadable.is_empty() {
        let faults = app.store().submission_faults(&scope, &submission).await?;
        let mut faults = with_unreadable(faults, unreadable);
        faults.extend((!is_number).then(no_unit_no));
        return Err(Failure::invalid(faults));
    }
    match app.store().receive_submission(&scope, &submission).await? {
        Reception::Received(submitted) => {
            app.measures().received(submitted.duplicate);
            app.hints().look();
            Ok(Json(submitted))
        }
        Reception::Faulty(faults) => Err(Failure::invalid(faults)),
        Reception::OtherContent => Err(Failure::conflict(
            "other content was received under this submission id",
        )),
        Reception::Approved => Err(Failure::conflict("the report is approved")),
        Reception::NoUnit => Err(Failure::not_found()),
    }
}

/// The submission without the answers that are of no kind, and what was found in their places.
fn submission_of(sent: Sent) -> (Submission, BTreeMap<PointId, &'static str>) {
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
    (submission, unreadable)
}

/// All faults: a point that cannot be read is not missing too.
fn with_unreadable(
    mut faults: Vec<Fault>,
    unreadable: BTreeMap<PointId, &'static str>,
) -> Vec<Fault> {
    faults.retain(|fault| !unreadable.keys().any(|point| point.as_str() == fault.at));
    faults.extend(unreadable.into_iter().map(|(point, found)| Fault {
        at: point.to_string(),
        found: found.to_owned(),
        expected: "a whole number, a text, true or false".to_owned(),
    }));
    faults
}

fn no_unit_no() -> Fault {
    Fault {
        at: "unit_no".to_owned(),
        found: "other text".to_owned(),
        expected: "four digits, or six for an Oslo city district".to_owned(),
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
