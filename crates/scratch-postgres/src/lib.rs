//! A private PostgreSQL cluster for tests: its own folder, a socket instead of a port, everybody
//! trusted who can reach the folder.
//!
//! PostgreSQL refuses to run as root; root's tests let the user `postgres` run it. The cluster ends
//! with the process that started it, however that ends: it waits at a pipe that only this process
//! holds open.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::OnceLock,
};

use anyhow::{Context, Result, bail};

/// The oldest version that the server supports.
const OLDEST: u32 = 15;
/// The role that owns the cluster, and passes every rule in it.
const SUPERUSER: &str = "halvaarsrapport";
/// The role that owns the databases.
pub const OWNER: &str = "halvaarsrapport_owner";
/// The role that owns nothing.
pub const APP: &str = "halvaarsrapport_app";

/// Makes the cluster in a new folder, says where it is, and removes it when the pipe closes.
const LIFE: &str = r#"
set -eu
folder=$(mktemp -d /tmp/scratch-postgres.XXXXXX)
trap 'rm -rf "$folder"' EXIT
"$1/initdb" -D "$folder/data" -A trust -U "$2" --no-sync --encoding=UTF8 --locale=C \
    >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
"$1/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o "-c listen_addresses= -c max_connections=200 \
    -c unix_socket_directories=$folder -c fsync=$3" start >"$folder/start" 2>&1 \
    || { cat "$folder/start" "$folder/log" >&2; exit 1; }
echo "$folder"
read -r _ || true
"$1/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1
"#;

/// Whether commits wait for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// As in production: for measurements.
    Durable,
    /// What is committed survives a killed process, and not a power cut: for tests.
    Fast,
}

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    life: Child,
    /// Open as long as the cluster is wanted.
    wanted: Option<ChildStdin>,
}

impl Cluster {
    /// Starts a cluster and waits until it answers.
    pub fn start(durability: Durability) -> Result<Self> {
        let programs = programs()?;
        let fsync = match durability {
            Durability::Durable => "on",
            Durability::Fast => "off",
        };
        let mut life = unprivileged("sh")?
            .args(["-c", LIFE, "sh"])
            .arg(&programs)
            .args([SUPERUSER, fsync])
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("Cannot start a shell for PostgreSQL")?;
        let wanted = life.stdin.take();
        let said = life.stdout.take().context("The shell has no output")?;
        let mut folder = String::new();
        BufReader::new(said).read_line(&mut folder)?;
        let folder = folder.trim();
        if folder.is_empty() {
            bail!("PostgreSQL did not start; what it said stands above");
        }
        let cluster = Self {
            programs,
            folder: folder.into(),
            life,
            wanted,
        };
        for role in [OWNER, APP] {
            cluster.run("createuser", &[role])?;
        }
        Ok(cluster)
    }

    /// The cluster that all tests of a process share.
    ///
    /// # Panics
    ///
    /// Where PostgreSQL cannot be started.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| match Self::start(Durability::Fast) {
            Ok(cluster) => cluster,
            #[expect(clippy::panic, reason = "no test can run without it")]
            Err(error) => panic!("{error:#}"),
        })
    }

    /// Makes an empty database.
    pub fn create(&self, database: &str) -> Result<()> {
        self.run("createdb", &["--owner", OWNER, database])
            .map(drop)
    }

    /// Makes a database as a copy of another that nobody is connected to.
    pub fn copy(&self, template: &str, database: &str) -> Result<()> {
        let arguments = ["--owner", OWNER, "--template", template, database];
        self.run("createdb", &arguments).map(drop)
    }

    /// Drops a database, with whoever is connected to it.
    pub fn drop_database(&self, database: &str) -> Result<()> {
        self.run("dropdb", &["--force", database]).map(drop)
    }

    /// All that a database holds, as SQL.
    pub fn dump(&self, database: &str) -> Result<Vec<u8>> {
        self.run("pg_dump", &[database])
    }

    /// The address of a database, for a superuser.
    pub fn url(&self, database: &str) -> String {
        self.url_as(SUPERUSER, database)
    }

    /// The address of a database, for the role that owns it and is no superuser.
    pub fn owner_url(&self, database: &str) -> String {
        self.url_as(OWNER, database)
    }

    /// The address of a database, for a role that owns nothing in it.
    pub fn app_url(&self, database: &str) -> String {
        self.url_as(APP, database)
    }

    fn url_as(&self, role: &str, database: &str) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://{role}@{folder}/{database}")
    }

    /// The folder of PostgreSQL's programs.
    pub fn programs(&self) -> &Path {
        &self.programs
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<Vec<u8>> {
        let output = Command::new(self.programs.join(program))
            .arg("--host")
            .arg(&self.folder)
            .args(["--username", SUPERUSER])
            .args(arguments)
            .output()
            .with_context(|| format!("Cannot start {program}"))?;
        if !output.status.success() {
            bail!("{program}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(output.stdout)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.wanted.take());
        // It removes itself; whether it did so well is nothing to act on here.
        drop(self.life.wait());
    }
}

/// A command that runs as somebody whom PostgreSQL accepts.
fn unprivileged(program: &str) -> Result<Command> {
    if !is_root()? {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--", program]);
    Ok(command)
}

#[cfg(unix)]
fn is_root() -> Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let this = fs::metadata("/proc/self").context("Cannot tell who runs this")?;
    Ok(this.uid() == 0)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn is_root() -> Result<bool> {
    Ok(false)
}

/// Where PostgreSQL's programs are: where `pg_config` says, or the newest that Debian's packages
/// installed.
fn programs() -> Result<PathBuf> {
    let mut folders: Vec<PathBuf> = Command::new("pg_config")
        .arg("--bindir")
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().into())
        .into_iter()
        .collect();
    let mut installed: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    installed.sort();
    folders.extend(installed.into_iter().rev().map(|(_, folder)| folder));
    folders
        .into_iter()
        .find(|folder| {
            folder.join("initdb").exists()
                && version(folder).is_some_and(|version| version >= OLDEST)
        })
        .with_context(|| format!("PostgreSQL {OLDEST} or newer is needed: run `cargo xtask setup`"))
}

/// The major version of the programs in a folder.
fn version(folder: &Path) -> Option<u32> {
    let output = Command::new(folder.join("postgres"))
        .arg("--version")
        .output()
        .ok()?;
    major(&String::from_utf8(output.stdout).ok()?)
}

/// From `postgres (PostgreSQL) 15.18 (Debian …)`, `17beta2` or the like.
fn major(said: &str) -> Option<u32> {
    let version = said.split_whitespace().nth(2)?;
    let end = version.find(|c: char| !c.is_ascii_digit());
    version.get(..end.unwrap_or(version.len()))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions() {
        for (said, expected) in [
            (
                "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)",
                Some(15),
            ),
            ("postgres (PostgreSQL) 18beta2", Some(18)),
            ("postgres", None),
        ] {
            assert_eq!(major(said), expected, "{said}");
        }
    }

    #[test]
    fn a_cluster_goes_with_its_owner() {
        let cluster = Cluster::start(Durability::Fast).unwrap();
        cluster.create("one").unwrap();
        cluster.copy("one", "two").unwrap();
        cluster.drop_database("one").unwrap();
        assert!(cluster.create("two").is_err());
        let folder = cluster.folder.clone();
        assert!(folder.exists());
        drop(cluster);
        assert!(!folder.exists());
    }
}
