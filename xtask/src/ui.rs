//! The user interface: installing its packages, checking it, building it.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::workspace::{Workspace, run};

/// `npm ci`, unless exactly this lock file was installed before.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let lock = fs::read(workspace.ui().join("package-lock.json"))
        .context("ui/package-lock.json cannot be read")?;
    let stamp = workspace.ui().join("node_modules/.installed-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        println!("ui/node_modules is up to date");
        return Ok(());
    }
    run(&mut workspace.npm(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}

/// One of the scripts of `ui/package.json`.
pub(crate) fn script(workspace: &Workspace, name: &str) -> Result<()> {
    run(&mut workspace.npm(["run", "--silent", name]))
}

/// Builds `ui/dist`, unless it is newer than everything it is made from: a new `ui/dist` makes Cargo
/// build the desktop package again.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let ui = workspace.ui();
    let page = ui.join("dist/desktop/index.html");
    let built = fs::metadata(&page).and_then(|page| page.modified()).ok();
    if let (Some(built), Some(changed)) = (built, newest(&ui)?)
        && built > changed
    {
        println!("ui/dist is up to date");
        return Ok(());
    }
    script(workspace, "build")?;
    fs::metadata(&page).context("the build left no ui/dist/desktop/index.html")?;
    Ok(())
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
