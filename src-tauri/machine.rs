//! What the shell does as a guest of the operating system.

use engine::view::Link;
use platform::{About, Away, Leave, Wanted, Wish};
use tauri::{AppHandle, Emitter, Manager};

use crate::{Shared, tray, window};

pub(crate) type Machine = platform::Machine<tray::Shown>;

/// The officer wants to go somewhere: at once, or when the store is open.
pub(crate) fn wish(handle: &AppHandle, wish: Option<Wish>) {
    window::raise(handle);
    if let (Some(wish), Some(machine)) = (wish, handle.try_state::<Machine>()) {
        machine.wish(wish);
        tell(handle, "wish", ());
    }
}

/// Ends the program, hides its window, or asks first.
pub(crate) fn leave(handle: &AppHandle, wanted: Wanted) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let (Some(machine), Some(engine)) =
            (handle.try_state::<Machine>(), handle.try_state::<Shared>())
        else {
            return handle.exit(0);
        };
        let asks = machine.asks(wanted);
        let unsent = if asks { engine.unsent().await } else { 0 };
        match machine.leave(wanted, unsent) {
            Leave::Hide => window::hide(&handle),
            Leave::End => handle.exit(0),
            Leave::Ask(unsent) => {
                window::raise(&handle);
                tell(&handle, "leaving", unsent);
            }
        }
    });
}

/// Locks the store when nobody is there.
pub(crate) fn watch(engine: Shared) {
    tauri::async_runtime::spawn(platform::watch(move |away| {
        let engine = Shared::clone(&engine);
        async move {
            match away {
                Away::Locked | Away::Sleeps => engine.lock().await,
                Away::Woke => engine.network_joined(),
            }
        }
    }));
}

/// What can be sent to whoever helps.
pub(crate) async fn diagnostics(handle: &AppHandle, engine: &Shared) -> String {
    let app = engine.app_state().await.ok();
    let about = About {
        version: handle.package_info().version.to_string(),
        webview: tauri::webview_version().unwrap_or_default(),
        server: engine.server().host_str().unwrap_or_default().to_owned(),
        link: app.map_or(Link::Unknown, |app| app.line.link),
        at: edge::system_ctx().now(),
    };
    let logs = handle.path().app_log_dir().unwrap_or_default();
    platform::diagnostics(&about, &logs)
}

pub(crate) fn tell(handle: &AppHandle, event: &str, told: impl serde::Serialize + Clone) {
    if let Err(error) = handle.emit(event, told) {
        tracing::warn!(%error, event, "the page does not hear of it");
    }
}
