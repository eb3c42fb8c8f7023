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
/// A delivery never changes and never goes away; its decision names it.
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
    let asked = asked_in(&uri)?;
    Ok(Json(app.store().deliveries_after(&scope, asked).await?))
}

/// What the address asks for. Not the parser's own message: that may quote the sender.
fn asked_in(uri: &Uri) -> Result<DeliveryQuery, Failure> {
    match Query::try_from_uri(uri) {
        Ok(Query(asked)) => Ok(asked),
        Err(_) => Err(Failure::invalid(vec![Fault {
            at: "query".to_owned(),
            found: "a mistyped or unknown field".to_owned(),
            expected: "after and limit, whole numbers from 0 on".to_owned(),
        }])),
    }
}
