//! What the engine asks of the window.

use domain::{Language, ids::ReportId};
use engine::{Desktop, LoopbackPage, News, OpenFailed};
use notify_rust::Notification;
use serde::Serialize;
use tauri::{AppHandle, Emitter};
use url::Url;

use crate::{native, window::raise};

/// The one window.
#[derive(Debug)]
pub(crate) struct Window {
    handle: AppHandle,
}

#[derive(Clone, Serialize)]
struct OpenReport {
    id: ReportId,
}

impl Window {
    pub(crate) fn new(handle: AppHandle) -> Self {
        Self { handle }
    }
}

impl Desktop for Window {
    fn open_browser(&self, url: &Url) -> Result<(), OpenFailed> {
        open::that_detached(url.as_str()).map_err(|error| {
            tracing::warn!(kind = ?error.kind(), "the browser could not be opened");
            OpenFailed
        })
    }

    fn changed(&self) {
        if let Err(error) = self.handle.emit("changed", ()) {
            tracing::warn!(%error, "the page does not hear of a change");
        }
    }

    fn notify(&self, language: Language, news: News<'_>) {
        let texts = native::texts(language);
        let text = texts.news(news);
        let opens = match news {
            News::Arrived([one]) => Some(one.report_id),
            News::Arrived(_) | News::Waiting(_) => None,
        };
        let handle = self.handle.clone();
        // Waiting for the click blocks, perhaps for hours.
        std::thread::spawn(move || {
            let shown = Notification::new()
                .appname("Halvårsrapport")
                .summary("Halvårsrapport")
                .body(&text)
                .action("default", &texts.open)
                .show();
            match shown {
                Ok(notification) => {
                    notification.wait_for_action(|action| {
                        if action == "default" {
                            open_report(&handle, opens);
                        }
                    });
                }
                Err(error) => tracing::warn!(%error, "no notification service"),
            }
        });
    }

    fn raise(&self) {
        raise(&self.handle);
    }

    fn loopback_page(&self, language: Language, page: LoopbackPage) -> String {
        native::texts(language).loopback_page(language, page)
    }
}

fn open_report(handle: &AppHandle, id: Option<ReportId>) {
    raise(handle);
    if let Some(id) = id
        && let Err(error) = handle.emit("open_report", OpenReport { id })
    {
        tracing::warn!(%error, "the page does not hear of a click");
    }
}
