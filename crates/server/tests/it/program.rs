//! The real program as a process, with a configuration, a folder and a database of its own.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::world::Place;

const PROGRAM: &str = env!("CARGO_BIN_EXE_halvaarsrapport-server");

/// An issuer's address where nobody answers.
pub(crate) const NOBODY: &str = "http://127.0.0.1:9";

/// Digits that are a key, and that no output may show.
pub(crate) const IDENTITY_KEY: &str =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// Digits that are a signing key's seed.
const SIGNING_KEY: &str = "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100";

pub(crate) struct Program {
    pub(crate) place: Place,
    configuration: String,
}

/// How a command ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) said: String,
    pub(crate) complained: String,
}

impl Ended {
    /// What a command said that succeeded.
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.said
    }
}

impl Program {
    /// A configuration over a place, with an issuer at this address.
    pub(crate) fn over(place: Place, issuer: &str) -> Self {
        let configuration = configuration(&place, issuer);
        let program = Self {
            place,
            configuration,
        };
        program.write("server.toml", &program.configuration);
        program
    }

    /// A configuration over a new database with its tables, and an issuer that nobody is.
    pub(crate) async fn new() -> Self {
        let program = Self::over(Place::new().await, NOBODY);
        program.run(&["migrate"]).ok();
        program
    }

    /// Writes a file into the program's folder.
    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.folder().join(name), text).unwrap();
    }

    /// Changes the configuration.
    pub(crate) fn configure(&mut self, change: impl FnOnce(String) -> String) {
        self.configuration = change(std::mem::take(&mut self.configuration));
        self.write("server.toml", &self.configuration);
    }

    pub(crate) fn folder(&self) -> &Path {
        self.place.folder()
    }

    /// A command in the program's folder that finds the program and its configuration.
    pub(crate) fn command(&self, name: impl AsRef<std::ffi::OsStr>) -> Command {
        let beside = PathBuf::from(PROGRAM);
        let beside = beside.parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap();
        let folders = [beside].into_iter().chain(std::env::split_paths(&path));
        let mut command = Command::new(name);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("HALVAARSRAPPORT_") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(self.folder())
            .env("PATH", std::env::join_paths(folders).unwrap())
            .env("HALVAARSRAPPORT_CONFIG", "server.toml")
            .env("RUST_LOG", "warn")
            .env("RUST_BACKTRACE", "0");
        command
    }

    /// The program itself.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(PROGRAM);
        command.args(arguments);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        ended(&mut self.program(arguments), "")
    }

    /// Runs lines as a person would type them.
    pub(crate) fn shell(&self, lines: &str) -> Ended {
        ended(self.command("sh").args(["-e", "-c", lines]), "")
    }

    /// The server, when it listens.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Serving {
        let mut command = self.program(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let output = child.stdout.take().unwrap();
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ");
        Serving {
            address: address
                .unwrap_or_else(|| panic!("said {line:?}"))
                .to_owned(),
            child,
        }
    }
}

pub(crate) fn ended(command: &mut Command, input: &str) -> Ended {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may not read what it is given.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code(),
        said: String::from_utf8(output.stdout).unwrap(),
        complained: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A running server; killed when dropped.
pub(crate) struct Serving {
    pub(crate) address: String,
    child: Child,
}

impl Serving {
    /// Asks it to stop, and waits until it has.
    pub(crate) fn stop(mut self) {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A whole configuration.
pub(crate) fn configuration(place: &Place, issuer: &str) -> String {
    let owner = place.owner_setting();
    let owner = owner.map(|owner| format!("database_owner = \"{owner}\"\n"));
    format!(
        r#"environment = "synthetic"
listen = "127.0.0.1:0"
database = "{}"
{}identity_key = "{IDENTITY_KEY}"

[idporten]
issuer = "{issuer}"
client_id = "desktop"
scope = "halvaarsrapport:officer"
resource = "https://halvaarsrapport.example"
acr = "idporten-loa-high"

[signing]
key = "{SIGNING_KEY}"
"#,
        place.setting(),
        owner.unwrap_or_default()
    )
}
