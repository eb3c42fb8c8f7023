//! The pages a user sees: plain HTML and CSS, no script.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::Language;
use url::Url;

use crate::{
    config::TestPerson,
    eid::Eid,
    request::Request,
    text::{Words, words},
    token::tag,
};

/// A login that is under way.
pub(crate) struct View<'a> {
    /// Its place in URLs.
    pub(crate) id: &'a str,
    /// What users call the service.
    pub(crate) service: &'a str,
    pub(crate) request: &'a Request,
}

/// The five electronic IDs.
pub(crate) fn eids(view: &View<'_>) -> Response {
    let words = words(view.request.language);
    let heading = heading(
        view,
        words,
        words.choose_eid,
        words.level(view.request.level),
    );
    let choices: String = Eid::ALL
        .into_iter()
        .map(|eid| eid_choice(view, words, eid))
        .collect();
    let cancel = cancel(view, words);
    let main = format!("{heading}<ul class=\"choices\">{choices}</ul>{cancel}");
    document(
        view,
        words,
        words.choose_eid,
        &format!("/login/{}", view.id),
        &main,
    )
}

fn eid_choice(view: &View<'_>, words: &Words, eid: Eid) -> String {
    let (id, slug, name, about) = (view.id, eid.slug(), eid.name(), words.about(eid));
    if eid.level() < view.request.level {
        let why = words.too_low;
        format!(
            "<li><a class=\"choice\" role=\"link\" aria-disabled=\"true\" data-testid=\"eid-{slug}\">\
             <b>{name}</b><span>{why}</span></a></li>"
        )
    } else {
        format!(
            "<li><a class=\"choice\" href=\"/login/{id}/{slug}\" data-testid=\"eid-{slug}\">\
             <b>{name}</b><span>{about}</span></a></li>"
        )
    }
}

/// The persons who can log in.
pub(crate) fn persons(view: &View<'_>, eid: Eid, persons: &[TestPerson]) -> Response {
    let words = words(view.request.language);
    let (id, slug) = (view.id, eid.slug());
    let with = format!("{} {}", words.with, eid.name());
    let heading = heading(view, words, words.choose_person, &with);
    let choices: String = persons
        .iter()
        .enumerate()
        .map(|(index, person)| person_choice(view, index, person))
        .collect();
    let (back, cancel) = (words.back, cancel(view, words));
    let main = format!(
        "{heading}<form method=\"post\" action=\"/login/{id}\">\
         <input type=\"hidden\" name=\"eid\" value=\"{slug}\"><ul class=\"choices\">{choices}</ul></form>\
         <p><a href=\"/login/{id}\" data-testid=\"back\">{back}</a></p>{cancel}"
    );
    document(
        view,
        words,
        words.choose_person,
        &format!("/login/{id}/{slug}"),
        &main,
    )
}

fn person_choice(view: &View<'_>, index: usize, person: &TestPerson) -> String {
    let name = escape(&person.name);
    let note = person
        .note
        .as_ref()
        .map_or("", |note| note.get(view.request.language));
    let note = escape(note);
    format!(
        "<li><button class=\"choice\" name=\"person\" value=\"{index}\" data-testid=\"person-{index}\">\
         <b>{name}</b><span>{note}</span></button></li>"
    )
}

/// The request is not one that can be answered; the client hears nothing.
pub(crate) fn error(code: &str) -> Response {
    let main = format!(
        "<h1>Noe gikk galt</h1><p>Innloggingen kan ikke fortsette. Gå tilbake til tjenesten og prøv på nytt.</p>\
         <p lang=\"en\">The login cannot continue. Go back to the service and try again.</p>\
         <p class=\"quiet\" data-testid=\"error\">{}</p>",
        escape(code)
    );
    (StatusCode::BAD_REQUEST, plain("Noe gikk galt", &main)).into_response()
}

/// The switch "never redirects" is on.
pub(crate) fn stranded() -> Response {
    plain(
        "Innloggingen stopper her",
        "<h1>Innloggingen stopper her</h1><p>Feilbryteren «never_redirects» er på.</p>",
    )
}

/// Logged out, and no place to go.
pub(crate) fn logged_out() -> Response {
    plain(
        "Du er logget ut",
        "<h1>Du er logget ut</h1><p>Du kan lukke denne fanen.</p>",
    )
}

fn heading(view: &View<'_>, words: &Words, title: &str, more: &str) -> String {
    let (to, service) = (words.service, escape(view.service));
    format!("<p class=\"quiet\">{to} <b>{service}</b></p><h1>{title}</h1><p>{more}</p>")
}

fn cancel(view: &View<'_>, words: &Words) -> String {
    let (id, cancel) = (view.id, words.cancel);
    format!(
        "<form method=\"post\" action=\"/login/{id}/cancel\">\
         <button class=\"cancel\" data-testid=\"cancel\">{cancel}</button></form>"
    )
}

/// A page in the user's language, with links to the same page in the others.
fn document(view: &View<'_>, words: &Words, title: &str, here: &str, main: &str) -> Response {
    let language = view.request.language;
    let link = |(other, name): (Language, &str)| {
        let lang = tag(other);
        let current = if other == language {
            " aria-current=\"true\""
        } else {
            ""
        };
        format!(
            "<a href=\"{here}?lang={lang}\" lang=\"{lang}\" hreflang=\"{lang}\"{current} \
             data-testid=\"lang-{lang}\">{name}</a>"
        )
    };
    let languages = [
        (Language::Nb, "Bokmål"),
        (Language::Nn, "Nynorsk"),
        (Language::En, "English"),
    ];
    let links: String = languages.into_iter().map(link).collect();
    let nav = format!("<nav aria-label=\"{}\">{links}</nav>", words.language);
    // A form's redirect counts as its target in some browsers, so the client's origin must be allowed.
    let back = Url::parse(&view.request.redirect_uri)
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default();
    html(tag(language), title, words, &nav, main, &back)
}

/// A page outside a login.
fn plain(title: &str, main: &str) -> Response {
    html("nb", title, words(Language::Nb), "", main, "")
}

fn html(
    language: &str,
    title: &str,
    words: &Words,
    nav: &str,
    main: &str,
    form_target: &str,
) -> Response {
    let (banner, more) = (words.banner, words.banner_more);
    let body = format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} – {banner}</title><link rel=\"stylesheet\" href=\"/style.css\"></head><body>\
         <div class=\"banner\" role=\"note\" data-testid=\"banner\"><strong>{banner}</strong> <span>{more}</span></div>\
         <header>{nav}</header><main>{main}</main></body></html>\n"
    );
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {form_target}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    (headers, body).into_response()
}

/// A text as HTML shows it, in elements and in quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_html_would_read() {
        assert_eq!(
            escape("<a b='c' d=\"e\">&"),
            "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;"
        );
    }
}
