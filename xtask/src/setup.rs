//! What a machine must have: Rust, Node and, on Debian and its relatives, packages.

use std::io::ErrorKind;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace::{line, output, run};

/// What the machine is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building, and a window on a desktop that brings its own screen, message bus and keychain.
    Desktop,
    /// Also the tests, and windows without a desktop.
    Headless,
    /// Building, and a scratch database.
    Codegen,
}

/// A program that only the user can install.
struct Tool {
    name: &'static str,
    needed: (u32, u32),
    how: &'static str,
}

const TOOLS: [Tool; 2] = [
    Tool {
        name: "rustc",
        needed: (1, 95),
        how: "install Rust with rustup (https://rustup.rs), or run `rustup update stable`",
    },
    Tool {
        name: "node",
        needed: (20, 19),
        how: "install Node.js 20.19 or newer with npm (https://nodejs.org)",
    },
];

/// What compiling and linking needs.
const BUILD: [&str; 4] = [
    "build-essential",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "pkg-config",
];

/// A screen, a message bus, a keychain, drivers for windows and web pages, a database server, an
/// authority for certificates, a mail server, a reader of PDFs, Python for schemathesis, a spreadsheet program, and what the examples of the operators' guide use.
const HEADLESS: [&str; 21] = [
    "at-spi2-core",
    "chromium",
    "chromium-driver",
    "curl",
    "dbus",
    "dbus-bin",
    "fonts-dejavu-core",
    "gnome-keyring",
    "imagemagick",
    "libreoffice-calc-nogui",
    "libsecret-tools",
    "openssl",
    "poppler-utils",
    "postgresql",
    "postgresql-client",
    "python3-aiosmtpd",
    "python3-venv",
    "webkit2gtk-driver",
    "x11-utils",
    "xauth",
    "xvfb",
];

/// Checks the tools, and installs missing packages after saying so.
pub(crate) fn prepare(purpose: Purpose) -> Result<()> {
    for tool in &TOOLS {
        check(tool)?;
    }
    need(&packages(purpose))
}

/// Installs those of the packages that are missing, after saying so.
pub(crate) fn need(wanted: &[&str]) -> Result<()> {
    let Some(installed) = installed(wanted)? else {
        if cfg!(target_os = "linux") {
            println!(
                "This is not Debian or a relative of it. What these Debian packages hold is needed: {}",
                wanted.join(" ")
            );
        }
        return Ok(());
    };
    let missing = missing(wanted, &installed);
    if missing.is_empty() {
        println!("All {} Debian packages are installed.", wanted.len());
        return Ok(());
    }
    println!("Missing Debian packages: {}", missing.join(" "));
    install(&missing)
}

fn check(tool: &Tool) -> Result<()> {
    let (major, minor) = tool.needed;
    let said = output(Command::new(tool.name).arg("--version"))
        .with_context(|| format!("{} {major}.{minor} is needed: {}", tool.name, tool.how))?;
    let said = String::from_utf8_lossy(&said);
    let said = said.trim();
    match version(said) {
        Some(found) if found >= tool.needed => {
            println!("{}: {said}", tool.name);
            Ok(())
        }
        _ => bail!(
            "{} {major}.{minor} is needed, found '{said}': {}",
            tool.name,
            tool.how
        ),
    }
}

/// Major and minor of the first word that looks like a version.
fn version(said: &str) -> Option<(u32, u32)> {
    said.split_whitespace().find_map(|word| {
        let mut numbers = word.trim_start_matches('v').split('.');
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    })
}

fn packages(purpose: Purpose) -> Vec<&'static str> {
    match purpose {
        Purpose::Desktop => BUILD.to_vec(),
        Purpose::Headless => BUILD.into_iter().chain(HEADLESS).collect(),
        Purpose::Codegen => BUILD.into_iter().chain(["sqlite3"]).collect(),
    }
}

/// What dpkg knows of these packages; none where there is no dpkg.
fn installed(wanted: &[&str]) -> Result<Option<String>> {
    let mut query = Command::new("dpkg-query");
    query
        .args([
            "--show",
            "--showformat",
            "${Package} ${db:Status-Status}\\n",
        ])
        .args(wanted);
    // Fails and complains about packages it never heard of; their absence in the answer says it too.
    match query.stdin(Stdio::null()).stderr(Stdio::null()).output() {
        Ok(answer) => Ok(Some(String::from_utf8_lossy(&answer.stdout).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).context("cannot start dpkg-query"),
    }
}

fn missing<'a>(wanted: &[&'a str], installed: &str) -> Vec<&'a str> {
    let is_installed = |package: &str| {
        installed
            .lines()
            .any(|line| line.split_once(' ') == Some((package, "installed")))
    };
    wanted
        .iter()
        .copied()
        .filter(|package| !is_installed(package))
        .collect()
}

fn install(packages: &[&str]) -> Result<()> {
    let mut update = apt_get()?;
    update.arg("update");
    let mut install = apt_get()?;
    install
        .args(["install", "-y", "--no-install-recommends"])
        .args(packages);
    for command in [&mut update, &mut install] {
        println!("Running: {}", line(command));
        run(command.stdin(Stdio::null())).context("the packages could not be installed")?;
    }
    Ok(())
}

/// apt-get as root, asking nothing, waiting its turn when another one is at work.
fn apt_get() -> Result<Command> {
    let mut command = if is_root() {
        Command::new("env")
    } else if Command::new("sudo")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok()
    {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    } else {
        bail!(
            "neither root nor sudo: have them installed with apt-get install --no-install-recommends"
        );
    };
    command.args([
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]);
    Ok(command)
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_versions_of_both_tools() {
        for (said, expected) in [
            ("rustc 1.95.0 (59807616e 2026-04-14)", Some((1, 95))),
            ("v20.20.2", Some((20, 20))),
            ("rustc 1.100.0-nightly", Some((1, 100))),
            ("no idea", None),
        ] {
            assert_eq!(version(said), expected, "{said}");
        }
    }

    #[test]
    fn a_removed_or_unknown_package_is_missing() {
        let answer = "xvfb installed\nxauth config-files\n";
        assert_eq!(
            missing(&["xvfb", "xauth", "dbus"], answer),
            ["xauth", "dbus"]
        );
    }

    #[test]
    fn a_desktop_needs_no_virtual_screen() {
        assert!(!packages(Purpose::Desktop).contains(&"xvfb"));
        assert!(packages(Purpose::Headless).contains(&"xvfb"));
        assert!(packages(Purpose::Headless).contains(&"libssl-dev"));
    }
}
