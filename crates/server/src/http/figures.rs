//! The published figures, for an office's desktops.

use axum::{extract::State, http::Uri};
use domain::wire::{FigureChanges, FigureChangesQuery, path};

use super::{
    Json,
    openapi::{BadQuery, Failing, NoPerson},
    query::query_of,
};
use crate::{App, access::OfficerScope, error::Failure};

/// Fetch what has changed in the published figures
///
/// Of the office's own units and counties in clear, and of the country as everybody may see it.
#[utoipa::path(
    get,
    path = path::FIGURES,
    operation_id = "figures",
    tag = "sync",
    security(("officer_session" = [])),
    params(FigureChangesQuery),
    responses(
        (status = 200, description = "A page", body = FigureChanges),
        NoPerson,
        BadQuery,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: OfficerScope,
    uri: Uri,
) -> Result<Json<FigureChanges>, Failure> {
    let asked: FigureChangesQuery = query_of(&uri, "after, a whole number from 0 on")?;
    Ok(Json(app.store().figures_after(&scope, asked.after).await?))
}
