//! The pictures of the user guide: taken by the demo without a screen, and kept beside the guide.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, Result};

use crate::{demo, workspace::Workspace};

const GUIDE: &str = "docs/USER-GUIDE.md";
const FOLDER: &str = "images/guide/";

/// Takes them anew; what the guide no longer names goes.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let guide = fs::read_to_string(workspace.root().join(GUIDE))?;
    let wanted = names(&guide);
    demo::headless(workspace)?;
    let taken = workspace.target_dir()?.join("demo/screenshots");
    let kept = workspace.root().join("docs").join(FOLDER);
    if kept.exists() {
        fs::remove_dir_all(&kept)?;
    }
    fs::create_dir_all(&kept)?;
    for name in wanted {
        fs::copy(taken.join(name), kept.join(name))
            .with_context(|| format!("the demo takes no picture {name}"))?;
    }
    Ok(())
}

/// The pictures that a guide shows.
fn names(guide: &str) -> BTreeSet<&str> {
    let shown = guide.split("](").skip(1);
    shown
        .filter_map(|rest| rest.strip_prefix(FOLDER)?.split_once(')'))
        .map(|(name, _)| name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_names_its_pictures() {
        let guide = "![Hjem](images/guide/a.png) [x](adr/1.md)\n![B](images/guide/b.png)";
        assert_eq!(names(guide), BTreeSet::from(["a.png", "b.png"]));
    }
}
