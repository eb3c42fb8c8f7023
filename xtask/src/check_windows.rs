//! `cargo xtask check-windows`: the workspace as Windows sees it, on a Debian machine.
//!
//! A compiler of Debian's whose standard library comes with its source, MinGW's linker and wine. None of
//! them is Windows: there is no `WebView2`, wine's Credential Manager and file system are its own, and the
//! programs are of the GNU kind where users get the MSVC kind. What passes here still needs the list in
//! docs/OPERATIONS.md.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::setup;
use crate::workspace::{Workspace, output, run as run_command};
use crate::{npm, ui};

const TARGET: &str = "x86_64-pc-windows-gnu";
/// The crates whose tests run as Windows programs.
const TRIED: [&str; 4] = ["domain", "engine", "idporten", "platform"];
/// The server runs on Linux, and the others work and measure the desktop of a Linux machine.
const HERE_ALONE: [&str; 4] = ["server", "tests", "bench", "empty-window"];
/// MinGW, and what runs its programs.
const PACKAGES: [&str; 4] = [
    "g++-mingw-w64-x86-64-win32",
    "gcc-mingw-w64-x86-64-win32",
    "wine",
    "wine64",
];
/// They would take the place of the machine's own compiler, so they are unpacked and not installed.
const COMPILER: [&str; 3] = ["rust-web-src", "libstd-rust-web-dev", "rustc-web"];

/// Rust takes its random numbers from a function that wine 8 has under another name.
const SHIM: &str = r"#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T length) {
  return SystemFunction036(bytes, (ULONG)length);
}
";

/// Checks the types of everything, and runs the tests of what does not need a window.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::need(&PACKAGES)?;
    npm::install(&workspace.ui())?;
    ui::build(workspace)?;
    let folder = workspace.target_dir()?.join("windows");
    fs::create_dir_all(&folder)?;
    let compiler = compiler(&folder)?;
    let cargo = |args: &[&str]| {
        let mut cargo = workspace.cargo(args);
        cargo
            .args(["-Zbuild-std=std,panic_unwind", "--target", TARGET])
            .env("RUSTC", &compiler)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", folder.join("build"));
        cargo
    };
    let mut check = cargo(&["check", "--workspace", "--all-targets"]);
    check.args(HERE_ALONE.iter().flat_map(|name| ["--exclude", *name]));
    run_command(&mut check)?;
    println!("All but {HERE_ALONE:?} type-checks for {TARGET}.");
    let mut build = cargo(&["test", "--no-run", "--lib", "--message-format=json"]);
    build.args(TRIED.iter().flat_map(|name| ["-p", *name]));
    let programs = programs(&output(&mut build)?)?;
    ensure!(
        programs.len() == TRIED.len(),
        "{} test programs were built for {} crates",
        programs.len(),
        TRIED.len()
    );
    let mut failed = Vec::new();
    for (name, program) in &programs {
        println!("{name}, as a Windows program:");
        if !tried(&folder, program)? {
            failed.push(name.as_str());
        }
    }
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    Ok(())
}

/// A compiler for the target, unpacked below the folder: a script that starts it.
fn compiler(folder: &Path) -> Result<PathBuf> {
    let script = folder.join("rustc");
    if script.is_file() {
        return Ok(script);
    }
    let archives = folder.join("archives");
    let root = folder.join("compiler");
    for made in [&archives, &root] {
        if made.exists() {
            fs::remove_dir_all(made)?;
        }
        fs::create_dir_all(made)?;
    }
    let wanted = with_what_they_need(&COMPILER)?;
    println!("Unpacking {} in {}", wanted.join(" "), root.display());
    run_command(
        Command::new("apt-get")
            .args(["download", "--quiet"])
            .args(&wanted)
            .current_dir(&archives),
    )?;
    for archive in fs::read_dir(&archives)? {
        run_command(
            Command::new("dpkg")
                .arg("-x")
                .arg(archive?.path())
                .arg(&root),
        )?;
    }
    fs::remove_dir_all(&archives)?;
    let program = root.join("usr/bin/rustc");
    let libraries = root.join("usr/lib/x86_64-linux-gnu");
    let text = format!(
        "#!/bin/sh\nLD_LIBRARY_PATH='{}' exec '{}' \"$@\"\n",
        libraries.display(),
        program.display()
    );
    // Under another name until it runs, so that a broken one is made anew.
    let unfinished = folder.join("rustc.unfinished");
    fs::write(&unfinished, text)?;
    run_command(Command::new("chmod").arg("+x").arg(&unfinished))?;
    run_command(Command::new(&unfinished).arg("--version"))?;
    fs::rename(&unfinished, &script)?;
    Ok(script)
}

/// The packages, and those that they need and that are of the compiler: its own libraries and LLVM's.
fn with_what_they_need(packages: &[&str]) -> Result<Vec<String>> {
    let mut wanted: Vec<String> = packages.iter().map(|name| (*name).to_owned()).collect();
    let mut seen = 0;
    while let Some(package) = wanted.get(seen).cloned() {
        seen += 1;
        let said = output(
            Command::new("apt-cache")
                .args(["depends", "--important"])
                .arg(&package),
        )
        .context("the compiler's packages are not known: run `apt-get update`")?;
        for line in String::from_utf8_lossy(&said).lines() {
            let needed = line.trim().strip_prefix("Depends: ").unwrap_or_default();
            let of_compiler =
                needed.starts_with("libllvm") || needed.starts_with("libstd-rust-web");
            if of_compiler && !wanted.iter().any(|name| name == needed) {
                wanted.push(needed.to_owned());
            }
        }
    }
    Ok(wanted)
}

/// Name and path of each test program that Cargo says it built.
fn programs(said: &[u8]) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for line in String::from_utf8_lossy(said).lines() {
        let message: Value = serde_json::from_str(line).context("cargo did not speak JSON")?;
        let text = |pointer| message.pointer(pointer).and_then(Value::as_str);
        if let (Some(program), Some(name)) = (text("/executable"), text("/target/name")) {
            found.push((name.to_owned(), PathBuf::from(program)));
        }
    }
    Ok(found)
}

/// Whether all tests of a program pass, with a Windows of its own.
fn tried(folder: &Path, program: &Path) -> Result<bool> {
    let Some(beside) = program.parent() else {
        bail!("{} lies nowhere", program.display());
    };
    let shim = folder.join("bcryptprimitives.c");
    fs::write(&shim, SHIM)?;
    run_command(
        Command::new("x86_64-w64-mingw32-gcc")
            .args(["-shared", "-o"])
            .arg(beside.join("bcryptprimitives.dll"))
            .arg(&shim)
            .arg("-ladvapi32"),
    )?;
    let prefix = folder.join("wine");
    if prefix.exists() {
        fs::remove_dir_all(&prefix)?;
    }
    fs::create_dir_all(&prefix)?;
    let in_wine = |program: &Path| {
        let mut wine = Command::new(program);
        wine.env("WINEPREFIX", &prefix)
            .env("WINEDEBUG", "-all")
            // The bundled libraries of the C++ side lie with the compiler.
            .env("WINEPATH", "/usr/lib/gcc/x86_64-w64-mingw32/12-win32")
            .stdin(Stdio::null());
        wine
    };
    let status = in_wine(Path::new("wine"))
        .arg(program)
        .status()
        .context("cannot start wine")?;
    run_command(in_wine(Path::new("wineserver")).arg("--kill")).ok();
    Ok(status.success())
}
