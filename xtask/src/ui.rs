//! Building the user interface.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::npm;
use crate::workspace::Workspace;

/// Builds `ui/dist`, unless it is newer than everything it is made from: a new `ui/dist` makes Cargo
/// build the desktop package again.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let ui = workspace.ui();
    if let (Some(built), Some(changed)) = (oldest_page(&ui), newest(&ui)?)
        && built > changed
    {
        println!("ui/dist is up to date");
        return Ok(());
    }
    npm::script(&ui, "build")?;
    for page in PAGES {
        fs::metadata(ui.join(page)).with_context(|| format!("the build left no ui/{page}"))?;
    }
    Ok(())
}

/// What a build makes, one for each user interface.
const PAGES: [&str; 2] = ["dist/desktop/index.html", "dist/portal/index.html"];

/// When the older of the built pages was made; none where one is missing.
fn oldest_page(ui: &Path) -> Option<SystemTime> {
    let made = PAGES.map(|page| fs::metadata(ui.join(page)).and_then(|page| page.modified()));
    made.into_iter()
        .collect::<Result<Vec<_>, _>>()
        .ok()?
        .into_iter()
        .min()
}

/// When something in the folder was last changed. Folders count too: they tell of removed files.
fn newest(folder: &Path) -> Result<Option<SystemTime>> {
    let mut newest = None;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("{}", folder.display()))? {
            let entry = entry?;
            if entry.file_name() == "node_modules" || entry.file_name() == "dist" {
                continue;
            }
            let about = entry.metadata()?;
            newest = newest.max(Some(about.modified()?));
            if about.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    Ok(newest)
}
