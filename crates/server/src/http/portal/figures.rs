//! The published figures, for readers, officers and Bufdir.

use axum::{extract::State, http::Uri};
use domain::wire::{FiguresAnswer, FiguresQuery, path};

use super::super::{
    Json,
    openapi::{BadQuery, Failing, ForBufdir, Missing},
    query::query_of,
};
use crate::{App, access::PortalFigures, error::Failure};

/// See the published figures of a county
///
/// In every half-year there is: of its units, of itself, and of the country. Counts of 1 to 3 are shown in the
/// reader's own area alone; others are suppressed beside them where they would give such a one back.
#[utoipa::path(
    get,
    path = path::PORTAL_FIGURES,
    operation_id = "portalFigures",
    tag = "figures",
    security(("browser_session" = [])),
    params(FiguresQuery),
    responses(
        (status = 200, description = "The figures", body = FiguresAnswer),
        ForBufdir,
        Missing,
        BadQuery,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    PortalFigures(reader): PortalFigures,
    uri: Uri,
) -> Result<Json<FiguresAnswer>, Failure> {
    let asked: FiguresQuery = query_of(&uri, "county_no, two digits")?;
    let found = app.store().figures(&reader, asked.county_no.as_deref());
    found.await?.map(Json).ok_or_else(Failure::not_found)
}
