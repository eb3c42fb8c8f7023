//! The one window, which shows the program's own pages and nothing else.

use tauri::{
    AppHandle, Manager,
    webview::{NewWindowResponse, WebviewWindowBuilder},
};

/// Opens it, unseen where the program starts in the tray. The page leads nowhere else, opens no second window and
/// keeps no file.
pub(crate) fn open(handle: &AppHandle, unseen: bool) -> Result<(), Box<dyn std::error::Error>> {
    let config = handle.config();
    let described = config.app.windows.first().ok_or("no window is described")?;
    let dev = config.build.dev_url.clone().filter(|_| tauri::is_dev());
    WebviewWindowBuilder::from_config(handle, described)?
        .on_navigation(move |url| {
            let own = platform::is_own_page(url, dev.as_ref());
            if !own {
                tracing::warn!(scheme = url.scheme(), "the page may not go there");
            }
            own
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .visible(!unseen)
        .build()?;
    Ok(())
}

/// Brings it to the front, wherever it is.
pub(crate) fn raise(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window("main") else {
        return;
    };
    for raised in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = raised {
            tracing::debug!(%error, "the window stays where it is");
        }
    }
}

/// Takes it away; the program goes on.
pub(crate) fn hide(handle: &AppHandle) {
    let hidden = handle
        .get_webview_window("main")
        .map(|window| window.hide());
    if let Some(Err(error)) = hidden {
        tracing::debug!(%error, "the window stays where it is");
    }
}

/// Shows the pages so large, in percent.
pub(crate) fn zoom(handle: &AppHandle, percent: u16) {
    let window = handle.get_webview_window("main");
    let zoomed = window.map(|window| window.set_zoom(f64::from(percent) / 100.0));
    if let Some(Err(error)) = zoomed {
        tracing::debug!(%error, "the pages stay as large as they are");
    }
}
