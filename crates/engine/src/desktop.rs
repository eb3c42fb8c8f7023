//! All that the engine asks of the program around it.

use domain::{Language, ids::ReportId};
use url::Url;

use crate::view::TaskKind;

/// The program around the engine: a window, a terminal, or a recording in a test.
pub trait Desktop: Send + Sync + 'static {
    /// Opens an address in the system's browser.
    fn open_browser(&self, url: &Url) -> Result<(), OpenFailed>;

    /// Something that a page shows has changed: ask again.
    fn changed(&self);

    /// Tells the officer of new tasks: one call for each burst, after they are stored.
    fn notify(&self, language: Language, arrivals: &[Arrival]);

    /// The login is over in the browser: come to the front.
    fn raise(&self);

    /// The page the browser shows when the login has come back from it: a whole HTML document without
    /// scripts and without outside resources.
    fn loopback_page(&self, language: Language, page: LoopbackPage) -> String;
}

/// A task that came with a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The report.
    pub report_id: ReportId,
    /// The reporting unit's name.
    pub unit_name: String,
    /// A first report, or a corrected one.
    pub kind: TaskKind,
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

/// The system's browser could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system's browser could not be opened")]
pub struct OpenFailed;
