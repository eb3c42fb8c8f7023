//! The types that the pages share with the engine: `ui/generated` holds what the Rust types say.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use domain::decision::Draft;
use engine::view::{AppState, CommandError, ReportView, TaskLists};
use ts_rs::{Config, TS};

/// Set by `cargo xtask codegen`: write instead of compare.
const WRITE: &str = "HALVAARSRAPPORT_CODEGEN";

#[test]
fn generated_types_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/generated");
    let wanted = rendered().unwrap();
    if std::env::var_os(WRITE).is_some() {
        write(&folder, &wanted).unwrap();
    }
    let found = files(&folder).unwrap_or_default();
    let differing: BTreeSet<_> = wanted
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
fn rendered() -> Result<BTreeMap<PathBuf, String>> {
    let folder = tempfile::tempdir()?;
    let config = Config::new().with_out_dir(folder.path());
    AppState::export_all(&config)?;
    TaskLists::export_all(&config)?;
    ReportView::export_all(&config)?;
    CommandError::export_all(&config)?;
    Draft::export_all(&config)?;
    files(folder.path())
}

fn files(folder: &Path) -> Result<BTreeMap<PathBuf, String>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // A checkout may have turned the line ends.
        let text = fs::read_to_string(entry.path())?.replace("\r\n", "\n");
        files.insert(PathBuf::from(entry.file_name()), text);
    }
    Ok(files)
}

/// Leaves exactly these files in the folder.
fn write(folder: &Path, wanted: &BTreeMap<PathBuf, String>) -> Result<()> {
    fs::create_dir_all(folder)?;
    for name in files(folder)?.keys() {
        if !wanted.contains_key(name) {
            fs::remove_file(folder.join(name))?;
        }
    }
    for (name, text) in wanted {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}
