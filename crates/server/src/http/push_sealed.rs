//! Sealed decisions: opened for their own officer, and then settled as any other.

use axum::extract::State;
use domain::{
    decision::{AnyDecision, Receipted},
    ids::DecisionId,
    sealing::SealedDecision,
    wire::{Opened, PUSH_MAX, PushSealedAnswer, PushSealedRequest, SealedResult, path},
};
use serde_json::value::RawValue;

use super::{
    Json,
    openapi::{BadBody, Failing, NoPerson, example},
};
use crate::{App, access::OfficerScope, error::Failure};

/// Send sealed decisions
///
/// For a desktop whose store is lost: it cannot read these any more. Each box is opened where it was sealed
/// by the same person, and what is in it is settled as if it was pushed. The officer gets the decision back.
#[utoipa::path(
    post,
    path = path::PUSH_SEALED,
    operation_id = "pushSealed",
    tag = "sync",
    security(("officer_session" = [])),
    request_body(content = PushSealedRequest, example = json!(example::push_sealed_request())),
    responses(
        (status = 200, description = "What became of each", body = PushSealedAnswer, example = json!(example::push_sealed_answer())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: OfficerScope,
    Json(sent): Json<PushSealedRequest>,
) -> Result<Json<PushSealedAnswer>, Failure> {
    if sent.items.len() > PUSH_MAX {
        return Err(Failure::too_large("more than 50 decisions at once"));
    }
    let mut results = Vec::with_capacity(sent.items.len());
    for boxed in &sent.items {
        results.push(SealedResult {
            decision_id: boxed.decision_id,
            opened: open(&app, &scope, boxed).await?,
        });
        app.hints().look();
    }
    Ok(Json(PushSealedAnswer {
        server_time: app.now(),
        results,
    }))
}

async fn open(
    app: &App,
    scope: &OfficerScope,
    boxed: &SealedDecision,
) -> Result<Option<Opened>, Failure> {
    let signing = &app.settings().signing;
    let bytes = signing.open(scope.person(), boxed);
    let decision = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let decision = decision.and_then(|text| RawValue::from_string(text).ok());
    let Some(decision) = decision else {
        return Ok(None);
    };
    // What is in the box is what its name says, or the box is none.
    if named(&decision) != Some(boxed.decision_id) {
        return Ok(None);
    }
    let bytes = decision.get().as_bytes();
    let outcome = app
        .store()
        .decide(scope, signing.key(), bytes)
        .await?
        .outcome;
    app.measures().settled(&outcome);
    Ok(Some(Opened { decision, outcome }))
}

fn named(decision: &RawValue) -> Option<DecisionId> {
    let decision: AnyDecision = serde_json::from_str(decision.get()).ok()?;
    Some(decision.id())
}
