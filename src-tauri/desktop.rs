//! What the engine asks of the window.

use domain::Language;
use engine::{Desktop, LoopbackPage, News, OpenFailed};
use notify_rust::Notification;
use platform::Wish;
use tauri::AppHandle;
use url::Url;

use crate::{machine, tray, window::raise};

/// The one window.
#[derive(Debug)]
pub(crate) struct Window {
    handle: AppHandle,
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
        machine::tell(&self.handle, "changed", ());
        tray::refresh(&self.handle);
    }

    fn notify(&self, language: Language, news: News<'_>) {
        let texts = platform::texts(language);
        let text = texts.news(news);
        let wish = Wish::of_news(news);
        let handle = self.handle.clone();
        // Waiting for the click blocks, perhaps for hours.
        std::thread::spawn(move || {
            let mut notification = Notification::new();
            notification
                .appname("Halvårsrapport")
                .summary("Halvårsrapport")
                .body(&text)
                .action("default", &texts.open);
            // The installer registers the program under it.
            #[cfg(windows)]
            notification.app_id(&handle.config().identifier);
            match notification.show() {
                Ok(notification) => {
                    notification.wait_for_action(|action| {
                        if action == "default" {
                            machine::wish(&handle, Some(wish));
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
        platform::texts(language).loopback_page(language, page)
    }
}
