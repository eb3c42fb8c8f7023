//! Which addresses are the program's own.

use url::Url;

/// Whether an address is one of the program's own pages: on Windows they have a host in the place of a scheme.
/// `dev` is where a developer's pages come from.
pub fn is_own_page(url: &Url, dev: Option<&Url>) -> bool {
    let address = (url.scheme(), url.host_str(), url.port());
    let embedded = if cfg!(windows) {
        ("http", Some("tauri.localhost"), None)
    } else {
        ("tauri", Some("localhost"), None)
    };
    address == embedded || dev.is_some_and(|dev| dev.origin() == url.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_programs_own_pages_are_shown() {
        let dev = Url::parse("http://127.0.0.1:5173").unwrap();
        let own = |url: &str, dev| is_own_page(&Url::parse(url).unwrap(), dev);
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
