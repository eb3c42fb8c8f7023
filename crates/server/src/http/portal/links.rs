//! Where the links in an officer's mails lead: a page that opens the program, says how to get it, or whom to call.
//!
//! It is the same for every id and asks for nothing, so whoever follows a link without being an officer learns nothing.

use axum::{
    Extension,
    extract::{FromRequestParts, Path, Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use data_encoding::BASE64;
use domain::{
    ids::{ApplicationId, ReportId},
    report::Hash,
    text::Language,
};
use serde::Deserialize;

use super::super::OwnHeaders;
use crate::{
    App,
    error::Failure,
    mail::{
        message::{code_of, escaped},
        texts::PRODUCT,
    },
};

/// The scheme that the desktop program has registered for itself.
const SCHEME: &str = "halvaarsrapport";

const STYLE: &str = "body{font:18px/1.6 system-ui,sans-serif;color:#1e2b3c;background:#f4f5f6;margin:0}\
    main{max-width:36rem;margin:4rem auto;padding:2rem;background:#fff;border:1px solid #d2d5d8;border-radius:.5rem}\
    h1{font-size:1.5rem;margin:0 0 1rem}a.open{display:inline-block;padding:.6rem 1.4rem;border-radius:.25rem;\
    background:#1e2b3c;color:#fff;text-decoration:none}a.open:focus-visible{outline:3px solid #1e2b3c;outline-offset:3px}";

/// In which language.
#[derive(Deserialize)]
pub(super) struct Spoken {
    #[serde(default)]
    sprak: Option<String>,
}

/// The report that a link names.
pub(super) struct Task {
    report_id: ReportId,
}

/// The application that a link names.
pub(super) struct Asked {
    application_id: ApplicationId,
}

impl FromRequestParts<App> for Task {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let named = Path::<String>::from_request_parts(parts, app).await;
        let Path(id) = named.map_err(|_| Failure::not_found())?;
        let report_id = id.parse().map_err(|_| Failure::not_found())?;
        Ok(Self { report_id })
    }
}

impl FromRequestParts<App> for Asked {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let named = Path::<String>::from_request_parts(parts, app).await;
        let Path(id) = named.map_err(|_| Failure::not_found())?;
        let application_id = id.parse().map_err(|_| Failure::not_found())?;
        Ok(Self { application_id })
    }
}

/// Open a report in the desktop program
#[utoipa::path(
    get,
    path = "/task/{report_id}",
    operation_id = "openTask",
    tag = "pages",
    params(("report_id" = ReportId, Path, description = "The report"), ("sprak" = Option<String>, Query, description = "nb, nn or en")),
    responses((status = 200, description = "A page", content_type = "text/html", body = String))
)]
pub(super) async fn task(
    State(app): State<App>,
    Task { report_id }: Task,
    spoken: Result<Query<Spoken>, QueryRejection>,
) -> Result<Response, Failure> {
    page(&app, &format!("task/{report_id}"), spoken)
}

/// Open an application in the desktop program
#[utoipa::path(
    get,
    path = "/application/{application_id}",
    operation_id = "openApplication",
    tag = "pages",
    params(("application_id" = ApplicationId, Path, description = "The application"), ("sprak" = Option<String>, Query, description = "nb, nn or en")),
    responses((status = 200, description = "A page", content_type = "text/html", body = String))
)]
pub(super) async fn application(
    State(app): State<App>,
    Asked { application_id }: Asked,
    spoken: Result<Query<Spoken>, QueryRejection>,
) -> Result<Response, Failure> {
    page(&app, &format!("application/{application_id}"), spoken)
}

fn page(
    app: &App,
    place: &str,
    spoken: Result<Query<Spoken>, QueryRejection>,
) -> Result<Response, Failure> {
    // What cannot be read says nothing.
    let asked = spoken.ok().and_then(|Query(Spoken { sprak })| sprak);
    let mut all = Language::ALL.into_iter();
    let language = all.find(|language| asked.as_deref() == Some(code_of(*language)));
    let help = app.settings().mail.as_ref().map(|mail| mail.help.as_str());
    let html = written(language.unwrap_or_default(), place, help);
    let style = BASE64.encode(&Hash::of(STYLE.as_bytes()).0);
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let mut headers = HeaderMap::new();
    let policy = HeaderValue::try_from(policy).map_err(|_| Failure::internal())?;
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    Ok((kind, Extension(OwnHeaders(headers)), html).into_response())
}

fn written(language: Language, place: &str, help: Option<&str>) -> String {
    let (title, open, missing, call) = language.pick(
        (
            "Oppgaven åpnes i programmet",
            "Åpne i Halvårsrapport",
            "Skjer det ingenting, er programmet ikke installert på denne maskinen. Du får det av den som har ansvar for \
             programmene hos statsforvalteren. Oppgaven finner du også selv: logg inn i programmet, og se under «Åpne \
             oppgaver».",
            "Trenger du hjelp?",
        ),
        (
            "Oppgåva blir opna i programmet",
            "Opne i Halvårsrapport",
            "Skjer det ingenting, er programmet ikkje installert på denne maskina. Du får det av den som har ansvar for \
             programma hos statsforvaltaren. Oppgåva finn du òg sjølv: logg inn i programmet, og sjå under «Opne \
             oppgåver».",
            "Treng du hjelp?",
        ),
        (
            "The task opens in the program",
            "Open in Halvårsrapport",
            "If nothing happens, the program is not installed on this machine. Whoever is responsible for programs at the \
             County Governor's office can give it to you. You also find the task yourself: log in to the program, and look \
             under “Open tasks”.",
            "Do you need help?",
        ),
    );
    let link = format!("{SCHEME}://{place}");
    let call = help.map_or_else(String::new, |help| {
        format!("<p>{call} {}</p>\n", escaped(help))
    });
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"refresh\" content=\"1;url={link}\">\n<title>{PRODUCT}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<main>\n<h1>{title}</h1>\n<p><a class=\"open\" href=\"{link}\">{open}</a></p>\n\
         <p>{missing}</p>\n{call}</main>\n</body>\n</html>\n",
        code_of(language)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_speaks_three_languages_and_names_the_place_twice() {
        let pages = Language::ALL.map(|language| written(language, "task/1", Some("Ring <oss>")));
        for page in &pages {
            assert_eq!(page.matches("halvaarsrapport://task/1").count(), 2);
            assert!(page.contains("Ring &lt;oss&gt;"));
        }
        assert!(pages[0] != pages[1] && pages[1] != pages[2]);
        assert!(!written(Language::Nb, "task/1", None).contains("hjelp?"));
    }
}
