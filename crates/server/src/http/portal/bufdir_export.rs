//! Bufdir takes the approved reports of a half-year out.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Path, State},
    http::{HeaderName, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{
    Period,
    ids::UnitNo,
    wire::{EXPORTED_HEADER, path},
};
use futures::{StreamExt, stream};
use tables::{Cell, csv, xlsx};

use super::super::openapi::{Failing, ForBufdir, Missing};
use crate::{
    App,
    access::PortalBufdir,
    error::Failure,
    export::{self, Sheet, json},
    store::StoreError,
};

/// The half-year and the format that an address names.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfFormat {
    /// The half-year
    period: Period,
    /// `csv`, `xlsx`, `json`, or `codebook` for the CSV file's columns
    #[param(value_type = String, pattern = "^(csv|xlsx|json|codebook)$")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Xlsx,
    Json,
    Codebook,
}

impl Format {
    const ALL: [Self; 4] = [Self::Csv, Self::Xlsx, Self::Json, Self::Codebook];

    fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Codebook => "codebook",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Csv | Self::Codebook => csv::CONTENT_TYPE,
            Self::Xlsx => xlsx::CONTENT_TYPE,
            Self::Json => JSON,
        }
    }
}

const JSON: &str = "application/json";

impl FromRequestParts<App> for OfFormat {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let named = Path::<(String, String)>::from_request_parts(parts, app).await;
        let Path((period, format)) = named.map_err(|_| Failure::not_found())?;
        let period = period.parse().map_err(|_| Failure::not_found())?;
        let format = Format::ALL.into_iter().find(|of| of.name() == format);
        let format = format.ok_or_else(Failure::not_found)?;
        Ok(Self { period, format })
    }
}

/// Take the approved reports of a half-year out
///
/// Each as it was approved last; a reopened one is left out until it is approved anew. CSV and JSON come report by
/// report as they are read. `X-Halvaarsrapport-Reports` says how many there are.
#[utoipa::path(
    get,
    path = path::PORTAL_BUFDIR_EXPORT,
    operation_id = "bufdirExport",
    tag = "bufdir",
    security(("browser_session" = [])),
    params(OfFormat),
    responses(
        (status = 200, description = "The reports", content(
            (String = "text/csv"),
            (Object = "application/json"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        ), headers(("X-Halvaarsrapport-Reports" = u32, description = "How many reports follow"))),
        ForBufdir,
        Missing,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: PortalBufdir,
    OfFormat { period, format }: OfFormat,
) -> Result<Response, Failure> {
    let begun = app
        .store()
        .begin_export(&scope, period, format.name())
        .await?;
    let (template, reports) = begun.ok_or_else(Failure::not_found)?;
    let sheet = Sheet::of(period, template);
    let body = match format {
        Format::Codebook => Body::from(export::book(&sheet)),
        Format::Csv => lines(app, scope, sheet),
        Format::Json => objects(app, scope, sheet)?,
        Format::Xlsx => whole(&app, &scope, sheet).await?,
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(format.content_type()),
    );
    let reports = if format == Format::Codebook {
        0
    } else {
        reports
    };
    headers.insert(HeaderName::from_static(EXPORTED_HEADER), reports.into());
    Ok(response)
}

/// Where a walk through the reports stands.
struct Walk {
    app: App,
    scope: PortalBufdir,
    sheet: Sheet,
    /// The unit of the last report; none after the last page.
    after: Option<UnitNo>,
    is_first: bool,
}

impl Walk {
    fn new(app: App, scope: PortalBufdir, sheet: Sheet) -> Self {
        Self {
            app,
            scope,
            sheet,
            after: Some(UnitNo::from("")),
            is_first: true,
        }
    }

    /// The next page, as rows that `write` makes text; none after the last.
    async fn step(mut self, write: Write) -> Result<Option<(Bytes, Self)>, StoreError> {
        let Some(after) = self.after.take() else {
            return Ok(None);
        };
        let store = self.app.store();
        let page = store
            .export_after(&self.scope, self.sheet.period, &after)
            .await?;
        let Some(last) = page.last() else {
            return Ok(None);
        };
        self.after = Some(last.content.unit_no.clone());
        let mut text = String::new();
        for delivery in &page {
            let cells = self.sheet.row(delivery);
            let row = write(&self.sheet, &cells, self.is_first);
            text.push_str(&row.map_err(|_| StoreError::Damaged("a report"))?);
            self.is_first = false;
        }
        Ok(Some((text.into(), self)))
    }
}

/// Makes a row text; whether it is the first one.
type Write = fn(&Sheet, &[Cell], bool) -> serde_json::Result<String>;

fn lines(app: App, scope: PortalBufdir, sheet: Sheet) -> Body {
    let head = export::head(&sheet);
    let pages = stream::try_unfold(Walk::new(app, scope, sheet), |walk| {
        walk.step(|_, cells, _| Ok(csv::row(cells)))
    });
    Body::from_stream(stream::iter([Ok(head.into())]).chain(pages))
}

fn objects(app: App, scope: PortalBufdir, sheet: Sheet) -> Result<Body, Failure> {
    let head = json::head(&sheet, app.now()).map_err(|_| Failure::internal())?;
    let pages = stream::try_unfold(Walk::new(app, scope, sheet), |walk| walk.step(json::row));
    let begin = stream::iter([Ok(Bytes::from(head))]);
    let end = stream::iter([Ok(Bytes::from_static(json::END.as_bytes()))]);
    Ok(Body::from_stream(begin.chain(pages).chain(end)))
}

/// A workbook is packed as a whole: its rows come page by page, and the file after them.
async fn whole(app: &App, scope: &PortalBufdir, sheet: Sheet) -> Result<Body, Failure> {
    let (mut rows, mut after) = (Vec::new(), UnitNo::from(""));
    loop {
        let page = app
            .store()
            .export_after(scope, sheet.period, &after)
            .await?;
        let Some(last) = page.last() else {
            break;
        };
        after = last.content.unit_no.clone();
        rows.extend(page.iter().map(|delivery| sheet.row(delivery)));
    }
    let now = app.now();
    let packed = tokio::task::spawn_blocking(move || export::workbook(&sheet, rows, now)).await;
    let packed = packed.map_err(|_| Failure::internal())?;
    Ok(Body::from(packed.map_err(|_| Failure::internal())?))
}
