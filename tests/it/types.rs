//! The types that the pages share with the engine: `ui/generated` holds what the Rust types say.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use domain::decision::Draft;
use engine::view::{AppState, CommandError, ReportView, TaskLists};
use ts_rs::{Config, TS};

/// Set by `cargo xtask codegen`: write instead of compare.
const WRITE: &str = "HALVAARSRAPPORT_CODEGEN";

#[test]
fn generated_types_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/generated");
    let wanted = rendered();
    if std::env::var_os(WRITE).is_some() {
        write(&folder, &wanted);
    }
    let found = files(&folder);
    let differing: Vec<_> = wanted
        .keys()
        .chain(found.keys())
        .filter(|name| wanted.get(*name) != found.get(*name))
        .collect();
    assert!(
        differing.is_empty(),
        "ui/generated is stale ({differing:?}): run `cargo xtask codegen`"
    );
}

/// Every type the commands carry, with all it depends on: file name and text.
fn rendered() -> BTreeMap<PathBuf, String> {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::new().with_out_dir(folder.path());
    AppState::export_all(&config).unwrap();
    TaskLists::export_all(&config).unwrap();
    ReportView::export_all(&config).unwrap();
    CommandError::export_all(&config).unwrap();
    Draft::export_all(&config).unwrap();
    files(folder.path())
}

fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return BTreeMap::new();
    };
    entries
        .map(|entry| {
            let entry = entry.unwrap();
            // A checkout may have turned the line ends.
            let text = fs::read_to_string(entry.path())
                .unwrap()
                .replace("\r\n", "\n");
            (PathBuf::from(entry.file_name()), text)
        })
        .collect()
}

fn write(folder: &Path, wanted: &BTreeMap<PathBuf, String>) {
    fs::create_dir_all(folder).unwrap();
    for name in files(folder).keys().filter(|name| !wanted.contains_key(*name)) {
        fs::remove_file(folder.join(name)).unwrap();
    }
    for (name, text) in wanted {
        fs::write(folder.join(name), text).unwrap();
    }
}
