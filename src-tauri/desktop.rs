//! What the engine asks of the window.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};

use domain::Language;
use engine::{Desktop, LoopbackPage, News, OpenFailed};
use notify_rust::Notification;
use platform::{Bubble, Shows, Wish};
use tauri::{AppHandle, Manager};
use url::Url;

use crate::{Shared, machine, tray, window::raise};

/// The one window.
#[derive(Debug)]
pub(crate) struct Window {
    handle: AppHandle,
    bubble: Mutex<Bubble>,
    told: mpsc::Sender<(Language, Shows)>,
}

impl Window {
    pub(crate) fn new(handle: AppHandle) -> Self {
        let (told, tells) = mpsc::channel();
        let showing = handle.clone();
        // One after another, so that one can take another's place.
        std::thread::spawn(move || show_all(&showing, &tells));
        Self {
            handle,
            bubble: Mutex::default(),
            told,
        }
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
        let now = edge::system_ctx().now();
        let engine = self.handle.try_state::<Shared>();
        let last_input = engine.map_or(now, |engine| engine.last_input());
        let mut bubble = locked(&self.bubble);
        let shows = bubble.tell(platform::texts(language), news, (now, last_input));
        if self.told.send((language, shows)).is_err() {
            tracing::warn!("nobody shows notifications");
        }
    }

    fn raise(&self) {
        raise(&self.handle);
    }

    fn loopback_page(&self, language: Language, page: LoopbackPage) -> String {
        platform::texts(language).loopback_page(language, page)
    }
}

/// A notification that stands there, until somebody has clicked it or taken it away.
struct Standing {
    id: u32,
    wish: Arc<Mutex<Option<Wish>>>,
}

fn show_all(handle: &AppHandle, told: &mpsc::Receiver<(Language, Shows)>) {
    let mut standing: Option<Standing> = None;
    for (language, shows) in told {
        let notification = notification(handle, language, &shows.text);
        standing = match standing.take().filter(|_| shows.again) {
            Some(earlier) => {
                again(&earlier, notification, shows.wish);
                Some(earlier)
            }
            None => show(handle, &notification, shows.wish),
        };
    }
}

fn notification(handle: &AppHandle, language: Language, text: &str) -> Notification {
    let mut notification = Notification::new();
    notification
        .appname("Halvårsrapport")
        .summary("Halvårsrapport")
        .body(text)
        .action("default", &platform::texts(language).open);
    own(&mut notification, handle);
    notification
}

/// The service gives the number of the first, and knows the program by its name.
#[cfg(all(unix, not(target_os = "macos")))]
fn own(_: &mut Notification, _: &AppHandle) {}

/// There is one number, so that the next takes its place. The installer registers the program under its identifier.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn own(notification: &mut Notification, handle: &AppHandle) {
    notification.id(1);
    #[cfg(windows)]
    notification.app_id(&handle.config().identifier);
    #[cfg(not(windows))]
    let _ = handle;
}

fn show(handle: &AppHandle, notification: &Notification, wish: Wish) -> Option<Standing> {
    let standing = match notification.show() {
        Ok(standing) => standing,
        Err(error) => {
            tracing::warn!(%error, "no notification service");
            return None;
        }
    };
    #[cfg(all(unix, not(target_os = "macos")))]
    let id = standing.id();
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    let id = 1;
    let wish = Arc::new(Mutex::new(Some(wish)));
    let (clicked, handle) = (wish.clone(), handle.clone());
    // Waiting for the click blocks, perhaps for hours.
    std::thread::spawn(move || {
        standing.wait_for_action(|action| {
            let wish = locked(&clicked).take();
            if action == "default" {
                machine::wish(&handle, wish);
            }
        });
    });
    Some(Standing { id, wish })
}

/// More of the same burst. Whoever has taken the notification away is not told again.
fn again(standing: &Standing, mut notification: Notification, wish: Wish) {
    let mut leads_to = locked(&standing.wish);
    if leads_to.is_none() {
        return;
    }
    *leads_to = Some(wish);
    if let Err(error) = notification.id(standing.id).show() {
        tracing::warn!(%error, "no notification service");
    }
}

fn locked<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
