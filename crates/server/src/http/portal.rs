//! The portal: its pages, the browser's way to ID-porten and back, and what the pages ask.

use axum::{
    extract::{FromRequestParts, Path},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{
    Period,
    ids::{ReportId, UnitNo},
};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::openapi;
use crate::{App, error::Failure};

mod alive;
mod applications;
mod bufdir_applications;
mod bufdir_audit;
mod bufdir_export;
mod bufdir_people;
mod bufdir_periods;
mod bufdir_reports;
mod bufdir_units;
mod contact;
mod draft;
mod end;
mod figures;
mod figures_file;
mod form;
mod import;
mod links;
mod login;
mod me;
mod own_mail;
mod pages;
mod places;
mod send;
mod unit;
mod withdraw;

/// Every route of the portal.
pub(super) fn routes() -> OpenApiRouter<App> {
    let routes = OpenApiRouter::with_openapi(openapi::portal())
        .routes(routes!(pages::root))
        .routes(routes!(pages::without_slash))
        .routes(routes!(pages::first))
        .routes(routes!(pages::handle))
        .routes(routes!(links::task))
        .routes(routes!(links::application))
        .routes(routes!(login::depart))
        .routes(routes!(login::arrive))
        .routes(routes!(me::handle))
        .routes(routes!(contact::handle))
        .routes(routes!(own_mail::ask, own_mail::set))
        .routes(routes!(own_mail::code))
        .routes(routes!(own_mail::confirm))
        .routes(routes!(alive::handle))
        .routes(routes!(end::handle))
        .routes(routes!(unit::handle))
        .routes(routes!(form::handle))
        .routes(routes!(draft::handle))
        .routes(routes!(import::handle))
        .routes(routes!(send::handle))
        .routes(routes!(withdraw::handle))
        .routes(routes!(places::handle))
        .routes(routes!(figures::handle))
        .routes(routes!(figures_file::handle))
        .routes(routes!(applications::list, applications::apply))
        .routes(routes!(applications::withdraw))
        .routes(routes!(bufdir_applications::list))
        .routes(routes!(bufdir_applications::answer))
        .routes(routes!(bufdir_applications::access))
        .routes(routes!(bufdir_applications::end_access))
        .routes(routes!(bufdir_reports::list))
        .routes(routes!(bufdir_reports::one))
        .routes(routes!(bufdir_reports::reopen))
        .routes(routes!(bufdir_reports::refuse))
        .routes(routes!(bufdir_reports::acknowledge))
        .routes(routes!(bufdir_periods::list, bufdir_periods::open))
        .routes(routes!(bufdir_periods::close))
        .routes(routes!(bufdir_periods::missing))
        .routes(routes!(bufdir_export::handle))
        .routes(routes!(bufdir_people::find))
        .routes(routes!(bufdir_people::give))
        .routes(routes!(bufdir_people::end))
        .routes(routes!(bufdir_units::list, bufdir_units::add))
        .routes(routes!(bufdir_units::span))
        .routes(routes!(bufdir_audit::read));
    openapi::limited(routes)
}

/// The unit that an address names.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
struct AtUnit {
    /// The unit
    unit_no: UnitNo,
}

/// The unit and the period that an address names.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
struct AtPeriod {
    /// The unit
    unit_no: UnitNo,
    /// The half-year
    period: Period,
}

impl FromRequestParts<App> for AtUnit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let named = Path::<String>::from_request_parts(parts, app).await;
        let Path(unit) = named.map_err(|_| Failure::not_found())?;
        Ok(Self {
            unit_no: UnitNo(unit),
        })
    }
}

impl FromRequestParts<App> for AtPeriod {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let named = Path::<(String, String)>::from_request_parts(parts, app).await;
        let Path((unit, period)) = named.map_err(|_| Failure::not_found())?;
        let period = period.parse().map_err(|_| Failure::not_found())?;
        Ok(Self {
            unit_no: UnitNo(unit),
            period,
        })
    }
}

/// The half-year that an address names.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
struct InPeriod {
    /// The half-year
    period: Period,
}

/// The report that an address names.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
struct OfReport {
    /// The report
    report_id: ReportId,
}

impl FromRequestParts<App> for InPeriod {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let named = Path::<String>::from_request_parts(parts, app).await;
        let Path(period) = named.map_err(|_| Failure::not_found())?;
        let period = period.parse().map_err(|_| Failure::not_found())?;
        Ok(Self { period })
    }
}

impl FromRequestParts<App> for OfReport {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let named = Path::<String>::from_request_parts(parts, app).await;
        let Path(report) = named.map_err(|_| Failure::not_found())?;
        let report_id = report.parse().map_err(|_| Failure::not_found())?;
        Ok(Self { report_id })
    }
}

/// Sends the browser on.
fn go_to(address: &str, cookies: &[String]) -> Result<Response, Failure> {
    let address = HeaderValue::try_from(address).map_err(|_| Failure::internal())?;
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, address);
    for cookie in cookies {
        let cookie = HeaderValue::try_from(cookie).map_err(|_| Failure::internal())?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// A cookie that no script reads and no other site's request carries.
fn cookie(name: &str, value: &str, seconds: Option<u32>) -> String {
    let lasts = seconds.map(|seconds| format!("; Max-Age={seconds}"));
    let lasts = lasts.unwrap_or_default();
    format!("{name}={value}; Secure; HttpOnly; SameSite=Lax; Path=/{lasts}")
}

/// Takes a cookie away.
fn no_cookie(name: &str) -> String {
    cookie(name, "", Some(0))
}
