//! All that the engine asks of the program around it.

use domain::{
    Language,
    ids::{ApplicationId, ReportId},
};
use url::Url;

use crate::view::TaskKind;

/// The program around the engine: a window, a terminal, or a recording in a test.
pub trait Desktop: Send + Sync + 'static {
    /// Opens an address in the system's browser.
    fn open_browser(&self, url: &Url) -> Result<(), OpenFailed>;

    /// Something that a page shows has changed: ask again.
    fn changed(&self);

    /// Tells the officer of new tasks: one call for each burst.
    fn notify(&self, language: Language, news: News<'_>);

    /// The login is over in the browser: come to the front.
    fn raise(&self);

    /// The page the browser shows when the login has come back from it: a whole HTML document without
    /// scripts and without outside resources, and with [`LoopbackPage::STYLE`] as its only style sheet.
    fn loopback_page(&self, language: Language, page: LoopbackPage) -> String;
}

/// What the officer is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News<'a> {
    /// Tasks that are stored here.
    Arrived(&'a [Arrival]),
    /// So many tasks wait at the server; no more is known while the store is locked or the session over.
    Waiting(u64),
}

/// A task that came with a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// What it is.
    pub what: Arrived,
    /// The reporting unit's name; of an application whom the applicant works for.
    pub unit_name: String,
}

/// What arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrived {
    /// A report.
    Report {
        /// Which.
        id: ReportId,
        /// A first report, or a corrected one.
        kind: TaskKind,
    },
    /// An application for access.
    Application {
        /// Which.
        id: ApplicationId,
    },
}

/// What the browser is told at the end of a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoopbackPage {
    /// Back to the program; this page can be closed.
    Done,
    /// The login was cancelled.
    Cancelled,
    /// The login failed; the program says why.
    Failed,
}

impl LoopbackPage {
    /// All the style that the page may have, in one `style` element: its policy names this text's hash.
    pub const STYLE: &str = "\
        :root{color-scheme:light dark;--page:#f4f5f6;--card:#fff;--text:#1e2b3c;--edge:#0062ba}\
        @media(prefers-color-scheme:dark){:root{--page:#14181d;--card:#202830;--text:#e9eef3;--edge:#66b2ff}}\
        body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--page);\
        color:var(--text);font:1.125rem/1.5 Inter,system-ui,sans-serif}\
        main{box-sizing:border-box;max-width:36rem;margin:1.5rem;padding:2rem 2.5rem;\
        background:var(--card);border-top:.375rem solid var(--edge);border-radius:.5rem}\
        h1{margin:0 0 .75rem;font-size:1.75rem;line-height:1.25;font-weight:600}p{margin:0}";

    /// A page of a title and a text, as [`Desktop::loopback_page`] wants it.
    pub fn html(language: Language, title: &str, text: &str) -> String {
        let lang = language.pick("nb", "nn", "en");
        format!(
            "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\">\
             <title>{title} – Halvårsrapport</title><style>{style}</style></head>\
             <body><main><h1>{title}</h1><p>{text}</p></main></body></html>",
            style = Self::STYLE,
        )
    }
}

/// The system's browser could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system's browser could not be opened")]
pub struct OpenFailed;
