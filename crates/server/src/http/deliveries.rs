//! What is approved, for Bufdir.

use axum::{extract::State, http::Uri};
use domain::wire::{DeliveryPage, DeliveryQuery, path};

use super::{
    Json,
    openapi::{BadQuery, Failing, NotBufdir, example},
    query::query_of,
};
use crate::{App, access::BufdirScope, error::Failure};

/// What an address asks for.
pub(super) const QUERY: &str = "after and limit, whole numbers from 0 on";

/// Fetch what is approved, in its order
///
/// Every delivery of all offices after a number, without a gap. A delivery never changes and never goes
/// away; its decision names it. Of several deliveries of one report the last counts.
#[utoipa::path(
    get,
    path = path::DELIVERIES,
    operation_id = "deliveries",
    tag = "bufdir",
    security(("bufdir_system" = [])),
    params(DeliveryQuery),
    responses(
        (status = 200, description = "A page", body = DeliveryPage, example = json!(example::delivery_page())),
        NotBufdir,
        BadQuery,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: BufdirScope,
    uri: Uri,
) -> Result<Json<DeliveryPage>, Failure> {
    let asked: DeliveryQuery = query_of(&uri, QUERY)?;
    Ok(Json(app.store().deliveries_after(&scope, asked).await?))
}
