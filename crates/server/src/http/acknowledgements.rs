//! Bufdir's acknowledgements, each kept for itself.

use axum::extract::State;
use domain::wire::{
    ACKNOWLEDGE_MAX, AcknowledgementAnswer, AcknowledgementRequest, AcknowledgementResult,
};

use super::Json;
use crate::{App, access::BufdirScope, error::Failure};

pub(super) async fn handle(
    State(app): State<App>,
    scope: BufdirScope,
    Json(sent): Json<AcknowledgementRequest>,
) -> Result<Json<AcknowledgementAnswer>, Failure> {
    if sent.decision_ids.len() > ACKNOWLEDGE_MAX {
        return Err(Failure::too_large("more than 100 acknowledgements at once"));
    }
    let mut results = Vec::with_capacity(sent.decision_ids.len());
    for decision_id in sent.decision_ids {
        let outcome = app.store().acknowledge(&scope, decision_id).await?;
        results.push(AcknowledgementResult {
            decision_id,
            outcome,
        });
    }
    Ok(Json(AcknowledgementAnswer {
        server_time: app.now(),
        results,
    }))
}
