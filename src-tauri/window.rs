//! The one window, which shows the program's own pages and nothing else.

use tauri::{
    AppHandle, Manager, Url,
    webview::{NewWindowResponse, WebviewWindowBuilder},
};

/// Opens it. The page leads nowhere else, opens no second window and keeps no file.
pub(crate) fn open(handle: &AppHandle) -> Result<(), Box<dyn std::error::Error>> {
    let config = handle.config();
    let described = config.app.windows.first().ok_or("no window is described")?;
    let dev = config.build.dev_url.clone().filter(|_| tauri::is_dev());
    WebviewWindowBuilder::from_config(handle, described)?
        .on_navigation(move |url| {
            let own = is_own(url, dev.as_ref());
            if !own {
                tracing::warn!(scheme = url.scheme(), "the page may not go there");
            }
            own
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    Ok(())
}

/// Whether an address is one of the program's own pages: on Windows they have a host in the place of a scheme.
fn is_own(url: &Url, dev: Option<&Url>) -> bool {
    let address = (url.scheme(), url.host_str(), url.port());
    let embedded = if cfg!(windows) {
        ("http", Some("tauri.localhost"), None)
    } else {
        ("tauri", Some("localhost"), None)
    };
    address == embedded || dev.is_some_and(|dev| dev.origin() == url.origin())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_programs_own_pages_are_shown() {
        let dev = Url::parse("http://127.0.0.1:5173").unwrap();
        let own = |url: &str, dev| is_own(&Url::parse(url).unwrap(), dev);
        let embedded = if cfg!(windows) {
            "http://tauri.localhost/index.html"
        } else {
            "tauri://localhost/index.html"
        };
        assert!(own(embedded, None));
        for foreign in [
            "https://example.org/",
            "http://127.0.0.1:5173/",
            "https://tauri.localhost.example.org/",
            "http://tauri.localhost:8080/",
            "tauri://localhost.example.org/",
            "tauri://localhost:8080/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "javascript:alert(1)",
        ] {
            assert!(!own(foreign, None), "{foreign}");
        }
        assert!(own("http://127.0.0.1:5173/tasks", Some(&dev)));
        assert!(!own("http://127.0.0.1:5174/", Some(&dev)));
    }
}
