//! Whose session it is.

use axum::extract::State;
use domain::wire::{Me, path};

use super::{
    Json,
    openapi::{Failing, NoPerson, example},
};
use crate::{App, access::PersonScope, error::Failure};

/// Ask whose session it is
///
/// The person's roles, and how the person is reached.
#[utoipa::path(
    get,
    path = path::ME,
    operation_id = "me",
    tag = "me",
    security(("session" = [])),
    responses(
        (status = 200, description = "The person", body = Me, example = json!(example::me())),
        NoPerson,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: PersonScope,
) -> Result<Json<Me>, Failure> {
    Ok(Json(app.store().me(&scope).await?))
}
