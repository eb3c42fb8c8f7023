//! Packages: the program as users get it, tried as they get it; and the icons in all formats.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use domain::planted::MARK;

use crate::setup::{self, Purpose};
use crate::workspace::{Workspace, output, run as run_command};
use crate::{npm, sim, ui};

/// What the demo takes the window's program from, in the place of the one beside it.
const PROGRAM: &str = "HALVAARSRAPPORT_PROGRAM";

/// What the package must hold, from its root on.
const HOLDS: [&str; 3] = [
    "usr/bin/halvaarsrapport",
    "usr/share/icons/hicolor/128x128/apps/halvaarsrapport.png",
    "usr/share/applications/halvaarsrapport.desktop",
];

/// Builds the Debian package, installs it in an empty root, and walks the whole path with the program from there.
pub(crate) fn run(workspace: &Workspace, debug: bool) -> Result<()> {
    setup::prepare(Purpose::Headless)?;
    npm::install(&workspace.ui())?;
    ui::build(workspace)?;
    // The demo around the program is of the tests' build in any case.
    run_command(&mut workspace.cargo(["build", "--workspace", "--bins"]))?;
    let profile = if debug { "debug" } else { "release" };
    if !debug {
        run_command(&mut workspace.cargo(["build", "--workspace", "--bins", "--release"]))?;
    }
    let target = workspace.target_dir()?;
    let bundles = target.join(profile).join("bundle/deb");
    if bundles.exists() {
        fs::remove_dir_all(&bundles)?;
    }
    let mut bundle = tauri(workspace);
    bundle.args(["bundle", "--bundles", "deb", "--no-sign"]);
    if debug {
        bundle.arg("--debug");
    }
    run_command(&mut bundle)?;
    let package = only_package(&bundles)?;
    let root = target.join("package-root");
    install(&package, &root)?;
    looks_right(&package, &root)?;
    holds_no_mistakes(workspace, &target.join(profile))?;
    let mut demo = Command::new(target.join("debug/demo"));
    demo.arg("--headless").env(PROGRAM, root.join(HOLDS[0]));
    run_command(demo.current_dir(workspace.root()))?;
    for (what, file) in [("package", &package), ("program", &root.join(HOLDS[0]))] {
        println!(
            "{what}: {} bytes, {}",
            fs::metadata(file)?.len(),
            file.display()
        );
    }
    Ok(())
}

/// Draws every format of the icon from its one source.
pub(crate) fn icons(workspace: &Workspace) -> Result<()> {
    npm::install(&workspace.ui())?;
    let drawn = workspace.target_dir()?.join("icons");
    let mut draw = tauri(workspace);
    draw.args(["icon", "icons/icon.svg", "--output"])
        .arg(&drawn);
    run_command(&mut draw)?;
    for name in [
        "32x32.png",
        "128x128.png",
        "128x128@2x.png",
        "icon.png",
        "icon.icns",
        "icon.ico",
    ] {
        let to = workspace.root().join("icons").join(name);
        fs::copy(drawn.join(name), to).with_context(|| format!("{name} was not drawn"))?;
    }
    Ok(())
}

fn tauri(workspace: &Workspace) -> Command {
    let mut command = Command::new(workspace.ui().join("node_modules/.bin/tauri"));
    command.current_dir(workspace.root());
    command
}

fn only_package(folder: &Path) -> Result<PathBuf> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let packages: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .filter(|path: &Result<PathBuf>| {
            path.as_ref()
                .is_ok_and(|path| path.extension().is_some_and(|extension| extension == "deb"))
        })
        .collect::<Result<_>>()?;
    let [package] = packages.as_slice() else {
        anyhow::bail!("{} packages were built", packages.len());
    };
    Ok(package.clone())
}

/// Installs the package in a root that has nothing, and a list of packages that is empty.
fn install(package: &Path, root: &Path) -> Result<()> {
    if root.exists() {
        fs::remove_dir_all(root)?;
    }
    let list = root.join("var/lib/dpkg");
    for folder in ["info", "updates"] {
        fs::create_dir_all(list.join(folder))?;
    }
    fs::write(list.join("status"), "")?;
    let mut dpkg = Command::new("dpkg");
    // What it depends on is in the machine's own root, where the program runs.
    dpkg.args(["--force-depends", "--force-not-root", "--force-bad-path"])
        .arg(format!("--root={}", root.display()))
        .arg("--install")
        .arg(package);
    run_command(&mut dpkg)
}

/// Every program for users.
const PROGRAMS: [&str; 3] = [
    "halvaarsrapport",
    "halvaarsrapport-server",
    "halvaarsrapport-cli",
];

/// The programs for users give nobody the mistakes and mishaps of the simulation. The simulation does, or this look would
/// find nothing anywhere.
fn holds_no_mistakes(workspace: &Workspace, folder: &Path) -> Result<()> {
    let simulation = sim::program(workspace)?;
    ensure!(
        holds(&simulation, MARK)?,
        "{}: the mark of planted mistakes is not found where it must be",
        simulation.display()
    );
    for name in PROGRAMS {
        let program = folder.join(name);
        ensure!(
            !holds(&program, MARK)?,
            "{} can be given planted mistakes",
            program.display()
        );
    }
    Ok(())
}

/// Whether a file holds a text.
fn holds(file: &Path, text: &str) -> Result<bool> {
    let bytes = fs::read(file).with_context(|| file.display().to_string())?;
    let mut places = bytes.windows(text.len());
    Ok(places.any(|place| place == text.as_bytes()))
}

fn looks_right(package: &Path, root: &Path) -> Result<()> {
    for file in HOLDS {
        ensure!(root.join(file).is_file(), "the package lacks {file}");
    }
    let entry = fs::read_to_string(root.join(HOLDS[2]))?;
    for line in [
        "MimeType=x-scheme-handler/halvaarsrapport",
        "Exec=halvaarsrapport %",
    ] {
        ensure!(entry.contains(line), "{} lacks {line}: {entry}", HOLDS[2]);
    }
    let holds = output(Command::new("dpkg-deb").arg("-c").arg(package))?;
    let holds = String::from_utf8_lossy(&holds);
    ensure!(
        !holds.contains("idporten-sim"),
        "the package holds the stand-in for ID-porten"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_mark_in_a_program_and_only_there() {
        let this = std::env::current_exe().unwrap();
        assert!(holds(&this, MARK).unwrap());
        let text = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        assert!(!holds(&text, MARK).unwrap());
    }
}
