//! What is approved, for Bufdir.

use axum::{
    extract::{Query, State},
    http::Uri,
};
use domain::{
    report::Fault,
    wire::{DeliveryPage, DeliveryQuery, path},
};

use super::{
    Json,
    openapi::{BadQuery, Failing, NotBufdir, example},
};
use crate::{App, access::BufdirScope, error::Failure};

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
    // Not the parser's own message: that may quote the sender.
    let Query(asked) = Query::try_from_uri(&uri).map_err(|_| bad_query())?;
    Ok(Json(app.store().deliveries_after(&scope, asked).await?))
}

/// An address that asks for nothing known.
pub(super) fn bad_query() -> Failure {
    Failure::invalid_query(Fault {
        at: "query".to_owned(),
        found: "a mistyped or unknown field".to_owned(),
        expected: "after and limit, whole numbers from 0 on".to_owned(),
    })
}
