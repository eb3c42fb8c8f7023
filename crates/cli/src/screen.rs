//! What the engine asks of a terminal.

use std::{io::Write, sync::Arc};

use domain::Language;
use engine::{Desktop, LoopbackPage, News, OpenFailed};
use tokio::sync::Notify;
use url::Url;

use crate::words::{Say, Words};

/// The terminal, as the engine sees it.
#[derive(Debug)]
pub(crate) struct Screen {
    /// Wakes whoever waits for a change.
    pub(crate) changed: Arc<Notify>,
    pub(crate) words: &'static Words,
    /// The officer opens the address: perhaps in a browser that the system does not know.
    pub(crate) by_hand: bool,
}

impl Desktop for Screen {
    fn open_browser(&self, url: &Url) -> Result<(), OpenFailed> {
        if !self.by_hand {
            match open::that_detached(url.as_str()) {
                Ok(()) => {
                    aside(self.words.say(Say::LoginOpened));
                    return Ok(());
                }
                Err(error) => {
                    tracing::warn!(kind = ?error.kind(), "the browser could not be opened");
                }
            }
        }
        aside(&self.words.fill(Say::LoginAddress, &[("address", url)]));
        Ok(())
    }

    fn changed(&self) {
        self.changed.notify_one();
    }

    fn notify(&self, _: Language, _: News<'_>) {}

    fn raise(&self) {}

    fn loopback_page(&self, language: Language, page: LoopbackPage) -> String {
        let (title, text) = match page {
            LoopbackPage::Done => (Say::PageDoneTitle, Say::PageDoneText),
            LoopbackPage::Cancelled => (Say::PageCancelledTitle, Say::PageCancelledText),
            LoopbackPage::Failed => (Say::PageFailedTitle, Say::PageFailedText),
        };
        let words = Words::of(language);
        LoopbackPage::html(language, words.say(title), words.say(text))
    }
}

/// Says something that is no result.
pub(crate) fn aside(text: &str) {
    // Where nobody sees it, the command goes on.
    writeln!(std::io::stderr(), "{text}").ok();
}
