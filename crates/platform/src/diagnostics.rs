//! The program's log, and what an officer can send to whoever helps: a text to look into first.

use std::{
    fs,
    path::{Path, PathBuf},
};

use engine::view::Link;
use jiff::Timestamp;
use tracing_appender::rolling::{InitError, RollingFileAppender, Rotation};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

/// A week of days.
const DAYS: usize = 7;

/// No file of the log is taken with more than its last part.
const BYTES_MAX: usize = 256 * 1024;

/// What is told besides the log.
#[derive(Debug, Clone)]
pub struct About {
    /// The product's version.
    pub version: String,
    /// The webview's version.
    pub webview: String,
    /// The server's host.
    pub server: String,
    /// The connection to it.
    pub link: Link,
    /// When it was told.
    pub at: Timestamp,
}

/// Logs to standard error, and to a file a day in a folder, where there can be one. `RUST_LOG` says how much.
pub fn log_to(folder: &Path) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let file = files(folder);
    let no_file = file.as_ref().err().map(ToString::to_string);
    let to_file = file.ok().map(|file| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(file)
    });
    let started = tracing_subscriber::registry()
        .with(filter)
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .with(to_file)
        .try_init();
    if started.is_ok()
        && let Some(error) = no_file
    {
        tracing::warn!(%error, "the log is not kept");
    }
}

fn files(folder: &Path) -> Result<RollingFileAppender, InitError> {
    RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("halvaarsrapport")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)
}

/// What an officer can send: the program, the machine's kind, and the log.
pub fn report(about: &About, folder: &Path) -> String {
    let About {
        version,
        webview,
        server,
        link,
        at,
    } = about;
    let mut text = format!(
        "Halvårsrapport {version}\n{at}\n{os} {arch}, webview {webview}\n{server}: {link:?}\n",
        os = std::env::consts::OS,
        arch = std::env::consts::ARCH,
    );
    for file in log_files(folder) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let said = fs::read(&file).unwrap_or_default();
        let from = said.len().saturating_sub(BYTES_MAX);
        let said = String::from_utf8_lossy(said.get(from..).unwrap_or_default()).into_owned();
        text.push_str("\n== ");
        text.push_str(&name);
        text.push('\n');
        text.push_str(&said);
    }
    text
}

/// The oldest first: their names begin with the day.
fn log_files(folder: &Path) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = listed
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_holds_the_logs_of_some_days_in_turn_and_nothing_else_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        put("halvaarsrapport.2026-08-25.log", "the second day\n");
        put("halvaarsrapport.2026-08-24.log", "the first day\n");
        put("store.db", "not to be told");
        let about = About {
            version: "0.1.0".to_owned(),
            webview: "2.50".to_owned(),
            server: "server.example".to_owned(),
            link: Link::Offline,
            at: "2026-08-25T12:00:00Z".parse().unwrap(),
        };
        let told = report(&about, folder.path());
        assert!(told.starts_with("Halvårsrapport 0.1.0\n2026-08-25T12:00:00Z\n"));
        let (first, second) = (told.find("the first day"), told.find("the second day"));
        assert!(first.is_some() && first < second);
        assert!(!told.contains("not to be told"));
        put("halvaarsrapport.2026-08-25.log", &"å".repeat(BYTES_MAX));
        let told = report(&about, folder.path());
        assert!(told.len() < BYTES_MAX + 1000);
    }
}
