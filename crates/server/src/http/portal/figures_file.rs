//! A table of the published figures as a file.

use axum::{
    body::Body,
    extract::{FromRequestParts, Path, State},
    http::{HeaderValue, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::wire::{FiguresFileQuery, path};
use tables::{
    csv,
    figures::{Asked, name, page},
    xlsx,
};

use super::super::{
    openapi::{BadQuery, Failing, ForBufdir, Missing},
    query::query_of,
};
use crate::{App, access::PortalFigures, error::Failure};

/// The format that an address names.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfFormat {
    /// `csv` or `xlsx`
    #[param(value_type = String, pattern = "^(csv|xlsx)$")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Xlsx,
}

impl FromRequestParts<App> for OfFormat {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let named = Path::<String>::from_request_parts(parts, app).await;
        let Path(format) = named.map_err(|_| Failure::not_found())?;
        let format = match format.as_str() {
            "csv" => Format::Csv,
            "xlsx" => Format::Xlsx,
            _ => return Err(Failure::not_found()),
        };
        Ok(Self { format })
    }
}

/// Take the published figures of a county out
///
/// One indicator of the county's units, of itself and of the country in every half-year, with the same counts
/// suppressed as on the page.
#[utoipa::path(
    get,
    path = path::PORTAL_FIGURES_FILE,
    operation_id = "portalFiguresFile",
    tag = "figures",
    security(("browser_session" = [])),
    params(OfFormat, FiguresFileQuery),
    responses(
        (status = 200, description = "The table", content(
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        )),
        ForBufdir,
        Missing,
        BadQuery,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    PortalFigures(reader): PortalFigures,
    OfFormat { format }: OfFormat,
    uri: Uri,
) -> Result<Response, Failure> {
    let asked: FiguresFileQuery = query_of(
        &uri,
        "county_no, two digits; indicator, such as with_plan; language, nb, nn or en",
    )?;
    let FiguresFileQuery {
        county_no,
        indicator,
        language,
    } = asked;
    let found = app.store().figures(&reader, Some(&county_no)).await?;
    let answer = found.ok_or_else(Failure::not_found)?;
    let table = page(
        &answer.sheet,
        Asked {
            indicator,
            county_no: &answer.county_no,
            language,
        },
    );
    let now = app.now();
    let (ending, content_type, body) = match format {
        Format::Csv => ("csv", csv::CONTENT_TYPE, Body::from(csv::file(&table.rows))),
        Format::Xlsx => {
            let packed = tokio::task::spawn_blocking(move || xlsx::workbook(&[table], now)).await;
            let packed = packed.map_err(|_| Failure::internal())?;
            let packed = packed.map_err(|_| Failure::internal())?;
            ("xlsx", xlsx::CONTENT_TYPE, Body::from(packed))
        }
    };
    let named = name(indicator, &answer.county_no);
    let named = HeaderValue::from_str(&format!("attachment; filename=\"{named}.{ending}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (
            header::CONTENT_DISPOSITION,
            named.map_err(|_| Failure::internal())?,
        ),
    ];
    Ok((headers, body).into_response())
}
