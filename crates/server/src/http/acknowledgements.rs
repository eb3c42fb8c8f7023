//! Bufdir's acknowledgements, each kept for itself.

use axum::extract::State;
use domain::wire::{
    ACKNOWLEDGE_MAX, AcknowledgementAnswer, AcknowledgementRequest, AcknowledgementResult, path,
};

use super::{
    Json,
    openapi::{BadBody, Failing, NotBufdir, example},
};
use crate::{App, access::BufdirScope, error::Failure, store::Acknowledger};

/// Say that deliveries are safe at Bufdir
///
/// Each is settled for itself. Acknowledging again answers with the first time.
#[utoipa::path(
    post,
    path = path::ACKNOWLEDGEMENTS,
    operation_id = "acknowledge",
    tag = "bufdir",
    security(("bufdir_system" = [])),
    request_body(content = AcknowledgementRequest, example = json!(example::acknowledgement_request())),
    responses(
        (status = 200, description = "What became of each", body = AcknowledgementAnswer, example = json!(example::acknowledgement_answer())),
        NotBufdir,
        BadBody,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: BufdirScope,
    Json(sent): Json<AcknowledgementRequest>,
) -> Result<Json<AcknowledgementAnswer>, Failure> {
    each(&app, &scope, sent).await
}

/// Settles each acknowledgement for itself.
pub(super) async fn each(
    app: &App,
    scope: &impl Acknowledger,
    sent: AcknowledgementRequest,
) -> Result<Json<AcknowledgementAnswer>, Failure> {
    if sent.decision_ids.len() > ACKNOWLEDGE_MAX {
        return Err(Failure::too_large("more than 100 acknowledgements at once"));
    }
    let mut results = Vec::with_capacity(sent.decision_ids.len());
    for decision_id in sent.decision_ids {
        let outcome = app.store().acknowledge(scope, decision_id).await?;
        results.push(AcknowledgementResult {
            decision_id,
            outcome,
        });
    }
    app.hints().look();
    Ok(Json(AcknowledgementAnswer {
        server_time: app.now(),
        results,
    }))
}
